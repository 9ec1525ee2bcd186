"""From what became of a request to an answer or a refusal."""

from typing import Literal

import msgspec

from milestones.models import CaseState
from milestones.services.case_request import Recorded
from sla_admin.shared.errors import Conflict, InvalidInput


class EventAnswer(msgspec.Struct, frozen=True):
    """What became of an event: `recorded`, or a `duplicate` of one recorded before. `quarantine_reason`: it
    is kept, but the case is set aside and its clocks stand where they stood.
    """

    result: Literal["recorded", "duplicate"]
    case: int
    event_id: str
    quarantine_reason: str | None


class TakenCase(msgspec.Struct, frozen=True):
    """A request that was taken in: which case it concerns, and what became of it."""

    case_id: int
    event_id: str
    is_new_case: bool
    is_duplicate: bool


def taken(recorded: Recorded, *, below: str = "") -> TakenCase:
    """What was taken in. Raises InvalidInput for a refused request, Conflict for an event whose id was used
    for another content.

    `below` is what the body itself calls `fields`: an upsert has them at the top (""), an event under
    `fields`.
    """
    if recorded.problems:
        raise InvalidInput((_path(field, below), reason) for field, reason in recorded.problems)
    if recorded.differs:
        raise Conflict(
            f"The event {recorded.event_id!r} was recorded before with another content; the first one stays."
        )
    if recorded.case_id is None:  # pragma: no cover - a request without problems concerns a case
        raise AssertionError("A request without problems concerns a case.")
    return TakenCase(
        case_id=recorded.case_id,
        event_id=recorded.event_id,
        is_new_case=recorded.status == "created",
        is_duplicate=recorded.status == "duplicate",
    )


def event_answer(case: TakenCase) -> EventAnswer:
    """The answer to an event; it also says that the case had been set aside before."""
    reason = CaseState.objects.filter(pk=case.case_id).values_list("quarantine_reason", flat=True).first()
    return EventAnswer(
        result="duplicate" if case.is_duplicate else "recorded",
        case=case.case_id,
        event_id=case.event_id,
        quarantine_reason=reason or None,
    )


def _path(field: str, below: str) -> str:
    """`fields.priority` or `commands.0.reason` as the body writes it."""
    if field.startswith("commands.0."):
        return field.removeprefix("commands.0.")
    if field.startswith("fields."):
        return f"{below}.{field.removeprefix('fields.')}".strip(".")
    return field
