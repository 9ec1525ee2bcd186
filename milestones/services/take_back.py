"""Undo: what somebody did here by hand a moment ago is taken back as if it had never been."""

from milestones.clock.event import Event, Retraction
from milestones.engine.process import process_cases
from milestones.models import CaseEvent
from milestones.models.case import LOCAL
from sla_admin.shared.api.instants import SECOND, as_instant
from sla_admin.shared.errors import Conflict, NotAllowed, NotFound

UNDO = "undo:"
"""Ids of events that take one back begin so; the other's id follows."""

POSSIBLE_FOR = 15 * 60 * SECOND
"""Later than this a deed is history: it is corrected by another deed."""


def take_back(case_id: int, event_id: str, *, actor: str, at: int) -> str:
    """Retract a deed done by hand, at `at` (µs): clocks stand as if it had not been, and what it set off is
    withdrawn or corrected. Answers why the case was set aside, or nothing.

    Raises NotFound, NotAllowed for another person's deed, Conflict for a message, which people have read, for
    a deed too long ago and for one taken back before.
    """
    row = CaseEvent.objects.filter(case=case_id, source=LOCAL, event_id=event_id).first()
    if row is None or event_id.startswith(UNDO):
        raise NotFound("There is nothing of that kind to undo.")
    if row.actor != actor:
        raise NotAllowed("Only who did it can undo it.")
    if getattr(row, "comment", None) is not None:
        raise Conflict("A message cannot be undone: people may have read it.")
    if at - as_instant(row.recorded_at) > POSSIBLE_FOR:
        raise Conflict("That was too long ago to undo; correct it by another deed.")
    retraction = Event(
        id=f"{UNDO}{event_id}",
        source=LOCAL,
        occurred_at=at,
        recorded_at=at,
        actor=actor,
        decision=Retraction(LOCAL, event_id),
    )
    turn = process_cases({case_id: [retraction]}, at)
    if turn.duplicates:
        raise Conflict("It was undone before.")
    return turn.quarantined.get(case_id, "")
