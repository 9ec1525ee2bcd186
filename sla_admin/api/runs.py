"""Background runs: list, one, items, and what may be done to one."""

from datetime import datetime
from typing import Any, ClassVar, Literal

import django_filters
import msgspec
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from sla_admin.shared.api.authentication import actor_of
from sla_admin.shared.api.fields import Input, TextField
from sla_admin.shared.api.filters import TextFilter, WordFilter, YesNoFilter
from sla_admin.shared.api.instants import as_datetime
from sla_admin.shared.api.listing import Listing, One, Resource
from sla_admin.shared.api.once import write
from sla_admin.shared.api.page import Page, page_of
from sla_admin.shared.errors import NotFound
from sla_admin.shared.models import BackgroundRun, RunItem, RunState
from sla_admin.shared.runs.deeds import go_on, stop_run, undo_run

StateWord = Literal["waiting", "running", "stopping", "stopped", "done", "failed"]


class RunDeedAnswer(msgspec.Struct, frozen=True):
    """What somebody did to a run, after so many items."""

    deed: Literal["stopped", "went on"]
    actor: str
    at: datetime
    done: int
    reason: str


class RunAnswer(msgspec.Struct, frozen=True):
    """Long work in the background. `tally` counts items by what became of them; `undoes` and `undone_by`
    name the run it takes back and the one that takes it back."""

    id: int
    kind: str
    title: str
    subject: str
    parameters: dict[str, Any]
    state: StateWord
    done: int
    total: int
    failures: int
    tally: dict[str, int]
    result: dict[str, Any]
    failure_reason: str
    actor: str
    reason: str
    history: list[RunDeedAnswer]
    undoes: int | None
    undone_by: int | None
    created_at: datetime
    not_before: datetime | None
    started_at: datetime | None
    worked_at: datetime | None
    ended_at: datetime | None


class RunPage(Page[RunAnswer], frozen=True):
    """A page of runs."""


class RunItemAnswer(msgspec.Struct, frozen=True):
    """What became of one item; `reference` is its id, where it has one."""

    item: str
    reference: int | None
    outcome: str
    is_failure: bool
    sentence: str
    at: datetime


class RunItemPage(Page[RunItemAnswer], frozen=True):
    """A page of items."""


class RunFilters(django_filters.FilterSet):
    state = WordFilter(words=RunState.values, label="Where the run stands.")
    kind = TextFilter(lookup_expr="exact", label="What is done.")
    subject = TextFilter(lookup_expr="exact", label="What it is done to, like process-version:7.")


class RunItemFilters(django_filters.FilterSet):
    is_failure = YesNoFilter(label="Items that failed, or those that did not.")


class UndoInput(Input):
    reason = TextField(max_length=500, required=False, allow_blank=True, help_text="Why it is taken back.")


def run_answer(run: BackgroundRun) -> RunAnswer:
    """A run as the API tells it."""
    undone = getattr(run, "undone_by", None)
    return RunAnswer(
        id=run.pk,
        kind=run.kind,
        title=run.title,
        subject=run.subject,
        parameters=run.parameters,
        state=run.state,  # type: ignore[arg-type]  # a check constraint holds the words
        done=run.done,
        total=run.total,
        failures=run.failures,
        tally=run.tally,
        result=run.result,
        failure_reason=run.failure_reason,
        actor=run.actor,
        reason=run.reason,
        history=[
            RunDeedAnswer(
                each["deed"], each["actor"], as_datetime(each["at"]), each["done"], each.get("reason", "")
            )
            for each in run.history
        ],
        undoes=run.undoes_id,
        undone_by=None if undone is None else undone.pk,
        created_at=run.created_at,
        not_before=run.not_before,
        started_at=run.started_at,
        worked_at=run.worked_at,
        ended_at=run.ended_at,
    )


class Runs(Resource[BackgroundRun]):
    what = "run"
    scope = "cases"
    read_permissions = ("shared.view_backgroundrun",)
    write_permissions = ("shared.change_backgroundrun",)

    def rows(self) -> QuerySet[BackgroundRun]:
        return BackgroundRun.objects.select_related("undone_by")

    def answers(self, rows: list[BackgroundRun]) -> list[Any]:
        return [run_answer(each) for each in rows]


@extend_schema_view(
    get=extend_schema(
        operation_id="list_runs", summary="Background runs, newest first", responses=RunPage, tags=["runs"]
    )
)
class RunList(Runs, Listing[BackgroundRun]):
    """The list."""

    newest_first: ClassVar[bool] = True
    filterset_class = RunFilters


@extend_schema_view(
    get=extend_schema(operation_id="get_run", summary="A background run", responses=RunAnswer, tags=["runs"])
)
class RunDetail(Runs, One[BackgroundRun]):
    """One by its id."""


class RunItems(Resource[RunItem]):
    """What became of each item of a run."""

    what = "item"
    scope = "cases"
    read_permissions = ("shared.view_backgroundrun",)
    is_paged = True
    filterset_class = RunItemFilters

    @extend_schema(
        operation_id="list_run_items",
        summary="What became of each item of a run",
        responses=RunItemPage,
        tags=["runs"],
    )
    def get(self, request: Request, pk: int) -> Response:
        if not BackgroundRun.objects.filter(pk=pk).exists():
            raise NotFound(f"There is no run {pk}.")
        rows = self.filtered(RunItem.objects.filter(run_id=pk))
        return Response(page_of(rows, request, self.answers))

    def answers(self, rows: list[RunItem]) -> list[Any]:
        return [
            RunItemAnswer(
                item=each.item,
                reference=each.reference,
                outcome=each.outcome,
                is_failure=each.is_failure,
                sentence=each.sentence,
                at=each.at,
            )
            for each in rows
        ]


class NothingInput(Input):
    """No fields: an empty object."""


class StopRun(Runs):
    """Stops a run after the step in hand."""

    @extend_schema(
        operation_id="stop_run",
        summary="Stop a run where it is",
        request=NothingInput,
        responses=RunAnswer,
        tags=["runs"],
    )
    @write
    def post(self, request: Request, pk: int) -> Response:
        self.read(NothingInput)
        return Response(self.answer(self.find(stop_run(pk, actor=actor_of(request), at=self.at).pk)))


class GoOnRun(Runs):
    """Lets a stopped or failed run go on."""

    @extend_schema(
        operation_id="continue_run",
        summary="Let a stopped or failed run go on",
        request=NothingInput,
        responses=RunAnswer,
        tags=["runs"],
    )
    @write
    def post(self, request: Request, pk: int) -> Response:
        self.read(NothingInput)
        return Response(self.answer(self.find(go_on(pk, actor=actor_of(request), at=self.at).pk)))


class UndoRun(Runs):
    """Starts the run that takes one back."""

    @extend_schema(
        operation_id="undo_run",
        summary="Take a run back",
        description="Answers the run that does it. Only kinds that know how can be taken back, and once.",
        request=UndoInput,
        responses={201: RunAnswer},
        tags=["runs"],
    )
    @write
    def post(self, request: Request, pk: int) -> Response:
        reason = self.read(UndoInput).get("reason", "")
        undoing = undo_run(pk, actor=actor_of(request), at=self.at, reason=reason)
        location = request.path.replace(f"/{pk}/undo/", f"/{undoing.pk}/")
        return Response(self.answer(self.find(undoing.pk)), status=201, headers={"Location": location})
