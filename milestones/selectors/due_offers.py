"""Instants that suit as the due instant of a task: the close of today, and of the next open day."""

from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from entitlements.business_time.calendar import Calendar
from entitlements.business_time.instants import DAY, to_datetime
from entitlements.business_time.local_time import occurrences
from entitlements.models import BusinessHours
from entitlements.selectors.calendars import calendar_for, current_timelines
from milestones.models import Case

_AHEAD = 60
"""Openings looked at: enough for split shifts around the longest holidays."""


class DueOffers(NamedTuple):
    """Closings in µs since 1970 UTC, on the hours of that name (empty: around the clock).

    `today` is None where those hours do not open any more today, `next_open_day` where they never do.
    """

    today: int | None
    next_open_day: int | None
    hours: str
    zone: str


def due_offers(case: Case | None, at: int, user_id: int | None, zone: str) -> DueOffers:
    """What to offer `user_id`, who lives in that time zone, at `at`: the hours of the case's promise, without
    a case those of their team.
    """
    hours = _hours_of(case) if case is not None else _hours_of_team(user_id)
    timeline = current_timelines([hours.pk]).get(hours.pk) if hours is not None else None
    if hours is None or timeline is None:
        return offers_of(calendar_for(None, 0), at, "", zone)
    return offers_of(calendar_for(hours.pk, timeline), at, hours.name, hours.zone)


def offers_of(calendar: Calendar, at: int, hours: str, zone: str) -> DueOffers:
    """The closings of this calendar's business days. A shift past midnight belongs to the day it opens; hours
    that never close have days that end at midnight of the zone.
    """
    local = ZoneInfo(zone)
    today = to_datetime(at).astimezone(local).date()
    closings: dict[date, int] = {}
    for opens, closes in calendar.windows(at, _AHEAD):
        day = max(to_datetime(opens).astimezone(local).date(), today)
        if closes - opens > DAY:
            for each in (day, day + timedelta(days=1)):
                closings.setdefault(each, _midnight_after(each, local))
            break
        closings[day] = closes
    later = [day for day in closings if day > today]
    return DueOffers(closings.get(today), closings[min(later)] if later else None, hours, zone)


def _midnight_after(day: date, zone: ZoneInfo) -> int:
    return occurrences(zone, day.toordinal() + 1, 0)[0]


def _hours_of(case: Case) -> BusinessHours | None:
    """The hours of the case's promise: the entitlement's own, else those of its process version."""
    entitlement, version = case.entitlement, case.process_version
    if entitlement is not None and entitlement.hours is not None:
        return entitlement.hours
    return version.hours if version is not None else None


def _hours_of_team(user_id: int | None) -> BusinessHours | None:
    return BusinessHours.objects.filter(teams__agents__user=user_id).first() if user_id is not None else None
