"""The events of a case: what its sources told, and what the product decided."""

from datetime import datetime
from typing import Any

import msgspec
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from milestones.api.case_input import EventInput, event_request
from milestones.api.cases import READ, WRITE
from milestones.api.recorded import EventAnswer, event_answer, taken
from milestones.clock.event import Event
from milestones.models import Case, CaseEvent
from milestones.services.record import record
from sla_admin.shared.api.authentication import actor_of
from sla_admin.shared.api.once import write
from sla_admin.shared.api.page import Page, page_of
from sla_admin.shared.api.view import ApiView
from sla_admin.shared.errors import NotFound

_read_event = msgspec.json.Decoder(Event).decode


class CommentAnswer(msgspec.Struct, frozen=True):
    """What was said."""

    kind: str
    body: str
    author: str


class RecordedEvent(msgspec.Struct, frozen=True):
    """An event as it was recorded. `source` null: a decision of the product itself. `fields` hold our own
    numbers where they name users, accounts or contacts.
    """

    number: int
    source: str | None
    event_id: str
    occurred_at: datetime
    recorded_at: datetime
    sequence: int
    actor: str | None
    silent: bool
    fields: dict[str, Any]
    signals: list[str]
    commands: list[dict[str, Any]]
    decision: dict[str, Any] | None
    comment: CommentAnswer | None


class EventPage(Page[RecordedEvent], frozen=True):
    """A page of events, in the order in which they were recorded."""


def _recorded_event(row: CaseEvent) -> RecordedEvent:
    event = _read_event(bytes(row.payload))
    said = getattr(row, "comment", None)
    return RecordedEvent(
        number=row.number,
        source=row.source or None,
        event_id=row.event_id,
        occurred_at=row.occurred_at,
        recorded_at=row.recorded_at,
        sequence=row.sequence,
        actor=row.actor or None,
        silent=row.silent,
        fields=event.fields,
        signals=list(event.signals),
        commands=[msgspec.to_builtins(each) for each in event.commands],
        decision=None if event.decision is None else msgspec.to_builtins(event.decision, str_keys=True),
        comment=None if said is None else CommentAnswer(said.kind, said.body, said.author),
    )


def find_case(pk: int) -> Case:
    """The case with that id. Raises NotFound."""
    case = Case.objects.filter(pk=pk).first()
    if case is None:
        raise NotFound(f"There is no case {pk}.")
    return case


class CaseEvents(ApiView):
    """The events of one case."""

    scope = "cases"
    read_permissions = READ
    write_permissions = WRITE
    is_paged = True

    @extend_schema(
        operation_id="list_events",
        summary="The events of a case, as they were recorded",
        responses=EventPage,
        tags=["events"],
    )
    def get(self, request: Request, pk: int) -> Response:
        rows = CaseEvent.objects.filter(case=find_case(pk)).select_related("comment")
        return Response(
            page_of(rows, request, lambda found: [_recorded_event(row) for row in found], by="number")
        )

    @extend_schema(
        operation_id="post_event",
        summary="Tell what happened to a case",
        description="One event: fields, signals and a comment at one instant. It may arrive late; what it "
        "makes untrue is withdrawn. Answers 201 for a new event, 200 for one that was recorded before.",
        request=EventInput,
        responses={200: EventAnswer, 201: EventAnswer},
        tags=["events"],
    )
    @write
    def post(self, request: Request, pk: int) -> Response:
        told = event_request(find_case(pk), self.read(EventInput), actor_of(request))
        case = taken(record([told], at=self.at)[0], below="fields")
        return Response(event_answer(case), status=200 if case.is_duplicate else 201)
