"""The milestones of cases: list, one, explanation."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from milestones.api.cases import READ
from milestones.api.explanation_answers import ExplanationAnswer, explanation_answer
from milestones.api.milestone_answers import MilestoneAnswer, MilestonePage, milestone_answer
from milestones.engine.plan import PinnedPlan
from milestones.models import CaseMilestone
from milestones.models.case_milestone import STATUSES
from milestones.selectors.explained import explained
from milestones.selectors.sla import milestones_now
from sla_admin.shared.api.filters import IdFilter, InstantFilter, TextFilter, WordFilter, YesNoFilter
from sla_admin.shared.api.listing import Listing, One, Resource


class MilestoneFilters(django_filters.FilterSet):
    case = IdFilter(field_name="case_id", label="Milestones of that case.")
    type = TextFilter(lookup_expr="exact", label="The milestone type's key.")
    status = WordFilter(words=STATUSES, label="Whether it runs, stands still or is closed.")
    is_violated = YesNoFilter(label="Past its target and open, or completed after it.")
    at_risk = YesNoFilter(label="Past a warning, open and not violated.")
    target_from = InstantFilter(field_name="target_at", lookup_expr="gte", label="Target at or after.")
    target_before = InstantFilter(field_name="target_at", lookup_expr="lt", label="Target before.")


class Milestones(Resource[CaseMilestone]):
    what = "milestone"
    scope = "cases"
    read_permissions = READ

    def rows(self) -> QuerySet[CaseMilestone]:
        return (
            CaseMilestone.objects.select_related("case__engine_state")
            .prefetch_related("hours")
            .defer("case__engine_state__state")
        )

    def answers(self, rows: list[CaseMilestone]) -> list[Any]:
        return [milestone_answer(each) for each in milestones_now(rows, self.at, PinnedPlan())]


@extend_schema_view(
    get=extend_schema(
        operation_id="list_case_milestones",
        summary="Milestones of cases",
        responses=MilestonePage,
        tags=["milestones"],
    )
)
class MilestoneList(Milestones, Listing[CaseMilestone]):
    """The list, in the order in which they came into being."""

    filterset_class = MilestoneFilters


@extend_schema_view(
    get=extend_schema(
        operation_id="get_case_milestone",
        summary="A milestone of a case",
        responses=MilestoneAnswer,
        tags=["milestones"],
    )
)
class MilestoneDetail(Milestones, One[CaseMilestone]):
    """One by its id."""


class MilestoneExplanation(Milestones):
    """Why a clock stands where it stands."""

    def rows(self) -> QuerySet[CaseMilestone]:
        return CaseMilestone.objects.select_related(
            "hours",
            "process_version__process",
            "case__engine_state",
            "case__entitlement__tier",
            "case__process_version__process",
        )

    @extend_schema(
        operation_id="explain_case_milestone",
        summary="Why a milestone stands where it stands",
        description="Promise and losers, version, start rule, hours and their source, every stretch "
        "that counted and every one that did not with its reason, the arithmetic to the target, and what "
        "fires next.",
        responses={200: ExplanationAnswer},
        tags=["milestones"],
    )
    def get(self, request: Request, pk: int) -> Response:
        row = self.find(pk)
        return Response(explanation_answer(row, explained(row, self.at, PinnedPlan())))
