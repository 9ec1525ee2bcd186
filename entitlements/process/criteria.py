"""When a promise applies, is kept, or pauses: trees of conditions, compiled to closures.

A tree is JSON: `{"all": […]}`, `{"any": […]}`, `{"not": …}`,
`{"field": "priority", "op": "equals", "value": "High"}`, `{"event": "public_reply_sent"}`,
`{"event": "milestone_completed", "type": "first_response"}`. It is never evaluated as code: each node becomes
one closure, so that an evaluation takes about a microsecond.

An event atom holds only at that very event. "Has stopped holding" looks at fields alone: an event atom is
then unknown, and the tree is excluded when it is false whatever the unknown is (domain rules, criteria).
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from entitlements.process.criteria_problems import (
    CASE_FIELDS,
    EVENTS,
    STATUS_FIELDS,
    Problem,
    validate_criteria,
)
from entitlements.process.criteria_sentence import describe_criteria
from entitlements.process.definition import CriteriaTree, StatusClasses
from entitlements.process.operators import OPERATORS

__all__ = [
    "CASE_FIELDS",
    "EVENTS",
    "Criterion",
    "Problem",
    "compile_criteria",
    "describe_criteria",
    "signal_of",
    "validate_criteria",
]

Fields = Mapping[str, Any]
Holds = Callable[[Fields, Collection[str]], bool]
OnFields = Callable[[Fields], bool]


class Criterion:
    """A compiled tree. In go flat case fields (`priority`, `attributes.region`) and the signals of one event.

    `holds(fields, signals)`: whether the tree is true at an event with these signals, after its fields.
    `excluded(fields)`: whether it is certainly false, whatever events happen.
    `fields`: the case fields it reads (`status` for `is_closed` and its like). `signals`: those it waits for.
    """

    __slots__ = ("excluded", "fields", "holds", "signals", "tree")

    def __init__(self, tree: CriteriaTree, node: "_Node") -> None:
        self.tree = tree
        self.holds: Holds = node.holds
        self.excluded: OnFields = _not_on_fields(node.possible)
        self.fields = node.fields
        self.signals = node.signals

    def __repr__(self) -> str:
        return f"Criterion({describe_criteria(self.tree)})"


class _Node(NamedTuple):
    """A compiled part. `possible`: true for some events; `certain`: true whatever events happen."""

    holds: Holds
    possible: OnFields
    certain: OnFields
    fields: frozenset[str]
    signals: frozenset[str]


def compile_criteria(tree: CriteriaTree, statuses: StatusClasses) -> Criterion:
    """The tree as closures, with the status classes of its version.

    Raises ValueError naming path and reason for a malformed tree; any well-formed field name is accepted.
    """
    problems = validate_criteria(tree, None)
    if problems:
        raise ValueError("; ".join(f"{path or 'criteria'}: {reason}" for path, reason in problems))
    return Criterion(tree, _compile(tree, statuses))


def signal_of(event: str, milestone_type: str = "") -> str:
    """The signal an event atom waits for: `public_reply_sent`, `milestone_completed:first_response`."""
    return f"{event}:{milestone_type}" if milestone_type else event


def _compile(node: CriteriaTree, statuses: StatusClasses) -> _Node:
    if "all" in node or "any" in node:
        is_all = "all" in node
        members = [_compile(member, statuses) for member in node["all" if is_all else "any"]]
        return members[0] if len(members) == 1 else _group(members, is_all)
    if "not" in node:
        return _negation(_compile(node["not"], statuses))
    if "event" in node:
        return _event(signal_of(node["event"], node.get("type", "")))
    return _field(node["field"], node["op"], node.get("value"), statuses)


def _event(signal: str) -> _Node:
    return _Node(
        holds=lambda _fields, signals: signal in signals,
        possible=lambda _fields: True,
        certain=lambda _fields: False,
        fields=frozenset(),
        signals=frozenset({signal}),
    )


def _field(name: str, op: str, value: Any, statuses: StatusClasses) -> _Node:
    if name in STATUS_FIELDS:
        name, op, value = "status", "in" if value is (op == "equals") else "not_in", _statuses(name, statuses)
    test = OPERATORS[op].test(value)

    def on_fields(fields: Fields) -> bool:
        return test(fields.get(name))

    return _Node(
        holds=lambda fields, _signals: test(fields.get(name)),
        possible=on_fields,
        certain=on_fields,
        fields=frozenset({name}),
        signals=frozenset(),
    )


def _statuses(name: str, classes: StatusClasses) -> tuple[str, ...]:
    if name == "is_closed":
        return classes.closed + classes.spam
    return classes.stopped if name == "is_stopped" else classes.spam


def _group(members: list[_Node], is_all: bool) -> _Node:
    # A loop that leaves at the first decisive member is several times faster than all() over a generator.
    holds = tuple(member.holds for member in members)

    def group_holds(fields: Fields, signals: Collection[str]) -> bool:
        for member in holds:
            if member(fields, signals) is not is_all:
                return not is_all
        return is_all

    return _Node(
        holds=group_holds,
        possible=_group_on_fields(tuple(member.possible for member in members), is_all),
        certain=_group_on_fields(tuple(member.certain for member in members), is_all),
        fields=frozenset().union(*(member.fields for member in members)),
        signals=frozenset().union(*(member.signals for member in members)),
    )


def _group_on_fields(members: tuple[OnFields, ...], is_all: bool) -> OnFields:
    def group(fields: Fields) -> bool:
        for member in members:
            if member(fields) is not is_all:
                return not is_all
        return is_all

    return group


def _negation(node: _Node) -> _Node:
    holds = node.holds
    return _Node(
        holds=lambda fields, signals: not holds(fields, signals),
        possible=_not_on_fields(node.certain),
        certain=_not_on_fields(node.possible),
        fields=node.fields,
        signals=node.signals,
    )


def _not_on_fields(test: OnFields) -> OnFields:
    return lambda fields: not test(fields)
