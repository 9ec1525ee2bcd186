"""Criteria: what holds, what is excluded, what is refused, how it reads."""

import sys
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entitlements.process.criteria import compile_criteria, describe_criteria, validate_criteria
from entitlements.process.definition import StatusClasses

STATUSES = StatusClasses(closed=("Closed",), stopped=("On Hold",), spam=("Spam",))


def field(name: str, op: str, value: Any = None) -> dict[str, Any]:
    return {"field": name, "op": op} if value is None else {"field": name, "op": op, "value": value}


def event(name: str, of_type: str = "") -> dict[str, Any]:
    return {"event": name, "type": of_type} if of_type else {"event": name}


def holds(tree: dict[str, Any], fields: dict[str, Any], *signals: str) -> bool:
    return compile_criteria(tree, STATUSES).holds(fields, signals)


@pytest.mark.parametrize(
    ("condition", "value", "expected"),
    [
        (field("priority", "equals", "High"), "HIGH", True),
        (field("priority", "equals", "High"), "Higher", False),
        (field("priority", "equals", "High"), None, False),
        (field("priority", "not_equals", "High"), "low", True),
        (field("priority", "not_equals", "High"), "high", False),
        (field("priority", "not_equals", "High"), None, True),
        (field("attributes.seats", "equals", 5), 5, True),
        (field("attributes.seats", "equals", 5), 5.0, True),
        (field("attributes.seats", "equals", 5), "5", False),
        (field("attributes.seats", "equals", 1), True, False),
        (field("attributes.vip", "equals", True), 1, False),
        (field("attributes.vip", "equals", True), True, True),
        (field("priority", "in", ["P1", "P2"]), "p2", True),
        (field("priority", "in", ["P1", "P2"]), "P3", False),
        (field("priority", "in", ["P1", 2]), 2, True),
        (field("priority", "in", ["P1", 1]), True, False),
        (field("priority", "not_in", ["P1", "P2"]), None, True),
        (field("priority", "not_in", ["P1", "P2"]), "P1", False),
        (field("subject", "contains", "Outage"), "total OUTAGE in Rome", True),
        (field("subject", "contains", "Outage"), "question", False),
        (field("attributes.tags", "contains", "vip"), ["VIP", "eu"], True),
        (field("attributes.tags", "contains", "vi"), ["VIP", "eu"], False),
        (field("attributes.tags", "contains", 7), [7], True),
        (field("attributes.tags", "contains", 7), "7", False),
        (field("subject", "starts_with", "re:"), "RE: hello", True),
        (field("subject", "starts_with", "re:"), "hello re:", False),
        (field("attributes.seats", "greater_than", 10), 11, True),
        (field("attributes.seats", "greater_than", 10), 10, False),
        (field("attributes.seats", "greater_than", 10), "11", False),
        (field("attributes.seats", "greater_than", 0), True, False),
        (field("attributes.seats", "less_than", 10), 9.5, True),
        (field("attributes.seats", "less_than", 10), None, False),
        (field("attributes.installed", "greater_than", "2026-01-31"), "2026-02-01", True),
        (
            field("attributes.installed", "greater_than", "2026-01-31T12:00:00Z"),
            "2026-01-31T12:30:00+02:00",
            False,
        ),
        (
            field("attributes.installed", "less_than", "2026-01-31T12:00:00Z"),
            "2026-01-31T12:30:00+02:00",
            True,
        ),
        (field("attributes.installed", "less_than", "2026-01-31"), "yesterday", False),
        (field("owner", "is_set"), "ann", True),
        (field("owner", "is_set"), "", False),
        (field("owner", "is_set"), [], False),
        (field("owner", "is_set"), 0, True),
        (field("owner", "is_set"), False, True),
        (field("owner", "is_not_set"), None, True),
        (field("owner", "is_not_set"), "ann", False),
    ],
)
def test_an_operator_compares_as_documented(condition: dict[str, Any], value: Any, expected: bool) -> None:
    assert holds(condition, {condition["field"]: value}) is expected


def test_a_missing_field_is_not_set() -> None:
    assert holds(field("owner", "is_not_set"), {})
    assert not holds(field("owner", "equals", "ann"), {})


@pytest.mark.parametrize(
    ("name", "status", "expected"),
    [
        ("is_closed", "closed", True),
        ("is_closed", "SPAM", True),
        ("is_closed", "on hold", False),
        ("is_closed", None, False),
        ("is_stopped", "ON HOLD", True),
        ("is_stopped", "closed", False),
        ("is_spam", "spam", True),
        ("is_spam", "closed", False),
    ],
)
def test_status_fields_follow_the_versions_status_classes(
    name: str, status: str | None, expected: bool
) -> None:
    fields = {"status": status}
    assert holds(field(name, "equals", True), fields) is expected
    assert holds(field(name, "equals", False), fields) is not expected
    assert holds(field(name, "not_equals", True), fields) is not expected


def test_an_event_atom_holds_at_that_event_alone() -> None:
    replied = event("public_reply_sent")
    assert holds(replied, {}, "public_reply_sent")
    assert not holds(replied, {}, "customer_replied")
    assert not holds(replied, {})


def test_a_milestone_event_names_its_type() -> None:
    answered = event("milestone_completed", "first_response")
    assert holds(answered, {}, "milestone_completed:first_response")
    assert not holds(answered, {}, "milestone_completed:resolution")
    assert compile_criteria(answered, STATUSES).signals == {"milestone_completed:first_response"}


def test_groups_nest() -> None:
    tree = {
        "all": [
            field("priority", "equals", "High"),
            {"any": [event("public_reply_sent"), {"not": field("owner", "is_set")}]},
        ]
    }
    assert holds(tree, {"priority": "high", "owner": "ann"}, "public_reply_sent")
    assert holds(tree, {"priority": "high"})
    assert not holds(tree, {"priority": "high", "owner": "ann"})
    assert not holds(tree, {"priority": "low"}, "public_reply_sent")


def test_a_criterion_names_the_fields_it_reads() -> None:
    tree = {
        "any": [
            field("is_closed", "equals", True),
            field("attributes.region", "is_set"),
            event("case_opened"),
        ]
    }
    criterion = compile_criteria(tree, STATUSES)
    assert criterion.fields == {"status", "attributes.region"}
    assert criterion.signals == {"case_opened"}


@pytest.mark.parametrize(
    ("tree", "fields", "expected"),
    [
        ({"all": [field("priority", "equals", "High"), event("case_opened")]}, {"priority": "High"}, False),
        ({"all": [field("priority", "equals", "High"), event("case_opened")]}, {"priority": "Low"}, True),
        ({"any": [field("priority", "equals", "High"), event("case_opened")]}, {"priority": "Low"}, False),
        ({"not": event("case_opened")}, {}, False),
        ({"not": {"any": [field("owner", "is_set"), event("case_opened")]}}, {"owner": "ann"}, True),
        ({"not": {"any": [field("owner", "is_set"), event("case_opened")]}}, {}, False),
        (field("priority", "equals", "High"), {"priority": "Low"}, True),
    ],
)
def test_criteria_are_excluded_when_no_event_could_make_them_true(
    tree: dict[str, Any], fields: dict[str, Any], expected: bool
) -> None:
    assert compile_criteria(tree, STATUSES).excluded(fields) is expected


TOO_DEEP: dict[str, Any] = field("owner", "is_set")
for _ in range(10):
    TOO_DEEP = {"not": TOO_DEEP}


@pytest.mark.parametrize(
    ("tree", "path", "reason"),
    [
        ({}, "", "needs exactly one of all, any, not, field or event"),
        ([], "", "is not a condition"),
        (None, "", "is not a condition"),
        ({"all": []}, "all", "is empty"),
        ({"any": []}, "any", "is empty"),
        ({"any": {}}, "any", "is empty"),
        ({"all": [field("owner", "is_set"), {"any": []}]}, "all.1.any", "is empty"),
        ({"all": [field("owner", "is_set")], "any": [field("owner", "is_set")]}, "", "needs exactly one"),
        (field("colour", "equals", "red"), "field", "is an unknown field: colour"),
        (field("Priority", "equals", "red"), "field", "is no field name: Priority"),
        (field("priority", "like", "x"), "op", "is an unknown operator: like"),
        ({"field": "priority"}, "op", "is an unknown operator: nothing"),
        (field("priority", "equals"), "value", "needs a text, a number, true or false"),
        (field("priority", "equals", ""), "value", "needs a text, a number, true or false"),
        (field("priority", "equals", ["a"]), "value", "needs a text, a number, true or false"),
        (field("priority", "equals", float("nan")), "value", "needs a text, a number, true or false"),
        (field("priority", "in", "High"), "value", "needs a list with at least one value"),
        (field("priority", "in", []), "value", "needs a list with at least one value"),
        (field("priority", "in", [{}]), "value", "needs a list of texts"),
        (field("priority", "in", ["x"] * 201), "value", "has 201 values"),
        (field("priority", "starts_with", 5), "value", "needs a text"),
        (field("priority", "greater_than", "soon"), "value", "needs a number or an ISO 8601 date"),
        (field("priority", "is_set", 1), "value", "takes no value"),
        (field("is_closed", "equals", "yes"), "value", "is_closed needs true or false"),
        (field("is_closed", "is_set"), "op", "is_closed can only be compared with equals"),
        (event("Public reply"), "event", "is no event name"),
        (event("milestone_completed"), "type", "needs the key of a milestone type"),
        (event("public_reply_sent", "first_response"), "type", "takes no milestone type"),
        ({"field": "owner", "op": "is_set", "negate": True}, "", "has an unknown key: negate"),
        (TOO_DEEP, ".".join(["not"] * 10), "is nested more than 10 levels deep"),
        ({"any": [field("owner", "is_set")] * 200}, "", "has more than 200 conditions"),
        (
            {"not": {"all": [field("priority", "equals", 3), {"field": 7, "op": "is_set"}]}},
            "not.all.1.field",
            "is no",
        ),
    ],
)
def test_wrong_criteria_are_refused_by_path_and_reason(tree: Any, path: str, reason: str) -> None:
    problems = validate_criteria(tree)
    assert [problem.path for problem in problems] == [path]
    assert reason in problems[0].reason
    # The compiler knows no list of fields; everything else it refuses as well.
    if "unknown field" not in reason:
        with pytest.raises(ValueError, match=r"\S"):
            compile_criteria(tree, STATUSES)


def test_attributes_are_accepted_by_form_unless_they_are_known_by_name() -> None:
    tree = field("attributes.region", "equals", "EU")
    assert validate_criteria(tree) == []
    assert validate_criteria(tree, {"priority", "attributes.region"}) == []
    assert [each.path for each in validate_criteria(tree, {"priority", "attributes.country"})] == ["field"]


def test_endless_nesting_is_refused_without_exhausting_the_stack() -> None:
    tree: dict[str, Any] = field("owner", "is_set")
    for _ in range(sys.getrecursionlimit() * 3):
        tree = {"not": tree}
    assert len(validate_criteria(tree)) == 1


@pytest.mark.parametrize(
    ("tree", "sentence"),
    [
        (field("priority", "equals", "High"), 'priority is "High"'),
        (field("attributes.sold_to", "in", ["EU", 5, True]), 'sold to is one of "EU", 5, true'),
        (field("is_stopped", "equals", True), "the case is stopped"),
        (field("is_closed", "not_equals", True), "the case is not closed"),
        (event("public_reply_sent"), "a public reply is sent"),
        (event("milestone_violated", "first_response"), "first response is violated"),
        (event("vendor_answered"), "the event vendor_answered happens"),
        ({"not": field("owner", "is_set")}, "not (owner is set)"),
        (
            {
                "all": [
                    field("owner", "is_set"),
                    {"any": [event("case_opened"), field("is_spam", "equals", True)]},
                ]
            },
            "owner is set and (the case is opened or the case is spam)",
        ),
    ],
)
def test_criteria_read_as_a_sentence(tree: dict[str, Any], sentence: str) -> None:
    assert describe_criteria(tree) == sentence


ATOMS = st.sampled_from(
    [
        field("priority", "equals", "High"),
        field("priority", "in", ["high", "low"]),
        field("owner", "is_set"),
        field("is_closed", "equals", True),
        event("public_reply_sent"),
        event("milestone_completed", "first_response"),
    ]
)
TREES = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"not": inner}),
    ),
    max_leaves=8,
).filter(lambda tree: validate_criteria(tree) == [])
SIGNALS = ("public_reply_sent", "milestone_completed:first_response")
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "priority": st.sampled_from(["HIGH", "low", "P3", 4, None]),
        "owner": st.sampled_from(["ann", "", None]),
        "status": st.sampled_from(["Closed", "open", "spam"]),
    },
)


def naive(tree: dict[str, Any], fields: dict[str, Any], signals: tuple[str, ...]) -> bool:
    """Read from the rules, condition by condition."""
    if "all" in tree:
        return all(naive(member, fields, signals) for member in tree["all"])
    if "any" in tree:
        return any(naive(member, fields, signals) for member in tree["any"])
    if "not" in tree:
        return not naive(tree["not"], fields, signals)
    if "event" in tree:
        return ":".join(filter(None, [tree["event"], tree.get("type")])) in signals
    value = fields.get(tree["field"])
    text = value.lower() if isinstance(value, str) else value
    if tree["field"] == "priority":
        return text == "high" or (tree["op"] == "in" and text == "low")
    if tree["field"] == "owner":
        return value not in (None, "")
    return fields.get("status") in ("Closed", "spam")


@settings(max_examples=200, deadline=None)
@given(TREES, FIELDS)
def test_compiled_criteria_agree_with_a_naive_reading(tree: dict[str, Any], fields: dict[str, Any]) -> None:
    criterion = compile_criteria(tree, STATUSES)
    outcomes = []
    for size in range(len(SIGNALS) + 1):
        for signals in combinations(SIGNALS, size):
            expected = naive(tree, fields, signals)
            assert criterion.holds(fields, signals) is expected
            outcomes.append(expected)
    if criterion.excluded(fields):
        assert not any(outcomes)
    if not criterion.signals:
        assert criterion.excluded(fields) is not outcomes[0]


@settings(max_examples=150, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["all", "any", "not", "field", "op", "value", "event", "type", "x"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_is_either_refused_or_compiled(tree: Any) -> None:
    if validate_criteria(tree, None):
        with pytest.raises(ValueError, match=r"\S"):
            compile_criteria(tree, STATUSES)
    else:
        criterion = compile_criteria(tree, STATUSES)
        assert isinstance(criterion.holds({}, ()), bool)
        assert describe_criteria(tree)
