"""When a milestone comes again: once, independently, or in sequence (worked examples C, G17, G18)."""

from milestones.clock.event import VersionMoved
from tests.milestones.clock.hours import NINE_TO_FIVE
from tests.milestones.clock.story import REPLY, STOPPED, WANTED, Story, field_is, milestone

WHEN_WANTED = {"start": "criteria_met", "entry": WANTED, "completion": REPLY}


def test_c1_once_and_closed_in_time() -> None:
    clock = Story(milestone(240)).opened("10:00").set("13:00", status="closed").seen("18:00").clock()
    assert clock.span == "Mon 10:00 → Mon 14:00"
    assert (clock.status, clock.closed, clock.is_violated) == ("completed", "Mon 13:00", False)


def test_c2_independent_begins_afresh_when_criteria_hold_again() -> None:
    story = Story(milestone(20, recurrence="independent", **WHEN_WANTED)).opened("12:00", wanted=False)
    story.set("13:00", wanted=True).reply("13:10", wanted=False).set("13:15", wanted=True)
    assert story.seen("13:20").spans() == ["Mon 13:00 → Mon 13:20", "Mon 13:15 → Mon 13:35"]


def test_c3_independent_begins_at_once_when_criteria_stay_true() -> None:
    story = Story(milestone(60, recurrence="independent", **WHEN_WANTED)).opened("12:00", wanted=False)
    seen = story.set("13:00", wanted=True).reply("13:40").seen("13:50")
    assert seen.spans() == ["Mon 13:00 → Mon 14:00", "Mon 13:40 → Mon 14:40"]
    assert seen.clock(1).closed == "Mon 13:40"


def _update() -> Story:
    story = Story(milestone(60, recurrence="sequential", **WHEN_WANTED)).opened("11:00", wanted=False)
    return story.set("12:00", wanted=True)


def test_c4_sequential_waits_for_the_previous_target() -> None:
    story = _update().reply("12:30")
    assert story.seen("12:59").spans() == ["Mon 12:00 → Mon 13:00"]
    assert story.seen("13:00").spans() == ["Mon 12:00 → Mon 13:00", "Mon 13:00 → Mon 14:00"]


def test_c5_sequential_after_a_late_completion_begins_there() -> None:
    seen = _update().reply("13:20").seen("13:30")
    assert seen.spans() == ["Mon 12:00 → Mon 13:00", "Mon 13:20 → Mon 14:20"]
    assert seen.clock(1).is_violated
    assert seen.told("violated", "completed") == ["violated Mon 13:00", "completed Mon 13:20"]


def test_c6_sequential_begins_when_criteria_hold_after_the_previous_target() -> None:
    seen = _update().reply("12:30", wanted=False).set("13:45", wanted=True).seen("13:50")
    assert seen.spans() == ["Mon 12:00 → Mon 13:00", "Mon 13:45 → Mon 14:45"]


def test_c6_criteria_lost_while_it_waits_drop_the_waiting_start() -> None:
    seen = _update().reply("12:30").set("12:45", wanted=False).set("13:45", wanted=True).seen("13:50")
    assert seen.spans() == ["Mon 12:00 → Mon 13:00", "Mon 13:45 → Mon 14:45"]


def test_c7_sequential_on_business_hours_begins_at_a_target_on_closing_time() -> None:
    definition = milestone(120, recurrence="sequential", **WHEN_WANTED)
    story = Story(definition, hours=NINE_TO_FIVE).opened("14:00", wanted=False).set("15:00", wanted=True)
    seen = story.reply("16:00").seen("18:00")
    assert seen.spans() == ["Mon 15:00 → Mon 17:00", "Mon 17:00 → Tue 11:00"]


def test_c8_once_means_once_though_criteria_hold_again() -> None:
    story = Story(milestone(60, **WHEN_WANTED)).opened("10:00", wanted=True).reply("10:30")
    assert story.set("11:00", wanted=False).set("12:00", wanted=True).seen("13:00").spans() == [
        "Mon 10:00 → Mon 11:00"
    ]


def test_c10_criteria_met_again_while_one_is_open_begin_no_second() -> None:
    story = Story(milestone(60, recurrence="independent", **WHEN_WANTED)).opened("10:00", wanted=True)
    assert story.set("10:30", wanted=True).seen("12:00").spans() == ["Mon 10:00 → Mon 11:00"]


def test_g17_a_canceled_occurrence_uses_nothing_up() -> None:
    entry = field_is("priority", "P1")
    story = Story(milestone(60, start="criteria_met", entry=entry)).opened("10:00", priority="P1")
    seen = story.set("10:20", priority="P2").set("10:40", priority="P1").seen("10:50")
    assert seen.spans() == ["Mon 10:00 → Mon 11:00", "Mon 10:40 → Mon 11:40"]
    assert [seen.clock(1).status, seen.clock(2).status] == ["canceled", "running"]


def test_g18_a_reply_before_the_next_occurrence_exists_completes_nothing() -> None:
    seen = _update().reply("12:30").reply("12:50").seen("13:30")
    assert seen.spans() == ["Mon 12:00 → Mon 13:00", "Mon 13:00 → Mon 14:00"]
    assert seen.clock(2).status == "running"
    assert seen.told("completed") == ["completed Mon 12:30"]


def test_the_event_that_closes_one_occurrence_never_closes_the_next() -> None:
    definition = milestone(60, recurrence="independent", completion={"any": [REPLY, STOPPED]})
    seen = Story(definition).opened("10:00").set("10:30", status="pending").seen("10:40")
    assert [seen.clock(1).status, seen.clock(2).status] == ["completed", "running"]
    assert seen.clock(2).started == "Mon 10:30"


def test_a_waiting_start_is_forgotten_when_the_new_version_has_it_once_only() -> None:
    definition = milestone(60, recurrence="sequential", **WHEN_WANTED)
    story = Story(definition, versions={2: [milestone(60, **WHEN_WANTED)]}).opened("12:00", wanted=True)
    story.reply("12:30").decide("12:40", VersionMoved(2, "keep"))
    assert story.seen("14:00").spans() == ["Mon 12:00 → Mon 13:00"]
