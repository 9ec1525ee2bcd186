"""Openings and closings to the microsecond, in tables."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from entitlements.business_time.calendar import around_the_clock
from entitlements.business_time.errors import BeyondHorizon, NeverCloses, NeverOpens
from entitlements.business_time.horizon import LAST
from entitlements.business_time.instants import DAY, HOUR, MINUTE, parse_instant
from tests.entitlements.business_time.hours import (
    CAL,
    EVERY_DAY,
    NEW_YORK,
    WORKDAYS,
    closed_on,
    closed_part,
    hours,
    local,
    ny,
    open_on,
)

SPLIT = hours(NEW_YORK, f"{WORKDAYS} 09:00-12:00 13:00-17:00")
NIGHTS = hours(NEW_YORK, f"{WORKDAYS} 22:00-06:00")


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-06-01 08:59:59.999999", False),
        ("2026-06-01 09:00", True),
        ("2026-06-01 11:59:59.999999", True),
        ("2026-06-01 12:00", False),
        ("2026-06-01 13:00", True),
        ("2026-06-01 17:00", False),
        ("2026-06-06 10:00", False),
    ],
)
def test_hours_are_open_at_the_opening_and_closed_at_the_closing(moment: str, is_open: bool) -> None:
    assert SPLIT.is_open(ny(moment)) is is_open


@pytest.mark.parametrize(
    ("moment", "opening", "closing"),
    [
        ("2026-06-01 08:00", "2026-06-01 09:00", "2026-06-01 12:00"),
        ("2026-06-01 09:00", "2026-06-01 09:00", "2026-06-01 12:00"),
        ("2026-06-01 09:00:00.000001", "2026-06-01 13:00", "2026-06-01 12:00"),
        ("2026-06-01 12:00", "2026-06-01 13:00", "2026-06-01 17:00"),
        ("2026-06-05 17:00", "2026-06-08 09:00", "2026-06-08 12:00"),
    ],
)
def test_the_next_opening_is_now_or_later_and_the_next_closing_later(
    moment: str, opening: str, closing: str
) -> None:
    assert SPLIT.next_opening(ny(moment)) == ny(opening)
    assert SPLIT.next_closing(ny(moment)) == ny(closing)


@pytest.mark.parametrize(
    ("moment", "opening", "closing"),
    [
        ("2026-06-01 09:00", "2026-06-01 09:00", "2026-05-29 17:00"),
        ("2026-06-01 08:59", "2026-05-29 13:00", "2026-05-29 17:00"),
        ("2026-06-01 12:00", "2026-06-01 09:00", "2026-06-01 12:00"),
        ("2026-06-01 11:59:59.999999", "2026-06-01 09:00", "2026-05-29 17:00"),
    ],
)
def test_the_previous_opening_and_closing_are_now_or_earlier(moment: str, opening: str, closing: str) -> None:
    assert SPLIT.previous_opening(ny(moment)) == ny(opening)
    assert SPLIT.previous_closing(ny(moment)) == ny(closing)


class TestDeadlines:
    def test_no_budget_left_is_due_at_the_start_even_outside_hours(self) -> None:
        assert CAL.due(ny("2026-06-06 11:00"), 0) == ny("2026-06-06 11:00")

    def test_a_deadline_on_a_closing_moves_to_the_opening_only_when_asked(self) -> None:
        friday = ny("2026-06-05 16:00")
        assert CAL.due(friday, HOUR) == ny("2026-06-05 17:00")
        assert CAL.due(friday, HOUR, at_opening=True) == ny("2026-06-08 09:00")
        assert CAL.due(friday, HOUR - 1, at_opening=True) == ny("2026-06-05 17:00") - 1

    def test_a_level_on_a_closing_is_the_closing_or_the_opening_after_it(self) -> None:
        level = CAL.position(ny("2026-06-05 17:00"))
        assert level == CAL.position(ny("2026-06-08 09:00"))
        assert CAL.at_position(level) == ny("2026-06-05 17:00")
        assert CAL.at_position(level, at_opening=True) == ny("2026-06-08 09:00")

    def test_subtracting_to_an_opening_answers_the_opening_not_the_closing_before(self) -> None:
        assert CAL.subtract(ny("2026-06-08 10:00"), HOUR) == ny("2026-06-08 09:00")
        assert CAL.subtract(ny("2026-06-08 10:00"), HOUR + 1) == ny("2026-06-05 17:00") - 1
        assert CAL.subtract(ny("2026-06-06 10:00"), 0) == ny("2026-06-06 10:00")

    def test_negative_budgets_are_refused(self) -> None:
        for calendar in (CAL, around_the_clock(NEW_YORK)):
            with pytest.raises(ValueError, match="not negative"):
                calendar.due(ny("2026-06-01 09:00"), -1)
            with pytest.raises(ValueError, match="not negative"):
                calendar.subtract(ny("2026-06-01 09:00"), -1)
            with pytest.raises(ValueError, match="positive"):
                calendar.due_days(ny("2026-06-01 09:00"), 0)

    def test_elapsed_backwards_is_negative(self) -> None:
        assert CAL.elapsed(ny("2026-06-02 10:00"), ny("2026-06-01 16:00")) == -2 * HOUR

    def test_a_decade_of_budget_is_answered(self) -> None:
        start = ny("2026-06-01 09:00")
        assert CAL.elapsed(start, CAL.due(start, 20_000 * HOUR)) == 20_000 * HOUR


class TestNightShifts:
    def test_a_night_shift_belongs_to_the_day_it_opens(self) -> None:
        assert NIGHTS.periods(ny("2026-06-05 12:00"), ny("2026-06-08 23:00")) == [
            (ny("2026-06-05 22:00"), ny("2026-06-06 06:00")),
            (ny("2026-06-08 22:00"), ny("2026-06-08 23:00")),
        ]

    def test_a_holiday_takes_the_whole_shift_that_opens_on_it_and_leaves_the_night_before(self) -> None:
        nights = hours(NEW_YORK, f"{WORKDAYS} 22:00-06:00", holidays=(closed_on("2026-06-03"),))
        assert nights.periods(ny("2026-06-02 12:00"), ny("2026-06-04 23:00")) == [
            (ny("2026-06-02 22:00"), ny("2026-06-03 06:00")),
            (ny("2026-06-04 22:00"), ny("2026-06-04 23:00")),
        ]

    def test_a_partial_holiday_takes_its_wall_clock_from_the_shift_of_the_evening_before(self) -> None:
        nights = hours(NEW_YORK, f"{WORKDAYS} 22:00-06:00", holidays=(closed_part("2026-06-03", 2, 4),))
        assert nights.periods(ny("2026-06-02 12:00"), ny("2026-06-03 12:00")) == [
            (ny("2026-06-02 22:00"), ny("2026-06-03 02:00")),
            (ny("2026-06-03 04:00"), ny("2026-06-03 06:00")),
        ]

    def test_a_business_day_of_a_night_shift_ends_in_the_next_night_at_the_same_time(self) -> None:
        assert NIGHTS.due_days(ny("2026-06-02 02:00"), 1).target == ny("2026-06-03 02:00")
        assert NIGHTS.due_days(ny("2026-06-06 02:00"), 1).target == ny("2026-06-09 02:00")
        assert NIGHTS.due_days(ny("2026-06-01 23:00"), 2).target == ny("2026-06-03 23:00")

    def test_shifts_that_touch_at_midnight_are_one_stretch(self) -> None:
        whole_days = hours(NEW_YORK, "mon tue 00:00-24:00")
        assert whole_days.periods(ny("2026-06-01 00:00"), ny("2026-06-05 00:00")) == [
            (ny("2026-06-01 00:00"), ny("2026-06-03 00:00"))
        ]
        assert whole_days.next_closing(ny("2026-06-01 12:00")) == ny("2026-06-03 00:00")


class TestDateHours:
    def test_hours_of_a_date_replace_those_of_its_weekday(self) -> None:
        calendar = hours(
            NEW_YORK,
            f"{WORKDAYS} 09:00-17:00",
            dates=(
                open_on("2026-06-02", "10:00-11:00"),
                open_on("2026-06-06", "08:00-09:00"),
                open_on("2026-06-03"),
            ),
        )
        assert calendar.periods(ny("2026-06-02 00:00"), ny("2026-06-07 00:00")) == [
            (ny("2026-06-02 10:00"), ny("2026-06-02 11:00")),
            (ny("2026-06-04 09:00"), ny("2026-06-04 17:00")),
            (ny("2026-06-05 09:00"), ny("2026-06-05 17:00")),
            (ny("2026-06-06 08:00"), ny("2026-06-06 09:00")),
        ]

    def test_a_holiday_beats_hours_of_its_date(self) -> None:
        calendar = hours(
            NEW_YORK,
            f"{WORKDAYS} 09:00-17:00",
            dates=(open_on("2026-06-02", "10:00-11:00"),),
            holidays=(closed_on("2026-06-02"),),
        )
        assert calendar.elapsed(ny("2026-06-02 00:00"), ny("2026-06-03 00:00")) == 0

    def test_a_date_with_hours_on_a_weekend_is_a_business_day(self) -> None:
        calendar = hours(NEW_YORK, f"{WORKDAYS} 09:00-17:00", dates=(open_on("2026-06-06", "09:00-17:00"),))
        assert calendar.due_days(ny("2026-06-05 10:00"), 1).target == ny("2026-06-06 10:00")


class TestEdgesInsideAClockChange:
    def test_closing_in_the_repeated_hour_takes_the_second_occurrence(self) -> None:
        calendar = hours(NEW_YORK, "sun 00:00-01:30")
        assert calendar.elapsed(ny("2026-10-31 12:00"), ny("2026-11-01 12:00")) == 150 * MINUTE

    def test_closing_where_the_repeated_hour_begins_takes_the_second_occurrence_too(self) -> None:
        zone = "Europe/Berlin"
        calendar = hours(zone, "sat 22:00-02:00")
        assert calendar.next_closing(local(zone, "2026-10-24 23:00")) == local(
            zone, "2026-10-25 02:00", fold=1
        )

    def test_opening_in_the_gap_moves_to_its_end(self) -> None:
        calendar = hours(NEW_YORK, "sun 02:30-04:00")
        assert calendar.next_opening(ny("2026-03-08 00:00")) == parse_instant("2026-03-08T07:00:00Z")

    def test_hours_that_lie_in_the_gap_vanish_that_day(self) -> None:
        calendar = hours(NEW_YORK, "sun 02:00-03:00")
        assert calendar.elapsed(ny("2026-03-08 00:00"), ny("2026-03-08 12:00")) == 0

    def test_lord_howe_changes_by_half_an_hour(self) -> None:
        zone = "Australia/Lord_Howe"
        calendar = hours(zone, f"{EVERY_DAY} 00:00-24:00")
        autumn = local(zone, "2026-04-05 00:00"), local(zone, "2026-04-06 00:00")
        spring = local(zone, "2026-10-04 00:00"), local(zone, "2026-10-05 00:00")
        assert calendar.elapsed(*autumn) == 24 * HOUR + 30 * MINUTE
        assert calendar.elapsed(*spring) == 23 * HOUR + 30 * MINUTE

    def test_a_date_that_a_zone_skipped_has_no_hours(self) -> None:
        apia = hours("Pacific/Apia", f"{EVERY_DAY} 09:00-17:00")
        start = local("Pacific/Apia", "2011-12-29 16:00")
        assert apia.due(start, 2 * HOUR) == local("Pacific/Apia", "2011-12-31 10:00")
        assert apia.due_days(start, 1).target == local("Pacific/Apia", "2011-12-31 16:00")


class TestEverySearchEnds:
    ONLY_ONCE = hours(NEW_YORK, dates=(open_on("2026-06-06", "08:00-09:00"),))

    def test_hours_that_never_open_again_say_so(self) -> None:
        after = ny("2026-06-06 10:00")
        questions: list[Callable[[], object]] = [
            lambda: self.ONLY_ONCE.next_opening(after),
            lambda: self.ONLY_ONCE.next_closing(after),
            lambda: self.ONLY_ONCE.due(after, 1),
            lambda: self.ONLY_ONCE.due(after, 0, at_opening=True),
            lambda: self.ONLY_ONCE.due_days(after, 1),
            lambda: self.ONLY_ONCE.due_days(ny("2026-06-06 08:30"), 1),
        ]
        for ask in questions:
            with pytest.raises(NeverOpens, match="never open"):
                ask()

    def test_hours_that_never_opened_before_say_so(self) -> None:
        before = ny("2026-06-06 07:00")
        questions: list[Callable[[], object]] = [
            lambda: self.ONLY_ONCE.previous_opening(before),
            lambda: self.ONLY_ONCE.previous_closing(before),
            lambda: self.ONLY_ONCE.subtract(before, 1),
        ]
        for ask in questions:
            with pytest.raises(NeverOpens, match="never open"):
                ask()

    def test_a_budget_longer_than_all_hours_ends_at_the_horizon(self) -> None:
        with pytest.raises(BeyondHorizon, match="1900 to 2199"):
            CAL.due(ny("2026-06-01 09:00"), 1_000_000 * HOUR)
        with pytest.raises(BeyondHorizon):
            self.ONLY_ONCE.due(ny("2026-06-06 08:00"), 2 * HOUR)

    def test_instants_outside_the_horizon_are_refused(self) -> None:
        for calendar in (CAL, around_the_clock(NEW_YORK)):
            with pytest.raises(BeyondHorizon):
                calendar.position(LAST + DAY)

    def test_nothing_opens_or_closes_around_the_clock(self) -> None:
        always = around_the_clock(NEW_YORK)
        whole_week = hours(NEW_YORK, f"{EVERY_DAY} 00:00-24:00", holidays=(closed_on("1901-01-01"),))
        t = ny("2026-06-01 09:00")
        questions: list[Callable[[], object]] = [
            lambda: always.next_opening(t),
            lambda: always.next_closing(t),
            lambda: always.previous_opening(t),
            lambda: always.previous_closing(t),
            lambda: whole_week.next_opening(t),
            lambda: whole_week.next_closing(t),
        ]
        for ask in questions:
            with pytest.raises(NeverCloses):
                ask()


class TestWindows:
    def test_the_coming_windows_begin_now_where_hours_are_open(self) -> None:
        assert CAL.windows(ny("2026-06-05 16:00"), 2) == [
            (ny("2026-06-05 16:00"), ny("2026-06-05 17:00")),
            (ny("2026-06-08 09:00"), ny("2026-06-08 17:00")),
        ]

    def test_a_countdown_around_the_clock_has_one_window_of_400_days(self) -> None:
        t = ny("2026-06-01 09:00")
        assert around_the_clock(NEW_YORK).windows(t, 3) == [(t, t + 400 * DAY)]

    def test_windows_of_hours_that_end_are_fewer(self) -> None:
        assert TestEverySearchEnds.ONLY_ONCE.windows(ny("2026-06-01 09:00"), 3) == [
            (ny("2026-06-06 08:00"), ny("2026-06-06 09:00"))
        ]


def test_the_key_is_the_same_for_the_same_hours_and_differs_for_others() -> None:
    assert hours(NEW_YORK, "mon 09:00-17:00").key == hours(NEW_YORK, "mon 09:00-17:00").key
    assert hours(NEW_YORK, "mon 09:00-17:00").key != hours(NEW_YORK, "mon 09:00-17:01").key
    assert hours(NEW_YORK, "mon 09:00-17:00").key != hours("America/Toronto", "mon 09:00-17:00").key


def test_threads_that_extend_a_calendar_at_once_get_the_answers_of_one() -> None:
    alone = hours(NEW_YORK, f"{WORKDAYS} 09:00-17:00")
    shared = hours(NEW_YORK, f"{WORKDAYS} 09:00-17:00")
    starts = [ny("2026-06-01 09:00") + step * 97 * DAY for step in range(-90, 90)]
    expected = [(alone.position(t), alone.due(t, 500 * HOUR), alone.due_days(t, 5)) for t in starts]
    with ThreadPoolExecutor(max_workers=8) as pool:
        asked = pool.map(
            lambda t: (shared.position(t), shared.due(t, 500 * HOUR), shared.due_days(t, 5)), starts
        )
        assert list(asked) == expected
