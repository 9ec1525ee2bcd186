"""When a case was closed: derived from what its status was said to be, in the order in which it was."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from entitlements.process.definition import StatusClasses
from milestones.clock import fact as facts
from milestones.clock.event import Event
from milestones.clock.fact import Fact


class Closing(NamedTuple):
    """The instant (µs, UTC) at which the status last became a closed one; None: the case is open."""

    at: int | None


def follow_status(
    classes: StatusClasses, before: Any, since: int | None, events: Iterable[Event], found: Iterable[Fact]
) -> Closing | None:
    """Follow the status through effective events and the facts of the same fold. None: nothing changed.

    A case set aside as spam is closed as well. `before` is the status they begin with; `since` the instant
    from which it holds, None where it is known already (then only a change counts). At one instant events
    come before what escalation set.
    """
    closed_words = {word.casefold() for word in (*classes.closed, *classes.spam)}

    def is_closed(status: Any) -> bool:
        return isinstance(status, str) and status.casefold() in closed_words

    said = [(event.occurred_at, 0, event.fields["status"]) for event in events if "status" in event.fields]
    said += [
        (fact.occurred_at, 1, fact.data["value"])
        for fact in found
        if fact.kind == facts.FIELD_UPDATED and fact.data.get("field") == "status"
    ]
    said.sort(key=lambda each: each[:2])
    closed = is_closed(before)
    answer = None if since is None else Closing(since if closed else None)
    for instant, _, status in said:
        if is_closed(status) != closed:
            closed = not closed
            answer = Closing(instant if closed else None)
    return answer
