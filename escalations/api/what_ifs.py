"""What-ifs: a version run over past and open cases, and what is behind each figure."""

from datetime import datetime
from typing import Any, ClassVar, Literal

import django_filters
import msgspec
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from entitlements.models import ProcessVersion
from escalations.models import WhatIf, WhatIfAlert, WhatIfCase, WhatIfClock
from escalations.pages.what_if.file import file_lines
from escalations.selectors.what_ifs import CASE_FIGURES, clock_lines, what_ifs_of
from escalations.services.what_if.figures import Figures, read_figures
from escalations.services.what_if.order import WhatIfOrder
from escalations.services.what_if.run import (
    found_what_if,
    is_edited_since,
    remove_what_if,
    run_of,
    start_what_if,
)
from milestones.clock.comparison import BAND_WORDS, OUTCOMES, Outcome
from milestones.models.case import RECORD_TYPES
from sla_admin.shared.api.authentication import actor_of
from sla_admin.shared.api.fields import IdField, Input, InstantField, TextField, YesNoField
from sla_admin.shared.api.filters import IdFilter, TextFilter, WordFilter
from sla_admin.shared.api.listing import One, Resource
from sla_admin.shared.api.once import write
from sla_admin.shared.api.page import Page, page_of
from sla_admin.shared.api.view import ApiView
from sla_admin.shared.errors import NotFound
from sla_admin.shared.viewing.csv_file import csv_answer

READ = ("entitlements.view_processversion",)
CHANGE = ("entitlements.change_processversion",)

RunState = Literal["waiting", "running", "stopping", "stopped", "done", "failed"]


class WhatIfInput(Input):
    """Which cases: those of the version's process with a promise, narrowed by whatever is given."""

    opened_from = InstantField(required=False, help_text="Only cases opened at or after.")
    opened_before = InstantField(required=False, help_text="Only cases opened before.")
    tier = TextField(max_length=64, required=False, help_text="Only cases of that tier, by its key.")
    priority = TextField(max_length=64, required=False, help_text="Only cases of that priority.")
    account = IdField(required=False, help_text="Only cases of that account.")
    queue = TextField(max_length=64, required=False, help_text="Only cases in that queue, by its key.")
    record_type = serializers.ChoiceField(
        choices=RECORD_TYPES, required=False, help_text="Has to be the one the version is for."
    )
    state = serializers.ChoiceField(choices=["any", "open", "closed"], required=False)
    every_process = YesNoField(
        required=False, help_text="Cases of other processes too, as if they had been promised this version."
    )
    reason = TextField(max_length=500, required=False, allow_blank=True, help_text="Why it is asked.")


class WhatIfRunAnswer(msgspec.Struct, frozen=True):
    """The what-if and the run that works on it: follow it at `/runs/{id}/`."""

    what_if: int
    run: int
    cases: int


class WhatIfAnswer(msgspec.Struct, frozen=True):
    """A version run over cases as known at `as_of`, beside what they really had. `figures` come when it is
    complete, and never change. `is_edited_since`: the version is not any more what was run.

    Bands are in the order of `bands`. Hours of the day are those of `zone`.
    """

    id: int
    version: int
    order: WhatIfOrder
    as_of: datetime
    ended_at: datetime | None
    actor: str
    reason: str
    run: int | None
    state: RunState | None
    zone: str
    fingerprint: str
    is_edited_since: bool
    bands: list[str]
    compliance_before: float | None
    compliance_after: float | None
    figures: Figures | None


class WhatIfSummaryAnswer(msgspec.Struct, frozen=True):
    """One what-if of a version."""

    id: int
    as_of: datetime
    ended_at: datetime | None
    cases: int | None
    met_to_violated: int | None
    violated_to_met: int | None


class WhatIfPage(Page[WhatIfSummaryAnswer], frozen=True):
    """A page of what-ifs."""


class WhatIfClockAnswer(msgspec.Struct, frozen=True):
    """A clock as it was and as it would have been. Budgets in ISO 8601, durations in seconds of open time
    unless named calendar; later is positive. `differences`: budget, hours, start, pauses, close.
    """

    id: int
    case: int
    clock: str
    type: str
    tier: str
    priority: str
    before: Outcome
    after: Outcome
    target_before: datetime | None
    target_after: datetime | None
    budget_before: str
    budget_after: str
    used_before_seconds: float | None
    used_after_seconds: float | None
    calendar_shift_seconds: float | None
    business_shift_seconds: float | None
    differences: list[str]


class WhatIfClockPage(Page[WhatIfClockAnswer], frozen=True):
    """A page of clocks."""


class WhatIfAlertAnswer(msgspec.Struct, frozen=True):
    """Alerts about one case in one hour to one recipient: `user:5`, `queue:2`, `endpoint:3`, an address, or
    blank: nobody.
    """

    id: int
    case: int
    recipient: str
    hour: int
    before: int
    after: int


class WhatIfAlertPage(Page[WhatIfAlertAnswer], frozen=True):
    """A page of alerts."""


class WhatIfCaseAnswer(msgspec.Struct, frozen=True):
    """A case with something to say beside its clocks."""

    id: int
    case: int
    violated_at_once: list[str]
    relieved_at_once: list[str]
    failure: str
    differs: bool


class WhatIfCasePage(Page[WhatIfCaseAnswer], frozen=True):
    """A page of cases."""


class WhatIfClockFilters(django_filters.FilterSet):
    before = WordFilter(words=OUTCOMES, label="What the clock was.")
    after = WordFilter(words=OUTCOMES, label="What it would have been.")
    type = TextFilter(lookup_expr="exact", label="The milestone type's key.")
    tier = TextFilter(lookup_expr="exact", label="The tier's key.")
    priority = TextFilter(lookup_expr="exact", label="The priority.")
    case = IdFilter(label="Of that case.")


class WhatIfAlertFilters(django_filters.FilterSet):
    recipient = TextFilter(lookup_expr="exact", label="As the figures name it.")
    case = IdFilter(label="About that case.")


class WhatIfs(Resource[WhatIf]):
    what = "what-if"
    scope = "configuration"
    read_permissions = READ
    write_permissions = CHANGE

    def rows(self) -> QuerySet[WhatIf]:
        return WhatIf.objects.select_related("version__process")

    def answers(self, rows: list[WhatIf]) -> list[Any]:
        return [_answer(each) for each in rows]


class WhatIfsOfVersion(ApiView):
    """What-ifs of a version."""

    scope = "configuration"
    read_permissions = READ
    write_permissions = CHANGE
    is_paged: ClassVar[bool] = True

    @extend_schema(
        operation_id="list_what_ifs",
        summary="What-ifs of a version, newest first",
        responses=WhatIfPage,
        tags=["configuration"],
    )
    def get(self, request: Request, pk: int) -> Response:
        if not ProcessVersion.objects.filter(pk=pk).exists():
            raise NotFound(f"There is no process version {pk}.")
        return Response(page_of(what_ifs_of(pk), request, _summaries, newest_first=True))

    @extend_schema(
        operation_id="start_what_if",
        summary="Run a version over past and open cases",
        description="Starts a background run that reads and writes nothing but its own result.",
        request=WhatIfInput,
        responses={201: WhatIfRunAnswer},
        tags=["configuration"],
    )
    @write
    def post(self, request: Request, pk: int) -> Response:
        given = self.read(WhatIfInput)
        reason = given.pop("reason", "")
        started = start_what_if(
            WhatIfOrder(version=pk, **given), actor=actor_of(request), at=self.at, reason=reason
        )
        number = started.what_if.pk
        answer = WhatIfRunAnswer(number, started.run.pk, started.run.total)
        return Response(answer, status=201, headers={"Location": f"/api/v1/what-ifs/{number}/"})


@extend_schema_view(
    get=extend_schema(
        operation_id="get_what_if", summary="A what-if", responses=WhatIfAnswer, tags=["configuration"]
    )
)
class WhatIfDetail(WhatIfs, One[WhatIf]):
    """One by its id."""


class RemoveWhatIf(WhatIfs):
    """Throwing one away."""

    @extend_schema(
        operation_id="remove_what_if",
        summary="Remove a what-if with all its lines",
        request=Input,
        responses={204: None},
        tags=["configuration"],
    )
    @write
    def post(self, request: Request, pk: int) -> Response:
        self.read(Input)
        remove_what_if(pk)
        return Response(status=204)


class _Lines(ApiView):
    scope = "configuration"
    read_permissions = READ
    is_paged = True


class WhatIfClocks(_Lines):
    """The clocks behind the figures."""

    filterset_class = WhatIfClockFilters

    @extend_schema(
        operation_id="list_what_if_clocks",
        summary="Clocks behind the figures of a what-if",
        responses=WhatIfClockPage,
        tags=["configuration"],
    )
    def get(self, request: Request, pk: int) -> Response:
        found_what_if(pk)
        return Response(page_of(self.filtered(clock_lines(pk, {})), request, _clocks))


class WhatIfAlerts(_Lines):
    """The alerts behind the figures."""

    filterset_class = WhatIfAlertFilters

    @extend_schema(
        operation_id="list_what_if_alerts",
        summary="Alerts behind the figures of a what-if",
        responses=WhatIfAlertPage,
        tags=["configuration"],
    )
    def get(self, request: Request, pk: int) -> Response:
        found_what_if(pk)
        rows = self.filtered(WhatIfAlert.objects.filter(what_if=pk))
        return Response(page_of(rows, request, _alerts))


class WhatIfCaseFilters(django_filters.FilterSet):
    figure = WordFilter(words=CASE_FIGURES, label="Which figure counts it.", method="of_figure")

    def of_figure(self, rows: QuerySet[WhatIfCase], name: str, figure: str) -> QuerySet[WhatIfCase]:
        return rows.filter(**CASE_FIGURES[figure])


class WhatIfCases(_Lines):
    """The cases with something to say beside their clocks."""

    filterset_class = WhatIfCaseFilters

    @extend_schema(
        operation_id="list_what_if_cases",
        summary="Cases violated or relieved at once, failed, or not as recorded",
        responses=WhatIfCasePage,
        tags=["configuration"],
    )
    def get(self, request: Request, pk: int) -> Response:
        found_what_if(pk)
        rows = self.filtered(WhatIfCase.objects.filter(what_if=pk))
        return Response(page_of(rows, request, _cases))


class WhatIfFile(_Lines):
    """All clocks as a file."""

    is_paged = False

    @extend_schema(
        operation_id="get_what_if_file",
        summary="The clocks of a what-if as CSV",
        responses={(200, "text/csv"): OpenApiTypes.STR},
        tags=["configuration"],
    )
    def get(self, request: Request, pk: int) -> StreamingHttpResponse:
        found_what_if(pk)
        return csv_answer(f"what-if-{pk}", file_lines(clock_lines(pk, {})))

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """A file is a file, whatever form of answer was asked for; problems are told as everywhere."""
        return super().perform_content_negotiation(request, force=True)


def _answer(row: WhatIf) -> WhatIfAnswer:
    figures = read_figures(row.summary) if row.is_complete else None
    run = run_of(row)
    return WhatIfAnswer(
        id=row.pk,
        version=row.version_id,
        order=msgspec.convert(row.order, WhatIfOrder),
        as_of=row.as_of,
        ended_at=row.ended_at,
        actor=row.actor,
        reason=row.reason,
        run=None if run is None else run.pk,
        state=None if run is None else run.state,  # type: ignore[arg-type]  # a check constraint holds the words
        zone=row.zone,
        fingerprint=row.fingerprint,
        is_edited_since=is_edited_since(row),
        bands=list(BAND_WORDS),
        compliance_before=None if figures is None else figures.compliance("before"),
        compliance_after=None if figures is None else figures.compliance("after"),
        figures=figures,
    )


def _summaries(rows: list[WhatIf]) -> list[WhatIfSummaryAnswer]:
    found = []
    for row in rows:
        figures = read_figures(row.summary) if row.is_complete else None
        found.append(
            WhatIfSummaryAnswer(
                row.pk,
                row.as_of,
                row.ended_at,
                None if figures is None else figures.cases,
                None if figures is None else figures.clocks("met", "violated"),
                None if figures is None else figures.clocks("violated", "met"),
            )
        )
    return found


def _clocks(rows: list[WhatIfClock]) -> list[WhatIfClockAnswer]:
    return [
        WhatIfClockAnswer(
            id=row.pk,
            case=row.case_id,
            clock=f"{row.milestone}/{row.cycle}/{row.occurrence}",
            type=row.type,
            tier=row.tier,
            priority=row.priority,
            before=row.before,  # type: ignore[arg-type]  # a check constraint holds the words
            after=row.after,  # type: ignore[arg-type]  # as above
            target_before=row.target_before,
            target_after=row.target_after,
            budget_before=row.budget_before,
            budget_after=row.budget_after,
            used_before_seconds=_seconds(row.used_before),
            used_after_seconds=_seconds(row.used_after),
            calendar_shift_seconds=_seconds(row.calendar_shift),
            business_shift_seconds=_seconds(row.business_shift),
            differences=list(row.differences),
        )
        for row in rows
    ]


def _seconds(micros: int | None) -> float | None:
    return None if micros is None else micros / 1_000_000


def _alerts(rows: list[WhatIfAlert]) -> list[WhatIfAlertAnswer]:
    return [
        WhatIfAlertAnswer(row.pk, row.case_id, row.recipient, row.hour, row.before, row.after) for row in rows
    ]


def _cases(rows: list[WhatIfCase]) -> list[WhatIfCaseAnswer]:
    return [
        WhatIfCaseAnswer(
            row.pk,
            row.case_id,
            list(row.violated_at_once),
            list(row.relieved_at_once),
            row.failure,
            row.differs,
        )
        for row in rows
    ]
