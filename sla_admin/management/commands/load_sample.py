"""`manage.py load_sample`: a support organisation to look around in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from entitlements.models import EntitlementProcess
from milestones.models import Case
from sla_admin.sample.load import load_sample, remove_sample_cases
from sla_admin.shared.system_clock import database_time


class Command(BaseCommand):
    """Loads the sample into a database that has neither processes nor cases."""

    help = "Load sample people, promises and cases; --remove takes the sample's cases away again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there is data already")
        parser.add_argument("--remove", action="store_true", help="purge the sample's cases instead")

    def handle(self, *args: Any, if_empty: bool = False, remove: bool = False, **options: Any) -> None:
        if remove:
            self.stdout.write(f"Removed {remove_sample_cases('load_sample')} sample cases.")
            return
        if EntitlementProcess.objects.exists() or Case.objects.exists():
            if if_empty:
                return
            raise CommandError("There is data already: the sample is loaded into an empty database only.")
        self.stdout.write(f"Loaded the sample: {load_sample(database_time())} cases.")
