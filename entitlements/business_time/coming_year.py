"""What a year brings to hours: their holidays, days that are no 24 hours long, and holidays of the year
before that are missing.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from entitlements.business_time.day_plan import DayPlan
from entitlements.business_time.holidays import Holiday
from entitlements.business_time.instants import DAY
from entitlements.business_time.reigns import Reign, reigns
from entitlements.business_time.revisions import Timeline
from entitlements.business_time.weekly_hours import Interval

YEAR_DAYS = 365
_BRACKETS = re.compile(r"\([^)]*\)")


class OddDay(NamedTuple):
    """A local date on which the clocks change, or on which a shift opens that runs into such a change.

    `length` is the elapsed time (µs) of the date; `shifts` open on it and last longer or shorter than the
    wall clock says, each with how long it really is.
    """

    on: date
    length: int
    shifts: tuple[tuple[Interval, int], ...]


def holidays_between(timeline: Timeline, first: date, last: date) -> list[tuple[date, Holiday]]:
    """Holidays on the dates from `first` to `last`, by the revision that holds on each."""
    return [
        (date.fromordinal(day), holiday)
        for day, plan in _plans(timeline, first, last)
        for holiday in plan.holidays(day)
    ]


def odd_days(timeline: Timeline, first: date, last: date) -> list[OddDay]:
    """Every such date from `first` to `last`, in order."""
    found = []
    for day, plan in _plans(timeline, first, last):
        length = plan.midnight(day + 1) - plan.midnight(day)
        changed = tuple(
            (shift, real)
            for shift in plan.shifts(day)
            if (real := _real_length(plan, day, shift)) != shift.closes - shift.opens
        )
        if changed or length != DAY:
            found.append(OddDay(date.fromordinal(day), length, changed))
    return found


def missing_holidays(timeline: Timeline, first: date) -> list[tuple[date, Holiday]]:
    """Holidays of the year before `first` of which the year from `first` on has none of that name: nobody has
    entered them yet, or somebody took them away. Two that fell on one date are two ("May Day; Buddha
    Purnima"), and what a name says in brackets ("estimated", "observed") is no part of it.
    """
    begin = date.fromordinal(first.toordinal() - YEAR_DAYS)
    yesterday = date.fromordinal(first.toordinal() - 1)
    end = date.fromordinal(first.toordinal() + YEAR_DAYS - 1)
    coming = {name for _, holiday in holidays_between(timeline, first, end) for name in _names(holiday)}
    past = holidays_between(timeline, begin, yesterday)
    return [(on, holiday) for on, holiday in past if not _names(holiday) <= coming]


def _names(holiday: Holiday) -> set[str]:
    return {" ".join(_BRACKETS.sub(" ", name).split()).casefold() for name in holiday.name.split(";")}


def _real_length(plan: DayPlan, day: int, shift: Interval) -> int:
    begin, end = plan.span(day, shift.opens, shift.closes)
    return end - begin


def _plans(timeline: Timeline, first: date, last: date) -> Iterator[tuple[int, DayPlan]]:
    in_order = reigns(timeline)
    for day in range(first.toordinal(), last.toordinal() + 1):
        yield day, _holding(in_order, day)


def _holding(in_order: tuple[Reign, ...], day: int) -> DayPlan:
    """The plan that holds at the end of the date: a revision that begins within it speaks for it."""
    return next(
        reign.plan
        for reign in reversed(in_order)
        if reign.begin is None or reign.begin < reign.plan.midnight(day + 1)
    )
