"""Which revision holds when, and the open time it gives."""

from typing import NamedTuple

from entitlements.business_time.day_plan import DayPlan
from entitlements.business_time.instants import DAY, Instant
from entitlements.business_time.local_time import occurrences
from entitlements.business_time.revisions import Timeline
from entitlements.business_time.spans import Span, merged, without

_SPILL = 2 * DAY
"""No shift ends more than two days after the midnight it belongs to."""


class Reign(NamedTuple):
    """The stretch in which one revision holds. None: from, or to, the end of time."""

    plan: DayPlan
    begin: Instant | None
    end: Instant | None

    def within(self, begin: Instant, end: Instant) -> Span:
        """The part of a stretch in which this revision holds; empty where its begin is not before its end."""
        if self.begin is not None and self.begin > begin:
            begin = self.begin
        if self.end is not None and self.end < end:
            end = self.end
        return begin, end


def reigns(timeline: Timeline) -> tuple[Reign, ...]:
    """Which revision holds when, in order of time."""
    plans = [DayPlan(revision) for revision in timeline.revisions]
    by_start: dict[Instant | None, DayPlan] = {plan.effective: plan for plan in plans}
    starts = sorted(by_start, key=lambda start: (start is not None, start or 0))
    ends = [*starts[1:], None]
    return tuple(Reign(by_start[start], start, end) for start, end in zip(starts, ends, strict=True))


def open_spans(reign: Reign, begin: Instant, end: Instant) -> list[Span]:
    """The open stretches of one revision within [begin, end) and its reign, merged, in order."""
    begin, end = reign.within(begin, end)
    if begin >= end:
        return []
    plan = reign.plan
    zone, shifts_of = plan.zone, plan.shifts
    first, last = plan.day_of(begin - _SPILL) - 1, plan.day_of(end) + 1
    spans = [
        (occurrences(zone, day, shift.opens)[0], occurrences(zone, day, shift.closes)[1])
        for day in range(first, last + 1)
        for shift in shifts_of(day)
    ]
    spans = merged(spans)
    if plan.has_partial_holidays:
        closures = [span for day in range(first, last + 1) for span, _ in plan.partial_closures(day)]
        spans = without(spans, merged(closures))
    return [(max(low, begin), min(high, end)) for low, high in spans if high > begin and low < end]
