"""`manage.py check_sla`: is the configuration in use fit to be trusted with contracts?"""

import json
from argparse import ArgumentParser
from typing import Any

import msgspec
from django.core.management.base import BaseCommand

from entitlements.services.checks.site import check_site
from sla_admin.shared import system_clock


class Command(BaseCommand):
    help = (
        "Runs every configuration check over what is in use. Exit status 0: nothing wrong; 1: errors; with "
        "--strict also for warnings."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--strict", action="store_true", help="Warnings count as errors.")
        parser.add_argument("--json", action="store_true", help="Answer as JSON, for other programs.")

    def handle(self, *args: Any, **options: Any) -> None:
        found = check_site(system_clock.database_time())
        errors = [each for each in found if each.severity == "error"]
        if options["json"]:
            self.stdout.write(json.dumps([msgspec.to_builtins(each) for each in found], ensure_ascii=False))
        else:
            for each in found:
                self.stdout.write(f"{each.severity}: {each.code}: {each.object}")
                self.stdout.write(f"    {each.why}")
                self.stdout.write(f"    {each.fix}")
            self.stdout.write(f"{len(errors)} errors, {len(found) - len(errors)} warnings")
        if errors or (options["strict"] and found):
            raise SystemExit(1)
