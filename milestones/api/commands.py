"""Deeds by hand: completing, pausing, resuming."""

from typing import Any, ClassVar, Literal

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from milestones.api.cases import READ, WRITE
from milestones.api.recorded import EventAnswer, event_answer, taken
from milestones.clock.event import Command
from milestones.services.commands import Deed, command_case, command_milestone
from milestones.services.take_back import UNDO, take_back
from sla_admin.shared.api.authentication import actor_of
from sla_admin.shared.api.fields import Input, InstantField, TextField, YesNoField
from sla_admin.shared.api.once import write
from sla_admin.shared.api.view import ApiView


class DeedInput(Input):
    occurred_at = InstantField(required=False, help_text="When it was done; without it, now.")
    event_id = TextField(
        max_length=200, required=False, help_text="Your id of this deed: the same id twice is one deed."
    )
    silent = YesNoField(required=False, help_text="Record it without alerting anybody.")


class CompleteInput(DeedInput):
    reason = TextField(max_length=500, help_text="Why it is done; milestones usually complete themselves.")


class PauseInput(DeedInput):
    reason_code = TextField(
        max_length=63,
        required=False,
        help_text="The key of a pause reason; required while any is in use for this kind of record.",
    )
    reason = TextField(
        max_length=500,
        required=False,
        allow_blank=True,
        help_text="Why the clock stands still: the note beside a reason code, required without one.",
    )
    pause_id = TextField(max_length=100, required=False, help_text="A name, to resume this pause alone.")
    until_reply = YesNoField(required=False, help_text="Ends by itself at the customer's next reply.")
    until = InstantField(
        required=False, help_text="Ends by itself at that instant; with `until_reply`, whichever is first."
    )


class ResumeInput(DeedInput):
    reason = TextField(max_length=500, required=False, allow_blank=True, help_text="Why it goes on.")
    pause_id = TextField(
        max_length=100, required=False, help_text="The pause to end; without it, every pause by hand here."
    )


class TakeBackInput(Input):
    event_id = TextField(
        max_length=200, help_text="The id that the answer to your own deed gave: pause, resume, complete …"
    )


class DeedView(ApiView):
    """What all deeds share: they are events, answered like events."""

    scope = "cases"
    read_permissions = READ
    write_permissions = WRITE
    kind: ClassVar[Literal["complete", "pause", "resume"]]
    shape: ClassVar[type[Input]]

    def deed(self, request: Request) -> Deed:
        given: dict[str, Any] = self.read(self.shape)
        return Deed(
            command=Command(
                self.kind,
                pause_id=given.get("pause_id", ""),
                reason=given.get("reason", ""),
                until_reply=given.get("until_reply", False),
                until=given.get("until"),
                reason_code=given.get("reason_code", ""),
            ),
            actor=actor_of(request),
            occurred_at=given.get("occurred_at"),
            event_id=given.get("event_id", ""),
            silent=given.get("silent", False),
        )

    def of_milestone(self, request: Request, pk: int) -> Response:
        case = taken(command_milestone(pk, self.deed(request), self.at))
        return Response(event_answer(case), status=200 if case.is_duplicate else 201)

    def of_case(self, request: Request, pk: int) -> Response:
        case = taken(command_case(pk, self.deed(request), self.at))
        return Response(event_answer(case), status=200 if case.is_duplicate else 201)


_ANSWERS = {200: EventAnswer, 201: EventAnswer}


class CompleteMilestone(DeedView):
    kind = "complete"
    shape = CompleteInput

    @extend_schema(
        operation_id="complete_case_milestone",
        summary="Complete a milestone by hand",
        request=CompleteInput,
        responses=_ANSWERS,
        tags=["milestones"],
    )
    @write
    def post(self, request: Request, pk: int) -> Response:
        return self.of_milestone(request, pk)


class PauseMilestone(DeedView):
    kind = "pause"
    shape = PauseInput

    @extend_schema(
        operation_id="pause_case_milestone",
        summary="Pause a milestone by hand",
        request=PauseInput,
        responses=_ANSWERS,
        tags=["milestones"],
    )
    @write
    def post(self, request: Request, pk: int) -> Response:
        return self.of_milestone(request, pk)


class ResumeMilestone(DeedView):
    kind = "resume"
    shape = ResumeInput

    @extend_schema(
        operation_id="resume_case_milestone",
        summary="Resume a milestone paused by hand",
        request=ResumeInput,
        responses=_ANSWERS,
        tags=["milestones"],
    )
    @write
    def post(self, request: Request, pk: int) -> Response:
        return self.of_milestone(request, pk)


class PauseCase(DeedView):
    kind = "pause"
    shape = PauseInput

    @extend_schema(
        operation_id="pause_case",
        summary="Pause every pausable milestone of a case",
        request=PauseInput,
        responses=_ANSWERS,
        tags=["cases"],
    )
    @write
    def post(self, request: Request, pk: int) -> Response:
        return self.of_case(request, pk)


class ResumeCase(DeedView):
    kind = "resume"
    shape = ResumeInput

    @extend_schema(
        operation_id="resume_case",
        summary="Resume a case paused by hand",
        request=ResumeInput,
        responses=_ANSWERS,
        tags=["cases"],
    )
    @write
    def post(self, request: Request, pk: int) -> Response:
        return self.of_case(request, pk)


class TakeBackDeed(ApiView):
    """Undo."""

    scope = "cases"
    read_permissions = READ
    write_permissions = WRITE

    @extend_schema(
        operation_id="take_back_deed",
        summary="Take back a deed of your own",
        description="Within a quarter of an hour, as if it had not been: clocks stand as they would, and "
        "what it set off is withdrawn or corrected. Deeds by hand alone; a message is never taken back.",
        request=TakeBackInput,
        responses={201: EventAnswer},
        tags=["cases"],
    )
    @write
    def post(self, request: Request, pk: int) -> Response:
        event_id = self.read(TakeBackInput)["event_id"]
        aside = take_back(pk, event_id, actor=actor_of(request), at=self.at)
        answer = EventAnswer("recorded", pk, f"{UNDO}{event_id}", aside or None)
        return Response(answer, status=201)
