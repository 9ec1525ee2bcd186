"""What the fold may ask of the world: pinned configuration, nothing else."""

from collections.abc import Sequence
from typing import Any, Protocol

from entitlements.business_time.calendar import Calendar
from milestones.clock.compiled import CompiledProcess


class Plan(Protocol):
    """Everything outside the case that the fold reads. Each answer is pinned: the same question, the same
    answer for ever.
    """

    def process(self, version: int) -> CompiledProcess:
        """The process version with that id."""

    def calendar(self, hours: int | None, timeline: int) -> Calendar:
        """The compiled hours at that timeline; hours None: 24×7 in the site's zone."""

    def field_updates(
        self, version: int, tier: str, priority: str, type: str, trigger: str
    ) -> Sequence[tuple[str, Any]]:
        """Fixed values that the escalation matrix of that version sets at that trigger, in order."""
