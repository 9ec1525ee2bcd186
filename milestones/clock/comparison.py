"""Two outcomes of one case beside each other: clock by clock, what became of it in each, and why it differs.

Reports judge the same way (`milestones.reporting.outcome`): what is open and in time is not decided, and a
canceled clock never counts.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

from milestones.clock.effect import BANDS, band_of
from milestones.clock.fact import ClockId
from milestones.clock.plan import Plan
from milestones.clock.state import Clock

Outcome = Literal["met", "violated", "open", "canceled", "none"]
"""What became of a clock; `none`: there is no such clock."""

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

Reason = Literal["budget", "hours", "start", "pauses", "close"]
"""What of two clocks differs: how much time, on which hours, from when, how long it stood still, when it was
completed or canceled."""

BAND_WORDS: tuple[str, ...] = tuple(words for words, _, _ in BANDS)


class Pair(NamedTuple):
    """One clock in both; at most one side is missing."""

    before: Clock | None
    after: Clock | None

    @property
    def told(self) -> Clock:
        """The side that names it."""
        clock = self.after or self.before
        if clock is None:  # pragma: no cover - pairs are made of a clock each
            raise AssertionError("A pair has a clock.")
        return clock


class Shift(NamedTuple):
    """How far a target moves, in µs; later is positive. Business time is that of the clock as it is after."""

    calendar: int
    business: int


def paired(before: Mapping[ClockId, Clock], after: Mapping[ClockId, Clock]) -> list[Pair]:
    """The clocks of both, in the order of their names.

    A clock is found again by its definition's key, cycle and occurrence. One that is not, since its
    definition was made anew, is found by its milestone type if it alone is left of that type on each side.
    """
    pairs = [Pair(before[each], after[each]) for each in before.keys() & after.keys()]
    gone = [before[each] for each in before.keys() - after.keys()]
    new = {each: after[each] for each in after.keys() - before.keys()}
    left, come = Counter(map(_kind, gone)), Counter(map(_kind, new.values()))
    alike = {_kind(clock): each for each, clock in new.items() if come[_kind(clock)] == 1}
    for clock in gone:
        found = alike.get(_kind(clock)) if left[_kind(clock)] == 1 else None
        pairs.append(Pair(clock, None if found is None else new.pop(found)))
    pairs += [Pair(None, clock) for clock in new.values()]
    return sorted(pairs, key=_place)


def _kind(clock: Clock) -> tuple[str, int, int]:
    return clock.type, clock.cycle, clock.occurrence


def _place(pair: Pair) -> tuple[str, int, int]:
    clock = pair.told
    return clock.milestone, clock.cycle, clock.occurrence


def outcome_of(clock: Clock | None) -> Outcome:
    """What became of it. A clock that is past its target is violated, be it open or completed since."""
    if clock is None:
        return "none"
    if clock.status == "canceled":
        return "canceled"
    if clock.is_violated:
        return "violated"
    return "met" if clock.status == "completed" else "open"


def shift_of(plan: Plan, pair: Pair) -> Shift | None:
    """How far the target moves; None where it stays, or where there is no clock on one side."""
    if pair.before is None or pair.after is None or pair.before.target_at == pair.after.target_at:
        return None
    moved = pair.after.target_at - pair.before.target_at
    begin, end = sorted((pair.before.target_at, pair.after.target_at))
    open_time = plan.calendar(pair.after.hours, pair.after.timeline).elapsed(begin, end)
    return Shift(moved, open_time if moved > 0 else -open_time)


def band_number(moved: int) -> int | None:
    """Which band of `BANDS` a shift lies in; None for one of nothing: over closed hours alone."""
    return BAND_WORDS.index(band_of(0, moved)) if moved else None


def differences(pair: Pair) -> tuple[Reason, ...]:
    """What differs between the two clocks; nothing where one is missing."""
    before, after = pair.before, pair.after
    if before is None or after is None:
        return ()
    found: list[Reason] = []
    if before.budget != after.budget:
        found.append("budget")
    if (before.hours, before.timeline) != (after.hours, after.timeline):
        found.append("hours")
    if before.started_at != after.started_at:
        found.append("start")
    if before.paused_calendar != after.paused_calendar:
        found.append("pauses")
    if (before.status, before.closed_at) != (after.status, after.closed_at):
        found.append("close")
    return tuple(found)
