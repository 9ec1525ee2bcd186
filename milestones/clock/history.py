"""The events of a case as one order: duplicates dropped, what was taken back removed, first values known."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from milestones.clock.event import Event, Retraction


class History(NamedTuple):
    """Effective events in their total order.

    `first_values` is what each field was first asserted to be; `retracted` names events (`source/id`) taken
    back.
    """

    events: list[Event]
    first_values: dict[str, Any]
    retracted: set[str]


def resolve(events: Iterable[Event]) -> History:
    """Bring events into their one order. The same (source, id) twice is one event: the first recorded stays.

    Retractions are resolved from the last to the first, so that one that was itself retracted has no effect.
    An event can only be taken back by one that sorts after it.
    """
    unique: dict[tuple[str, str], Event] = {}
    for event in sorted(events, key=lambda each: each.recorded_at):
        unique.setdefault((event.source, event.id), event)
    ordered = sorted(unique.values(), key=lambda each: each.order)
    retracted: set[str] = set()
    effective: list[Event] = []
    for event in reversed(ordered):
        if f"{event.source}/{event.id}" in retracted:
            continue
        if isinstance(event.decision, Retraction):
            retracted.add(f"{event.decision.source}/{event.decision.event}")
        else:
            effective.append(event)
    effective.reverse()
    first_values: dict[str, Any] = {}
    for event in effective:
        for field, value in event.fields.items():
            first_values.setdefault(field, value)
    return History(effective, first_values, retracted)
