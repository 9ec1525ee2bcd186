"""Closings that suit as due instants."""

from datetime import datetime

import pytest

from entitlements.business_time.calendar import Calendar, around_the_clock, compile_calendar
from entitlements.business_time.instants import parse_instant
from entitlements.business_time.revisions import HoursRevision, Timeline
from entitlements.business_time.weekly_hours import parse_week
from milestones.selectors.due_offers import offers_of

BERLIN = "Europe/Berlin"


def hours(*days: list[list[str]]) -> Calendar:
    """Monday first; days not named are closed."""
    week = [*days, *([[]] * (7 - len(days)))]
    return compile_calendar(Timeline((HoursRevision(zone=BERLIN, week=parse_week(week)),)))


OFFICE = hours(*[[["09:00", "17:00"]]] * 5)
SPLIT = hours(*[[["08:00", "12:00"], ["13:00", "18:00"]]] * 5)
NIGHT = hours(*[[["22:00", "06:00"]]] * 5)


@pytest.mark.parametrize(
    ("calendar", "now", "today", "next_day"),
    [
        # Friday in the middle of the day: today's close, and Monday's.
        (OFFICE, "2026-11-20T12:00:00+01:00", "2026-11-20T17:00:00+01:00", "2026-11-23T17:00:00+01:00"),
        # Before the office opens.
        (OFFICE, "2026-11-20T06:00:00+01:00", "2026-11-20T17:00:00+01:00", "2026-11-23T17:00:00+01:00"),
        # At the close itself, today is over.
        (OFFICE, "2026-11-20T17:00:00+01:00", None, "2026-11-23T17:00:00+01:00"),
        (OFFICE, "2026-11-21T12:00:00+01:00", None, "2026-11-23T17:00:00+01:00"),
        # The day of a split shift ends with its second part.
        (SPLIT, "2026-11-19T09:00:00+01:00", "2026-11-19T18:00:00+01:00", "2026-11-20T18:00:00+01:00"),
        # A night shift belongs to the day it opens.
        (NIGHT, "2026-11-19T12:00:00+01:00", "2026-11-20T06:00:00+01:00", "2026-11-21T06:00:00+01:00"),
    ],
)
def test_the_close_of_today_and_of_the_next_open_day(
    calendar: Calendar, now: str, today: str | None, next_day: str
) -> None:
    offers = offers_of(calendar, parse_instant(now), "Office", BERLIN)

    assert offers.today == (None if today is None else parse_instant(today))
    assert offers.next_open_day == parse_instant(next_day)


def test_hours_that_never_close_have_days_that_end_at_midnight() -> None:
    offers = offers_of(around_the_clock(BERLIN), parse_instant("2026-03-28T12:00:00+01:00"), "", BERLIN)

    # The day after has 23 hours: the clocks change.
    assert offers.today == parse_instant("2026-03-29T00:00:00+01:00")
    assert offers.next_open_day == parse_instant("2026-03-30T00:00:00+02:00")


def test_hours_that_open_no_more_offer_nothing() -> None:
    week = OFFICE.timeline.revisions[0].week
    first = HoursRevision(zone=BERLIN, week=week)
    then = HoursRevision(
        zone=BERLIN,
        week=parse_week([[]] * 7),
        effective=datetime(2026, 1, 1),  # noqa: DTZ001 (on the wall clock)
    )

    offers = offers_of(
        compile_calendar(Timeline((first, then))), parse_instant("2026-11-20T12:00:00+01:00"), "", BERLIN
    )

    assert (offers.today, offers.next_open_day) == (None, None)
