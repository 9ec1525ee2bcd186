"""Business days: the same local time, N open days on."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from entitlements.business_time.errors import NeverOpens
from entitlements.business_time.horizon import LAST, beyond
from entitlements.business_time.instants import DAY, Instant
from entitlements.business_time.local_time import local_time, occurrences
from entitlements.business_time.reigns import Reign
from entitlements.business_time.spans import Span, merged, without


class DayDue(NamedTuple):
    """Where a budget of business days ends.

    `micros` is the open time from start to target; with `at_opening`, a clock that has counted it at a
    closing is due at the next opening, which is where the budget ended.
    """

    target: Instant
    micros: int
    at_opening: bool


class BusinessDay(NamedTuple):
    """A date on which hours open, with the open stretches of the shifts that belong to it."""

    day: int
    spans: list[Span]


class BusinessDays:
    """The business days of a timeline. Days once looked at are kept; nothing else changes."""

    def __init__(self, reigns: Sequence[Reign]) -> None:
        self._reigns = reigns
        self._known: dict[int, list[Span]] = {}

    def holding(self, instant: Instant) -> tuple[BusinessDay, int] | None:
        """The business day an open instant belongs to, and the wall clock since that day's midnight.

        Two in the morning of a night shift is 26 hours into the day the shift opened. None where closed.
        """
        for reign in self._reigns:
            begin, end = reign.within(instant, instant + 1)
            if begin >= end:
                continue
            today, time = local_time(reign.plan.zone, instant)
            # The evening before may reach into today; another zone may call it another date.
            for day in (today, today - 1, today - 2, today + 1):
                spans = self._spans(day)
                if any(low <= instant < high for low, high in spans):
                    return BusinessDay(day, spans), time + (today - day) * DAY
        return None

    def after(self, day: int) -> Iterator[BusinessDay]:
        """The business days after a date, in order. Ends by raising where the calendar's years end."""
        last = self._reigns[-1].plan.day_of(LAST)
        found = False
        while day < last:
            day += 1
            if spans := self._spans(day):
                found = True
                yield BusinessDay(day, spans)
        if found:
            raise beyond(LAST)
        raise NeverOpens("The hours never open again, so business days cannot be counted.")

    def time_on(self, business_day: BusinessDay, time: int) -> Instant:
        """A local time on a business day; where closed then, the closing before it, or else the opening."""
        spans = business_day.spans
        wanted = self._instant_of(business_day.day, time)
        before = [span for span in spans if span[0] <= wanted]
        return min(wanted, before[-1][1]) if before else spans[0][0]

    def _instant_of(self, day: int, time: int) -> Instant:
        """A local date and time, by the revision that holds then."""
        for reign in reversed(self._reigns):
            instant = occurrences(reign.plan.zone, day, time)[0]
            begin, end = reign.within(instant, instant + 1)
            if begin < end:
                return instant
        return occurrences(self._reigns[0].plan.zone, day, time)[0]

    def _spans(self, day: int) -> list[Span]:
        """The open stretches of the shifts that belong to a date, under whichever revisions hold."""
        known = self._known.get(day)
        if known is None:
            known = self._known[day] = self._opened_on(day)
        return known

    def _opened_on(self, day: int) -> list[Span]:
        found: list[Span] = []
        for reign in self._reigns:
            plan = reign.plan
            spans = merged(
                [reign.within(*plan.span(day, shift.opens, shift.closes)) for shift in plan.shifts(day)]
            )
            if spans and plan.has_partial_holidays:
                closures = [span for near in range(day, day + 3) for span, _ in plan.partial_closures(near)]
                spans = without(spans, merged(closures))
            found += spans
        return merged(found) if len(self._reigns) > 1 else found
