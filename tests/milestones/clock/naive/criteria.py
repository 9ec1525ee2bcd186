"""Criteria read straight from their JSON, in three values: true, false and unknown (None)."""

from collections.abc import Collection, Mapping
from typing import Any

from entitlements.process.definition import StatusClasses

Tree = Mapping[str, Any]
Fields = Mapping[str, Any]


def holds(tree: Tree, fields: Fields, signals: Collection[str], statuses: StatusClasses) -> bool:
    """Whether the tree is true at an event with these signals."""
    return bool(_value(tree, fields, signals, statuses))


def is_excluded(tree: Tree, fields: Fields, statuses: StatusClasses) -> bool:
    """Whether the tree is false whatever events come."""
    return _value(tree, fields, None, statuses) is False


def _value(
    tree: Tree, fields: Fields, signals: Collection[str] | None, statuses: StatusClasses
) -> bool | None:
    match tree:
        case {"all": members}:
            values = [_value(member, fields, signals, statuses) for member in members]
            return False if False in values else None if None in values else True
        case {"any": members}:
            values = [_value(member, fields, signals, statuses) for member in members]
            return True if True in values else None if None in values else False
        case {"not": member}:
            value = _value(member, fields, signals, statuses)
            return None if value is None else not value
        case {"event": name, "type": kind}:
            return None if signals is None else f"{name}:{kind}" in signals
        case {"event": name}:
            return None if signals is None else name in signals
        case {"field": "is_closed" | "is_stopped" as name, "op": "equals", "value": bool(wanted)}:
            status = str(fields.get("status", "")).lower()
            classes = statuses.closed + statuses.spam if name == "is_closed" else statuses.stopped
            return (status in [each.lower() for each in classes]) is wanted
        case {"field": name, "op": "equals", "value": wanted}:
            return _text(fields.get(name)) == _text(wanted)
        case {"field": name, "op": "not_equals", "value": wanted}:
            return _text(fields.get(name)) != _text(wanted)
        case {"field": name, "op": "in", "value": wanted}:
            return _text(fields.get(name)) in [_text(each) for each in wanted]
        case _:
            raise AssertionError(f"the generated processes use no such criteria: {tree}")


def _text(value: object) -> object:
    return value.lower() if isinstance(value, str) else value
