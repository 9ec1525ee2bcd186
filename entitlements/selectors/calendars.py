"""Published hours as compiled calendars."""

from collections.abc import Iterable
from datetime import time
from functools import lru_cache

from django.conf import settings
from django.db.models import Max, Prefetch

from entitlements.business_time.calendar import Calendar, around_the_clock, compile_calendar
from entitlements.business_time.date_hours import parse_date_hours
from entitlements.business_time.errors import InvalidHours, Problem
from entitlements.business_time.holidays import FixedDate, HolidayRule, NthWeekday, Yearly
from entitlements.business_time.holidays import Holiday as HolidayValue
from entitlements.business_time.instants import DAY, HOUR, MINUTE, SECOND
from entitlements.business_time.intersection import Intersection, Side
from entitlements.business_time.revisions import HoursRevision, Timeline
from entitlements.business_time.weekly_hours import parse_week
from entitlements.models import BusinessHoursRevision, Holiday

REMEMBERED = 2048
"""Compiled calendars a process keeps, of about a quarter of a megabyte each when twenty years are in use."""


def calendar_for(hours_id: int | None, timeline: int) -> Calendar:
    """The compiled calendar of a set of hours at one of its timelines; `hours_id` None: 24×7 in the site's
    zone.

    A timeline is all revisions up to a number, so the answer never changes and is kept for the process's
    life. Raises LookupError where that revision is not published.
    """
    return _always() if hours_id is None else _compiled(hours_id, timeline)


def timeline_of(hours_id: int, number: int) -> Timeline:
    """The revisions 1 to `number` of a set of hours as values. Raises LookupError where one is not
    published."""
    rows = list(
        BusinessHoursRevision.objects.filter(
            hours_id=hours_id, number__lte=number, published_at__isnull=False
        )
        .order_by("number")
        .prefetch_related(Prefetch("holidays", Holiday.objects.order_by("id")))
    )
    if number < 1 or len(rows) != number:
        raise LookupError(f"Business hours {hours_id} have no timeline {number}.")
    return Timeline(tuple(revision_value(row) for row in rows))


def current_timelines(hours_ids: Iterable[int]) -> dict[int, int]:
    """The newest timeline of each set of hours; hours without a published revision are left out."""
    return dict(
        BusinessHoursRevision.objects.filter(hours_id__in=list(hours_ids), published_at__isnull=False)
        .values("hours_id")
        .annotate(newest=Max("number"))
        .values_list("hours_id", "newest")
    )


def revision_value(row: BusinessHoursRevision) -> HoursRevision:
    """A revision, draft or published or not yet stored, as a value.

    Raises `entitlements.business_time.errors.InvalidHours` where a draft holds what is no hours.
    """
    return HoursRevision(
        zone=row.zone,
        week=parse_week(row.weekly),
        effective=row.effective,
        dates=parse_date_hours(row.date_hours),
        holidays=tuple(_holiday_value(holiday) for holiday in row.holidays.all()) if row.pk else (),
        rules=None if row.zone_rules is None else bytes(row.zone_rules),
    )


def forget_calendars() -> None:
    """Drop what was remembered. For tests, whose databases come and go while ids repeat."""
    _always.cache_clear()
    _compiled.cache_clear()


@lru_cache(maxsize=1)
def _always() -> Calendar:
    return around_the_clock(settings.TIME_ZONE)


@lru_cache(maxsize=REMEMBERED)
def _compiled(hours_id: int, timeline: int) -> Calendar:
    pinned = (
        BusinessHoursRevision.objects.filter(
            hours_id=hours_id, number=timeline, published_at__isnull=False, first_timeline__isnull=False
        )
        .select_related("hours__first_side", "hours__second_side")
        .first()
    )
    if pinned is None:
        return compile_calendar(timeline_of(hours_id, timeline))
    return intersection_of(pinned)


def intersection_of(pinned: BusinessHoursRevision) -> Intersection:
    """The calendar of a revision of an intersection: both sides at the timelines it pins."""
    sides = []
    for hours, timeline in (
        (pinned.hours.first_side, pinned.first_timeline),
        (pinned.hours.second_side, pinned.second_timeline),
    ):
        if hours is None or timeline is None:
            raise LookupError(f"Revision {pinned} pins no sides.")
        sides.append(Side(hours.name, calendar_for(hours.pk, timeline)))
    return Intersection(*sides)


def _holiday_value(row: Holiday) -> HolidayValue:
    begins = 0 if row.begins is None else _micros_of_day(row.begins)
    ends = DAY if row.ends is None else _micros_of_day(row.ends)
    return HolidayValue(row.name, _rule_of(row), begins, ends)


def _rule_of(row: Holiday) -> HolidayRule:
    match row.kind:
        case "yearly":
            return Yearly(row.month or 0, row.day or 0)
        case "weekday":
            return NthWeekday(row.month or 0, row.weekday or 0, row.nth or 0)
        case _:
            if row.date is None:
                raise InvalidHours([Problem("holiday rule", "holidays", f"{row.name!r} names no date.")])
            return FixedDate(row.date)


def _micros_of_day(of_day: time) -> int:
    return of_day.hour * HOUR + of_day.minute * MINUTE + of_day.second * SECOND + of_day.microsecond
