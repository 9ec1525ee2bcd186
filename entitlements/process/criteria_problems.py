"""What is wrong with a criteria tree, named by path and reason."""

import re
from collections.abc import Collection
from typing import Any, NamedTuple

from entitlements.process.operators import OPERATORS

GROUPS = ("all", "any")
STATUS_FIELDS = ("is_closed", "is_stopped", "is_spam")
"""Pseudo-fields: true or false by the case's status and the version's status classes."""

CASE_FIELDS = frozenset(
    {
        "subject",
        "account",
        "contact",
        "asset",
        "product",
        "contract",
        "line_item",
        "channel",
        "priority",
        "status",
        "owner",
        "queue",
        *STATUS_FIELDS,
    }
)
"""Fields every case can have; custom attributes are `attributes.<name>`."""

EVENTS_OF_A_TYPE = ("milestone_completed", "milestone_violated")
"""Events that name a milestone type."""

EVENTS = frozenset(
    {
        "case_opened",
        "customer_replied",
        "public_reply_sent",
        "internal_note_added",
        "status_changed",
        "priority_changed",
        "owner_changed",
        *EVENTS_OF_A_TYPE,
    }
)
"""Events the product knows. A source may send others; the activation checks then ask whether it does."""

MAXIMUM_DEPTH = 10
MAXIMUM_CONDITIONS = 200

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_FIELD = re.compile(r"[a-z][a-z0-9_]{0,62}|attributes\.[A-Za-z0-9_][A-Za-z0-9_ .:-]{0,99}")


class Problem(NamedTuple):
    """`path` leads to the faulty part ("all.1.value"; "" is the whole tree), `reason` says what is wrong."""

    path: str
    reason: str


def validate_criteria(tree: Any, known_fields: Collection[str] | None = CASE_FIELDS) -> list[Problem]:
    """Everything wrong with `tree`; an empty list when it can be compiled.

    `known_fields` None accepts every well-formed field name. Attributes are accepted by form unless
    `known_fields` itself names attributes: then it must be one of those.
    """
    return _Reading(known_fields).read(tree)


class _Reading:
    def __init__(self, known_fields: Collection[str] | None) -> None:
        self.known_fields = known_fields
        self.knows_attributes = any(name.startswith("attributes.") for name in known_fields or ())
        self.problems: list[Problem] = []
        self.conditions = 0

    def read(self, tree: Any) -> list[Problem]:
        self._node(tree, "", 1)
        if self.conditions > MAXIMUM_CONDITIONS:
            reason = f"has more than {MAXIMUM_CONDITIONS} conditions"
            return [Problem("", reason)]
        return self.problems

    def _refuse(self, path: str, reason: str) -> None:
        self.problems.append(Problem(path, reason))

    def _node(self, node: Any, path: str, depth: int) -> None:
        self.conditions += 1
        if self.conditions > MAXIMUM_CONDITIONS:
            return
        if depth > MAXIMUM_DEPTH:
            self._refuse(path, f"is nested more than {MAXIMUM_DEPTH} levels deep")
            return
        if not isinstance(node, dict):
            self._refuse(path, "is not a condition: an object with all, any, not, field or event is expected")
            return
        forms = [form for form in ("all", "any", "not", "field", "event") if form in node]
        if len(forms) != 1:
            self._refuse(path, "needs exactly one of all, any, not, field or event")
            return
        form = forms[0]
        allowed = {"field": {"field", "op", "value"}, "event": {"event", "type"}}.get(form, {form})
        unknown = sorted(str(key) for key in node if key not in allowed)
        if unknown:
            self._refuse(path, f"has an unknown key: {', '.join(unknown)}")
        inner = f"{path}.{form}" if path else form
        if form in GROUPS:
            self._group(node[form], inner, depth)
        elif form == "not":
            self._node(node["not"], inner, depth + 1)
        elif form == "field":
            self._field(node, path)
        else:
            self._event(node, path)

    def _group(self, members: Any, path: str, depth: int) -> None:
        if not isinstance(members, list) or not members:
            self._refuse(path, "is empty: a list with at least one condition is expected")
            return
        for index, member in enumerate(members):
            self._node(member, f"{path}.{index}", depth + 1)

    def _field(self, node: dict[str, Any], path: str) -> None:
        name, op, value = node["field"], node.get("op"), node.get("value")
        prefix = f"{path}." if path else ""
        if not isinstance(name, str) or not _FIELD.fullmatch(name):
            self._refuse(f"{prefix}field", f"is no field name: {_shown(name)}")
        elif not self._is_known(name):
            self._refuse(f"{prefix}field", f"is an unknown field: {name}")
        operator = OPERATORS.get(op) if isinstance(op, str) else None
        if operator is None:
            known = ", ".join(OPERATORS)
            self._refuse(f"{prefix}op", f"is an unknown operator: {_shown(op)}; known are {known}")
            return
        if name in STATUS_FIELDS:
            if op not in ("equals", "not_equals"):
                self._refuse(f"{prefix}op", f"{name} can only be compared with equals or not_equals")
            elif not isinstance(value, bool):
                self._refuse(f"{prefix}value", f"{name} needs true or false as its value")
            return
        wrong = operator.wrong_value(value)
        if wrong is not None:
            self._refuse(f"{prefix}value", f"{op} {wrong}")

    def _is_known(self, name: str) -> bool:
        if self.known_fields is None or name in self.known_fields:
            return True
        return name.startswith("attributes.") and not self.knows_attributes

    def _event(self, node: dict[str, Any], path: str) -> None:
        name, of_type = node["event"], node.get("type")
        prefix = f"{path}." if path else ""
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            self._refuse(f"{prefix}event", f"is no event name: {_shown(name)}")
        elif name in EVENTS_OF_A_TYPE:
            if not isinstance(of_type, str) or not _NAME.fullmatch(of_type):
                self._refuse(f"{prefix}type", f"{name} needs the key of a milestone type")
        elif "type" in node:
            self._refuse(f"{prefix}type", f"{name} takes no milestone type")


def _shown(value: Any) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
