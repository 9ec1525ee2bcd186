"""Late knowledge, one order, first values (worked examples G10, G12)."""

import pytest

from milestones.clock.event import Event, Retraction
from milestones.clock.fold import advance, fold, is_late, step
from milestones.clock.state import State
from tests.milestones.clock.story import REPLY, Seen, Story, instant, milestone, triggers


def test_g10_a_reply_learned_of_late_withdraws_the_violation() -> None:
    story = Story(milestone(60, completion=REPLY, triggers=triggers("50"))).opened("09:05")
    before = story.seen("10:06")
    assert before.reached() == ["50 Mon 09:35", "100 Mon 10:05"]
    story.event("10:02", signals=("public_reply_sent",), recorded="10:07")
    assert is_late(before.folded.state, story.events[-1])
    after = story.seen("10:07")
    assert after.reached() == ["50 Mon 09:35"]
    assert (after.clock().closed, after.clock().is_violated) == ("Mon 10:02", False)


@pytest.mark.parametrize("turned", [False, True])
def test_g12_of_two_at_one_instant_the_sources_sequence_decides(turned: bool) -> None:
    story = Story(milestone(60)).opened("09:00")
    changes = [("High", 11), ("Low", 12)]
    for priority, sequence in reversed(changes) if turned else changes:
        story.event("10:00", fields={"priority": priority}, sequence=sequence)
    assert story.seen("10:30").folded.state.fields["priority"] == "Low"
    live = State()
    for event in story.events[:2]:
        live = step(story.plan, live, event).state
    first, second = story.events[2:]
    live = step(story.plan, live, first).state
    assert is_late(live, second) is turned


def test_before_its_first_assertion_a_field_has_that_first_value() -> None:
    definition = milestone(None, budgets={"Low": 240, "High": 60})
    story = Story(definition).opened("10:00")
    opening = story.events[1]
    story.events[1] = Event(
        opening.id, "crm", opening.occurred_at, 0, fields={"status": "new"}, signals=opening.signals
    )
    story.set("10:30", priority="High")
    seen = story.seen("10:40")
    assert seen.told("started") == ["started Mon 10:00"]
    assert seen.clock().target == "Mon 11:00"
    begun = step(story.plan, step(story.plan, State(), story.events[0]).state, story.events[1]).state
    assert is_late(begun, story.events[2])


def test_an_event_at_the_instant_of_a_timer_that_has_fired_is_late() -> None:
    story = Story(milestone(60)).opened("10:00").set("11:00", status="closed")
    *begun, closing = story.events
    state = fold(story.plan, begun, None).state
    assert not is_late(advance(story.plan, state, instant("11:00")).state, closing)
    assert is_late(advance(story.plan, state, instant("11:00") + 1).state, closing)


def test_the_same_event_twice_is_one_and_the_first_recorded_stays() -> None:
    story = Story(milestone(60, completion=REPLY)).opened("10:00").reply("10:30")
    told_again = Event(
        "3", "crm", instant("10:10"), instant("12:00"), signals=("public_reply_sent",), sequence=3
    )
    seen = Seen(fold(story.plan, [told_again, *story.events], instant("13:00")))
    assert seen.told("completed") == ["completed Mon 10:30"]


def test_what_is_taken_back_by_an_event_taken_back_stands() -> None:
    story = Story(milestone(60, completion=REPLY)).opened("10:00").reply("10:30")
    story.event("10:40", decision=Retraction("crm", "3"))
    assert story.seen("10:50").clock().status == "running"
    story.event("10:45", decision=Retraction("crm", "4"))
    assert story.seen("10:50").clock().closed == "Mon 10:30"


def test_only_what_sorts_before_it_is_taken_back() -> None:
    story = Story(milestone(60, completion=REPLY)).opened("10:00")
    story.event("10:20", decision=Retraction("crm", "4")).reply("10:30")
    assert story.seen("10:50").clock().closed == "Mon 10:30"


def test_decisions_of_the_product_sort_first_at_their_instant() -> None:
    assert Story(milestone(60)).opened("10:00").seen("10:00").told("covered", "entered", "started") == [
        "covered Mon 10:00",
        "entered Mon 10:00",
        "started Mon 10:00",
    ]
