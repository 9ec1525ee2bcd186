"""`manage.py load_sample`: a support organisation to look around in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sla_admin.sample.load import has_data, load_sample, was_interrupted
from sla_admin.sample.remove import Removal, remove_sample
from sla_admin.shared.errors import Refusal
from sla_admin.shared.system_clock import database_time

ACTOR = "load_sample"
_STEPS = 4
"""How many lines of progress are written."""


class Command(BaseCommand):
    """Loads the sample into a database that has neither processes nor cases, or takes it away again."""

    help = "Load sample people, promises and cases; --remove takes away exactly what it brought."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there is data already")
        parser.add_argument("--remove", action="store_true", help="take the sample away instead")

    def handle(self, *args: Any, if_empty: bool = False, remove: bool = False, **options: Any) -> None:
        if remove:
            self._tell(remove_sample(ACTOR))
            return
        if was_interrupted():
            remove_sample(ACTOR)
        if has_data() and if_empty:
            return
        self.stdout.write("Loading the sample: people, promises, and eleven weeks of cases …")
        try:
            cases = load_sample(database_time(), self._progress())
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Loaded the sample: {cases} cases.")

    def _progress(self) -> Any:
        told = 0

        def progress(done: int, total: int) -> None:
            nonlocal told
            step = done * _STEPS // total
            if told < step < _STEPS:
                told = step
                self.stdout.write(f"  {done} of {total} events")

        return progress

    def _tell(self, removal: Removal) -> None:
        self.stdout.write(f"Removed {removal.cases} sample cases.")
        others = [f"{number} {kind}" for kind, number in list(removal.going.items()) if kind != "cases"]
        if others:
            self.stdout.write(f"With them went {', '.join(others)}.")
        for kept in removal.kept:
            self.stdout.write(f"Kept: {kept.what}, because of {kept.because}.")
