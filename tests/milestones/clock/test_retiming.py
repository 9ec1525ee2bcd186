"""Another priority, another budget (worked examples E7, G4–G6, G14)."""

from entitlements.process.definition import MilestoneDefinition
from tests.milestones.clock.plans import Update
from tests.milestones.clock.story import KEY, Story, field_is, milestone, trigger, triggers


def _by_priority(*texts: str, low: int, high: int) -> Story:
    definition = milestone(None, budgets={"Low": low, "High": high}, triggers=triggers(*texts))
    return Story(definition).opened("10:00", priority="Low")


def test_e7_offsets_and_percents_follow_the_new_budget() -> None:
    definition = milestone(
        None,
        budgets={"Low": 240, "High": 120},
        triggers=(*triggers("-PT1H", "75", "90"), trigger("-PT24M")),
    )
    story = Story(definition).opened("10:00", priority="Low").set("10:05", priority="High")
    assert story.seen("12:00").reached() == [
        "-PT1H Mon 11:00",
        "75 Mon 11:30",
        "-PT24M Mon 11:36",
        "90 Mon 11:48",
        "100 Mon 12:00",
    ]


def test_g4_a_shorter_budget_reaches_its_half_at_the_change() -> None:
    seen = _by_priority("50", low=480, high=240).set("12:00", priority="High").seen("13:00")
    assert seen.clock().target == "Mon 14:00"
    assert seen.reached() == ["50 Mon 12:00"]


def test_g4_a_budget_already_spent_is_violated_at_the_change_and_nothing_else() -> None:
    seen = _by_priority("50", "75", "90", low=480, high=60).set("12:00", priority="High").seen("13:00")
    assert seen.clock().target == "Mon 11:00"
    assert seen.reached() == ["100 Mon 12:00"]


def test_g5_the_new_target_may_lie_before_an_earlier_pause() -> None:
    story = _by_priority(low=240, high=60).pause("11:00").resume("12:00").set("13:00", priority="High")
    seen = story.seen("14:00")
    assert seen.clock().target == "Mon 11:00"
    assert seen.told("violated") == ["violated Mon 13:00"]


def test_g6_a_longer_budget_arms_what_is_ahead_again() -> None:
    story = _by_priority("50", "75", "90", low=60, high=480).set("10:57", priority="High")
    seen = story.seen("18:00")
    assert seen.clock().target == "Mon 18:00"
    assert seen.reached() == [
        "50 Mon 10:30",
        "75 Mon 10:45",
        "90 Mon 10:54",
        "50 Mon 14:00",
        "75 Mon 16:00",
        "90 Mon 17:12",
        "100 Mon 18:00",
    ]


def test_consumed_time_stays_consumed() -> None:
    story = _by_priority(low=240, high=120).pause("10:30").resume("11:30").set("12:00", priority="High")
    assert story.seen("12:10").clock().target == "Mon 13:00"


def test_a_later_target_lifts_the_violation() -> None:
    seen = _by_priority(low=60, high=240).set("12:00", priority="High").seen("13:00")
    assert seen.told("violated", "violation lifted") == ["violated Mon 11:00", "violation lifted Mon 12:00"]
    assert (seen.clock().target, seen.clock().is_violated) == ("Mon 14:00", False)


def test_where_the_new_priority_has_no_budget_the_old_one_stays() -> None:
    seen = _by_priority(low=60, high=240).set("10:30", priority="Unheard of").seen("10:40")
    assert seen.clock().target == "Mon 11:00"


def test_g14_the_violation_that_sets_the_priority_stays_and_is_re_timed_after() -> None:
    definition = milestone(None, budgets={"Low": 180, "Critical": 300})
    story = Story(definition, updates=[Update(KEY, "100", "priority", "Critical")]).opened(
        "10:00", priority="Low"
    )
    seen = story.seen("14:00")
    assert seen.told("violated", "field updated", "re-timed", "violation lifted") == [
        "violated Mon 13:00",
        "field updated Mon 13:00",
        "re-timed Mon 13:00",
        "violation lifted Mon 13:00",
    ]
    assert seen.clock().target == "Mon 15:00"


def test_what_a_trigger_sets_does_not_make_it_fire_again_at_its_own_instant() -> None:
    definition = milestone(None, budgets={"Low": 180, "High": 240}, triggers=triggers("@PT45M"))
    story = Story(definition, updates=[Update(KEY, "@PT45M", "priority", "High")]).opened(
        "10:00", priority="Low"
    )
    assert story.seen("12:00").reached() == ["@PT45M Mon 10:45"]


def test_an_update_is_gone_with_its_cause_and_a_later_value_stands() -> None:
    definition = milestone(60)
    story = Story(definition, updates=[Update(KEY, "100", "priority", "Critical")]).opened("10:00")
    assert story.seen("11:30").folded.state.fields["priority"] == "Critical"
    story.set("11:40", priority="Low")
    assert story.seen("12:00").folded.state.fields["priority"] == "Low"
    story.set("10:50", status="closed")
    assert story.seen("12:00").told("field updated") == []


def test_updates_that_chase_each_other_are_cut_and_told() -> None:
    def turn(key: str, sets: int, waits_for: int) -> tuple[MilestoneDefinition, Update]:
        definition = milestone(
            60,
            key=key,
            type=key,
            recurrence="independent",
            completion=field_is("attributes.turn", waits_for),
            triggers=(trigger("@PT0S"),),
        )
        return definition, Update(key, "@PT0S", "attributes.turn", sets)

    (one, sets_one), (two, sets_two) = turn("one", 1, waits_for=2), turn("two", 2, waits_for=1)
    seen = Story(one, two, updates=[sets_one, sets_two]).opened("10:00").seen("10:00")
    updates = [fact for fact in seen.folded.facts if fact.kind == "field updated"]
    assert len(updates) == 16
    assert [fact.kind for fact in seen.folded.facts].count("loop cut") == 1
