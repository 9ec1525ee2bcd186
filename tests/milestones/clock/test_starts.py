"""From when a milestone counts (worked examples D1, D2, G15)."""

from milestones.clock.event import Coverage
from tests.milestones.clock.story import (
    CAL,
    CLOSED,
    DAY_AND_NIGHT,
    REPLY,
    STOPPED,
    WANTED,
    Story,
    event_is,
    milestone,
    triggers,
)


def test_d1_counted_from_process_entry() -> None:
    story = Story(milestone(240, entry=WANTED)).opened("09:00", wanted=False).set("11:00", wanted=True)
    assert story.seen("11:30").clock().span == "Mon 09:00 → Mon 13:00"


def test_d1_counted_from_the_moment_criteria_are_met() -> None:
    definition = milestone(240, entry=WANTED, start="criteria_met")
    story = Story(definition).opened("09:00", wanted=False).set("11:00", wanted=True)
    assert story.seen("11:30").clock().span == "Mon 11:00 → Mon 15:00"


def test_d2_a_start_past_the_target_records_the_violation_alone() -> None:
    definition = milestone(240, entry=WANTED, triggers=triggers("50", "75", "90"))
    seen = Story(definition).opened("09:00", wanted=False).set("14:00", wanted=True).seen("15:00")
    assert seen.clock().target == "Mon 13:00"
    assert seen.reached() == ["100 Mon 14:00"]


def test_g15_a_start_past_target_and_offset_records_the_violation_and_the_last() -> None:
    definition = milestone(60, entry=WANTED, triggers=triggers("50", "75", "90", "+PT30M"))
    seen = Story(definition).opened("10:00", wanted=False).set("11:45", wanted=True).seen("13:00")
    assert seen.reached() == ["100 Mon 11:45", "+PT30M Mon 11:45"]


def test_stretches_waited_while_pause_criteria_held_do_not_count() -> None:
    definition = milestone(240, entry=WANTED, pause=STOPPED)
    story = Story(definition).opened("09:00", wanted=False).set("10:00", status="pending")
    clock = story.set("10:45", status="open").set("11:00", wanted=True).seen("11:30").clock()
    assert clock.span == "Mon 09:00 → Mon 13:45"
    assert clock.paused == 45


def test_a_stretch_waited_on_a_closed_case_does_not_count_and_is_no_pause() -> None:
    definition = milestone(240, entry=WANTED, completion=REPLY)
    story = Story(definition).opened("09:00", wanted=False).set("10:00", status="closed")
    clock = story.set("11:00", status="open").set("12:00", wanted=True).seen("12:30").clock()
    assert clock.span == "Mon 09:00 → Mon 14:00"
    assert clock.paused == 0


def test_a_pause_budget_used_up_by_waiting_leaves_the_rest_counted() -> None:
    definition = milestone(240, entry=WANTED, pause=STOPPED, pause_budget=30 * 60_000_000)
    story = Story(definition).opened("09:00", wanted=False).set("10:00", status="pending")
    clock = story.set("12:00", wanted=True).seen("12:05").clock()
    assert (clock.span, clock.paused, clock.status) == ("Mon 09:00 → Mon 13:30", 30, "running")


def test_a_case_covered_later_counts_from_when_it_was_opened() -> None:
    story = Story(milestone(240)).opened("09:00")
    story.events = story.events[1:]
    covered = Coverage("covered", 1, 1, "Gold", calendars={CAL: 1, DAY_AND_NIGHT: 1})
    seen = story.decide("10:00", covered).seen("10:30")
    assert seen.told("started") == ["started Mon 10:00"]
    assert seen.clock().span == "Mon 09:00 → Mon 13:00"


def test_nobody_enters_by_timer_whose_cover_has_gone() -> None:
    story = Story(milestone(60), entry_field="attributes.installed_at")
    story.opened("09:00", installed_at="2026-06-01T12:00:00-04:00")
    story.decide("10:00", Coverage("expired"))
    assert story.seen("13:00").told("entered", "started") == []


def test_a_date_in_the_future_is_entered_at_that_instant() -> None:
    story = Story(milestone(60), entry_field="attributes.installed_at")
    seen = story.opened("09:00", installed_at="2026-06-01T12:00:00-04:00").seen("12:30")
    assert seen.told("entered", "started") == ["entered Mon 12:00", "started Mon 12:00"]


def test_a_case_born_closed_is_promised_nothing() -> None:
    assert Story(milestone(60)).opened("10:00", status="closed").seen("12:00").told("entered") == []


def test_a_milestone_satisfied_at_its_first_start_completes_at_once() -> None:
    definition = milestone(60, entry=WANTED, start="criteria_met", completion=STOPPED)
    follow_up = milestone(
        60,
        key="next",
        entry=event_is("milestone_completed", "resolution"),
        start="criteria_met",
        completion=CLOSED,
    )
    story = Story(definition, follow_up).opened("10:00", wanted=False, status="pending")
    seen = story.set("11:00", wanted=True).seen("11:30")
    assert seen.clock().closed == "Mon 11:00"
    assert seen.spans("next") == ["Mon 11:00 → Mon 12:00"]
