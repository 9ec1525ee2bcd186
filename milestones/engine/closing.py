"""When a case was closed: derived from what its status was said to be, in the order in which it was."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from entitlements.process.definition import StatusClasses
from milestones.clock import fact as facts
from milestones.clock.event import Event
from milestones.clock.fact import Fact


class Closing(NamedTuple):
    """The instant (µs, UTC) at which the status last became a closed one; None: the case is open."""

    at: int | None


Told = tuple[Event | None, Sequence[Fact]]
"""An event, or nothing but the passing of time, and the facts found with it, in their order."""


def statuses_told(steps: Iterable[Told]) -> Iterator[tuple[int, Any]]:
    """What the status was said to be and when (µs, UTC), as one came after the other, be it by a source or by
    escalation: the timers before an event, then the event, then what it set off.
    """
    for event, found in steps:
        waiting = event if event is not None and "status" in event.fields else None
        for fact in found:
            if waiting is not None and fact.occurred_at >= waiting.occurred_at:
                yield waiting.occurred_at, waiting.fields["status"]
                waiting = None
            if fact.kind == facts.FIELD_UPDATED and fact.data.get("field") == "status":
                yield fact.occurred_at, fact.data["value"]
        if waiting is not None:
            yield waiting.occurred_at, waiting.fields["status"]


def follow_status(
    classes: StatusClasses, before: Any, since: int | None, told: Iterable[tuple[int, Any]]
) -> Closing | None:
    """Follow the status through what it was said to be. None: nothing changed.

    A case set aside as spam is closed as well. `before` is the status they begin with; `since` the instant
    from which it holds, None where it is known already (then only a change counts).
    """
    words = _closed_words(classes)
    closed = _is_among(words, before)
    answer = None if since is None else Closing(since if closed else None)
    for instant, status in told:
        if _is_among(words, status) != closed:
            closed = not closed
            answer = Closing(instant if closed else None)
    return answer


def is_told_apart(before: StatusClasses, after: StatusClasses, status: Any) -> bool:
    """Whether a case of this status can have been closed at another instant, or only now, because another
    version says which statuses are closed: then its whole history has to be followed again.
    """
    old, new = _closed_words(before), _closed_words(after)
    return old != new and (_is_among(old, status) or _is_among(new, status))


def _closed_words(classes: StatusClasses) -> frozenset[str]:
    return frozenset(word.casefold() for word in (*classes.closed, *classes.spam))


def _is_among(words: frozenset[str], status: Any) -> bool:
    return isinstance(status, str) and status.casefold() in words
