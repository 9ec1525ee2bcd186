"""Which events exist, in which order, and what the fields were before anybody said so."""

from collections.abc import Sequence
from typing import Any

from milestones.clock.event import Event, Retraction


def history(events: Sequence[Event]) -> list[Event]:
    """The events that exist, in their total order. To take something back does nothing else."""
    first: dict[tuple[str, str], Event] = {}
    for event in sorted(events, key=lambda each: each.recorded_at):
        first.setdefault((event.source, event.id), event)
    ordered = sorted(first.values(), key=lambda each: (each.occurred_at, each.source, each.sequence, each.id))
    gone: set[tuple[str, str]] = set()
    exists: list[Event] = []
    for place in reversed(range(len(ordered))):
        event = ordered[place]
        if (event.source, event.id) in gone:
            continue
        if isinstance(event.decision, Retraction):
            gone.add((event.decision.source, event.decision.event))
        else:
            exists.append(event)
    return exists[::-1]


def first_assertions(ordered: Sequence[Event]) -> dict[str, Any]:
    """The value of every field before its first assertion."""
    fields: dict[str, Any] = {}
    for event in ordered:
        for name, value in event.fields.items():
            fields.setdefault(name, value)
    return fields
