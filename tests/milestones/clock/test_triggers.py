"""When triggers are reached, and which of those passed are told (worked examples E4, G11)."""

from tests.milestones.clock.hours import NINE_TO_FIVE
from tests.milestones.clock.story import Story, milestone, trigger, triggers


def test_e4_offsets_count_business_time_backwards_and_on() -> None:
    definition = milestone(240, triggers=triggers("-PT1H", "-PT2H", "-PT3H", "+PT30M"))
    seen = Story(definition, hours=NINE_TO_FIVE).opened("15:00").seen("Tue 12:00")
    assert seen.reached() == [
        "-PT3H Mon 16:00",
        "-PT2H Mon 17:00",
        "-PT1H Tue 10:00",
        "100 Tue 11:00",
        "+PT30M Tue 11:30",
    ]


def test_g11_a_case_told_late_has_its_facts_at_their_own_instants() -> None:
    definition = milestone(60, triggers=triggers("50", "75", "90"))
    story = Story(definition).opened("09:05")
    assert story.seen("12:00").reached() == ["50 Mon 09:35", "75 Mon 09:50", "90 Mon 09:59", "100 Mon 10:05"]


def test_percent_rounds_down_to_the_microsecond() -> None:
    definition = milestone(1, triggers=triggers("33.33"))
    fact = next(each for each in Story(definition).opened("10:00").seen("10:05").folded.facts if each.trigger)
    assert fact.occurred_at % 60_000_000 == 19_998_000


def test_an_offset_longer_than_the_budget_is_reached_at_the_start() -> None:
    definition = milestone(60, triggers=triggers("-PT2H"))
    assert Story(definition).opened("10:00").seen("10:30").reached() == ["-PT2H Mon 10:00"]


def test_a_timer_waits_for_the_events_of_its_instant() -> None:
    definition = milestone(60, triggers=triggers("50"))
    story = Story(definition).opened("10:00").set("10:30", status="closed")
    assert story.seen("11:00").reached() == []


def test_a_violation_repeats_until_it_is_met_and_stands_still_with_the_clock() -> None:
    definition = milestone(60, triggers=(trigger("100", "violation", repeat=30),))
    story = Story(definition).opened("10:00").pause("11:40").resume("12:40").set("13:05", status="closed")
    assert story.seen("15:00").reached() == ["100 Mon 11:00", "100*1 Mon 11:30", "100*2 Mon 13:00"]


def test_a_repetition_ends_at_its_limit() -> None:
    definition = milestone(60, triggers=(trigger("+PT30M", repeat=15, limit=2),))
    seen = Story(definition).opened("10:00").seen("15:00")
    assert seen.reached() == ["100 Mon 11:00", "+PT30M Mon 11:30", "+PT30M*1 Mon 11:45", "+PT30M*2 Mon 12:00"]


def test_only_a_warning_makes_a_clock_at_risk_and_a_violation_ends_that() -> None:
    definition = milestone(60, triggers=(trigger("50"), trigger("75", "warning")))
    story = Story(definition).opened("10:00")
    assert [story.seen(at).clock().at_risk for at in ("10:40", "10:45", "11:00")] == [False, True, False]
