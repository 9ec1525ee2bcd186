"""Closing and opening again (worked example G9)."""

from tests.milestones.clock.story import DAY_AND_NIGHT, REPLY, Story, milestone, triggers


def _closed_and_reopened(story: Story) -> Story:
    return story.opened("10:00").set("11:00", status="closed").set("15:00", status="open")


def test_g9_continue_goes_on_with_what_was_left() -> None:
    story = _closed_and_reopened(Story(milestone(240)))
    seen = story.seen("15:30")
    assert seen.spans() == ["Mon 10:00 → Mon 18:00"]
    assert (seen.clock().status, seen.clock().paused) == ("running", 0)
    assert story.seen("19:00").told("violated") == ["violated Mon 18:00"]


def test_g9_a_new_cycle_starts_afresh() -> None:
    seen = _closed_and_reopened(Story(milestone(240), reopen="new_cycle")).seen("15:30")
    assert seen.clock(cycle=1).closed == "Mon 11:00"
    assert seen.clock(cycle=2).span == "Mon 15:00 → Mon 19:00"


def test_what_was_completed_before_the_exit_is_not_resumed() -> None:
    story = Story(milestone(240, completion=REPLY)).opened("10:00").reply("10:30")
    seen = story.set("11:00", status="closed").set("15:00", status="open").seen("16:00")
    assert seen.clock().status == "completed"


def test_a_clock_that_may_not_be_paused_counts_the_closed_stretch() -> None:
    definition = milestone(
        240, pausable=False, completion=REPLY, hours=DAY_AND_NIGHT, triggers=triggers("50", "75")
    )
    seen = _closed_and_reopened(Story(definition)).seen("15:30")
    assert (seen.clock().target, seen.clock().is_violated) == ("Mon 14:00", True)
    assert seen.reached() == ["100 Mon 15:00"]


def test_closing_ends_pauses_by_hand() -> None:
    story = Story(milestone(240, completion=REPLY)).opened("10:00").pause("10:30")
    clock = story.set("11:00", status="closed").set("15:00", status="open").seen("15:30").clock()
    assert (clock.status, clock.paused, clock.target) == ("running", 30, "Mon 18:30")


def test_spam_is_closed() -> None:
    assert Story(milestone(60)).opened("10:00").set("10:30", status="Spam").seen("12:00").clock().closed == (
        "Mon 10:30"
    )
