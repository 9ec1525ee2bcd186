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


def business_day_of(reigns: Sequence[Reign], instant: Instant) -> tuple[BusinessDay, int] | None:
    """The business day an open instant belongs to, and the wall clock counted from that day's midnight.

    Two in the morning of a night shift is 26 hours into the day the shift opened. None where it is closed.
    """
    for reign in reigns:
        begin, end = reign.within(instant, instant + 1)
        if begin >= end:
            continue
        today, time = local_time(reign.plan.zone, instant)
        # The evening before may reach into today; a zone change between revisions may move the date by one.
        for day in (today, today - 1, today - 2, today + 1):
            spans = _spans(reigns, day)
            if any(low <= instant < high for low, high in spans):
                return BusinessDay(day, spans), time + (today - day) * DAY
    return None


def days_after(reigns: Sequence[Reign], day: int) -> Iterator[BusinessDay]:
    """The business days after a date, in order. Ends by raising where the calendar's years end."""
    last = reigns[-1].plan.day_of(LAST)
    found = False
    while day < last:
        day += 1
        if spans := _spans(reigns, day):
            found = True
            yield BusinessDay(day, spans)
    if found:
        raise beyond(LAST)
    raise NeverOpens("The hours never open again, so business days cannot be counted.")


def time_on(reigns: Sequence[Reign], business_day: BusinessDay, time: int) -> Instant:
    """A local time on a business day; where it is not open, the closing before it, or else its opening."""
    spans = business_day.spans
    wanted = _instant_of(reigns, business_day.day, time)
    before = [span for span in spans if span[0] <= wanted]
    if not before:
        return spans[0][0]
    return min(wanted, before[-1][1])


def _instant_of(reigns: Sequence[Reign], day: int, time: int) -> Instant:
    """A local date and time, by the revision that holds then."""
    for reign in reversed(reigns):
        instant = occurrences(reign.plan.zone, day, time)[0]
        begin, end = reign.within(instant, instant + 1)
        if begin < end:
            return instant
    return occurrences(reigns[0].plan.zone, day, time)[0]


def _spans(reigns: Sequence[Reign], day: int) -> list[Span]:
    """The open stretches of the shifts that belong to a date, under whichever revisions hold."""
    found: list[Span] = []
    for reign in reigns:
        plan = reign.plan
        spans = merged(
            [reign.within(*plan.span(day, shift.opens, shift.closes)) for shift in plan.shifts(day)]
        )
        if spans and plan.has_partial_holidays:
            closures = [span for near in range(day, day + 3) for span, _ in plan.partial_closures(near)]
            spans = without(spans, merged(closures))
        found += spans
    return merged(found) if len(reigns) > 1 else found
