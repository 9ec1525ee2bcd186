"""Whether criteria can hold at all."""

from typing import Any

import pytest

from entitlements.process.definition import StatusClasses
from entitlements.process.possibility import can_hold, implies

STATUSES = StatusClasses()


def field(name: str, op: str, value: Any = None) -> dict[str, Any]:
    return {"field": name, "op": op} if value is None else {"field": name, "op": op, "value": value}


HIGH = field("priority", "equals", "High")


@pytest.mark.parametrize(
    ("tree", "possible"),
    [
        (HIGH, True),
        ({"not": HIGH}, True),
        ({"all": [HIGH, field("priority", "equals", "Low")]}, False),
        ({"all": [HIGH, field("priority", "equals", "HIGH")]}, True),
        ({"all": [HIGH, {"not": field("priority", "in", ["high", "low"])}]}, False),
        ({"all": [HIGH, field("priority", "is_not_set")]}, False),
        ({"all": [field("priority", "not_equals", "a"), field("priority", "not_equals", "b")]}, True),
        ({"all": [field("attributes.n", "greater_than", 4), field("attributes.n", "less_than", 5)]}, True),
        ({"all": [field("attributes.n", "greater_than", 5), field("attributes.n", "less_than", 5)]}, False),
        ({"all": [field("attributes.n", "greater_than", 5), field("attributes.n", "equals", "5")]}, False),
        (
            {
                "all": [
                    field("attributes.d", "greater_than", "2026-01-01"),
                    field("attributes.d", "less_than", "2026-01-02"),
                ]
            },
            True,
        ),
        (field("attributes.d", "less_than", "0001-01-01"), False),
        ({"all": [field("subject", "contains", "down"), field("subject", "starts_with", "re:")]}, True),
        (
            {"all": [field("subject", "contains", "down"), {"not": field("subject", "contains", "DOWN")}]},
            False,
        ),
        ({"all": [field("subject", "starts_with", "ab"), {"not": field("subject", "contains", "a")}]}, False),
        (
            {
                "all": [
                    field("attributes.tags", "contains", "ab"),
                    {"not": field("attributes.tags", "contains", "a")},
                ]
            },
            True,
        ),
        ({"all": [field("is_closed", "equals", True), field("is_stopped", "equals", True)]}, False),
        ({"all": [field("is_closed", "equals", True), field("is_spam", "equals", True)]}, True),
        ({"all": [field("is_closed", "equals", True), field("status", "equals", "open")]}, False),
        ({"all": [{"event": "case_opened"}, {"event": "customer_replied"}]}, True),
        ({"all": [{"event": "case_opened"}, {"not": {"event": "case_opened"}}]}, False),
    ],
)
def test_criteria_can_hold_or_not(tree: dict[str, Any], possible: bool) -> None:
    assert can_hold([tree], STATUSES) is possible


def test_a_signal_that_never_comes_makes_its_criteria_impossible() -> None:
    tree = {"event": "milestone_completed", "type": "workaround"}
    assert can_hold([tree], STATUSES)
    assert not can_hold([tree], STATUSES, never={"milestone_completed:workaround"})


def test_a_fixed_field_is_not_varied() -> None:
    assert not can_hold([HIGH], STATUSES, fixed={"priority": "low"})
    assert can_hold([HIGH], STATUSES, fixed={"priority": "HIGH"})


def test_what_is_too_much_to_try_is_not_called_impossible() -> None:
    contradiction = {"all": [HIGH, {"not": HIGH}]}
    many = {"all": [contradiction, *(field(f"attributes.f{n}", "equals", "x") for n in range(20))]}
    assert can_hold([many], STATUSES)


@pytest.mark.parametrize(
    ("entry", "pause", "implied"),
    [
        (HIGH, field("priority", "in", ["high", "urgent"]), True),
        (HIGH, field("is_stopped", "equals", True), False),
        (field("status", "equals", "Pending"), field("is_stopped", "equals", True), True),
        ({"event": "case_opened"}, {"event": "case_opened"}, False),
        ({"all": [HIGH, {"not": HIGH}]}, HIGH, False),
    ],
)
def test_entry_can_imply_pause(entry: dict[str, Any], pause: dict[str, Any], implied: bool) -> None:
    assert implies([entry], pause, STATUSES) is implied
