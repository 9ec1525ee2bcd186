"""Instants in words: which day is named, in whose zone."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from sla_admin.shared.display import moments
from sla_admin.shared.display.durations import HOUR, MINUTE

BERLIN = ZoneInfo("Europe/Berlin")
NOW = (2026, 11, 20, 16, 42)


def at(*when: int, zone: ZoneInfo = BERLIN) -> int:
    year, month, day, hour, minute = when
    return int(datetime(year, month, day, hour, minute, tzinfo=zone).timestamp()) * 1_000_000


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ((2026, 11, 20, 17, 48), "17:48"),
        ((2026, 11, 20, 0, 0), "00:00"),
        ((2026, 11, 21, 0, 0), "Sat 00:00"),
        ((2026, 11, 23, 9, 50), "Mon 09:50"),
        ((2026, 11, 26, 9, 0), "Thu 09:00"),
        ((2026, 11, 27, 9, 0), "27 Nov 09:00"),
        ((2026, 11, 14, 9, 0), "Sat 09:00"),
        ((2026, 11, 13, 9, 0), "13 Nov 09:00"),
        ((2027, 1, 4, 9, 0), "4 Jan 2027 09:00"),
    ],
)
def test_today_has_only_a_time_six_days_a_weekday_the_rest_a_date(when: tuple[int, ...], words: str) -> None:
    assert moments.moment(at(*when), at(*NOW), BERLIN) == words


def test_the_viewers_zone_decides_what_is_today() -> None:
    late = at(2026, 11, 20, 23, 30)
    assert moments.moment(late, at(*NOW), BERLIN) == "23:30"
    assert moments.moment(late, at(*NOW), ZoneInfo("Asia/Kolkata")) == "Sat 04:00"


def test_a_target_is_due_until_it_has_gone_by() -> None:
    now = at(*NOW)
    assert moments.due(now + 66 * MINUTE, now, BERLIN, say_today=True) == "due today 17:48"
    assert moments.due(now, now, BERLIN) == "due 16:42"
    assert moments.due(at(2026, 11, 20, 13, 5), now, BERLIN) == "was due 13:05"


def test_twelve_hours_are_written_with_their_half() -> None:
    now = at(*NOW)
    assert moments.moment(at(2026, 11, 20, 0, 5), now, BERLIN, "12") == "12:05 am"
    assert moments.moment(at(2026, 11, 20, 12, 0), now, BERLIN, "12") == "12:00 pm"
    assert moments.moment(at(2026, 11, 20, 17, 48), now, BERLIN, "12") == "5:48 pm"


def test_the_full_moment_carries_its_zone_as_it_is_on_that_day() -> None:
    now = at(*NOW)
    assert moments.full_moment(at(2026, 11, 23, 15, 22), now, BERLIN) == "Mon 23 Nov, 15:22 CET"
    assert moments.full_moment(at(2026, 7, 1, 15, 22), now, BERLIN) == "Wed 1 Jul, 15:22 CEST"
    assert moments.full_moment(at(2027, 1, 4, 9, 0), now, BERLIN) == "Mon 4 Jan 2027, 09:00 CET"
    assert moments.full_moment(at(*NOW), now, BERLIN, seconds=True) == "Fri 20 Nov, 16:42:00 CET"


@pytest.mark.parametrize(
    ("zone", "name"),
    [("America/Sao_Paulo", "UTC−3"), ("Asia/Kathmandu", "UTC+5:45"), ("Asia/Kolkata", "IST"), ("UTC", "UTC")],
)
def test_a_zone_without_an_abbreviation_is_written_by_its_offset(zone: str, name: str) -> None:
    assert moments.zone_name(at(*NOW), ZoneInfo(zone)) == name


def test_a_near_opening_is_a_wait_a_far_one_a_moment() -> None:
    now = at(*NOW)
    assert moments.opening(at(2026, 11, 20, 17, 0), now, BERLIN) == "opens in 18 m, Fri 17:00 CET"
    assert moments.opening(at(2026, 11, 23, 5, 0), now, BERLIN) == "opens Mon 05:00 CET"
    assert moments.opening(at(2026, 12, 1, 5, 0), now, BERLIN) == "opens 1 Dec 05:00 CET"
    assert moments.opening(now + 12 * HOUR, now, BERLIN) == "opens in 12 h 00 m, Sat 04:42 CET"


def test_a_near_closing_is_a_wait_too() -> None:
    now = at(*NOW)
    assert moments.closing(at(2026, 11, 20, 18, 0), now, BERLIN) == "closes in 1 h 18 m"
    assert moments.closing(at(2026, 11, 23, 18, 0), now, BERLIN) == "closes Mon 18:00"
