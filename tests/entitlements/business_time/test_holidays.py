"""Which dates a holiday names."""

from datetime import date

import pytest

from entitlements.business_time.holidays import LAST, FixedDate, Holiday, HolidayRule, NthWeekday, Yearly
from tests.entitlements.business_time.hours import EVERY_DAY, NEW_YORK, hours, ny


@pytest.mark.parametrize(
    ("rule", "year", "expected"),
    [
        (FixedDate(date(2026, 5, 14)), 2026, ["2026-05-14"]),
        (FixedDate(date(2026, 5, 14)), 2027, []),
        (Yearly(12, 25), 2026, ["2026-12-25"]),
        (Yearly(2, 29), 2028, ["2028-02-29"]),
        (Yearly(2, 29), 2026, []),
        (NthWeekday(month=9, weekday=0, nth=1), 2026, ["2026-09-07"]),  # Labor Day
        (NthWeekday(month=11, weekday=3, nth=4), 2026, ["2026-11-26"]),  # Thanksgiving
        (NthWeekday(month=5, weekday=0, nth=LAST), 2026, ["2026-05-25"]),  # Memorial Day
        (NthWeekday(month=8, weekday=0, nth=LAST), 2026, ["2026-08-31"]),
        (NthWeekday(month=6, weekday=0, nth=5), 2026, ["2026-06-29"]),
        (NthWeekday(month=6, weekday=2, nth=5), 2026, []),
    ],
)
def test_a_rule_names_its_dates_of_a_year(rule: HolidayRule, year: int, expected: list[str]) -> None:
    assert [day.isoformat() for day in rule.dates(year)] == expected


def test_a_yearly_holiday_closes_every_year() -> None:
    calendar = hours(NEW_YORK, f"{EVERY_DAY} 09:00-17:00", holidays=(Holiday("New Year", Yearly(1, 1)),))
    for year in (1999, 2026, 2050):
        assert calendar.elapsed(ny(f"{year}-01-01 00:00"), ny(f"{year}-01-02 00:00")) == 0
