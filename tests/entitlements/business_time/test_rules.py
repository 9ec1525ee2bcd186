"""Hours that are refused, each by the rule that refuses it, naming field and reason."""

from datetime import date, datetime

import pytest

from entitlements.business_time.errors import InvalidHours
from entitlements.business_time.holidays import FixedDate, Holiday, NthWeekday, Yearly
from entitlements.business_time.instants import DAY, HOUR
from entitlements.business_time.revisions import DateHours, HoursRevision, Timeline
from entitlements.business_time.rules import check_revision, check_timeline, problems_of
from entitlements.business_time.weekly_hours import (
    CLOSED_WEEK,
    OPEN_WEEK,
    Interval,
    format_week,
    parse_shifts,
    parse_week,
)
from tests.entitlements.business_time.hours import EVERY_DAY, WORKDAYS, closed_on, open_on, revision, week

BERLIN = "Europe/Berlin"


def rules_broken(hours: HoursRevision) -> list[tuple[str, str]]:
    return [(problem.rule, problem.field) for problem in problems_of(hours)]


@pytest.mark.parametrize(
    "name", ["Mars/Olympus", "", "EST5EDT4", "../../etc/passwd", "europe/berlin", "localtime"]
)
def test_an_unknown_zone_is_refused(name: str) -> None:
    assert rules_broken(revision(name, "mon 09:00-17:00")) == [("unknown zone", "zone")]


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        (["mon 09:00-12:00 11:00-17:00"], "weekly.mon"),
        (["mon 22:00-06:00", "tue 05:00-09:00"], "weekly.mon"),
        (["sun 22:00-06:00", "mon 05:00-09:00"], "weekly.sun"),
        (["mon 09:00-17:00 09:00-17:00"], "weekly.mon"),
    ],
)
def test_overlapping_intervals_are_refused_also_across_midnight(lines: list[str], field: str) -> None:
    assert rules_broken(revision(BERLIN, *lines)) == [("overlapping intervals", field)]


@pytest.mark.parametrize(
    "lines",
    [["mon 09:00-12:00 12:00-17:00"], ["mon 22:00-06:00", "tue 06:00-22:00"], [f"{EVERY_DAY} 00:00-24:00"]],
)
def test_intervals_that_touch_are_fine(lines: list[str]) -> None:
    check_revision(revision(BERLIN, *lines))


def test_a_night_that_reaches_into_the_hours_of_a_date_is_refused() -> None:
    before = revision(BERLIN, f"{EVERY_DAY} 22:00-06:00", dates=(open_on("2026-12-24", "05:00-12:00"),))
    assert rules_broken(before) == [("overlapping intervals", "dates.0")]
    after = revision(BERLIN, f"{EVERY_DAY} 01:00-06:00", dates=(open_on("2026-12-24", "22:00-02:00"),))
    assert rules_broken(after) == [("overlapping intervals", "dates.0")]


def test_hours_that_never_open_are_refused_by_trying() -> None:
    assert rules_broken(HoursRevision(zone=BERLIN, week=CLOSED_WEEK)) == [("never opens", "weekly")]
    only_christmas = revision(
        BERLIN,
        dates=(open_on("2026-12-25", "09:00-12:00"),),
        holidays=(Holiday("Christmas", Yearly(12, 25)),),
    )
    assert rules_broken(only_christmas) == [("never opens", "weekly")]
    only_past = revision(BERLIN, dates=(open_on("2026-01-05", "09:00-12:00"),), effective="2026-02-01T00:00")
    assert rules_broken(only_past) == [("never opens", "weekly")]
    mornings_off = revision(
        BERLIN,
        "mon 09:00-12:00",
        holidays=tuple(
            Holiday("Morning", NthWeekday(month, 0, nth), 0, 12 * HOUR)
            for month in range(1, 13)
            for nth in range(1, 6)
        ),
    )
    assert rules_broken(mornings_off) == [("never opens", "weekly")]


def test_hours_of_a_single_date_open_and_are_fine() -> None:
    check_revision(revision(BERLIN, dates=(open_on("2030-12-25", "09:00-12:00"),)))


def test_an_end_before_its_begin_is_refused() -> None:
    backwards = HoursRevision(zone=BERLIN, week=((Interval(9 * HOUR, 8 * HOUR),), *CLOSED_WEEK[1:]))
    assert rules_broken(backwards) == [("end before begin", "weekly.mon")]
    holiday = Holiday("Noon", FixedDate(date(2026, 6, 1)), 13 * HOUR, 12 * HOUR)
    assert rules_broken(revision(BERLIN, "mon 09:00-17:00", holidays=(holiday,))) == [
        ("end before begin", "holidays.0")
    ]


def test_a_shift_lasts_at_most_a_day_and_opens_on_its_own() -> None:
    long = HoursRevision(zone=BERLIN, week=((Interval(9 * HOUR, 9 * HOUR + DAY + 1),), *CLOSED_WEEK[1:]))
    assert ("within the day", "weekly.mon") in rules_broken(long)
    tomorrow = HoursRevision(zone=BERLIN, week=((Interval(DAY, DAY + HOUR),), *CLOSED_WEEK[1:]))
    assert rules_broken(tomorrow) == [("within the day", "weekly.mon")]


def test_a_date_or_a_holiday_twice_is_refused() -> None:
    twice = revision(BERLIN, f"{WORKDAYS} 09:00-17:00", dates=(open_on("2026-12-24"), open_on("2026-12-24")))
    assert rules_broken(twice) == [("duplicates", "dates.1")]
    holidays = (closed_on("2026-12-25"), closed_on("2026-12-25"))
    assert rules_broken(revision(BERLIN, "mon 09:00-17:00", holidays=holidays)) == [
        ("duplicates", "holidays.1")
    ]


@pytest.mark.parametrize(
    "holiday",
    [
        Holiday("April 31", Yearly(4, 31)),
        Holiday("Month 13", Yearly(13, 1)),
        Holiday("Sixth Monday", NthWeekday(6, 0, 6)),
        Holiday("No weekday", NthWeekday(6, 7, 1)),
        Holiday(" ", Yearly(6, 1)),
    ],
)
def test_holidays_that_name_no_date_or_have_no_name_are_refused(holiday: Holiday) -> None:
    assert rules_broken(revision(BERLIN, "mon 09:00-17:00", holidays=(holiday,))) == [
        ("holiday rule", "holidays.0")
    ]


def test_the_first_revision_holds_always_and_every_other_from_a_date() -> None:
    first = revision(BERLIN, "mon 09:00-17:00")
    later = revision(BERLIN, "mon 09:00-18:00", effective="2026-06-01T00:00")
    check_timeline(Timeline((first, later)))
    for wrong in ((), (later,), (first, first)):
        with pytest.raises(InvalidHours):
            check_timeline(Timeline(wrong))


def test_an_effective_date_has_no_offset() -> None:
    offset = HoursRevision(
        zone=BERLIN, week=OPEN_WEEK, effective=datetime.fromisoformat("2026-06-01T00:00+02:00")
    )
    assert rules_broken(offset) == [("effective without offset", "effective")]


def test_too_many_intervals_and_dates_are_refused() -> None:
    minutes = tuple(Interval(minute * 60_000_000, minute * 60_000_000 + 1) for minute in range(49))
    crowded = HoursRevision(zone=BERLIN, week=(minutes, *CLOSED_WEEK[1:]))
    assert rules_broken(crowded) == [("bounded size", "weekly.mon")]
    dates = tuple(DateHours(date.fromordinal(737_791 + day), ()) for day in range(4001))
    assert rules_broken(HoursRevision(zone=BERLIN, week=OPEN_WEEK, dates=dates)) == [
        ("bounded size", "dates")
    ]


def test_the_message_names_every_field_and_reason() -> None:
    with pytest.raises(InvalidHours) as refused:
        check_revision(revision(BERLIN, "mon 09:00-12:00 11:00-17:00", "tue 08:00-10:00 09:00-11:00"))
    assert str(refused.value) == (
        "weekly.mon: 09:00 to 12:00 and 11:00 to 17:00 overlap.; "
        "weekly.tue: 08:00 to 10:00 and 09:00 to 11:00 overlap."
    )


class TestReadingAWeek:
    def test_a_closing_at_or_before_its_opening_is_on_the_next_day(self) -> None:
        assert parse_shifts([["22:00", "06:00"]], "weekly.mon") == (Interval(22 * HOUR, 30 * HOUR),)

    @pytest.mark.parametrize("pair", [["00:00", "24:00"], ["00:00", "00:00"]])
    def test_midnight_to_midnight_is_the_whole_day(self, pair: list[str]) -> None:
        assert parse_shifts([pair], "weekly.mon") == (Interval(0, DAY),)

    def test_what_is_written_reads_back(self) -> None:
        parsed = parse_week(week("mon 09:00-12:00 13:00-17:00:30", "fri 22:00-06:00", "sun 00:00-24:00"))
        assert parse_week(format_week(parsed)) == parsed

    @pytest.mark.parametrize(
        ("raw", "field"),
        [
            ({"mon": [["09:00", "09:00"]]}, "weekly.mon.0"),
            ({"mon": [["9", "17:00"]]}, "weekly.mon.0"),
            ({"mon": [["09:00", "25:00"]]}, "weekly.mon.0"),
            ({"mon": [["24:00", "06:00"]]}, "weekly.mon.0"),
            ({"mon": [["09:60", "17:00"]]}, "weekly.mon.0"),
            ({"mon": [["09:00"]]}, "weekly.mon.0"),
            ({"mon": "09:00-17:00"}, "weekly.mon"),
            ({"mon": [[9, 17]]}, "weekly.mon.0"),
            ({"monday": []}, "weekly"),
            ([], "weekly"),
            ("mon", "weekly"),
            (None, "weekly"),
        ],
    )
    def test_what_is_no_week_is_refused_by_field(self, raw: object, field: str) -> None:
        with pytest.raises(InvalidHours) as refused:
            parse_week(raw)
        assert refused.value.problems[0].field == field
