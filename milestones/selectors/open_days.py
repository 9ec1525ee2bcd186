"""Where today and the next open day end, by which a queue is divided. Pure: instants in, instants out."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from entitlements.business_time.calendar import Calendar
from entitlements.business_time.errors import NeverCloses, NeverOpens
from entitlements.business_time.instants import DAY, to_datetime, to_instant

LOOKED_AHEAD = 30 * DAY
"""So far the next open day is looked for: longer closed, and nothing is due on it."""


class Days(msgspec.Struct, frozen=True):
    """The days of a team at an instant. Instants are µs since 1970, UTC; dates local to its hours.

    `today_ends_at` is today's last closing; None when the hours are closed for the rest of the day.
    `next_ends_at` is the last closing of the next day that is open, on the date `next_day`. `is_open` and
    `changes_at` tell what the hours do now and when that ends. Without hours days end at midnight and
    `has_hours` is False.
    """

    has_hours: bool
    today_ends_at: int | None
    next_day: date | None
    next_ends_at: int | None
    is_open: bool = True
    changes_at: int | None = None

    @property
    def ends_at(self) -> int | None:
        """Where the first stretch of a list ends: today's close, or the next opening once today is over."""
        return self.today_ends_at if self.today_ends_at is not None or self.is_open else self.changes_at

    @property
    def closes_at(self) -> int:
        """What "before close" means: today's close, or after it that of the next open day."""
        return self.today_ends_at or self.next_ends_at or 0


def days_of(calendar: Calendar | None, at: int, zone: ZoneInfo) -> Days:
    """The days of these hours at `at`; without hours, or where they never close, the days of the zone."""
    if calendar is None:
        return _by_midnight(at, zone)
    try:
        changes_at = calendar.next_closing(at) if calendar.is_open(at) else calendar.next_opening(at)
    except NeverCloses:
        return _by_midnight(at, ZoneInfo(calendar.zone))
    except NeverOpens:
        return Days(has_hours=True, today_ends_at=None, next_day=None, next_ends_at=None, is_open=False)
    local = ZoneInfo(calendar.zone)
    is_open = calendar.is_open(at)
    # A night shift belongs to the day on which it opened, so the day of a stretch is that of its opening.
    begin = calendar.previous_opening(at) if is_open else at
    ends: dict[date, int] = {}
    for opens, closes in calendar.periods(begin, at + LOOKED_AHEAD):
        ends[to_datetime(opens).astimezone(local).date()] = closes
    here = (
        to_datetime(begin).astimezone(local).date() if is_open else to_datetime(at).astimezone(local).date()
    )
    following = sorted(day for day in ends if day > here)
    next_day = following[0] if following else None
    return Days(
        has_hours=True,
        today_ends_at=ends.get(here),
        next_day=next_day,
        next_ends_at=None if next_day is None else ends[next_day],
        is_open=is_open,
        changes_at=changes_at,
    )


def _by_midnight(at: int, zone: ZoneInfo) -> Days:
    today = to_datetime(at).astimezone(zone).date()
    return Days(
        has_hours=False,
        today_ends_at=_end_of(today, zone),
        next_day=today + timedelta(days=1),
        next_ends_at=_end_of(today + timedelta(days=1), zone),
    )


def _end_of(day: date, zone: ZoneInfo) -> int:
    return to_instant(datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=zone))
