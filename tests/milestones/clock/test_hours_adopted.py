"""A revision of hours reaches a running clock (worked example F7)."""

import pytest

from milestones.clock.event import HoursAdopted
from tests.milestones.clock.hours import NINE_TO_EIGHT, NINE_TO_FIVE
from tests.milestones.clock.story import CAL, Story, milestone


@pytest.mark.parametrize(("mode", "target"), [("keep", "Tue 13:00"), ("count", "Tue 11:00")])
def test_f7_kept_until_the_clock_closes_or_counted_from_then_on(mode: str, target: str) -> None:
    story = Story(milestone(480), hours=NINE_TO_FIVE, other_hours=NINE_TO_EIGHT).opened("13:00")
    assert story.decide("18:00", _adopted(mode)).seen("19:00").clock().target == target


def test_clocks_that_begin_later_use_the_new_hours_in_either_mode() -> None:
    later = milestone(480, start="criteria_met", entry={"event": "public_reply_sent"})
    story = Story(later, hours=NINE_TO_FIVE, other_hours=NINE_TO_EIGHT).opened("10:00")
    story.decide("11:00", _adopted("keep")).reply("13:00")
    assert story.seen("14:00").clock().target == "Tue 10:00"


@pytest.mark.parametrize(
    ("adopted", "target"),
    [
        # Monday 13:00 to Tuesday 13:00 is eleven hours of 9–20. One was counted on 9–17, ten are left.
        pytest.param("14:00", "Tue 13:00", id="while open"),
        # Four were counted on 9–17, seven are left: two of Monday evening, five of Tuesday.
        pytest.param("18:00", "Tue 14:00", id="after the old closing"),
    ],
)
def test_a_day_budget_is_converted_again_on_the_new_hours(adopted: str, target: str) -> None:
    story = Story(milestone("P1D"), hours=NINE_TO_FIVE, other_hours=NINE_TO_EIGHT).opened("13:00")
    assert story.decide(adopted, _adopted("count")).seen("19:00").clock().target == target


def test_a_pause_is_counted_on_the_hours_of_its_time() -> None:
    story = Story(milestone(480), hours=NINE_TO_FIVE, other_hours=NINE_TO_EIGHT).opened("13:00")
    clock = story.pause("16:00").decide("18:00", _adopted("count")).resume("19:00").seen("19:30").clock()
    assert (clock.paused, clock.target) == (120, "Tue 13:00")


def _adopted(mode: str) -> HoursAdopted:
    return HoursAdopted(CAL, 2, "count" if mode == "count" else "keep")
