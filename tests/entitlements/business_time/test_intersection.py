"""Hours that are open where two others both are: a provider's in New York, a contract's in Berlin.

New York 09:00–17:00 is 13:00–21:00 in UTC in summer (14:00–22:00 in winter), Berlin 09:00–18:00 is
07:00–16:00 (08:00–17:00). The customer keeps Tuesday, 2 June 2026. Monday is 1 June.
"""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entitlements.business_time.calendar import around_the_clock, compile_calendar
from entitlements.business_time.holidays import FixedDate, Holiday
from entitlements.business_time.instants import DAY, HOUR, MINUTE, parse_instant
from entitlements.business_time.intersection import Intersection, Side, opens_within_years
from entitlements.business_time.revisions import Timeline
from tests.entitlements.business_time.hours import NEW_YORK, WORKDAYS, revision

FOUNDING_DAY = Holiday("Founding Day", FixedDate(date(2026, 6, 2)))
PROVIDER = Side("Provider", compile_calendar(Timeline((revision(NEW_YORK, f"{WORKDAYS} 09:00-17:00"),))))
CUSTOMER = Side(
    "Customer",
    compile_calendar(
        Timeline((revision("Europe/Berlin", f"{WORKDAYS} 09:00-18:00", holidays=(FOUNDING_DAY,)),))
    ),
)
BOTH = Intersection(PROVIDER, CUSTOMER)


def z(clock: str, day: str = "2026-06-01") -> int:
    return parse_instant(f"{day}T{clock}:00Z")


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        ("2026-06-01", 3),  # 13:00 to 16:00 in UTC
        ("2026-06-02", 0),  # the customer's holiday
        ("2026-06-06", 0),  # a Saturday
        ("2026-01-14", 3),  # in winter, 14:00 to 17:00
        ("2026-03-16", 4),  # the clocks have changed in New York, not yet in Berlin: 13:00 to 17:00
    ],
)
def test_a_day_is_open_while_both_are(day: str, hours: int) -> None:
    assert BOTH.elapsed(z("00:00", day), z("00:00", day) + DAY) == hours * HOUR


def test_a_deadline_skips_what_either_keeps() -> None:
    assert BOTH.due(z("13:00"), 3 * HOUR) == z("16:00")
    assert BOTH.due(z("13:00"), 4 * HOUR) == z("14:00", "2026-06-03")
    assert BOTH.due(z("09:00"), MINUTE) == z("13:01")
    assert BOTH.subtract(z("14:00", "2026-06-03"), 4 * HOUR) == z("13:00")


def test_business_days_are_those_of_the_first_side_on_which_both_open() -> None:
    assert BOTH.due_days(z("14:00"), 1).target == z("14:00", "2026-06-03")
    assert BOTH.due_days(z("19:00"), 1).target == z("13:00", "2026-06-04")


def test_an_explanation_says_which_side_was_closed() -> None:
    stretches = BOTH.explain(z("12:00"), z("20:00", "2026-06-02"))

    assert [(each.begin, each.is_open, each.reason) for each in stretches] == [
        (z("12:00"), False, "closed: Provider"),
        (z("13:00"), True, ""),
        (z("16:00"), False, "closed: Customer"),
        (z("21:00"), False, "closed"),
        (z("22:00"), False, "holiday: Founding Day (Customer)"),
    ]
    assert stretches[-1].end == z("20:00", "2026-06-02")


def test_an_intersection_with_around_the_clock_is_the_other_side() -> None:
    same = Intersection(PROVIDER, Side("Always", around_the_clock("UTC")))
    begin = z("00:00", "2026-03-01")

    assert same.periods(begin, begin + 60 * DAY) == PROVIDER.calendar.periods(begin, begin + 60 * DAY)


def test_hours_that_are_never_open_together_are_found_out() -> None:
    night = Side("Night", compile_calendar(Timeline((revision("UTC", f"{WORKDAYS} 02:00-05:00"),))))

    assert not opens_within_years(Intersection(PROVIDER, night), z("00:00"))
    assert opens_within_years(BOTH, z("00:00"))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 400 * 24 * 60), st.integers(1, 40 * 60))
def test_it_counts_the_minutes_in_which_both_are_open(start: int, length: int) -> None:
    begin = z("00:00", "2025-12-01") + start * MINUTE
    minutes = sum(
        PROVIDER.calendar.is_open(t) and CUSTOMER.calendar.is_open(t)
        for t in range(begin, begin + length * MINUTE, MINUTE)
    )

    assert BOTH.elapsed(begin, begin + length * MINUTE) == minutes * MINUTE
    assert sum(s.end - s.begin for s in BOTH.explain(begin, begin + length * MINUTE) if s.is_open) == (
        minutes * MINUTE
    )
