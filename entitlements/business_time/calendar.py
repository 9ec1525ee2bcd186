# ruff: noqa: FURB136 (a call of min costs as much as the search; overrides keep the signature)
"""Business time, compiled: every question about open time answered on one monotone function.

`W(t)` is the open time before instant `t`, across all revisions of the hours. Business time from a to b is
W(b) - W(a); a deadline is the earliest instant whose W is that of the start plus the budget. The open
stretches are kept as instants with prefix sums, extended in both directions as questions reach further, so
that an answer takes two binary searches however long the span. (Domain rules, business time.)
"""

from bisect import bisect_left, bisect_right
from itertools import islice
from threading import Lock
from typing import NamedTuple

from entitlements.business_time import horizon
from entitlements.business_time.day_budget import BusinessDays, DayDue
from entitlements.business_time.errors import NeverCloses, NeverOpens
from entitlements.business_time.explanation import Stretch, explained
from entitlements.business_time.instants import DAY, Instant, format_instant
from entitlements.business_time.local_time import local_time
from entitlements.business_time.reigns import open_spans, reigns
from entitlements.business_time.revisions import HoursRevision, Timeline
from entitlements.business_time.spans import Span
from entitlements.business_time.weekly_hours import OPEN_WEEK

_CHUNK = 731 * DAY
"""Two years: how far a calendar is extended at a time."""

WINDOWS_AHEAD = 400 * DAY
"""How far ahead `Calendar.windows` looks."""


class _Table(NamedTuple):
    """Open stretches between `low` and `high`. `before[i]` is W at `begins[i]`. Never changed once
    published."""

    begins: list[Instant]
    ends: list[Instant]
    before: list[int]
    low: Instant
    high: Instant
    w_low: int
    w_high: int


def empty_table() -> _Table:
    """A table that covers nothing yet."""
    return _Table([], [], [], horizon.ANCHOR, horizon.ANCHOR, 0, 0)


class Calendar:
    """The compiled hours of one timeline. Immutable to its users, safe to share between threads.

    Instants are microseconds since 1970 in UTC, durations microseconds. Every search ends at the horizon
    (1900 to 2199) with `NeverOpens`, `NeverCloses` or `BeyondHorizon`, never with a made-up instant.
    """

    __slots__ = ("_business_days", "_lock", "_reigns", "_table", "key", "timeline", "zone")

    def __init__(self, timeline: Timeline) -> None:
        if not timeline.revisions:
            raise ValueError("A timeline has at least one revision.")
        self.timeline = timeline
        self.key = timeline.key
        self._reigns = reigns(timeline)
        self._business_days = BusinessDays(self._reigns)
        self.zone = self._reigns[-1].plan.zone.key
        self._table = empty_table()
        self._lock = Lock()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.zone}, {self.key[:8]})"

    # Counting open time

    def position(self, t: Instant) -> int:
        """W: the open time before `t`, counted from a fixed instant in 2020 (negative before it)."""
        begins, ends, before, low, high, w_low, _ = self._table
        if not low <= t <= high:
            begins, ends, before, low, high, w_low, _ = self._cover(t)
        i = bisect_right(begins, t) - 1
        if i < 0:
            return w_low
        end = ends[i]
        return before[i] + (t if t < end else end) - begins[i]

    def at_position(self, w: int, at_opening: bool = False) -> Instant:
        """The earliest instant whose W is `w`, or with `at_opening` the latest: the opening after a
        closing."""
        begins, _, before, low, high, w_low, w_high = self._table
        if at_opening:
            while w >= w_high:
                begins, _, before, low, high, w_low, w_high = self._extend(high + 1)
            while w < w_low:
                begins, _, before, low, high, w_low, w_high = self._extend(low - 1)
            i = bisect_right(before, w) - 1
        else:
            while w > w_high:
                begins, _, before, low, high, w_low, w_high = self._extend(high + 1)
            while w <= w_low:
                begins, _, before, low, high, w_low, w_high = self._extend(low - 1)
            i = bisect_left(before, w) - 1
        return begins[i] + w - before[i]

    def elapsed(self, a: Instant, b: Instant) -> int:
        """Open time from `a` to `b`; negative when `b` lies before `a`."""
        begins, ends, before, low, high, _, _ = self._table
        if low <= a <= high and low <= b <= high:
            i = bisect_right(begins, a) - 1
            j = bisect_right(begins, b) - 1
            if i >= 0 and j >= 0:
                end_a, end_b = ends[i], ends[j]
                return (
                    before[j]
                    - before[i]
                    + (b if b < end_b else end_b)
                    - begins[j]
                    - (a if a < end_a else end_a)
                    + begins[i]
                )
        return self.position(b) - self.position(a)

    def due(self, start: Instant, micros: int, at_opening: bool = False) -> Instant:
        """The deadline of a budget: the earliest instant from `start` on by which `micros` were open.

        A start outside hours counts from the next opening; a deadline on closing time is closing time. With
        `at_opening`, one that falls on a closing moves to the next opening (day budgets that end on an
        opening). No budget left is due at the start itself. Raises `NeverOpens` or `BeyondHorizon` where
        hours end before.
        """
        if micros > 0 and not at_opening:
            begins, ends, before, low, high, _, w_high = self._table
            if low <= start <= high:
                i = bisect_right(begins, start) - 1
                if i >= 0:
                    end = ends[i]
                    w = before[i] + (start if start < end else end) - begins[i] + micros
                    if w <= w_high:
                        i = bisect_left(before, w) - 1
                        return begins[i] + w - before[i]
        if micros < 0:
            raise ValueError("A budget is not negative; use subtract.")
        if micros == 0 and not at_opening:
            return start
        w = self.position(start) + micros
        return max(start, self._searched_from(start, w, at_opening))

    def subtract(self, end: Instant, micros: int) -> Instant:
        """The latest instant not after `end` from which `micros` are open until `end`."""
        if micros < 0:
            raise ValueError("Open time to subtract is not negative; use due.")
        if micros == 0:
            return end
        return self._searched_from(end, self.position(end) - micros, at_opening=True)

    def due_days(self, start: Instant, days: int, at: int | None = None) -> DayDue:
        """Where a budget of business days ends, as open time and the side it ends on.

        The same local time `days` open days after the start; a start outside hours counts as the next
        opening. If that time is not open on the last day: its closing before it, or else its opening. A night
        shift belongs to the day it opens; two occurrences of a local time mean the first.

        With `at` (µs after midnight): that local time of the open day which is `days` after the date of the
        start, whether that was open or not, since "the next business day" after a Saturday is Monday. No days
        and `at`: that time of the same day, or of the next open day where it has passed or never opens.
        """
        if days < 0 or (days == 0 and at is None):
            raise ValueError("A budget of business days is positive.")
        if at is not None:
            return self._due_at(start, days, at)
        began = start if self.is_open(start) else self.next_opening(start)
        found = self._business_days.holding(began)
        if found is None:
            raise NeverOpens(f"No business day holds {format_instant(began)}.")
        business_day, time = found
        last = next(islice(self._business_days.after(business_day.day), days - 1, None))
        return self._ending(start, self._business_days.time_on(last, time))

    def _due_at(self, start: Instant, days: int, at: int) -> DayDue:
        known = self._business_days
        held = known.holding(start)
        day = held[0].day if held is not None else self._local(start)[0]
        if days:
            return self._ending(start, known.time_on(next(islice(known.after(day), days - 1, None)), at))
        ends = (known.time_on(each, at) for each in known.after(day - 1))
        return self._ending(start, next(end for end in ends if end > start))

    def _ending(self, start: Instant, target: Instant) -> DayDue:
        return DayDue(target, self.elapsed(start, target), self._is_opening(target))

    def wall_clock(self, t: Instant) -> tuple[int, int]:
        """Weekday (0 is Monday) and wall clock since midnight (µs) at `t`, in the zone of the revision that
        holds then."""
        day, time = self._local(t)
        return (day - 1) % 7, time

    def _local(self, t: Instant) -> tuple[int, int]:
        """The date's ordinal and the wall clock since midnight, in the zone of the revision that holds."""
        reign = next(each for each in reversed(self._reigns) if each.within(t, t + 1) == (t, t + 1))
        return local_time(reign.plan.zone, t)

    # Openings and closings

    def is_open(self, t: Instant) -> bool:
        """Whether hours are open at `t`: at an opening yes, at a closing no."""
        table = self._reaching(t, t + 1)
        i = bisect_right(table.begins, t) - 1
        return i >= 0 and t < table.ends[i]

    def next_opening(self, t: Instant) -> Instant:
        """The first opening at or after `t`."""
        table = self._reaching(t - 1, t)
        while True:
            i = bisect_left(table.begins, t)
            if i < len(table.begins):
                return table.begins[i]
            table = self._extend_or_explain(t, table.high + 1)

    def next_closing(self, t: Instant) -> Instant:
        """The first closing after `t`."""
        table = self._reaching(t, t + 1)
        while True:
            i = bisect_right(table.ends, t)
            # A stretch that reaches the table's edge may go on behind it.
            if i < len(table.ends) and table.ends[i] < table.high:
                return table.ends[i]
            table = self._extend_or_explain(t, table.high + 1)

    def previous_opening(self, t: Instant) -> Instant:
        """The last opening at or before `t`."""
        table = self._reaching(t - 1, t)
        while True:
            i = bisect_right(table.begins, t) - 1
            if i >= 0 and table.begins[i] > table.low:
                return table.begins[i]
            table = self._extend_or_explain(t, table.low - 1)

    def previous_closing(self, t: Instant) -> Instant:
        """The last closing at or before `t`."""
        table = self._reaching(t, t + 1)
        while True:
            i = bisect_right(table.ends, t) - 1
            if i >= 0:
                return table.ends[i]
            table = self._extend_or_explain(t, table.low - 1)

    # Stretches

    def periods(self, a: Instant, b: Instant) -> list[Span]:
        """The open stretches within [a, b), in order; stretches that touch are one."""
        if b <= a:
            return []
        table = self._reaching(a, b)
        i, j = bisect_right(table.ends, a), bisect_left(table.begins, b)
        return [(max(table.begins[n], a), min(table.ends[n], b)) for n in range(i, j)]

    def windows(self, t: Instant, count: int) -> list[Span]:
        """The next `count` open stretches from `t` on, for a countdown that stands still outside hours.

        The first begins at `t` where that is open. Looks 400 days ahead: fewer are returned where fewer
        begin, and a stretch that goes on is cut there.
        """
        days, found = 4 * count + 4, list[Span]()
        while True:
            ahead = min(days * DAY, WINDOWS_AHEAD)
            found = self.periods(t, min(t + ahead, horizon.LAST))
            if len(found) > count or ahead == WINDOWS_AHEAD:
                return found[:count]
            days *= 4

    def explain(self, a: Instant, b: Instant) -> list[Stretch]:
        """[a, b) without a gap as open and skipped stretches, each skipped one with its reason."""
        return explained(self._reigns, self.periods(a, b), a, b)

    def cover(self, a: Instant, b: Instant) -> None:
        """Compile [a, b] now rather than at the first question."""
        self._reaching(a, b)

    # The table

    def _is_opening(self, t: Instant) -> bool:
        table = self._reaching(t - 1, t)
        i = bisect_left(table.begins, t)
        return i < len(table.begins) and table.begins[i] == t

    def _reaching(self, a: Instant, b: Instant) -> _Table:
        """A table that covers [a, b] with something to spare, so that no stretch is cut at either."""
        table = self._table
        if table.low >= a:
            table = self._cover(a - 1)
        if table.high <= b:
            table = self._cover(b + 1)
        return table

    def _cover(self, t: Instant) -> _Table:
        table = self._table
        while t < table.low:
            table = self._extend(table.low - 1)
        while t > table.high:
            table = self._extend(table.high + 1)
        return table

    def _searched_from(self, start: Instant, w: int, at_opening: bool) -> Instant:
        try:
            return self.at_position(w, at_opening)
        except NeverOpens:
            raise
        except type(horizon.beyond(start)) as error:
            ahead = w >= self.position(start)
            if self.elapsed(start, horizon.LAST) if ahead else self.elapsed(horizon.FIRST, start):
                raise
            raise NeverOpens(_nothing_open(start, ahead)) from error

    def _extend_or_explain(self, t: Instant, towards: Instant) -> _Table:
        """Extend the table, or say what it means that the horizon was reached."""
        if horizon.FIRST <= towards <= horizon.LAST:
            return self._extend(towards)
        if not horizon.FIRST <= t <= horizon.LAST:
            raise horizon.beyond(t)
        if self.is_open(t):
            raise NeverCloses(f"The hours are open without end around {format_instant(t)}.")
        raise NeverOpens(_nothing_open(t, ahead=towards > t))

    def _extend(self, towards: Instant) -> _Table:
        """One chunk more in the direction of an instant outside the table, on a fixed grid of chunks."""
        if not horizon.FIRST <= towards <= horizon.LAST:
            raise horizon.beyond(towards)
        with self._lock:
            table = self._table
            if towards > table.high:
                table = self._later(table, min(table.high + _CHUNK, horizon.LAST))
            elif towards < table.low:
                table = self._earlier(table, max(table.low - _CHUNK, horizon.FIRST))
            self._table = table
            return table

    def _later(self, table: _Table, high: Instant) -> _Table:
        begins, ends, before, w = table.begins.copy(), table.ends.copy(), table.before.copy(), table.w_high
        for begin, end in self._spans(table.high, high):
            if ends and ends[-1] == begin:
                ends[-1] = end
            else:
                begins.append(begin)
                ends.append(end)
                before.append(w)
            w += end - begin
        return _Table(begins, ends, before, table.low, high, table.w_low, w)

    def _earlier(self, table: _Table, low: Instant) -> _Table:
        spans = self._spans(low, table.low)
        w_low = w = table.w_low - sum(end - begin for begin, end in spans)
        begins, ends, before = list[Instant](), list[Instant](), list[int]()
        for begin, end in spans:
            begins.append(begin)
            ends.append(end)
            before.append(w)
            w += end - begin
        rest = 0
        if ends and table.begins and ends[-1] == table.begins[0]:
            ends[-1] = table.ends[0]
            rest = 1
        begins += table.begins[rest:]
        ends += table.ends[rest:]
        before += table.before[rest:]
        return _Table(begins, ends, before, low, table.high, w_low, table.w_high)

    def _spans(self, low: Instant, high: Instant) -> list[Span]:
        joined: list[Span] = []
        for reign in self._reigns:
            for begin, end in open_spans(reign, low, high):
                if joined and joined[-1][1] == begin:
                    joined[-1] = (joined[-1][0], end)
                else:
                    joined.append((begin, end))
        return joined


class AroundTheClock(Calendar):
    """Always open: W is elapsed time itself. Only business days ask for the zone."""

    __slots__ = ()

    def position(self, t: Instant) -> int:
        return _seen(t) - horizon.ANCHOR

    def at_position(self, w: int, at_opening: bool = False) -> Instant:
        return _seen(w + horizon.ANCHOR)

    def elapsed(self, a: Instant, b: Instant) -> int:
        return b - a

    def due(self, start: Instant, micros: int, at_opening: bool = False) -> Instant:
        if micros < 0:
            raise ValueError("A budget is not negative; use subtract.")
        return _seen(start + micros)

    def subtract(self, end: Instant, micros: int) -> Instant:
        if micros < 0:
            raise ValueError("Open time to subtract is not negative; use due.")
        return _seen(end - micros)

    def is_open(self, t: Instant) -> bool:
        return True

    def periods(self, a: Instant, b: Instant) -> list[Span]:
        return [(_seen(a), _seen(b))] if a < b else []

    def next_opening(self, t: Instant) -> Instant:
        raise _always_open(t)

    def next_closing(self, t: Instant) -> Instant:
        raise _always_open(t)

    def previous_opening(self, t: Instant) -> Instant:
        raise _always_open(t)

    def previous_closing(self, t: Instant) -> Instant:
        raise _always_open(t)

    def _is_opening(self, t: Instant) -> bool:
        return False


def compile_calendar(timeline: Timeline) -> Calendar:
    """The calendar of a timeline. Compiling is lazy: nothing is computed before the first question.

    Raises `InvalidHours` for an unknown zone. Other rules are
    `entitlements.business_time.rules.check_timeline`.
    """
    if len(timeline.revisions) == 1:
        only = timeline.revisions[0]
        if only.week == OPEN_WEEK and not only.dates and not only.holidays:
            return AroundTheClock(timeline)
    return Calendar(timeline)


def around_the_clock(zone: str) -> Calendar:
    """24 hours, seven days a week; the zone decides where a business day begins."""
    return AroundTheClock(Timeline((HoursRevision(zone=zone, week=OPEN_WEEK),)))


def _seen(t: Instant) -> Instant:
    if not horizon.FIRST <= t <= horizon.LAST:
        raise horizon.beyond(t)
    return t


def _always_open(t: Instant) -> NeverCloses:
    return NeverCloses(
        f"The hours are open around the clock; nothing opens or closes near {format_instant(t)}."
    )


def _nothing_open(t: Instant, ahead: bool) -> str:
    return f"The hours are never open {'after' if ahead else 'before'} {format_instant(t)}."
