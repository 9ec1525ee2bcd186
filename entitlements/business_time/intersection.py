"""Hours that are open where two others both are: a provider's, and those a customer's contract names.

Each side keeps its own zone, revisions and holidays. The result is a calendar like any other: W, deadlines,
windows and explanations ask nothing else of it.
"""

import hashlib
from collections.abc import Sequence
from itertools import pairwise
from threading import Lock
from typing import NamedTuple

from entitlements.business_time import horizon
from entitlements.business_time.calendar import Calendar, empty_table
from entitlements.business_time.day_budget import BusinessDays
from entitlements.business_time.explanation import CLOCK_CHANGE, CLOSED, Stretch
from entitlements.business_time.instants import DAY, Instant
from entitlements.business_time.spans import Span

_TRIAL = 3660 * DAY
"""How far it is looked for a moment at which both are open: ten years."""


class Side(NamedTuple):
    """One of two hours, and what explanations call it."""

    name: str
    calendar: Calendar


class Intersection(Calendar):
    """Open where both sides are. Dates and business days are those of the first side."""

    __slots__ = ("first", "second")

    def __init__(self, first: Side, second: Side) -> None:
        self.first, self.second = first, second
        self.timeline = first.calendar.timeline
        both = f"{first.calendar.key} and {second.calendar.key}"
        self.key = hashlib.sha256(both.encode()).hexdigest()[:32]
        self._reigns = first.calendar._reigns  # noqa: SLF001 (the same package)
        self._business_days = _SharedDays(first.calendar, second.calendar)
        self.zone = first.calendar.zone
        self._table = empty_table()
        self._lock = Lock()

    @property
    def last_change(self) -> Instant:
        """From when on no further revision of either side takes effect."""
        return max(_last_change(self.first.calendar), _last_change(self.second.calendar))

    def explain(self, a: Instant, b: Instant) -> list[Stretch]:
        """[a, b) without a gap; of a skipped stretch the reason says which side was closed."""
        ours, theirs = self.first.calendar.explain(a, b), self.second.calendar.explain(a, b)
        edges = sorted({each.begin for each in (*ours, *theirs)} | {each.end for each in (*ours, *theirs)})
        found: list[Stretch] = []
        i = j = 0
        for begin, end in pairwise(edges):
            while ours[i].end <= begin:
                i += 1
            while theirs[j].end <= begin:
                j += 1
            stretch = self._both(begin, end, ours[i], theirs[j])
            last = found[-1] if found else None
            if last is not None and (last.is_open, last.reason) == (stretch.is_open, stretch.reason):
                found[-1] = last._replace(end=end)
            else:
                found.append(stretch)
        return found

    def _both(self, begin: Instant, end: Instant, ours: Stretch, theirs: Stretch) -> Stretch:
        if ours.is_open and theirs.is_open:
            changes = CLOCK_CHANGE in (ours.reason, theirs.reason)
            return Stretch(begin, end, True, CLOCK_CHANGE if changes else "")
        if not ours.is_open and not theirs.is_open and ours.reason == theirs.reason == CLOSED:
            return Stretch(begin, end, False, CLOSED)
        named = [
            (each.reason == CLOSED, place, _reason(side.name, each.reason))
            for place, (side, each) in enumerate(((self.first, ours), (self.second, theirs)))
            if not each.is_open
        ]
        return Stretch(begin, end, False, min(named)[2])

    def _spans(self, low: Instant, high: Instant) -> list[Span]:
        ours = self.first.calendar._spans(low, high)  # noqa: SLF001 (the same package)
        theirs = self.second.calendar._spans(low, high)  # noqa: SLF001 (the same package)
        return common(ours, theirs)


class _SharedDays(BusinessDays):
    """Business days of the first side on which the second is open too at some moment."""

    def __init__(self, first: Calendar, second: Calendar) -> None:
        super().__init__(first._reigns)  # noqa: SLF001 (the same package)
        self._days = first._business_days  # noqa: SLF001 (the same package)
        self._second = second

    def _opened_on(self, day: int) -> list[Span]:
        return [
            span
            for low, high in self._days._spans(day)  # noqa: SLF001 (the same package)
            for span in self._second.periods(low, high)
        ]


def common(ours: Sequence[Span], theirs: Sequence[Span]) -> list[Span]:
    """The stretches that lie in both; both merged and in order, and so is the answer."""
    found: list[Span] = []
    j = 0
    for begin, end in ours:
        while j < len(theirs) and theirs[j][1] <= begin:
            j += 1
        k = j
        while k < len(theirs) and theirs[k][0] < end:
            found.append((max(begin, theirs[k][0]), min(end, theirs[k][1])))
            k += 1
    return found


def opens_within_years(calendar: Intersection, at: Instant) -> bool:
    """Whether there is an open moment in the ten years from `at`, or from its last change, on."""
    begin = max(at, calendar.last_change, horizon.FIRST + DAY)
    end = min(begin + _TRIAL, horizon.LAST - DAY)
    step = 366 * DAY
    return any(calendar.periods(low, min(low + step, end)) for low in range(begin, end, step))


def _last_change(calendar: Calendar) -> Instant:
    if isinstance(calendar, Intersection):
        return calendar.last_change
    begin = calendar._reigns[-1].begin  # noqa: SLF001 (the same package)
    return horizon.FIRST if begin is None else begin


def _reason(side: str, reason: str) -> str:
    """`closed: Europe`, `holiday: Thanksgiving (Americas)`."""
    return f"{CLOSED}: {side}" if reason == CLOSED else f"{reason} ({side})"
