"""Where a team's day ends: closing times, lunch breaks, weekends, holidays, night shifts, midnight."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from entitlements.business_time.calendar import Calendar, around_the_clock, compile_calendar
from entitlements.business_time.date_hours import parse_date_hours
from entitlements.business_time.instants import parse_instant
from entitlements.business_time.revisions import HoursRevision, Timeline
from entitlements.business_time.weekly_hours import parse_week
from milestones.selectors.open_days import Days, days_of

BERLIN = ZoneInfo("Europe/Berlin")
CLOSED: list[list[str]] = []


def hours(*week: list[list[str]], dates: object = ()) -> Calendar:
    revision = HoursRevision(zone="Europe/Berlin", week=parse_week(list(week)), dates=parse_date_hours(dates))
    return compile_calendar(Timeline((revision,)))


OFFICE = hours(*[[["09:00", "18:00"]]] * 5, CLOSED, CLOSED)
SPLIT = hours(*[[["08:00", "12:00"], ["13:00", "17:00"]]] * 5, CLOSED, CLOSED)
NIGHT = hours(*[[["22:00", "06:00"]]] * 5, CLOSED, CLOSED)
FRIDAY_CLOSED = hours(
    *[[["09:00", "18:00"]]] * 5,
    CLOSED,
    CLOSED,
    dates=[{"date": "2026-11-20", "name": "Works outing", "intervals": []}],
)


def at(text: str) -> int:
    return parse_instant(text)


@pytest.mark.parametrize(
    ("calendar", "now", "today", "next_day", "following"),
    [
        # Friday 20 November 2026; Dresden is an hour ahead of UTC
        (OFFICE, "2026-11-20T15:42:00Z", "2026-11-20T17:00:00Z", "2026-11-23", "2026-11-23T17:00:00Z"),
        (OFFICE, "2026-11-20T07:00:00Z", "2026-11-20T17:00:00Z", "2026-11-23", "2026-11-23T17:00:00Z"),
        (OFFICE, "2026-11-20T17:00:00Z", None, "2026-11-23", "2026-11-23T17:00:00Z"),
        (OFFICE, "2026-11-21T10:00:00Z", None, "2026-11-23", "2026-11-23T17:00:00Z"),
        (OFFICE, "2026-11-19T10:00:00Z", "2026-11-19T17:00:00Z", "2026-11-20", "2026-11-20T17:00:00Z"),
        (FRIDAY_CLOSED, "2026-11-19T10:00:00Z", "2026-11-19T17:00:00Z", "2026-11-23", "2026-11-23T17:00:00Z"),
        # before, within and after the lunch break the day ends at 17:00
        (SPLIT, "2026-11-20T10:00:00Z", "2026-11-20T16:00:00Z", "2026-11-23", "2026-11-23T16:00:00Z"),
        (SPLIT, "2026-11-20T11:30:00Z", "2026-11-20T16:00:00Z", "2026-11-23", "2026-11-23T16:00:00Z"),
        # at two in the morning the night shift that began on Thursday goes on until six
        (NIGHT, "2026-11-20T01:00:00Z", "2026-11-20T05:00:00Z", "2026-11-20", "2026-11-21T05:00:00Z"),
    ],
)
def test_today_and_the_next_open_day_end_with_their_last_closing(
    calendar: Calendar, now: str, today: str | None, next_day: str, following: str
) -> None:
    found = days_of(calendar, at(now), BERLIN)

    assert found.today_ends_at == (None if today is None else at(today))
    assert found.next_day == date.fromisoformat(next_day)
    assert found.next_ends_at == at(following)


@pytest.mark.parametrize(
    ("now", "is_open", "changes"),
    [
        ("2026-11-20T15:42:00Z", True, "2026-11-20T17:00:00Z"),
        ("2026-11-20T17:00:00Z", False, "2026-11-23T08:00:00Z"),
    ],
)
def test_what_the_hours_do_now_and_until_when(now: str, is_open: bool, changes: str) -> None:
    found = days_of(OFFICE, at(now), BERLIN)

    assert (found.is_open, found.changes_at) == (is_open, at(changes))


@pytest.mark.parametrize("calendar", [None, around_the_clock("Europe/Berlin")])
def test_without_hours_or_around_the_clock_days_end_at_midnight(calendar: Calendar | None) -> None:
    found = days_of(calendar, at("2026-11-20T15:42:00Z"), BERLIN)

    assert found == Days(
        has_hours=False,
        today_ends_at=at("2026-11-20T23:00:00Z"),
        next_day=date(2026, 11, 21),
        next_ends_at=at("2026-11-21T23:00:00Z"),
    )


def test_before_close_means_today_or_when_today_is_over_the_next_open_day() -> None:
    assert days_of(OFFICE, at("2026-11-20T15:42:00Z"), BERLIN).closes_at == at("2026-11-20T17:00:00Z")
    assert days_of(OFFICE, at("2026-11-21T15:42:00Z"), BERLIN).closes_at == at("2026-11-23T17:00:00Z")
