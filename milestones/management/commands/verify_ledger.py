"""`manage.py verify_ledger`: does the ledger say what the events say?"""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from milestones.engine.verify import CHUNK, Verified, verify
from milestones.models import Case


class Command(BaseCommand):
    help = (
        "Replays cases from their source events and the configuration, checks the chains, and compares "
        "ledger, "
        "state, clocks and case fields with that. Reports drift and exits with 1 when there is any."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--case",
            action="append",
            default=[],
            metavar="SOURCE/EXTERNAL_ID",
            help="Only this case (may be repeated); a number is the case's own id.",
        )
        parser.add_argument("--json", action="store_true", help="Answer as JSON, for other programs.")

    def handle(self, *args: Any, **options: Any) -> None:
        ids = [self._id(name) for name in options["case"]] or list(
            Case.objects.order_by("pk").values_list("pk", flat=True)
        )
        total = Verified(0, 0, 0, 0, [])
        for first in range(0, len(ids), CHUNK):
            part = verify(ids[first : first + CHUNK])
            total = total.with_part(part)
            if not options["json"]:
                for drift in part.drift:
                    self.stdout.write(f"case {drift.case_id}: {drift.code}: {drift.detail}")
        if options["json"]:
            self.stdout.write(
                json.dumps({**total._asdict(), "drift": [drift._asdict() for drift in total.drift]})
            )
        else:
            self.stdout.write(
                f"{total.cases} cases, {total.events} events, {total.entries} ledger entries, "
                f"{total.quarantined} in quarantine: drift {len(total.drift)}"
            )
        if total.drift:
            raise SystemExit(1)

    def _id(self, name: str) -> int:
        source, slash, external_id = name.partition("/")
        found = (
            Case.objects.filter(source=source, external_id=external_id)
            if slash
            else Case.objects.filter(pk=int(name) if name.isdigit() else 0)
        )
        case_id = found.values_list("pk", flat=True).first()
        if case_id is None:
            raise CommandError(f"There is no case {name}.")
        return case_id
