"""The next twelve months of the hours: holidays, days of 23 or 25 hours, holidays that are missing."""

from collections.abc import Iterator
from datetime import date

from django.conf import settings

from entitlements.business_time.coming_year import (
    YEAR_DAYS,
    holidays_between,
    missing_holidays,
    odd_days,
)
from entitlements.business_time.instants import HOUR
from entitlements.business_time.revisions import Timeline
from entitlements.business_time.weekly_hours import format_time
from entitlements.coverage.refusals import day_of
from escalations.design.table import Table
from escalations.services.design.hours_tables import closed_words
from escalations.services.design.names import Names
from sla_admin.shared.display import durations


def hours_year(names: Names, at: int) -> list[Table]:
    """The year from the site's date at `at` (µs) on."""
    first = day_of(at, settings.TIME_ZONE)
    last = date.fromordinal(first.toordinal() + YEAR_DAYS - 1)
    timelines = [
        (each.name, Timeline(each.revisions)) for each in names.configuration.hours if each.revisions
    ]
    return [
        Table(
            "coming-holidays",
            "Holidays of the next twelve months",
            ("Hours", "Date", "Holiday", "Closed"),
            tuple(
                (name, _day(on), holiday.name, closed_words(holiday))
                for name, timeline in timelines
                for on, holiday in holidays_between(timeline, first, last)
            ),
            keys=3,
            absent="No holiday falls into the next twelve months.",
        ),
        Table(
            "clock-changes",
            "Clock changes: days of 23 or 25 hours, and the shifts they change",
            ("Hours", "Date", "The day lasts", "Open intervals that change length"),
            tuple(row for name, timeline in timelines for row in _odd(name, timeline, first, last)),
            keys=2,
            absent="No clock changes on these hours within the next twelve months.",
        ),
        Table(
            "missing-holidays",
            "Holidays of the last year that the next one lacks",
            ("Hours", "Holiday", "Last on"),
            tuple(
                (name, holiday.name, _day(on))
                for name, timeline in timelines
                for on, holiday in missing_holidays(timeline, first)
            ),
            keys=2,
            absent="Every holiday of the last twelve months comes again.",
        ),
    ]


def _odd(name: str, timeline: Timeline, first: date, last: date) -> Iterator[tuple[str, ...]]:
    for odd in odd_days(timeline, first, last):
        changed = ", ".join(
            f"{format_time(shift.opens)}–{format_time(shift.closes)} lasts {durations.budget(real)}"
            for shift, real in odd.shifts
        )
        yield (name, _day(odd.on), _hours(odd.length), changed or "none")


def _hours(micros: int) -> str:
    return durations.budget(micros) if micros % HOUR else f"{micros // HOUR} h"


def _day(on: date) -> str:
    return f"{on:%a} {on.isoformat()}"
