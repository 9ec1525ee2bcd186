"""What the fold reads beside the case, answered from the database once and then from memory."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from entitlements.business_time.calendar import Calendar
from entitlements.selectors import calendar_for, compiled_process
from milestones.clock.compiled import CompiledProcess
from milestones.engine import consequences

REMEMBERED_VERSIONS = 512
REMEMBERED_TIMELINES = 2048


@lru_cache(maxsize=REMEMBERED_VERSIONS)
def _process(version: int) -> CompiledProcess:
    return compiled_process(version)


@lru_cache(maxsize=REMEMBERED_TIMELINES)
def _calendar(hours: int | None, timeline: int) -> Calendar:
    return calendar_for(hours, timeline)


class PinnedPlan:
    """Versions in use and published timelines never change, so each is read once in the life of a process."""

    def process(self, version: int) -> CompiledProcess:
        """The process version with that id. Raises LookupError where there is none."""
        return _process(version)

    def calendar(self, hours: int | None, timeline: int) -> Calendar:
        """The compiled hours at that timeline; hours None: 24×7 in the site's zone."""
        return _calendar(hours, timeline)

    def field_updates(
        self, version: int, tier: str, priority: str, type: str, trigger: str
    ) -> Sequence[tuple[str, Any]]:
        """Fixed values that the escalation matrix pinned by that version sets at that trigger, in order."""
        matrix = _process(version).process.matrix_version
        return consequences.installed().field_updates(matrix, tier, priority, type, trigger)

    def matrix_version(self, version: int | None) -> int | None:
        """The escalation matrix that answers facts of that process version."""
        return None if version is None else _process(version).process.matrix_version


def forget() -> None:
    """Drop what was remembered. For tests, whose databases come and go while ids repeat."""
    _process.cache_clear()
    _calendar.cache_clear()
