"""A clock as the rows of lists draw it."""

from typing import NamedTuple

from entitlements.business_time.calendar import AroundTheClock
from milestones.clock.plan import Plan
from milestones.selectors.sla import MilestoneNow
from sla_admin.shared.api.instants import as_instant
from sla_admin.shared.display.clock_face import ClockFace
from sla_admin.shared.display.open_windows import Windows

WINDOWS = 12
"""So many coming open windows a list carries: about two weeks of ordinary hours."""


class Coming(NamedTuple):
    """The coming open windows of one set of hours, said once on the page under `id`."""

    id: str
    windows: Windows
    horizon_at: int | None


class Hours:
    """The coming windows of all hours that a list's clocks count on, each found out once."""

    def __init__(self, plan: Plan, at: int) -> None:
        self._plan = plan
        self._at = at
        self._known: dict[tuple[int | None, int], Coming] = {}

    def of(self, now: MilestoneNow) -> Coming:
        """Those of a clock."""
        key = (now.row.hours_id, now.row.timeline)
        if key not in self._known:
            self._known[key] = self._coming(key)
        return self._known[key]

    @property
    def said(self) -> list[Coming]:
        """What the page must say, in a fixed order."""
        return [self._known[key] for key in sorted(self._known, key=str)]

    def _coming(self, key: tuple[int | None, int]) -> Coming:
        calendar = self._plan.calendar(*key)
        name = f"hours-{key[0] or 'always'}-{key[1]}"
        if isinstance(calendar, AroundTheClock):
            return Coming(name, None, None)
        windows = tuple(calendar.windows(self._at, WINDOWS))
        return Coming(name, windows, windows[-1][1] if windows else self._at)


def face_of(now: MilestoneNow, at: int, plan: Plan, hours: Hours) -> ClockFace:
    """An open clock of a case that is not set aside, at `at` (µs)."""
    row = now.row
    coming = hours.of(now)
    target_at = as_instant(row.target_at)
    if row.status == "paused" and not row.is_violated:
        target_at = plan.calendar(row.hours_id, row.timeline).due(at, max(0, now.left))
    return ClockFace(
        status=now.standing,
        milestone=now.name,
        budget=row.level,
        consumed=max(0, now.consumed),
        target_at=target_at,
        windows=coming.windows,
        horizon_at=coming.horizon_at,
        budget_days=row.budget_days,
        budget_at=row.budget_at,
        hours_name=short_name(row.hours.name if row.hours is not None else ""),
        hours_zone="" if row.hours is None else row.hours.zone,
        paused_at=paused_at(now) if row.status == "paused" else None,
    )


def still_face(now: MilestoneNow) -> ClockFace:
    """A clock whose number does not move: of a case that is set aside."""
    return ClockFace(
        status=now.standing,
        milestone=now.name,
        budget=now.row.level,
        consumed=max(0, now.consumed),
        target_at=as_instant(now.row.target_at),
        windows=(),
        budget_days=now.row.budget_days,
        budget_at=now.row.budget_at,
    )


def paused_at(now: MilestoneNow) -> int:
    """Since when a paused clock stands still."""
    ends = [segment[1] for segment in now.row.segments if segment[1] is not None]
    return max(ends, default=as_instant(now.row.started_at))


def short_name(name: str) -> str:
    """The hours' name as it stands before the word "hours": `Europe` of "Europe, working days"."""
    return name.split(",", maxsplit=1)[0].removesuffix(" hours").removesuffix(" business")
