"""Standing still and going on (worked examples D4–D16, G7, G13, G16)."""

from datetime import date

import pytest

from milestones.clock.event import Command
from tests.milestones.clock.hours import NEW_YORK, NINE_TO_FIVE, Hours
from tests.milestones.clock.story import (
    DAY_AND_NIGHT,
    KEY,
    REPLY,
    STOPPED,
    Story,
    field_is,
    milestone,
    triggers,
)


def test_d4_a_pause_moves_the_target_by_its_length() -> None:
    story = Story(milestone(60)).opened("10:00").pause("10:20").resume("10:50")
    assert story.seen("11:00").clock().target == "Mon 11:30"


@pytest.mark.parametrize(
    ("budget", "opened", "paused", "resumed", "business", "target"),
    [
        pytest.param(240, "Mon 14:00", "Mon 16:00", "Tue 09:30", 90, "Tue 11:30", id="D5"),
        pytest.param(240, "Mon 14:00", "Mon 18:00", "Tue 08:00", 0, "Tue 10:00", id="D6"),
        pytest.param(480, "Mon 09:00", "Mon 15:00", "Mon 19:00", 120, "Tue 11:00", id="D7"),
        pytest.param(120, "Mon 07:00", "Mon 09:30", "Mon 10:15", 45, "Mon 11:45", id="D8"),
    ],
)
def test_only_business_time_paused_moves_the_target(
    budget: int, opened: str, paused: str, resumed: str, business: int, target: str
) -> None:
    story = Story(milestone(budget), hours=NINE_TO_FIVE).opened(opened).pause(paused).resume(resumed)
    clock = story.seen(resumed).clock()
    assert (clock.paused, clock.target) == (business, target)


def test_d10_overlapping_pauses_of_case_and_milestone_count_once() -> None:
    story = Story(milestone(120)).opened("10:00").pause("10:30").pause("11:00", milestone=KEY)
    clock = story.resume("11:30").resume("12:00", milestone=KEY).seen("12:10").clock()
    assert (clock.paused, clock.target) == (90, "Mon 13:30")


def test_d12_a_holiday_within_a_pause_is_no_business_pause() -> None:
    hours = Hours(NEW_YORK, NINE_TO_FIVE.week, {date(2026, 7, 3): []})
    story = Story(milestone(480), hours=hours).opened("2026-07-02 09:00")
    clock = story.pause("2026-07-02 15:00").resume("2026-07-06 10:00").seen("2026-07-06 10:30").clock()
    assert (clock.paused, clock.target) == (180, "Mon 12:00")


def test_d16_after_the_target_a_pause_moves_neither_target_nor_violation() -> None:
    seen = Story(milestone(60)).opened("10:00").pause("11:05").resume("12:00").seen("12:30")
    assert (seen.clock().target, seen.clock().is_violated) == ("Mon 11:00", True)
    assert seen.told("violated", "violation lifted") == ["violated Mon 11:00"]


def test_after_the_target_a_later_offset_counts_unpaused_time() -> None:
    definition = milestone(60, triggers=triggers("+PT30M"))
    seen = Story(definition).opened("10:00").pause("11:05").resume("12:00").seen("13:00")
    assert seen.reached() == ["100 Mon 11:00", "+PT30M Mon 12:25"]


def test_while_paused_nothing_fires_and_no_target_passes() -> None:
    definition = milestone(60, triggers=triggers("50", "75"))
    story = Story(definition).opened("10:00").pause("10:20")
    assert story.seen("15:00").reached() == []
    assert story.resume("16:00").seen("18:00").reached() == ["50 Mon 16:10", "75 Mon 16:25", "100 Mon 16:40"]


def test_a_pause_that_begins_exactly_at_the_target_moves_it() -> None:
    seen = Story(milestone(60)).opened("10:00").pause("11:00").resume("11:30").seen("12:00")
    assert seen.clock().target == "Mon 11:30"
    assert seen.told("violated") == ["violated Mon 11:30"]


def test_g7_completing_ends_a_pause_first() -> None:
    story = Story(milestone(240), hours=NINE_TO_FIVE).opened("14:00").pause("16:00")
    clock = story.set("Tue 11:00", status="closed").seen("Tue 12:00").clock()
    assert (clock.status, clock.is_violated) == ("completed", False)
    assert (clock.paused, clock.target) == (180, "Tue 13:00")


def test_g13_an_empty_pause_changes_nothing() -> None:
    assert Story(milestone(60)).opened("10:00").pause("10:20").resume("10:20").seen(
        "10:30"
    ).clock().target == ("Mon 11:00")


def test_g13_two_pauses_that_touch_are_as_long_as_one() -> None:
    story = Story(milestone(60)).opened("10:00").pause("10:20", "a").resume("10:30", "a")
    clock = story.pause("10:30", "b").resume("10:40", "b").seen("10:45").clock()
    assert (clock.paused, clock.target) == (20, "Mon 11:20")


def test_g16_a_regulatory_clock_does_not_stand_still() -> None:
    definition = milestone(48 * 60, pausable=False, pause=STOPPED, completion=REPLY, hours=DAY_AND_NIGHT)
    story = Story(definition).opened("10:00").set("11:00", status="pending").pause("12:00")
    clock = story.set("21:00", status="open").seen("22:00").clock()
    assert (clock.span, clock.paused) == ("Mon 10:00 → Wed 10:00", 0)


def test_criteria_pause_by_fields_alone() -> None:
    definition = milestone(60, pause={"any": [STOPPED, REPLY]})
    story = Story(definition).opened("10:00").reply("10:10").set("10:20", status="pending")
    assert story.set("10:50", status="open").seen("11:00").clock().target == "Mon 11:30"


def test_a_pause_by_id_is_resumed_alone() -> None:
    story = Story(milestone(60)).opened("10:00").pause("10:10", "a").pause("10:20", "b").resume("10:30", "a")
    assert story.seen("10:35").clock().status == "paused"
    assert story.resume("10:40", "b").seen("10:45").clock().target == "Mon 11:30"


def test_resuming_without_an_id_ends_every_pause_by_hand_of_that_scope() -> None:
    story = Story(milestone(60)).opened("10:00").pause("10:10", "a").pause("10:20", "b").resume("10:30")
    assert story.seen("10:35").clock().status == "running"


def test_a_pause_until_reply_ends_at_the_next_reply_and_not_at_its_own_event() -> None:
    story = Story(milestone(60)).opened("10:00")
    pause = Command("pause", until_reply=True)
    story.event("10:10", commands=(pause,), signals=("customer_replied",))
    assert story.seen("10:15").clock().status == "paused"
    story.event("10:40", signals=("customer_replied",))
    assert story.seen("10:45").clock().target == "Mon 11:30"


def test_a_pause_budget_ends_the_pause_and_allows_no_other() -> None:
    definition = milestone(120, pause_budget=30 * 60_000_000)
    story = Story(definition).opened("10:00").pause("10:20")
    assert story.seen("11:00").told("paused", "resumed") == ["paused Mon 10:20", "resumed Mon 10:50"]
    story.pause("11:10")
    assert story.seen("11:30").clock().target == "Mon 12:30"
    assert story.pause("11:20", milestone=KEY).seen("11:30").told("void") == ["void Mon 11:20"]


def test_pausing_what_can_not_be_paused_and_resuming_what_runs_are_void() -> None:
    definition = milestone(120, pausable=False)
    story = Story(definition).opened("10:00").pause("10:10", milestone=KEY).resume("10:20")
    story.pause("10:30", milestone="unknown")
    assert story.seen("11:00").told("void") == ["void Mon 10:10", "void Mon 10:20", "void Mon 10:30"]


def test_a_pause_until_a_time_ends_there_by_itself() -> None:
    story = Story(milestone(120)).opened("10:00").pause("10:30", until="11:15")
    seen = story.seen("12:00")
    assert (seen.clock().status, seen.clock().target) == ("running", "Mon 12:45")
    assert seen.told("resumed") == ["resumed Mon 11:15"]


def test_a_reply_before_that_time_ends_it_as_well_and_it_ends_once() -> None:
    story = Story(milestone(120)).opened("10:00").pause("10:30", until_reply=True, until="11:15")
    seen = story.event("10:45", signals=("customer_replied",)).seen("12:00")
    assert seen.told("resumed") == ["resumed Mon 10:45"]
    assert seen.clock().target == "Mon 12:15"


def test_a_pause_until_a_time_ends_alone_and_another_one_goes_on_holding() -> None:
    story = Story(milestone(120)).opened("10:00").pause("10:30", until="11:00").pause("10:40", milestone=KEY)
    assert story.seen("11:30").clock().status == "paused"
    assert story.resume("11:40", milestone=KEY).seen("11:50").clock().target == "Mon 13:10"


def test_what_happens_at_its_very_end_finds_the_pause_in_force() -> None:
    story = Story(milestone(60)).opened("10:00").pause("10:30", until="11:00")
    seen = story.complete("11:00").seen("12:00")
    assert seen.told("resumed", "completed") == ["completed Mon 11:00"]
    assert seen.clock().paused == 30


def test_a_clock_that_begins_when_the_pause_has_ended_begins_running() -> None:
    waiting = milestone(60, entry=field_is("status", "begun"), start="process_entry")
    story = Story(waiting).opened("10:00").pause("10:10", until="10:20")
    clock = story.set("10:30", status="begun").seen("10:40").clock()
    assert (clock.status, clock.paused) == ("running", 10)


def test_an_end_that_has_passed_already_makes_the_pause_void() -> None:
    seen = Story(milestone(60)).opened("10:00").pause("10:30", until="10:30").seen("10:40")
    assert seen.told("void", "paused") == ["void Mon 10:30"]


def test_a_pause_outside_the_budget_uses_none_of_it_up() -> None:
    definition = milestone(240, pause_budget=30 * 60_000_000)
    story = Story(definition).opened("10:00").pause("10:10", outside=True).resume("11:10")
    clock = story.pause("11:20").seen("13:00").clock()
    assert (clock.status, clock.paused, clock.target) == ("running", 90, "Mon 15:30")


def test_of_two_pauses_at_once_the_one_that_counts_uses_the_budget_up_and_the_other_goes_on() -> None:
    definition = milestone(240, pause_budget=30 * 60_000_000)
    story = Story(definition).opened("10:00").pause("10:00", "free", outside=True).pause("10:20", "counts")
    seen = story.seen("11:30")
    assert seen.clock().status == "paused"
    # The budget was used up at 10:50: what counts cannot hold the clock any more.
    clock = story.resume("11:30", "free").seen("11:40").clock()
    assert (clock.status, clock.paused, clock.target) == ("running", 90, "Mon 15:30")


def test_a_used_up_budget_refuses_what_counts_and_lets_what_does_not_count_hold() -> None:
    definition = milestone(240, pause_budget=30 * 60_000_000)
    story = Story(definition).opened("10:00").pause("10:10").pause("11:00", milestone=KEY)
    assert story.seen("11:10").told("void") == ["void Mon 11:00"]
    assert story.pause("11:20", outside=True).seen("11:30").clock().status == "paused"
