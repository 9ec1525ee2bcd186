"""Why time counted or did not: a span cut into stretches with reasons."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from entitlements.business_time.day_plan import DayPlan
from entitlements.business_time.instants import DAY, Instant
from entitlements.business_time.reigns import Reign
from entitlements.business_time.spans import Span

CLOSED = "closed"
CLOCK_CHANGE = "clock change"


class Stretch(NamedTuple):
    """A stretch of time, its end excluded.

    `reason` of a skipped stretch: `closed` (night, weekend), `holiday: <name>` or `date hours: <name>`. Of an
    open one it is empty, or `clock change` where the clocks change within it, so that its length differs from
    what the wall clock suggests.
    """

    begin: Instant
    end: Instant
    is_open: bool
    reason: str


def explained(reigns: Sequence[Reign], periods: Sequence[Span], a: Instant, b: Instant) -> list[Stretch]:
    """[a, b) in stretches, given the open periods within it."""
    stretches: list[Stretch] = []
    at = a
    for begin, end in periods:
        if at < begin:
            stretches += _skipped(reigns, at, begin)
        stretches.append(
            Stretch(begin, end, True, CLOCK_CHANGE if _clocks_change(reigns, begin, end) else "")
        )
        at = end
    if at < b:
        stretches += _skipped(reigns, at, b)
    return stretches


def _clocks_change(reigns: Sequence[Reign], begin: Instant, end: Instant) -> bool:
    for reign in reigns:
        low, high = reign.within(begin, end)
        if low < high and reign.plan.changes_clock(low, high):
            return True
    return False


def _skipped(reigns: Sequence[Reign], begin: Instant, end: Instant) -> list[Stretch]:
    stretches: list[Stretch] = []
    for reign in reigns:
        low, high = reign.within(begin, end)
        if low >= high:
            continue
        for stretch in _by_reason(reign.plan, low, high):
            last = stretches[-1] if stretches else None
            if last is not None and last.reason == stretch.reason:
                stretches[-1] = last._replace(end=stretch.end)
            else:
                stretches.append(stretch)
    return stretches


def _by_reason(plan: DayPlan, begin: Instant, end: Instant) -> list[Stretch]:
    """A skipped stretch under one revision, cut at every instant where the reason can change."""
    reasons: list[tuple[Span, str]] = []
    edges = {begin, end}
    for day in range(plan.day_of(begin) - 1, plan.day_of(end) + 1):
        reasons += _reasons_of(plan, day)
    for (low, high), _ in reasons:
        edges.update(edge for edge in (low, high) if begin < edge < end)
    cuts = sorted(edges)
    stretches = []
    for low, high in pairwise(cuts):
        reason = next((reason for span, reason in reasons if span[0] <= low < span[1]), CLOSED)
        stretches.append(Stretch(low, high, False, reason))
    return stretches


def _reasons_of(plan: DayPlan, day: int) -> list[tuple[Span, str]]:
    """What closes a date, in order of precedence."""
    midnights = plan.midnight(day), plan.midnight(day + 1)
    reasons: list[tuple[Span, str]] = []
    whole = plan.whole_day_holiday(day)
    if whole is not None:
        reasons.append((midnights, f"holiday: {whole.name}"))
        # A night shift called off is missing after midnight too.
        reasons += [
            (plan.span(day, DAY, shift.closes), f"holiday: {whole.name}")
            for shift in plan.shifts_without_holidays(day)
            if shift.closes > DAY
        ]
    reasons += [(span, f"holiday: {holiday.name}") for span, holiday in plan.partial_closures(day)]
    own = plan.date_hours(day)
    if own is not None and whole is None:
        reasons.append((midnights, f"date hours: {own.name}" if own.name else "date hours"))
    return reasons
