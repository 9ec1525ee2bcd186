"""A clock that need not be stored, explained: as it ends or stands at an instant."""

from dataclasses import dataclass

from milestones.clock.explanation import Explanation, explain
from milestones.clock.plan import Plan
from milestones.clock.state import Clock, State
from milestones.pages.case.explain.segments import SegmentRow, rows_of
from milestones.pages.case.telling import Telling
from sla_admin.shared.viewing.zones import zone_of


@dataclass(frozen=True, slots=True)
class ShownClock:
    """`status` is its word's key; `rows` every stretch that counted and every one that did not."""

    name: str
    clock: Clock
    explained: Explanation
    status: str
    rows: list[SegmentRow]
    zone: str


def shown_clock(
    telling: Telling, plan: Plan, state: State, clock: Clock, *, at: int, name: str
) -> ShownClock:
    """The clock of a case in that state, at `at` (µs), in the viewer's words."""
    explained = explain(plan, state, clock, at)
    hours = zone_of(plan.calendar(clock.hours, clock.timeline).zone)
    return ShownClock(
        name, clock, explained, explained.standing, rows_of(explained, (), telling, hours), str(telling.zone)
    )
