"""Which promise a case has and why; another one chosen or found; cases that nothing is promised for."""

from datetime import datetime
from typing import Any, ClassVar, Literal

import django_filters
import msgspec
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from entitlements.coverage.refusals import Outcome as CoverageOutcome
from milestones.api.case_answers import CasePage
from milestones.api.cases import READ, WRITE, Cases
from milestones.models import Case
from milestones.models.case import CHANNELS, RECORD_TYPES
from milestones.selectors.coverage_gaps import GAPS, count_gaps, coverage_gaps
from milestones.selectors.sla import cases_with_people
from milestones.services.coverage import choose_coverage, cover_again
from milestones.services.recovering import (
    LARGEST_LIST,
    MOST_LOOKED_AT,
    Change,
    RecoverOrder,
    preview_recover,
    start_recover,
)
from sla_admin.shared.api.authentication import actor_of
from sla_admin.shared.api.fields import IdField, Input, TextField, YesNoField
from sla_admin.shared.api.filters import IdFilter, InstantFilter, TextFilter, WordFilter
from sla_admin.shared.api.instants import as_datetime
from sla_admin.shared.api.listing import Listing
from sla_admin.shared.api.once import write
from sla_admin.shared.api.precondition import require_match, single
from sla_admin.shared.api.schema import single_answer
from sla_admin.shared.api.view import ApiView
from sla_admin.shared.errors import Conflict, NotFound


class CandidateAnswer(msgspec.Struct, frozen=True):
    """An entitlement that was looked at, what became of it, and why in a sentence."""

    entitlement: int
    result: str
    why: str


class CaseCoverageAnswer(msgspec.Struct, frozen=True):
    """Which promise a case has. `outcome` null: it was set aside before one was decided. `chosen_by` and
    `reason` say who chose it by hand, and why; both null where it was found. `holds_incident`: it has taken
    one of the incidents its entitlement allows.
    """

    case: int
    outcome: CoverageOutcome | None
    entitlement: int | None
    process_version: int | None
    candidates: list[CandidateAnswer]
    chosen_by: str | None
    reason: str | None
    holds_incident: bool


class ChooseInput(Input):
    entitlement = IdField(help_text="One of the candidates that cover the case.")
    reason = TextField(max_length=500, help_text="Why; it is kept with the case.")


class GapCountAnswer(msgspec.Struct, frozen=True):
    """Open cases of one outcome; null: set aside before one was decided."""

    outcome: CoverageOutcome | None
    cases: int
    oldest_opened_at: datetime


class GapCountsAnswer(msgspec.Struct, frozen=True):
    """How many open cases nothing is promised for, by outcome, most first."""

    cases: int
    outcomes: list[GapCountAnswer]


class RecoverInput(Input):
    account = IdField(required=False, help_text="The open cases of that account.")
    cases = serializers.ListField(
        child=IdField(), required=False, min_length=1, max_length=LARGEST_LIST, help_text="These cases."
    )
    gaps = YesNoField(required=False, help_text="Only cases that nothing is promised for.")
    chosen_too = YesNoField(required=False, help_text="Also cases whose entitlement was chosen by hand.")


class StartRecoverInput(RecoverInput):
    reason = TextField(max_length=500, help_text="Why; it is kept with the run.")


class PromiseChangeAnswer(msgspec.Struct, frozen=True):
    """A case that would have another promise. `starts` are the milestones that would begin, `violated` those
    of them that would be violated at once; `trouble` says why they cannot be told.
    """

    case: int
    entitlement_before: int | None
    outcome_before: CoverageOutcome | None
    entitlement_after: int | None
    outcome_after: CoverageOutcome
    starts: list[str]
    violated: list[str]
    trouble: str | None


class RecoverPreviewAnswer(msgspec.Struct, frozen=True):
    """What covering again would do now: `looked_at` of the `cases` were decided, oldest first."""

    cases: int
    looked_at: int
    clocks_started: int
    clocks_violated: int
    changes: list[PromiseChangeAnswer]


class RecoverRunAnswer(msgspec.Struct, frozen=True):
    """The run that covers them again: follow it at `/runs/{id}/`."""

    run: int
    title: str
    state: Literal["waiting"]
    cases: int


class _OfCase(ApiView):
    scope = "cases"
    read_permissions = READ

    def answer(self, pk: int) -> CaseCoverageAnswer:
        case = Case.objects.filter(pk=pk).first()
        if case is None:
            raise NotFound(f"There is no case {pk}.")
        return CaseCoverageAnswer(
            case=case.pk,
            outcome=case.coverage_outcome or None,  # type: ignore[arg-type]  # a check holds the words
            entitlement=case.entitlement_id,
            process_version=case.process_version_id,
            candidates=[CandidateAnswer(**each) for each in case.coverage_candidates],
            chosen_by=case.coverage_by or None,
            reason=case.coverage_reason or None,
            holds_incident=case.holds_incident,
        )


class CaseCoverage(_OfCase):
    """Which promise a case has, and why."""

    @extend_schema(
        operation_id="get_case_coverage",
        summary="Which entitlement applies, every candidate, and why",
        responses=CaseCoverageAnswer,
        tags=["cases"],
    )
    @single_answer
    def get(self, request: Request, pk: int) -> Response:
        return single(request, self.answer(pk))


class ReevaluateCoverage(_OfCase):
    """Looking again."""

    write_permissions = WRITE

    @extend_schema(
        operation_id="reevaluate_case_coverage",
        summary="Look again which entitlement applies",
        description="As of the case's opening, with the entitlements there are now. Running clocks keep what "
        "they have; later ones use the new promise.",
        request=None,
        responses=CaseCoverageAnswer,
        tags=["cases"],
    )
    @single_answer
    @write
    def post(self, request: Request, pk: int) -> Response:
        require_match(request, self.answer(pk))
        turn = cover_again([pk], at=self.at, actor=actor_of(request))
        if pk in turn.quarantined:
            raise Conflict(turn.quarantined[pk])
        return single(request, self.answer(pk))


class ChooseCoverage(_OfCase):
    """Choosing by hand."""

    write_permissions = ("milestones.choose_coverage",)

    @extend_schema(
        operation_id="choose_case_coverage",
        summary="Choose another entitlement that covers the case",
        request=ChooseInput,
        responses=CaseCoverageAnswer,
        tags=["cases"],
    )
    @single_answer
    @write
    def post(self, request: Request, pk: int) -> Response:
        given = self.read(ChooseInput)
        require_match(request, self.answer(pk))
        choose_coverage(pk, given["entitlement"], reason=given["reason"], actor=actor_of(request), at=self.at)
        return single(request, self.answer(pk))


class GapFilters(django_filters.FilterSet):
    outcome = WordFilter(field_name="coverage_outcome", words=GAPS, label="Why nothing is promised.")
    account = IdFilter(field_name="account_id", label="The account's id.")
    channel = WordFilter(words=CHANNELS, label="The way they came in.")
    record_type = WordFilter(words=RECORD_TYPES, label="Cases or work orders.")
    source = TextFilter(lookup_expr="exact", label="Cases of that source.")
    queue = TextFilter(field_name="queue__key", lookup_expr="exact", label="The queue's key.")
    opened_from = InstantFilter(field_name="opened_at", lookup_expr="gte", label="Opened at or after.")
    opened_before = InstantFilter(field_name="opened_at", lookup_expr="lt", label="Opened before.")


@extend_schema_view(
    get=extend_schema(
        operation_id="list_coverage_gaps",
        summary="Open cases that nothing is promised for, newest first",
        responses=CasePage,
        tags=["cases"],
    )
)
class CoverageGapList(Cases, Listing[Case]):
    """Cases without a clock, which must always be visible as such."""

    newest_first: ClassVar[bool] = True
    filterset_class = GapFilters

    def rows(self) -> QuerySet[Case]:
        return (cases_with_people() & coverage_gaps()).defer("engine_state__state")


class CoverageGapCounts(ApiView):
    """How many there are."""

    scope = "cases"
    read_permissions = READ

    @extend_schema(
        operation_id="count_coverage_gaps",
        summary="How many open cases nothing is promised for",
        responses=GapCountsAnswer,
        tags=["cases"],
    )
    def get(self, request: Request) -> Response:
        counts = count_gaps()
        return Response(
            GapCountsAnswer(
                sum(each.cases for each in counts),
                [
                    GapCountAnswer(each.outcome or None, each.cases, as_datetime(each.oldest_opened_at))  # type: ignore[arg-type]  # a check holds the words
                    for each in counts
                ],
            )
        )


class _Recovering(ApiView):
    scope = "configuration"
    read_permissions = ("milestones.view_case",)
    write_permissions = ("entitlements.change_entitlement",)

    def order(self, given: dict[str, Any]) -> RecoverOrder:
        named = {name: value for name, value in given.items() if name != "reason"}
        if "cases" in named:
            named["cases"] = tuple(named["cases"])
        return RecoverOrder(**named)


class PreviewRecover(_Recovering):
    """What covering again would do."""

    @extend_schema(
        operation_id="preview_covering_again",
        summary="Which open cases would get which promise, and what would start",
        description=f"Decides {MOST_LOOKED_AT} cases at most; writes nothing.",
        request=RecoverInput,
        responses=RecoverPreviewAnswer,
        tags=["configuration"],
    )
    def post(self, request: Request) -> Response:
        preview = preview_recover(self.order(self.read(RecoverInput)), at=self.at)
        return Response(
            RecoverPreviewAnswer(
                preview.cases,
                preview.looked_at,
                preview.started,
                preview.violated,
                [_change(each) for each in preview.changes],
            )
        )


class StartRecover(_Recovering):
    """Covering again."""

    @extend_schema(
        operation_id="cover_again",
        summary="Cover open cases again",
        description="In a background run: those whose promise would be another get it, the others are left.",
        request=StartRecoverInput,
        responses={202: RecoverRunAnswer},
        tags=["configuration"],
    )
    @write
    def post(self, request: Request) -> Response:
        given = self.read(StartRecoverInput)
        run = start_recover(self.order(given), actor=actor_of(request), at=self.at, reason=given["reason"])
        return Response(RecoverRunAnswer(run.pk, run.title, "waiting", run.total), status=202)


def _change(change: Change) -> PromiseChangeAnswer:
    started = [each for each in change.effects if each.fate == "started"]
    return PromiseChangeAnswer(
        case=change.case_id,
        entitlement_before=change.before,
        outcome_before=change.outcome_before or None,  # type: ignore[arg-type]  # a check holds the words
        entitlement_after=change.after,
        outcome_after=change.outcome_after,  # type: ignore[arg-type]  # as above
        starts=[each.milestone for each in started],
        violated=[each.milestone for each in started if each.is_newly_violated],
        trouble=change.trouble or None,
    )
