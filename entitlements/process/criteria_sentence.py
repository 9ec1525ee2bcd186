"""Criteria as an English sentence, for pages, ledgers of changes and comparison of versions."""

from typing import Any

from entitlements.process.operators import OPERATORS

_EVENTS = {
    "case_opened": "the case is opened",
    "customer_replied": "the customer replies",
    "public_reply_sent": "a public reply is sent",
    "internal_note_added": "an internal note is added",
    "status_changed": "the status changes",
    "priority_changed": "the priority changes",
    "owner_changed": "the owner changes",
}
_STATUS = {"is_closed": "closed", "is_stopped": "stopped", "is_spam": "spam"}


def describe_criteria(tree: dict[str, Any]) -> str:
    """The tree in words: `priority is "high" and (a public reply is sent or the case is closed)`."""
    return _sentence(tree, outermost=True)


def _sentence(node: dict[str, Any], *, outermost: bool = False) -> str:
    if "all" in node or "any" in node:
        members, word = (node["all"], " and ") if "all" in node else (node["any"], " or ")
        text = word.join(_sentence(member) for member in members)
        return text if outermost or len(members) == 1 else f"({text})"
    if "not" in node:
        inner = _sentence(node["not"])
        return f"not {inner}" if inner.startswith("(") else f"not ({inner})"
    if "event" in node:
        return _event(node["event"], node.get("type", ""))
    return _field(node["field"], node["op"], node.get("value"))


def _event(name: str, of_type: str) -> str:
    if of_type:
        verb = "is completed" if name == "milestone_completed" else "is violated"
        return f"{of_type.replace('_', ' ')} {verb}"
    return _EVENTS.get(name, f"the event {name} happens")


def _field(name: str, op: str, value: Any) -> str:
    if name in _STATUS:
        claimed = value is (op == "equals")
        return f"the case is {'' if claimed else 'not '}{_STATUS[name]}"
    shown = name.removeprefix("attributes.").replace("_", " ")
    return f"{shown} {OPERATORS[op].phrase.format(_value(value))}"


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(_value, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)
