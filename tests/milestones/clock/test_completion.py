"""How a milestone is met, met late, lost (worked examples E1–E5, G8)."""

import pytest

from milestones.clock.event import Command
from tests.milestones.clock.hours import NINE_TO_FIVE
from tests.milestones.clock.plans import Update
from tests.milestones.clock.story import (
    KEY,
    REPLY,
    WANTED,
    Story,
    event_is,
    field_is,
    milestone,
    triggers,
)


@pytest.mark.parametrize(("closed", "is_violated"), [("11:00:00", False), ("11:00:01", True)])
def test_e1_on_the_target_is_in_time_and_a_second_later_is_not(closed: str, is_violated: bool) -> None:
    seen = Story(milestone(60)).opened("10:00").set(closed, status="closed").seen("12:00")
    assert (seen.clock().status, seen.clock().is_violated) == ("completed", is_violated)
    assert len(seen.told("violated")) == is_violated


def test_e2_late_by_twenty_business_minutes() -> None:
    story = Story(milestone(60), hours=NINE_TO_FIVE).opened("16:00").set("Tue 09:20", status="closed")
    clock = story.seen("Tue 10:00").clock()
    assert (clock.target, clock.is_violated) == ("Mon 17:00", True)
    assert clock.consumed == 80


def test_e5_completed_before_the_warning_there_is_none() -> None:
    definition = milestone(60, triggers=triggers("75"))
    assert Story(definition).opened("10:00").set("10:44", status="closed").seen("12:00").reached() == []


def test_g8_late_by_no_business_time_is_late() -> None:
    story = Story(milestone(60), hours=NINE_TO_FIVE).opened("16:00").set("20:00", status="closed")
    clock = story.seen("21:00").clock()
    assert (clock.target, clock.closed, clock.is_violated) == ("Mon 17:00", "Mon 20:00", True)
    assert clock.consumed == 60


def test_a_command_completes_the_occurrence_open_then_and_is_void_where_none_is() -> None:
    seen = Story(milestone(60)).opened("10:00").complete("10:30").complete("10:40").seen("11:00")
    assert seen.told("completed", "void") == ["completed Mon 10:30", "void Mon 10:40"]


def test_a_completion_completes_what_waits_for_it_in_the_same_event() -> None:
    follower = milestone(120, key="report", completion=event_is("milestone_completed", KEY))
    seen = Story(follower, milestone(60)).opened("10:00").set("10:30", status="closed").seen("11:00")
    assert seen.clock(key="report").status == "completed"
    assert seen.told("canceled", key="report") == []


def test_a_command_and_criteria_of_one_event_complete_once() -> None:
    definition = milestone(60, completion=REPLY)
    story = Story(definition).opened("10:00")
    story.event("10:30", commands=(Command("complete", KEY),), signals=("public_reply_sent",))
    assert story.seen("11:00").told("completed", "void") == ["completed Mon 10:30"]


def test_loss_of_entry_criteria_cancels_or_keeps() -> None:
    for lost, status in (("cancel", "canceled"), ("keep", "running")):
        definition = milestone(60, entry=WANTED, on_criteria_lost=lost)
        story = Story(definition).opened("10:00", wanted=True).set("10:30", wanted=False)
        assert story.seen("10:45").clock().status == status


def test_an_event_atom_alone_never_stops_holding() -> None:
    definition = milestone(60, entry=REPLY, start="criteria_met")
    seen = Story(definition).opened("10:00").reply("10:10").set("10:20", priority="High").seen("10:30")
    assert seen.clock().status == "running"


def test_closing_completes_first_and_cancels_the_rest() -> None:
    other = milestone(90, key="response", completion=REPLY)
    seen = Story(milestone(60), other).opened("10:00").set("10:30", status="closed").seen("11:00")
    assert [seen.clock().status, seen.clock(key="response").status] == ["completed", "canceled"]


def test_what_the_violation_itself_completes_stays_violated() -> None:
    definition = milestone(60, completion=field_is("status", "escalated"))
    story = Story(definition, updates=[Update(KEY, "100", "status", "escalated")]).opened("10:00")
    clock = story.seen("12:00").clock()
    assert (clock.status, clock.closed, clock.is_violated) == ("completed", "Mon 11:00", True)
