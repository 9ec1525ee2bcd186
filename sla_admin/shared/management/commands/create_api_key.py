"""`manage.py create_api_key NAME --scope cases:write …`: makes a key and prints it once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sla_admin.shared import system_clock
from sla_admin.shared.api.instants import parse_instant
from sla_admin.shared.api_keys.issue import issue_key
from sla_admin.shared.errors import InvalidInput
from sla_admin.shared.models.api_key import SCOPES


class Command(BaseCommand):
    help = "Makes an API key and prints it. It cannot be shown again: only its hash is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", metavar="NAME", help="which system uses the key")
        parser.add_argument(
            "--scope",
            action="append",
            dest="scopes",
            required=True,
            metavar="SCOPE",
            help=f"what the key may do, once per scope: {', '.join(SCOPES)}",
        )
        parser.add_argument(
            "--expires-at",
            metavar="INSTANT",
            help="ISO 8601 with offset, e.g. 2027-01-01T00:00:00Z (default: never)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            expires_at = None
            if options["expires_at"]:
                try:
                    expires_at = parse_instant(options["expires_at"])
                except ValueError as error:
                    raise InvalidInput.of("expires_at", str(error)) from error
            key, written = issue_key(
                options["name"], options["scopes"], at=system_clock.database_time(), expires_at=expires_at
            )
        except InvalidInput as error:
            raise CommandError(str(error)) from error
        # The key alone goes to stdout, so that a script can read it; what a person should know goes to
        # stderr.
        self.stderr.write(
            f"API key for {key.name} with {', '.join(key.scopes)}. Keep it: it is not shown again."
        )
        self.stdout.write(written)
