"""Why a stretch counted, and why another did not."""

from entitlements.business_time.calendar import around_the_clock
from tests.entitlements.business_time.hours import (
    EVERY_DAY,
    NEW_YORK,
    WORKDAYS,
    closed_on,
    closed_part,
    hours,
    ny,
    open_on,
)


def test_a_long_weekend_is_night_then_holiday_then_night() -> None:
    calendar = hours(
        NEW_YORK, f"{WORKDAYS} 09:00-17:00", holidays=(closed_on("2026-06-08", "Founders' Day"),)
    )
    assert calendar.explain(ny("2026-06-05 16:00"), ny("2026-06-09 10:00")) == [
        (ny("2026-06-05 16:00"), ny("2026-06-05 17:00"), True, ""),
        (ny("2026-06-05 17:00"), ny("2026-06-08 00:00"), False, "closed"),
        (ny("2026-06-08 00:00"), ny("2026-06-09 00:00"), False, "holiday: Founders' Day"),
        (ny("2026-06-09 00:00"), ny("2026-06-09 09:00"), False, "closed"),
        (ny("2026-06-09 09:00"), ny("2026-06-09 10:00"), True, ""),
    ]


def test_a_partial_holiday_is_named_for_its_part_alone() -> None:
    calendar = hours(
        NEW_YORK, f"{WORKDAYS} 09:00-17:00", holidays=(closed_part("2026-06-02", 13, 15, "Staff meeting"),)
    )
    assert calendar.explain(ny("2026-06-02 12:00"), ny("2026-06-02 18:00")) == [
        (ny("2026-06-02 12:00"), ny("2026-06-02 13:00"), True, ""),
        (ny("2026-06-02 13:00"), ny("2026-06-02 15:00"), False, "holiday: Staff meeting"),
        (ny("2026-06-02 15:00"), ny("2026-06-02 17:00"), True, ""),
        (ny("2026-06-02 17:00"), ny("2026-06-02 18:00"), False, "closed"),
    ]


def test_a_date_with_hours_of_its_own_is_named_where_it_is_closed() -> None:
    calendar = hours(
        NEW_YORK,
        f"{WORKDAYS} 09:00-17:00",
        dates=(open_on("2026-12-24", "09:00-12:00", name="Christmas Eve"),),
    )
    assert calendar.explain(ny("2026-12-24 11:00"), ny("2026-12-24 20:00")) == [
        (ny("2026-12-24 11:00"), ny("2026-12-24 12:00"), True, ""),
        (ny("2026-12-24 12:00"), ny("2026-12-24 20:00"), False, "date hours: Christmas Eve"),
    ]


def test_a_night_shift_called_off_is_named_after_midnight_too() -> None:
    nights = hours(NEW_YORK, f"{WORKDAYS} 22:00-06:00", holidays=(closed_on("2026-06-03", "Midsummer"),))
    assert nights.explain(ny("2026-06-03 06:00"), ny("2026-06-04 08:00")) == [
        (ny("2026-06-03 06:00"), ny("2026-06-04 06:00"), False, "holiday: Midsummer"),
        (ny("2026-06-04 06:00"), ny("2026-06-04 08:00"), False, "closed"),
    ]


def test_an_open_stretch_in_which_the_clocks_change_says_so() -> None:
    always = hours(NEW_YORK, f"{EVERY_DAY} 00:00-24:00", holidays=(closed_on("2026-03-10", "Inventory"),))
    assert always.explain(ny("2026-03-07 12:00"), ny("2026-03-10 01:00")) == [
        (ny("2026-03-07 12:00"), ny("2026-03-10 00:00"), True, "clock change"),
        (ny("2026-03-10 00:00"), ny("2026-03-10 01:00"), False, "holiday: Inventory"),
    ]


def test_around_the_clock_has_one_open_stretch() -> None:
    a, b = ny("2026-06-01 12:00"), ny("2026-06-03 12:00")
    assert around_the_clock(NEW_YORK).explain(a, b) == [(a, b, True, "")]


def test_nothing_is_explained_of_no_time() -> None:
    a = ny("2026-06-01 12:00")
    assert around_the_clock(NEW_YORK).explain(a, a) == []
