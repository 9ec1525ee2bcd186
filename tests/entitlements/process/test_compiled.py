"""A version made ready for the clock."""

import pytest

from entitlements.business_time.budget import Budget
from entitlements.process.compiled import compile_process
from entitlements.process.definition import Trigger
from tests.entitlements.process.versions import HOUR, WARNING, first_response, resolution, version


def test_the_budget_of_a_priority_is_found_without_regard_to_case() -> None:
    milestone = compile_process(version(first_response(budgets={"High": Budget(micros=HOUR)}))).milestones[0]
    assert milestone.budget_for("HIGH") == Budget(micros=HOUR)
    assert milestone.budget_for("Low") == Budget(micros=4 * HOUR)
    assert milestone.budget_for(None) == Budget(micros=4 * HOUR)


def test_without_a_general_budget_nothing_is_promised_for_other_priorities() -> None:
    only_high = first_response(budget=None, budgets={"High": Budget(micros=HOUR)})
    assert compile_process(version(only_high)).milestones[0].budget_for("Low") is None


def test_the_violation_is_always_among_the_triggers_and_at_the_budget() -> None:
    milestone = compile_process(version(first_response(triggers=()))).milestones[0]
    assert [(at, trigger.key, trigger.severity) for at, trigger in milestone.levels(HOUR)] == [
        (HOUR, "100", "violation")
    ]


def test_a_named_violation_keeps_its_repetition() -> None:
    named = Trigger("100", "percent", 10_000, "violation", HOUR, 2)
    milestone = compile_process(version(first_response(triggers=(named, WARNING)))).milestones[0]
    assert [(trigger.key, trigger.repeat_every, trigger.repeat_limit) for trigger in milestone.triggers] == [
        ("75", 0, 0),
        ("100", HOUR, 2),
    ]


def test_levels_are_ordered_by_open_time_and_key() -> None:
    triggers = (
        WARNING,
        Trigger("+PT1H", "after_target", HOUR, "violation"),
        Trigger("-PT1H", "before_target", HOUR),
        Trigger("@PT1H", "since_start", HOUR),
    )
    milestone = compile_process(version(first_response(triggers=triggers))).milestones[0]
    assert [(at // HOUR, trigger.key) for at, trigger in milestone.levels(4 * HOUR)] == [
        (1, "@PT1H"),
        (3, "-PT1H"),
        (3, "75"),
        (4, "100"),
        (5, "+PT1H"),
    ]


def test_exit_is_closing_unless_the_version_says_otherwise() -> None:
    process = compile_process(version())
    assert process.exit.holds({"status": "Resolved"}, ())
    assert not process.exit.holds({"status": "open"}, ())
    assert process.entry is None


def test_milestones_keep_their_order_and_are_found_by_key() -> None:
    process = compile_process(version())
    assert [each.definition.key for each in process.milestones] == ["first_response", "resolution"]
    assert process.by_key["resolution"] is process.milestones[1]


def test_the_violation_signal_is_wanted_where_criteria_name_it() -> None:
    violated = {"event": "milestone_violated", "type": "first_response"}
    assert compile_process(version(first_response(), resolution(entry=violated))).wants_violation_signal
    assert not compile_process(version()).wants_violation_signal


def test_two_milestones_with_one_key_are_refused() -> None:
    with pytest.raises(ValueError, match="two milestones"):
        compile_process(version(first_response(), first_response()))
