"""What each event really changed: sources assert whole records, a page tells differences. Pure."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from milestones.clock.event import Event
from milestones.clock.history import resolve


class Change(NamedTuple):
    """A field that an event gave another value: (before, after) by field name. Its first value is no change
    unless the event opened the case."""

    fields: dict[str, tuple[Any, Any]]


def changes_of(events: Iterable[Event]) -> dict[str, Change]:
    """By cause (`event:source/id`), for every event that holds. One that was taken back changed nothing."""
    history = resolve(events)
    known = dict(history.first_values)
    found: dict[str, Change] = {}
    for event in history.events:
        changed = {
            name: (known.get(name), value) for name, value in event.fields.items() if known.get(name) != value
        }
        known.update(event.fields)
        found[f"event:{event.source}/{event.id}"] = Change(changed)
    return found
