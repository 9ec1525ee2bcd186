"""The same history under another version: the world as it was recorded, one promise exchanged."""

from collections.abc import Container, Mapping

from msgspec.structs import replace

from milestones.clock.event import Coverage, VersionMoved
from milestones.clock.history import History


def instead(
    history: History, version: int, *, of: Container[int] | None, calendars: Mapping[int, int]
) -> History | None:
    """The history as if `version` had been promised wherever one of these versions was (`of` None: wherever
    any was). None: nothing is exchanged, so that all stays as it was.

    Whoever was covered stays covered, by the same entitlement and with the hours that were in force then;
    `calendars` (hours → timeline) adds those that only the other version names. Moves between exchanged
    versions have no meaning any more and are left out. Everything else stays as it was recorded.
    """
    events = []
    is_exchanged = False
    for event in history.events:
        decision = event.decision
        if isinstance(decision, Coverage) and decision.version not in (None, version):
            if of is None or decision.version in of:
                known = {**calendars, **decision.calendars}
                event = replace(event, decision=replace(decision, version=version, calendars=known))  # noqa: PLW2901
                is_exchanged = True
        elif isinstance(decision, VersionMoved) and (of is None or decision.version in of):
            is_exchanged = True
            continue
        events.append(event)
    return history._replace(events=events) if is_exchanged else None
