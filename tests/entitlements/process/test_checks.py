"""The checks of one version: each finds what it is for, and nothing in a version without fault."""

from typing import Any

import pytest

from entitlements.business_time.budget import Budget
from entitlements.process.checks import CHECKS, check_process
from entitlements.process.definition import ArrivalBudget, Process, Trigger
from tests.entitlements.process.versions import (
    CLOSED,
    HOUR,
    MINUTE,
    REPLY,
    STOPPED,
    WARNING,
    first_response,
    priority,
    resolution,
    version,
)

NEVER = {"all": [priority("High"), priority("Low")]}


def codes(process: Process) -> list[str]:
    return [finding.code for finding in check_process(process)]


def test_a_version_without_fault_has_no_findings() -> None:
    assert check_process(version()) == []


@pytest.mark.parametrize(
    ("code", "severity", "field", "process"),
    [
        ("no_milestones", "error", "milestones", Process(1, "Empty", hours=7, matrix_version=3)),
        ("budget_missing", "error", "milestones.0.budget", version(first_response(budget=None))),
        (
            "budget_missing",
            "error",
            "milestones.1.budget",
            version(
                first_response(budgets={"High": Budget(micros=HOUR)}),
                resolution(budget=None, budgets={"Low": Budget(days=5)}),
            ),
        ),
        (
            "budget_missing",
            "error",
            "milestones.0.budget",
            version(
                first_response(
                    budget=None,
                    budgets={"Low": Budget(days=1)},
                    arrivals=(ArrivalBudget(Budget(micros=HOUR), ends=12 * HOUR, priority="High"),),
                )
            ),
        ),
        ("criteria_never_hold", "error", "entry", version(entry=NEVER)),
        ("criteria_never_hold", "error", "exit", version(exit=NEVER)),
        ("criteria_never_hold", "error", "milestones.0.entry", version(first_response(entry=NEVER))),
        (
            "criteria_never_hold",
            "error",
            "milestones.0.completion",
            version(first_response(completion=NEVER)),
        ),
        ("criteria_never_hold", "error", "milestones.0.pause", version(first_response(pause=REPLY))),
        (
            "criteria_never_hold",
            "error",
            "milestones.0.completion",
            version(first_response(completion={"event": "milestone_completed", "type": "workaround"})),
        ),
        (
            "pause_implied_by_entry",
            "error",
            "milestones.0.pause",
            version(first_response(entry={"field": "status", "op": "equals", "value": "on hold"})),
        ),
        ("matrix_version_missing", "error", "matrix_version", version(matrix_version=None)),
        (
            "no_completion_criteria",
            "warning",
            "milestones.0.completion",
            version(first_response(completion=None)),
        ),
        (
            "milestone_without_hours",
            "warning",
            "milestones.0.hours",
            version(first_response(hours=None), hours=None),
        ),
        (
            "violation_without_warning",
            "warning",
            "milestones.0.triggers",
            version(first_response(triggers=())),
        ),
        (
            "triggers_at_one_instant",
            "warning",
            "milestones.0.triggers",
            version(first_response(triggers=(WARNING, Trigger("-PT1H", "before_target", HOUR)))),
        ),
        (
            "offset_longer_than_budget",
            "warning",
            "milestones.0.triggers",
            version(first_response(triggers=(WARNING, Trigger("-PT5H", "before_target", 5 * HOUR)))),
        ),
        (
            "offset_longer_than_budget",
            "warning",
            "milestones.0.triggers",
            version(first_response(triggers=(WARNING, Trigger("@PT5H", "since_start", 5 * HOUR)))),
        ),
        (
            "resolution_before_first_response",
            "warning",
            "milestones.1.budget",
            version(first_response(), resolution(budget=Budget(micros=HOUR))),
        ),
        (
            "recurring_from_process_entry",
            "warning",
            "milestones.0.start",
            version(first_response(recurrence="sequential")),
        ),
        ("pause_criteria_ignored", "warning", "milestones.0.pause", version(first_response(pausable=False))),
        (
            "unknown_event",
            "warning",
            "milestones.0.completion",
            version(first_response(completion={"event": "vendor_answered"})),
        ),
        (
            "too_many_milestones",
            "warning",
            "milestones",
            version(*(first_response(key=f"m{number}") for number in range(6))),
        ),
    ],
)
def test_a_check_names_what_is_wrong_and_where(
    code: str, severity: str, field: str, process: Process
) -> None:
    found = [(finding.code, finding.severity, finding.field) for finding in check_process(process)]
    assert found == [(code, severity, field)]
    finding = check_process(process)[0]
    assert finding.why.endswith(".")
    assert finding.fix.endswith(".")


def test_every_check_has_a_test() -> None:
    parametrized: Any = test_a_check_names_what_is_wrong_and_where
    tried = {row[0] for row in parametrized.pytestmark[0].args[1]}
    assert tried == set(CHECKS)


def test_a_priority_left_out_by_the_entry_criteria_needs_no_budget() -> None:
    urgent_only = resolution(budget=None, budgets={"High": Budget(days=1)}, entry=priority("HIGH"))
    process = version(first_response(budgets={"Low": Budget(micros=8 * HOUR)}), urgent_only)
    assert codes(process) == []


def test_priorities_that_cases_are_known_to_have_need_a_budget_as_well() -> None:
    process = version(first_response(budget=None, budgets={"High": Budget(micros=HOUR)}))
    assert codes(process) == []
    assert [each.code for each in check_process(process, priorities=["Low"])] == ["budget_missing"]


def test_a_milestone_that_starts_paused_on_some_cases_only_is_no_finding() -> None:
    assert codes(version(first_response(entry=priority("High"), pause=STOPPED))) == []


def test_triggers_meet_for_the_budget_of_one_priority_only() -> None:
    triggers = (WARNING, Trigger("-PT30M", "before_target", 30 * MINUTE))
    process = version(first_response(budgets={"High": Budget(micros=2 * HOUR)}, triggers=triggers))
    assert [finding.why for finding in check_process(process)] == [
        "For priority High triggers -PT30M and 75 are reached at one instant."
    ]


def test_errors_come_before_warnings() -> None:
    process = version(first_response(completion=None, budget=None))
    assert codes(process) == ["budget_missing", "no_completion_criteria"]


def test_closing_fulfils_a_resolution_without_a_finding() -> None:
    assert codes(version(resolution(completion=CLOSED))) == []


def test_bands_that_cover_the_week_need_no_other_budget() -> None:
    bands = (
        ArrivalBudget(Budget(micros=HOUR), ends=12 * HOUR),
        ArrivalBudget(Budget(days=1), weekdays=(0, 1, 2, 3, 4), begins=12 * HOUR),
        ArrivalBudget(Budget(days=2), weekdays=(5, 6), begins=12 * HOUR),
    )
    assert "budget_missing" not in codes(version(first_response(budget=None, arrivals=bands)))


def test_a_gap_in_the_week_is_named() -> None:
    bands = (
        ArrivalBudget(Budget(micros=HOUR), ends=12 * HOUR),
        ArrivalBudget(Budget(days=1), weekdays=(0, 1, 2, 3, 4), begins=12 * HOUR),
    )
    finding = next(
        each
        for each in check_process(version(first_response(budget=None, arrivals=bands)), priorities=("High",))
        if each.code == "budget_missing"
    )
    assert "arrives on Sat at 12:00" in finding.why
