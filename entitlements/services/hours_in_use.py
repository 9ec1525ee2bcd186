"""The seam through which a published revision of hours reaches running clocks.

`entitlements` knows no clocks. `sla_admin` installs what `milestones` offers at start; without it a revision
touches nothing and holds for what begins later.
"""

from typing import Protocol

from entitlements.models import AdoptionMode


class HoursInUse(Protocol):
    """What runs on business hours."""

    def running_clocks(self, hours_id: int) -> int:
        """How many clocks that are running or paused count on these hours."""

    def adopt(self, hours_id: int, timeline: int, mode: AdoptionMode, *, actor: str, at: int) -> None:
        """Called once a revision is published and committed: record for every open case that it reached it.

        `keep` leaves running clocks on their timeline; `count` lets them use the new one from `at` (µs) on.
        """


class Unused:
    """Nothing runs on any hours."""

    def running_clocks(self, hours_id: int) -> int:
        return 0

    def adopt(self, hours_id: int, timeline: int, mode: AdoptionMode, *, actor: str, at: int) -> None:
        return None


_installed: HoursInUse = Unused()


def install(hours_in_use: HoursInUse) -> None:
    """Name what runs on hours in this process. Called once, when the project starts."""
    global _installed  # noqa: PLW0603 (one seam per process, set at start)
    _installed = hours_in_use


def installed() -> HoursInUse:
    return _installed
