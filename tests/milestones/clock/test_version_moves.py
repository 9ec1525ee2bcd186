"""Running cases and other versions (worked examples F1–F5)."""

from typing import Any

import pytest

from milestones.clock.event import Retraction, VersionMoved
from tests.milestones.clock.hours import NINE_TO_FIVE
from tests.milestones.clock.story import KEY, REPLY, STOPPED, Story, milestone, triggers


def _story(old: int, new: int) -> Story:
    return Story(milestone(old), versions={2: [milestone(new)]}).opened("10:00")


def test_f1_a_new_version_does_not_touch_a_running_case() -> None:
    assert _story(240, 120).seen("11:50").clock().target == "Mon 14:00"


def test_f2_moved_and_counted_from_the_start() -> None:
    seen = _story(240, 120).decide("11:40", VersionMoved(2, "start")).seen("11:50")
    assert (seen.clock().target, seen.clock().is_violated) == ("Mon 12:00", False)


def test_f3_moved_too_late_it_is_violated() -> None:
    seen = _story(240, 120).decide("12:30", VersionMoved(2, "start")).seen("12:40")
    assert seen.clock().target == "Mon 12:00"
    assert seen.told("violated") == ["violated Mon 12:30"]


def test_f4_a_longer_promise_lifts_the_violation_and_the_ledger_keeps_it() -> None:
    seen = _story(240, 480).decide("14:30", VersionMoved(2, "start")).seen("15:00")
    assert (seen.clock().target, seen.clock().is_violated) == ("Mon 18:00", False)
    assert seen.told("violated", "violation lifted") == ["violated Mon 14:00", "violation lifted Mon 14:30"]


def test_f5_completed_clocks_never_change() -> None:
    story = Story(milestone(240, completion=REPLY), versions={2: [milestone(120, completion=REPLY)]})
    story.opened("10:00").reply("12:30").decide("13:00", VersionMoved(2, "start"))
    clock = story.seen("14:00").clock()
    assert (clock.target, clock.status, clock.is_violated) == ("Mon 14:00", "completed", False)


def test_f5_nor_do_those_that_the_exit_closed() -> None:
    other = milestone(180, key="other", completion=REPLY)
    story = Story(milestone(240), other, versions={2: [milestone(120), milestone(60, key="other")]})
    story.opened("10:00").set("12:30", status="closed").decide("13:00", VersionMoved(2, "start"))
    seen = story.seen("14:00")
    assert (seen.clock().target, seen.clock().is_violated) == ("Mon 14:00", False)
    assert (seen.clock(key="other").target, seen.clock(key="other").status) == ("Mon 13:00", "canceled")


def test_a_clock_that_the_moves_own_event_closes_resumes_as_it_was() -> None:
    late = milestone(480, triggers=triggers("@PT45M"), completion=REPLY)
    story = Story(milestone(480, completion=REPLY), versions={2: [late]}).opened("10:00")
    story.event("12:00", decision=VersionMoved(2, "keep"), fields={"status": "closed"})
    seen = story.set("13:00", status="open").seen("14:00")
    assert seen.clock().target == "Mon 19:00"
    assert seen.reached() == []


def test_kept_the_target_stays_though_priority_had_moved_it() -> None:
    clock = _story(240, 60).decide("11:40", VersionMoved(2, "keep")).seen("13:00").clock()
    assert (clock.target, clock.is_violated) == ("Mon 14:00", False)


def test_kept_the_target_stays_where_a_pause_had_moved_it() -> None:
    story = _story(60, 240).pause("11:00").resume("12:00").decide("12:00", VersionMoved(2, "keep"))
    seen = story.seen("12:30")
    assert seen.clock().target == "Mon 12:00"
    assert seen.told("violated") == ["violated Mon 12:00"]


def test_prorated_what_is_left_is_scaled() -> None:
    assert (
        _story(240, 120).decide("11:00", VersionMoved(2, "prorate")).seen("11:30").clock().target
        == "Mon 12:30"
    )


def test_prorated_there_and_back_is_where_it_was() -> None:
    story = Story(milestone(240), versions={2: [milestone(120)], 3: [milestone(240)]}).opened("10:00")
    story.decide("11:00", VersionMoved(2, "prorate")).decide("11:00", VersionMoved(3, "prorate"))
    assert story.seen("11:30").clock().target == "Mon 14:00"


def test_prorated_with_nothing_left_keeps_the_target() -> None:
    clock = _story(60, 480).decide("12:00", VersionMoved(2, "prorate")).seen("12:30").clock()
    assert (clock.target, clock.is_violated) == ("Mon 11:00", True)


def test_prorated_days_end_on_the_side_days_end_on() -> None:
    story = Story(milestone("P2D"), hours=NINE_TO_FIVE, versions={2: [milestone("P1D")]}).opened("09:00")
    clock = story.decide("09:00", VersionMoved(2, "prorate")).seen("09:30").clock()
    assert clock.target == "Tue 09:00"


def test_moved_past_several_triggers_the_violation_and_the_last_are_told() -> None:
    story = Story(milestone(480), versions={2: [milestone(60, triggers=triggers("50", "+PT15M", "+PT30M"))]})
    moved = story.opened("10:00").decide("12:00", VersionMoved(2, "start"))
    assert moved.seen("13:00").reached() == ["100 Mon 12:00", "+PT30M Mon 12:00"]


def test_with_skip_the_violation_alone_is_told() -> None:
    story = Story(milestone(480), versions={2: [milestone(60, triggers=triggers("50", "+PT15M", "+PT30M"))]})
    moved = story.opened("10:00").decide("12:00", VersionMoved(2, "start", "skip"))
    assert moved.seen("13:00").reached() == ["100 Mon 12:00"]


def test_a_move_taken_back_never_was() -> None:
    story = _story(240, 120).decide("11:40", VersionMoved(2, "start"))
    story.decide("12:00", Retraction("", story.events[-1].id))
    assert story.seen("12:30").clock().target == "Mon 14:00"
    story.decide("13:00", Retraction("", story.events[-1].id))
    assert story.seen("13:30").clock().target == "Mon 12:00"


@pytest.mark.parametrize(
    ("targets", "status"), [("start", "canceled"), ("prorate", "canceled"), ("keep", "running")]
)
def test_a_milestone_the_new_version_lacks_is_canceled_unless_kept(targets: Any, status: str) -> None:
    story = Story(milestone(240), versions={2: [milestone(60, key="other")]}).opened("10:00")
    assert story.decide("11:00", VersionMoved(2, targets)).seen("11:30").clock().status == status


def test_the_version_moved_to_says_what_completes_from_that_event_on() -> None:
    story = Story(milestone(240), versions={2: [milestone(120, completion=STOPPED)]})
    story.opened("10:00", status="pending").decide("11:00", VersionMoved(2, "start"))
    assert story.seen("11:30").clock().closed == "Mon 11:00"
    assert story.seen("11:30").clock(key=KEY).status == "completed"
