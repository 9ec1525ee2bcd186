"""What hours must satisfy before they are saved: a table of named rules."""

import calendar
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from entitlements.business_time.day_plan import DayPlan
from entitlements.business_time.errors import InvalidHours, Problem
from entitlements.business_time.holidays import LAST, Holiday, NthWeekday, Yearly
from entitlements.business_time.horizon import ANCHOR
from entitlements.business_time.instants import DAY
from entitlements.business_time.revisions import DateHours, HoursRevision, Timeline
from entitlements.business_time.weekly_hours import WEEKDAYS, Interval, Shifts, format_time
from entitlements.business_time.zones import unknown_zone, zone_names

TRIAL_DAYS = 3660
"""How many days from its beginning a revision is tried for a single open moment: ten years."""

MOST_INTERVALS = 48
MOST_DATES = 4000
MOST_HOLIDAYS = 4000

Check = Callable[[HoursRevision], Iterable[tuple[str, str]]]
"""Finds (field, reason) pairs; nothing where the rule holds."""


class Rule(NamedTuple):
    """A rule by name. A `structural` one must hold before the others can be asked."""

    name: str
    check: Check
    structural: bool = False


def _zone(revision: HoursRevision) -> Iterator[tuple[str, str]]:
    if revision.rules is None and revision.zone not in zone_names():
        problem = unknown_zone(revision.zone)
        yield problem.field, problem.reason


def _effective(revision: HoursRevision) -> Iterator[tuple[str, str]]:
    if revision.effective is not None and revision.effective.tzinfo is not None:
        yield "effective", "Give the local date and time without an offset; the zone of the hours holds."


def _seven_days(revision: HoursRevision) -> Iterator[tuple[str, str]]:
    if len(revision.week) != 7:
        yield "weekly", "A week has seven days, Monday first."


def _sizes(revision: HoursRevision) -> Iterator[tuple[str, str]]:
    for field, shifts in _all_shifts(revision):
        if len(shifts) > MOST_INTERVALS:
            yield field, f"At most {MOST_INTERVALS} intervals a day, not {len(shifts)}."
    if len(revision.dates) > MOST_DATES:
        yield "dates", f"At most {MOST_DATES} dates with hours of their own, not {len(revision.dates)}."
    if len(revision.holidays) > MOST_HOLIDAYS:
        yield "holidays", f"At most {MOST_HOLIDAYS} holidays, not {len(revision.holidays)}."


def _end_before_begin(revision: HoursRevision) -> Iterator[tuple[str, str]]:
    for field, shifts in _all_shifts(revision):
        for shift in shifts:
            if shift.closes <= shift.opens:
                yield field, f"It closes at or before it opens ({_written(shift)})."
    for field, holiday in _each_holiday(revision):
        if holiday.ends <= holiday.begins:
            yield (
                field,
                f"{holiday.name!r} ends at or before it begins; a part of a date ends by 24:00 of that date.",
            )


def _within_the_day(revision: HoursRevision) -> Iterator[tuple[str, str]]:
    for field, shifts in _all_shifts(revision):
        for shift in shifts:
            if not 0 <= shift.opens < DAY or shift.closes > shift.opens + DAY:
                yield field, f"It opens on its own day and lasts at most 24 hours ({_written(shift)})."
    for field, holiday in _each_holiday(revision):
        if holiday.begins < 0 or holiday.ends > DAY:
            yield field, f"{holiday.name!r} lies outside its date."


def _holiday_rules(revision: HoursRevision) -> Iterator[tuple[str, str]]:
    for field, holiday in _each_holiday(revision):
        rule = holiday.rule
        if not holiday.name.strip():
            yield field, "A holiday has a name; explanations show it."
        match rule:
            case Yearly(month, day):
                # 2024 is a leap year, so that 29 February may be named.
                if not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(2024, month)[1]):
                    yield field, f"{holiday.name!r}: there is no day {day} in month {month}."
            case NthWeekday(month, weekday, nth):
                if not (1 <= month <= 12 and 0 <= weekday <= 6 and (1 <= nth <= 5 or nth == LAST)):
                    yield (
                        field,
                        f"{holiday.name!r}: month 1 to 12, weekday 0 (Monday) to 6, first to fifth or last.",
                    )
            case _:
                pass


def _overlaps(revision: HoursRevision) -> Iterator[tuple[str, str]]:
    """Within a day, and across midnight into the next; Sunday's night reaches into Monday."""
    for name, (today, tomorrow) in zip(WEEKDAYS, pairwise((*revision.week, revision.week[0])), strict=True):
        yield from _overlaps_within(f"weekly.{name}", today)
        yield from _overlaps_into(f"weekly.{name}", today, tomorrow, "the next day's")
    plan = DayPlan(revision)
    for field, date_hours in _each_date(revision):
        day = date_hours.on.toordinal()
        yield from _overlaps_within(field, date_hours.shifts)
        before, after = plan.shifts(day - 1), plan.shifts(day + 1)
        if plan.date_hours(day - 1) is None:
            yield from _overlaps_into(field, before, plan.shifts(day), "this date's")
        yield from _overlaps_into(field, plan.shifts(day), after, "the next day's")


def _duplicates(revision: HoursRevision) -> Iterator[tuple[str, str]]:
    seen_dates = set()
    for field, date_hours in _each_date(revision):
        if date_hours.on in seen_dates:
            yield field, f"{date_hours.on} has hours of its own twice."
        seen_dates.add(date_hours.on)
    seen_holidays = set()
    for field, holiday in _each_holiday(revision):
        if holiday in seen_holidays:
            yield field, f"{holiday.name!r} is listed twice."
        seen_holidays.add(holiday)


def _never_open(revision: HoursRevision) -> Iterator[tuple[str, str]]:
    """Tries the coming years day by day, rather than reasoning about what holidays leave over."""
    plan = DayPlan(revision)
    first = plan.day_of(ANCHOR) if plan.effective is None else plan.day_of(plan.effective)
    dated = sorted(hours.on.toordinal() for hours in revision.dates)
    days = (
        *range(first, first + TRIAL_DAYS),
        *(day for day in dated if day >= first or plan.effective is None),
    )
    if not any(_opens_on(plan, day) for day in days):
        yield "weekly", "These hours never open, so no deadline could ever be reached."


def _opens_on(plan: DayPlan, day: int) -> bool:
    closures = [span for near in range(day, day + 3) for span, _ in plan.partial_closures(near)]
    for shift in plan.shifts(day):
        begin, end = plan.span(day, shift.opens, shift.closes)
        if plan.effective is not None:
            begin = max(begin, plan.effective)
        for low, high in sorted(closures):
            if low <= begin < high:
                begin = high
        if begin < end:
            return True
    return False


RULES = (
    Rule("unknown zone", _zone, structural=True),
    Rule("effective without offset", _effective, structural=True),
    Rule("seven days", _seven_days, structural=True),
    Rule("bounded size", _sizes, structural=True),
    Rule("holiday rule", _holiday_rules, structural=True),
    Rule("end before begin", _end_before_begin, structural=True),
    Rule("within the day", _within_the_day, structural=True),
    Rule("overlapping intervals", _overlaps),
    Rule("duplicates", _duplicates),
    Rule("never opens", _never_open),
)


def problems_of(revision: HoursRevision) -> list[Problem]:
    """Everything that is wrong with a revision; where its structure is, only that."""
    found: list[Problem] = []
    for structural in (True, False):
        for rule in RULES:
            if rule.structural == structural:
                found += [Problem(rule.name, field, reason) for field, reason in rule.check(revision)]
        if found:
            break
    return found


def check_revision(revision: HoursRevision) -> None:
    """Raises `InvalidHours` naming every field and reason; nothing where all rules hold."""
    if found := problems_of(revision):
        raise InvalidHours(found)


def check_timeline(timeline: Timeline) -> None:
    """The rules of each revision, and those of their order: the first holds from the beginning, no other
    does."""
    if not timeline.revisions:
        raise InvalidHours([Problem("no revision", "revisions", "Hours have at least one revision.")])
    for revision in timeline.revisions:
        check_revision(revision)
    for number, revision in enumerate(timeline.revisions, 1):
        if (revision.effective is None) != (number == 1):
            reason = (
                "The first revision holds from the beginning of time and has no effective date."
                if number == 1
                else "Say from which local date and time this revision holds."
            )
            raise InvalidHours([Problem("effective order", "effective", reason)])


def _all_shifts(revision: HoursRevision) -> Iterator[tuple[str, Shifts]]:
    for place, shifts in enumerate(revision.week):
        yield f"weekly.{WEEKDAYS[place % 7]}", shifts
    for field, date_hours in _each_date(revision):
        yield field, date_hours.shifts


def _each_date(revision: HoursRevision) -> Iterator[tuple[str, DateHours]]:
    for place, date_hours in enumerate(revision.dates):
        yield f"dates.{place}", date_hours


def _each_holiday(revision: HoursRevision) -> Iterator[tuple[str, Holiday]]:
    for place, holiday in enumerate(revision.holidays):
        yield f"holidays.{place}", holiday


def _overlaps_within(field: str, shifts: Shifts) -> Iterator[tuple[str, str]]:
    for first, second in pairwise(sorted(shifts)):
        if second.opens < first.closes:
            yield field, f"{_written(first)} and {_written(second)} overlap."


def _overlaps_into(field: str, today: Shifts, tomorrow: Shifts, whose: str) -> Iterator[tuple[str, str]]:
    for shift in today:
        for later in tomorrow:
            if later.opens + DAY < shift.closes:
                yield field, f"{_written(shift)} runs past midnight into {whose} {_written(later)}."


def _written(shift: Interval) -> str:
    return f"{format_time(shift.opens)} to {format_time(shift.closes)}"
