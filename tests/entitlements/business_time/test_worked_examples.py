"""The worked examples of business time and of clock changes, row by row."""

from entitlements.business_time.calendar import around_the_clock, compile_calendar
from entitlements.business_time.instants import HOUR, MINUTE, SECOND, parse_instant
from entitlements.business_time.revisions import Timeline
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
    revision,
)

ALWAYS = around_the_clock(NEW_YORK)


class TestOpenTime:
    def test_a1_a_holiday_between_two_days_is_skipped(self) -> None:
        calendar = hours(NEW_YORK, f"{EVERY_DAY} 09:00-17:00", holidays=(closed_on("2026-06-02"),))
        assert calendar.due(ny("2026-06-01 10:00"), 12 * HOUR) == ny("2026-06-03 14:00")

    def test_a2_from_afternoon_to_the_next_morning_three_hours_were_open(self) -> None:
        start, now = ny("2026-06-01 14:00"), ny("2026-06-02 09:00")
        assert CAL.elapsed(start, now) == 3 * HOUR
        assert now - start == 19 * HOUR

    def test_a3_a_weekend_counts_for_the_calendar_alone(self) -> None:
        calendar = hours(NEW_YORK, f"{WORKDAYS} 08:00-17:00")
        start, now = ny("2014-12-12 21:00"), ny("2014-12-15 09:30")
        assert calendar.elapsed(start, now) == 90 * MINUTE
        assert calendar.elapsed(start, now) * 10_000 // (8 * HOUR) == 1875
        assert now - start == 60 * HOUR + 30 * MINUTE

    def test_a4_three_full_days_end_on_the_closing_of_the_third(self) -> None:
        assert CAL.due(ny("2026-06-01 09:00"), 24 * HOUR) == ny("2026-06-03 17:00")

    def test_a6_a_start_before_opening_counts_from_opening(self) -> None:
        calendar = hours(NEW_YORK, f"{WORKDAYS} 08:00-18:00")
        start = ny("2026-06-01 07:00")
        assert calendar.due(start, 4 * HOUR) == ny("2026-06-01 12:00")
        assert calendar.due(start, 6 * HOUR) == ny("2026-06-01 14:00")
        assert calendar.due(start, 8 * HOUR) == ny("2026-06-01 16:00")

    def test_a9_a_deadline_on_closing_time_is_closing_time(self) -> None:
        assert CAL.due(ny("2026-06-01 16:30"), 30 * MINUTE) == ny("2026-06-01 17:00")

    def test_a10_a_second_too_much_goes_to_the_next_morning(self) -> None:
        assert CAL.due(ny("2026-06-01 16:30:31"), 30 * MINUTE) == ny("2026-06-02 09:00:31")

    def test_a11_friday_evening_continues_on_monday(self) -> None:
        assert CAL.due(ny("2026-06-05 16:00"), 8 * HOUR) == ny("2026-06-08 16:00")
        assert CAL.due(ny("2026-06-05 16:00"), 2 * HOUR) == ny("2026-06-08 10:00")

    def test_a12_a_holiday_on_friday_makes_a_long_weekend(self) -> None:
        calendar = hours(NEW_YORK, f"{WORKDAYS} 09:00-17:00", holidays=(closed_on("2026-06-05"),))
        assert calendar.due(ny("2026-06-04 15:00"), 4 * HOUR) == ny("2026-06-08 11:00")

    def test_a13_a_start_on_saturday_counts_from_monday(self) -> None:
        assert CAL.due(ny("2026-06-06 11:00"), 60 * MINUTE) == ny("2026-06-08 10:00")

    def test_a14_half_a_day_off_and_a_holiday(self) -> None:
        calendar = hours(
            NEW_YORK,
            f"{WORKDAYS} 09:00-17:00",
            holidays=(closed_part("2026-12-24", 13, 17), closed_on("2026-12-25")),
        )
        assert calendar.due(ny("2026-12-24 11:00"), 4 * HOUR) == ny("2026-12-28 11:00")

    def test_a15_a_lunch_break_does_not_count(self) -> None:
        calendar = hours(NEW_YORK, f"{WORKDAYS} 09:00-12:00 13:00-17:00")
        assert calendar.due(ny("2026-06-01 11:30"), 60 * MINUTE) == ny("2026-06-01 13:30")

    def test_a17_hours_of_kolkata(self) -> None:
        calendar = hours("Asia/Kolkata", f"{WORKDAYS} 09:30-18:30")
        start = parse_instant("2026-06-05T12:30:00Z")
        assert calendar.due(start, 120 * MINUTE) == parse_instant("2026-06-08T05:30:00Z")

    def test_a18_hours_of_london_in_winter(self) -> None:
        calendar = hours("Europe/London", f"{WORKDAYS} 09:00-17:00")
        start = parse_instant("2026-03-20T19:00:00Z")
        assert calendar.due(start, 60 * MINUTE) == parse_instant("2026-03-23T10:00:00Z")

    def test_a19_around_the_clock_and_office_hours_part_on_friday_evening(self) -> None:
        start = ny("2026-06-05 16:00")
        assert ALWAYS.due(start, 120 * MINUTE) == ny("2026-06-05 18:00")
        assert CAL.due(start, 120 * MINUTE) == ny("2026-06-08 10:00")


class TestClockChanges:
    def test_b1_an_hour_into_the_gap_of_spring(self) -> None:
        start = parse_instant("2026-03-08T01:30:00-05:00")
        assert ALWAYS.due(start, 60 * MINUTE) == parse_instant("2026-03-08T07:30:00Z")

    def test_b2_an_hour_into_the_repeated_hour_of_autumn(self) -> None:
        start = parse_instant("2026-11-01T01:30:00-04:00")
        assert ALWAYS.due(start, 60 * MINUTE) == parse_instant("2026-11-01T06:30:00Z")

    def test_b3_over_the_weekend_of_spring(self) -> None:
        start = parse_instant("2026-03-06T16:00:00-05:00")
        assert CAL.due(start, 120 * MINUTE) == parse_instant("2026-03-09T14:00:00Z")

    def test_b4_over_the_weekend_of_autumn(self) -> None:
        start = parse_instant("2026-10-30T16:00:00-04:00")
        assert CAL.due(start, 120 * MINUTE) == parse_instant("2026-11-02T15:00:00Z")

    def test_b5_an_open_sunday_has_23_or_25_hours(self) -> None:
        sundays = hours(NEW_YORK, "sun 00:00-24:00")
        assert sundays.elapsed(ny("2026-03-07 12:00"), ny("2026-03-09 12:00")) == 1380 * MINUTE
        assert sundays.elapsed(ny("2026-10-31 12:00"), ny("2026-11-02 12:00")) == 1500 * MINUTE

    def test_b6_24_hours_from_midnight_end_an_hour_later_on_the_wall_clock(self) -> None:
        assert ALWAYS.due(ny("2026-03-08 00:00"), 24 * HOUR) == ny("2026-03-09 01:00")

    def test_b7_a_night_shift_has_seven_or_nine_hours(self) -> None:
        nightly = hours(NEW_YORK, f"{EVERY_DAY} 22:00-06:00")
        assert nightly.elapsed(ny("2026-03-07 21:00"), ny("2026-03-08 07:00")) == 420 * MINUTE
        assert nightly.elapsed(ny("2026-10-31 21:00"), ny("2026-11-01 07:00")) == 540 * MINUTE

    def test_b8_hours_that_open_in_the_gap_or_in_the_repeated_hour(self) -> None:
        berlin = hours("Europe/Berlin", "sun 02:00-10:00")

        def on(day: str) -> int:
            return berlin.elapsed(
                local("Europe/Berlin", f"{day} 00:00"), local("Europe/Berlin", f"{day} 12:00")
            )

        assert on("2026-03-29") == 420 * MINUTE
        assert on("2026-10-25") == 540 * MINUTE


class TestBusinessDays:
    def test_g1_the_same_time_a_business_day_later_stays_on_the_opening(self) -> None:
        from_opening = CAL.due_days(ny("2026-06-01 09:00"), 1)
        assert from_opening == (ny("2026-06-02 09:00"), 8 * HOUR, True)
        from_closing = CAL.due_days(ny("2026-06-01 17:00"), 1)
        assert from_closing == (ny("2026-06-03 09:00"), 8 * HOUR, True)
        from_saturday = CAL.due_days(ny("2026-06-06 11:00"), 3)
        assert from_saturday == (ny("2026-06-11 09:00"), 24 * HOUR, True)

    def test_g2_a_time_that_is_closed_on_the_last_day_means_its_closing_before_or_its_opening(self) -> None:
        short_thursday = hours(NEW_YORK, "mon tue wed fri 09:00-17:00", "thu 09:00-12:00")
        assert short_thursday.due_days(ny("2026-06-01 16:30"), 3).target == ny("2026-06-04 12:00")
        late_thursday = hours(NEW_YORK, "mon tue wed fri 09:00-17:00", "thu 10:00-17:00")
        assert late_thursday.due_days(ny("2026-06-01 09:30"), 3).target == ny("2026-06-04 10:00")

    def test_g3_three_days_around_the_clock_are_wall_clock_and_72_hours_are_not(self) -> None:
        friday = ny("2026-03-06 12:00")
        assert ALWAYS.due_days(friday, 3) == (ny("2026-03-09 12:00"), 71 * HOUR, False)
        assert ALWAYS.due(friday, 72 * HOUR) == ny("2026-03-09 13:00")

    def test_a_day_budget_is_due_where_its_open_time_and_its_side_say(self) -> None:
        start = ny("2026-06-01 09:00")
        days = CAL.due_days(start, 1)
        assert CAL.due(start, days.micros, days.at_opening) == ny("2026-06-02 09:00")
        assert CAL.due(start, days.micros) == ny("2026-06-01 17:00")

    def test_a_day_budget_that_ends_on_an_opening_stays_there_after_a_pause_at_the_closing(self) -> None:
        assert CAL.due(ny("2026-06-01 18:00"), 0, at_opening=True) == ny("2026-06-02 09:00")
        assert CAL.due(ny("2026-06-02 10:00"), 0, at_opening=True) == ny("2026-06-02 10:00")


class TestRevisions:
    def test_f7_hours_that_become_longer_in_the_evening_count_from_then_on(self) -> None:
        office = revision(NEW_YORK, f"{WORKDAYS} 09:00-17:00")
        longer = revision(NEW_YORK, f"{WORKDAYS} 09:00-20:00", effective="2026-06-01T18:00")
        start = ny("2026-06-01 13:00")
        kept = compile_calendar(Timeline((office,)))
        counted = compile_calendar(Timeline((office, longer)))
        assert kept.due(start, 480 * MINUTE) == ny("2026-06-02 13:00")
        assert counted.due(start, 480 * MINUTE) == ny("2026-06-02 11:00")

    def test_a_revision_cuts_the_shift_it_finds_open(self) -> None:
        early = revision(NEW_YORK, f"{WORKDAYS} 09:00-17:00")
        late = revision(NEW_YORK, f"{WORKDAYS} 12:00-20:00", effective="2026-06-01T10:00")
        calendar = compile_calendar(Timeline((early, late)))
        assert calendar.periods(ny("2026-06-01 00:00"), ny("2026-06-02 00:00")) == [
            (ny("2026-06-01 09:00"), ny("2026-06-01 10:00")),
            (ny("2026-06-01 12:00"), ny("2026-06-01 20:00")),
        ]

    def test_a_later_revision_may_move_to_another_zone(self) -> None:
        home = revision(NEW_YORK, f"{WORKDAYS} 09:00-17:00")
        away = revision("Asia/Kolkata", f"{WORKDAYS} 09:00-17:00", effective="2026-06-02T00:00")
        calendar = compile_calendar(Timeline((home, away)))
        midnight_in_kolkata = local("Asia/Kolkata", "2026-06-02 00:00")
        assert calendar.periods(ny("2026-06-01 00:00"), ny("2026-06-02 09:00")) == [
            (ny("2026-06-01 09:00"), midnight_in_kolkata),
            (local("Asia/Kolkata", "2026-06-02 09:00"), local("Asia/Kolkata", "2026-06-02 17:00")),
        ]
        assert calendar.zone == "Asia/Kolkata"

    def test_revisions_published_out_of_order_hold_in_order_of_their_dates(self) -> None:
        always = revision(NEW_YORK, f"{WORKDAYS} 09:00-17:00")
        january = revision(NEW_YORK, f"{WORKDAYS} 09:00-20:00", effective="2027-01-01T00:00")
        autumn = revision(NEW_YORK, f"{WORKDAYS} 09:00-12:00", effective="2026-10-01T00:00")
        calendar = compile_calendar(Timeline((always, january, autumn)))
        assert calendar.next_closing(ny("2026-09-30 10:00")) == ny("2026-09-30 17:00")
        assert calendar.next_closing(ny("2026-10-01 10:00")) == ny("2026-10-01 12:00")
        assert calendar.next_closing(ny("2027-01-04 10:00")) == ny("2027-01-04 20:00")

    def test_of_two_revisions_from_the_same_moment_the_one_published_later_holds(self) -> None:
        always = revision(NEW_YORK, f"{WORKDAYS} 09:00-17:00")
        wrong = revision(NEW_YORK, f"{WORKDAYS} 09:00-10:00", effective="2026-06-02T00:00")
        right = revision(NEW_YORK, f"{WORKDAYS} 09:00-19:00", effective="2026-06-02T00:00")
        calendar = compile_calendar(Timeline((always, wrong, right)))
        assert calendar.next_closing(ny("2026-06-02 09:00")) == ny("2026-06-02 19:00")

    def test_a_business_day_that_two_revisions_share_counts_once(self) -> None:
        early = revision(NEW_YORK, f"{WORKDAYS} 09:00-17:00")
        longer = revision(NEW_YORK, f"{WORKDAYS} 09:00-20:00", effective="2026-06-02T12:00")
        calendar = compile_calendar(Timeline((early, longer)))
        assert calendar.due_days(ny("2026-06-01 10:00"), 2).target == ny("2026-06-03 10:00")


def test_microseconds_are_kept() -> None:
    assert CAL.due(ny("2026-06-01 16:59:59.999999"), 1) == ny("2026-06-01 17:00")
    assert CAL.due(ny("2026-06-01 16:59:59.999999"), 2) == ny("2026-06-02 09:00:00.000001")
    assert CAL.elapsed(ny("2026-06-01 16:59:59"), ny("2026-06-02 09:00:00.000001")) == SECOND + 1
