"""How much of its budget a clock has counted, and when it will have counted how much.

A clock counts in segments; business time inside a segment is W of the segment's calendar. Everything a clock
promises is a *level* of counted time: the target, every trigger, every repetition.
"""

from itertools import pairwise
from typing import NamedTuple

from entitlements.business_time.budget import Budget
from entitlements.business_time.calendar import Calendar
from milestones.clock.plan import Plan
from milestones.clock.run import Run
from milestones.clock.state import Clock, Segment


def consumed(plan: Plan, clock: Clock, at: int) -> int:
    """Open microseconds the clock has counted at the instant `at` (not before the begin of its last
    segment).
    """
    total = 0
    for segment in clock.segments:
        end = at if segment.end is None else segment.end
        if end > segment.begin:
            total += plan.calendar(clock.hours, segment.timeline).elapsed(segment.begin, end)
    return total


def instant_of(
    plan: Plan, clock: Clock, level: int, *, at_opening: bool = False, earliest: bool = False
) -> int | None:
    """When the clock reaches that level of counted time; None if it stands still before reaching it.

    A level that was reached exactly when a segment ended belongs to the next segment, so that a pause moves
    it; with `earliest`, as re-timing wants it, to the segment that ended.
    """
    counted = 0
    for segment in clock.segments:
        calendar = plan.calendar(clock.hours, segment.timeline)
        if segment.end is None:
            return calendar.due(segment.begin, level - counted, at_opening)
        length = calendar.elapsed(segment.begin, segment.end)
        if at_opening and segment.begin == segment.end:
            continue
        if level < counted + length or (earliest and level == counted + length):
            instant = calendar.due(segment.begin, level - counted, at_opening)
            if instant <= segment.end:
                return instant
        counted += length
    return None


def stand_still(run: Run, clock: Clock, at: int) -> None:
    """End the counting segment at `at`: the clock is paused, or closes."""
    clock.segments[-1].end = at
    clock.consumed = consumed(run.plan, clock, at)


def go_on(run: Run, clock: Clock, at: int, since: int) -> None:
    """Begin a segment at `at` after standing still since `since`, and move the target by the time not
    counted.

    A target that has passed stays: after it, pauses move only what lies behind it.
    """
    calendar = run.calendar(clock)
    _count_pause(clock, calendar, since, at)
    clock.segments.append(Segment(at, None, clock.timeline))
    left = clock.level - clock.consumed
    if not clock.is_violated and left >= 0:
        clock.target_at = calendar.due(at, left, clock.at_opening)


def count_pause_so_far(run: Run, clock: Clock, at: int) -> None:
    """A paused clock changes its hours or its version at `at`: the pause up to here was one of the old."""
    _count_pause(clock, run.calendar(clock), still_since(clock), at)
    clock.segments.append(Segment(at, at, clock.timeline))


def _count_pause(clock: Clock, calendar: Calendar, since: int, at: int) -> None:
    clock.paused_business += calendar.elapsed(since, at)
    clock.paused_calendar += at - since
    clock.paused_outside += outside_budget(clock, calendar, since, at)


def outside_budget(clock: Clock, calendar: Calendar, since: int, at: int) -> int:
    """Open time of a stretch the clock stood still in that does not count against its pause budget: while
    pauses held, and none of them counts.
    """
    if not any(pause.outside_budget for pause in clock.pauses):
        return 0
    edges = {since, at}
    for pause in clock.pauses:
        edges.update(edge for edge in (pause.begin, pause.end) if edge is not None and since < edge < at)
    total = 0
    for begin, end in pairwise(sorted(edges)):
        holding = [
            pause
            for pause in clock.pauses
            if pause.begin <= begin and (pause.end is None or pause.end > begin)
        ]
        if holding and all(pause.outside_budget for pause in holding):
            total += calendar.elapsed(begin, end)
    return total


def count_again(run: Run, clock: Clock) -> None:
    """Count every segment, and every pause that has ended, on the hours the clock has now."""
    calendar = run.calendar(clock)
    closed = {(pause.begin, pause.end) for pause in clock.pauses if pause.kind == "closed"}
    clock.paused_business = clock.paused_outside = 0
    for segment in clock.segments:
        segment.timeline = clock.timeline
    for before, after in pairwise(clock.segments):
        gap = (before.end, after.begin)
        if before.end is not None and gap not in closed:
            clock.paused_business += calendar.elapsed(before.end, after.begin)
            clock.paused_outside += outside_budget(clock, calendar, before.end, after.begin)


def still_since(clock: Clock) -> int:
    """Since when a paused clock stands still: the end of its last segment, or its start."""
    return clock.segments[-1].end or 0 if clock.segments else clock.started_at


class OpenTime(NamedTuple):
    """A budget as open microseconds of one clock, and whether it ends on an opening."""

    micros: int
    at_opening: bool


def open_time(run: Run, clock: Clock, budget: Budget) -> OpenTime:
    """A budget as open time: hours and minutes as they are, days by the clock's calendar from its start."""
    if not budget.by_days:
        return OpenTime(budget.micros, at_opening=False)
    due = run.calendar(clock).due_days(clock.started_at, budget.days, budget.at)
    return OpenTime(due.micros, due.at_opening)


def set_level(run: Run, clock: Clock) -> None:
    """Make the clock's budget the level of its target."""
    clock.level, clock.at_opening = open_time(run, clock, clock.budget)
