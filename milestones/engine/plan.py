"""What the fold reads beside the case, answered from the database once and then from memory."""

from collections.abc import Sequence
from typing import Any

from entitlements.business_time.calendar import Calendar
from entitlements.process.compiled import CompiledProcess
from entitlements.selectors.calendars import calendar_for
from entitlements.selectors.process_versions import compiled_process
from milestones.engine import consequences


class PinnedPlan:
    """Versions in use and published timelines never change: a plan serves a turn and asks for each once."""

    def __init__(self) -> None:
        self._processes: dict[int, CompiledProcess] = {}
        self._calendars: dict[tuple[int | None, int], Calendar] = {}

    def process(self, version: int) -> CompiledProcess:
        """The process version with that id. Raises LookupError where there is none."""
        known = self._processes.get(version)
        if known is None:
            known = self._processes[version] = compiled_process(version)
        return known

    def calendar(self, hours: int | None, timeline: int) -> Calendar:
        """The compiled hours at that timeline; hours None: 24×7 in the site's zone. Raises LookupError."""
        known = self._calendars.get((hours, timeline))
        if known is None:
            known = self._calendars[hours, timeline] = calendar_for(hours, timeline)
        return known

    def field_updates(
        self, version: int, tier: str, priority: str, type: str, trigger: str
    ) -> Sequence[tuple[str, Any]]:
        """Fixed values that the escalation matrix pinned by that version sets at that trigger, in order."""
        matrix = self.process(version).process.matrix_version
        return consequences.installed().field_updates(matrix, tier, priority, type, trigger)

    def matrix_version(self, version: int | None) -> int | None:
        """The escalation matrix that answers facts of that process version."""
        return None if version is None else self.process(version).process.matrix_version
