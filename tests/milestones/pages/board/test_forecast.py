"""The breach forecast, counted by hand."""

from zoneinfo import ZoneInfo

from milestones.pages.board.forecast import HOUR, forecast
from milestones.selectors.board.picture import Hours, Slot
from tests.milestones.promised import at

UTC = ZoneInfo("UTC")
DAY = 24 * HOUR
OFFICE = Hours(
    "1-1",
    "Office",
    "UTC",
    [(at("09:00"), at("12:00")), (at("09:00") + DAY, at("12:00") + DAY)],
    at("12:00") + DAY,
)
ALWAYS = Hours("always", "", "UTC", None, None)


def test_closed_hours_are_left_out_and_a_new_day_is_marked() -> None:
    hours = forecast([], [OFFICE], {}, at("10:30"), UTC)

    assert [hour.begins for hour in hours] == [
        at("10:00"),
        at("11:00"),
        at("09:00") + DAY,
        at("10:00") + DAY,
        at("11:00") + DAY,
    ]
    assert [hour.is_new_day for hour in hours] == [False, False, True, False, False]


def test_around_the_clock_the_next_ten_hours_are_shown() -> None:
    hours = forecast([], [ALWAYS, OFFICE], {}, at("20:10"), UTC)

    assert len(hours) == 10
    assert (hours[0].begins, hours[-1].begins) == (at("20:00"), at("05:00") + DAY)


def test_targets_fall_into_their_hour_and_are_weighed_by_their_types_chances() -> None:
    slots = [
        Slot(at("10:45"), "first_response", 4),
        Slot(at("11:00"), "first_response", 10),
        Slot(at("11:45"), "resolution", 2),
    ]
    chances = {"first_response": [0.5, 0.2, 0.1], "": [0.75, 0.5, 0.25]}

    now, then, *_ = forecast(slots, [OFFICE], chances, at("10:30"), UTC)

    assert (now.due, now.likely) == (4, 2.0)
    assert (then.due, then.likely) == (12, 10 * 0.2 + 2 * 0.5)


def test_without_a_past_only_what_is_due_is_counted() -> None:
    now, *_ = forecast([Slot(at("10:45"), "resolution", 3)], [OFFICE], {}, at("10:30"), UTC)

    assert (now.due, now.likely) == (3, None)


def test_hours_are_full_ones_of_the_readers_clock() -> None:
    hours = forecast([], [ALWAYS], {}, at("10:10"), ZoneInfo("Asia/Kolkata"))  # 15:40 there

    assert hours[0].begins == at("09:30")
