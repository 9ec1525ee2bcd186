"""A year ahead of hours: holidays, days that are no 24 hours long, holidays that are missing."""

from datetime import date, datetime

from entitlements.business_time.coming_year import holidays_between, missing_holidays, odd_days
from entitlements.business_time.holidays import FixedDate, Holiday, Yearly
from entitlements.business_time.instants import HOUR
from entitlements.business_time.revisions import HoursRevision, Timeline
from entitlements.business_time.weekly_hours import OPEN_WEEK, Interval, Week, parse_week

FIRST, LAST = date(2026, 11, 21), date(2027, 11, 20)
OFFICE = parse_week([[["09:00", "17:00"]]] * 5 + [[], []])
NIGHT = parse_week([[["22:00", "06:00"]]] * 7)


def timeline(*holidays: Holiday, week: Week = OFFICE, zone: str = "Europe/Berlin") -> Timeline:
    return Timeline((HoursRevision(zone, week, holidays=holidays),))


def fixed(name: str, *when: date) -> list[Holiday]:
    return [Holiday(name, FixedDate(each)) for each in when]


def test_clocks_change_on_two_days_a_year_and_office_hours_keep_their_length() -> None:
    found = odd_days(timeline(), FIRST, LAST)

    assert [(each.on, each.length, each.shifts) for each in found] == [
        (date(2027, 3, 28), 23 * HOUR, ()),
        (date(2027, 10, 31), 25 * HOUR, ()),
    ]


def test_hours_around_the_clock_and_night_shifts_are_shorter_and_longer_then() -> None:
    whole = odd_days(timeline(week=OPEN_WEEK), FIRST, LAST)
    assert [each.shifts for each in whole] == [
        ((Interval(0, 24 * HOUR), 23 * HOUR),),
        ((Interval(0, 24 * HOUR), 25 * HOUR),),
    ]


def test_a_night_shift_loses_the_hour_on_the_day_it_opens() -> None:
    """The clocks change at two in the morning of Sunday: Saturday's shift is the one that is shorter, and
    Sunday's own keeps its eight hours."""
    found = odd_days(timeline(week=NIGHT), FIRST, date(2027, 3, 31))

    assert [(each.on, each.shifts) for each in found] == [
        (date(2027, 3, 27), ((Interval(22 * HOUR, 30 * HOUR), 7 * HOUR),)),
        (date(2027, 3, 28), ()),
    ]


def test_a_zone_without_clock_changes_has_none() -> None:
    assert odd_days(timeline(week=OPEN_WEEK, zone="Asia/Kolkata"), FIRST, LAST) == []


def test_holidays_are_those_of_the_revision_that_holds_on_the_day() -> None:
    later = HoursRevision(
        "Europe/Berlin",
        OFFICE,
        effective=datetime(2027, 1, 1),  # noqa: DTZ001 (the wall clock of the hours)
        holidays=tuple(fixed("Epiphany", date(2027, 1, 6))),
    )
    earlier = HoursRevision(
        "Europe/Berlin",
        OFFICE,
        holidays=tuple(fixed("Christmas", date(2026, 12, 25)) + fixed("Never", date(2027, 2, 2))),
    )

    found = holidays_between(Timeline((earlier, later)), FIRST, LAST)

    assert [(on, holiday.name) for on, holiday in found] == [
        (date(2026, 12, 25), "Christmas"),
        (date(2027, 1, 6), "Epiphany"),
    ]


def test_a_holiday_of_last_year_that_does_not_come_again_is_missing() -> None:
    kept = [Holiday("New Year", Yearly(1, 1)), *fixed("Easter", date(2026, 4, 6), date(2027, 3, 29))]
    lost = fixed("Corpus Christi", date(2026, 6, 4))
    long_ago = fixed("Jubilee", date(2025, 6, 1))

    found = missing_holidays(timeline(*kept, *lost, *long_ago), FIRST)

    assert [(on, holiday.name) for on, holiday in found] == [(date(2026, 6, 4), "Corpus Christi")]


def test_two_holidays_on_one_date_and_remarks_in_brackets_are_read_as_people_do() -> None:
    past = fixed("May Day; Buddha Purnima", date(2026, 5, 1)) + fixed("Eid al-Fitr", date(2026, 3, 21))
    coming = (
        fixed("May Day", date(2027, 5, 1))
        + fixed("Buddha Purnima", date(2027, 5, 20))
        + fixed("Eid al-Fitr (estimated)", date(2027, 3, 10))
    )

    assert missing_holidays(timeline(*past, *coming), FIRST) == []
