"""The seam through which a published revision of hours reaches running clocks.

`entitlements` knows no clocks. `sla_admin` installs what `milestones` offers at start; without it a revision
touches nothing and holds for what begins later.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from entitlements.models import AdoptionMode


class AdoptionPreview(NamedTuple):
    """What a revision would do to running clocks. `looked_at` of the `cases` that can use the hours were
    folded; `clocks` are all that count on them. `bands` tell how far targets move, in words."""

    cases: int = 0
    looked_at: int = 0
    clocks: int = 0
    moved: int = 0
    newly_violated: int = 0
    relieved: int = 0
    alerts: int = 0
    bands: Sequence[tuple[str, int]] = ()
    failures: Sequence[tuple[int, str]] = ()


class HoursInUse(Protocol):
    """What runs on business hours."""

    def running_clocks(self, hours_id: int) -> int:
        """How many clocks that are running or paused count on these hours."""

    def adopt(
        self, hours_id: int, timeline: int, mode: AdoptionMode, *, actor: str, at: int, reason: str = ""
    ) -> int | None:
        """Called in the transaction that publishes a revision: see to it that every open case learns of it.

        `keep` leaves running clocks on their timeline; `count` lets them use the new one from `at` (µs) on.
        Answers the background run that does it, None where nothing runs on any hours.
        """

    def preview(
        self, revision_id: int, mode: AdoptionMode, *, at: int, most: int | None = None
    ) -> AdoptionPreview:
        """What publishing that draft would do to running clocks at `at`; folds at most so many cases."""


class Unused:
    """Nothing runs on any hours."""

    def running_clocks(self, hours_id: int) -> int:
        return 0

    def adopt(
        self, hours_id: int, timeline: int, mode: AdoptionMode, *, actor: str, at: int, reason: str = ""
    ) -> int | None:
        return None

    def preview(
        self, revision_id: int, mode: AdoptionMode, *, at: int, most: int | None = None
    ) -> AdoptionPreview:
        return AdoptionPreview()


_installed: HoursInUse = Unused()


def install(hours_in_use: HoursInUse) -> None:
    """Name what runs on hours in this process. Called once, when the project starts."""
    global _installed  # noqa: PLW0603 (one seam per process, set at start)
    _installed = hours_in_use


def installed() -> HoursInUse:
    return _installed
