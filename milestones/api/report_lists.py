"""The clocks and the cases that a figure counts."""

import re

from django.db.models.expressions import RawSQL
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from milestones.api.case_answers import CasePage, case_answers
from milestones.api.milestone_answers import MilestonePage, milestone_answer
from milestones.api.report_view import CLOCK_BASES, ReportView, parameters
from milestones.engine.plan import PinnedPlan
from milestones.models import CaseMilestone
from milestones.reporting.outcome import CASE_OUTCOMES, CLOCK_OUTCOMES, ClockOutcome
from milestones.selectors.reports.case_outcomes import decided_cases
from milestones.selectors.reports.clocks import Relation
from milestones.selectors.reports.counting import Counting
from milestones.selectors.reports.dimensions import DIMENSIONS
from milestones.selectors.reports.reading import reading
from milestones.selectors.reports.resolved import ResolvedCases
from milestones.selectors.sla import cases_with_people, milestones_now
from sla_admin.shared.api.page import page_of
from sla_admin.shared.errors import InvalidInput


class ReportClocks(ReportView):
    """The clocks behind a figure."""

    is_paged = True
    also = ("outcome",)

    @extend_schema(
        operation_id="report_clocks",
        summary="The clocks that a figure counts",
        description="Of one outcome, or all that were completed or violated; each as it stands now. "
        "Name the report's `as_of`, and there are as many as the figure says.",
        parameters=parameters(CLOCK_BASES, DIMENSIONS, outcome=list(CLOCK_OUTCOMES)),
        responses=MilestonePage,
        tags=["reports"],
    )
    def get(self, request: Request) -> Response:
        named = request.query_params.get("outcome")
        outcomes: tuple[ClockOutcome, ...] = ()
        if named is not None:
            word = self.one_of("outcome", CLOCK_OUTCOMES, None)
            outcomes = tuple(each for each in CLOCK_OUTCOMES if each == word)
        with reading() as cursor:
            relation = Counting(cursor, self.question).clocks(outcomes=outcomes)
            rows = (
                CaseMilestone.objects.select_related("case__engine_state")
                .prefetch_related("hours")
                .defer("case__engine_state__state")
                .filter(pk__in=_keys(relation, "m.id"))
            )
            return Response(
                page_of(
                    rows,
                    request,
                    lambda found: [
                        milestone_answer(each) for each in milestones_now(found, self.at, PinnedPlan())
                    ],
                )
            )


class ReportCases(ReportView):
    """The cases behind a figure."""

    is_paged = True
    bases = ("closed", "decided", "opened")
    also = ("kind",)

    @extend_schema(
        operation_id="report_cases",
        summary="The cases that a figure counts",
        description="Closed cases (`resolved`), or those of one outcome.",
        parameters=parameters(("closed", "decided", "opened"), DIMENSIONS, kind=["resolved", *CASE_OUTCOMES]),
        responses=CasePage,
        tags=["reports"],
    )
    def get(self, request: Request) -> Response:
        kind = self.one_of("kind", ("resolved", *CASE_OUTCOMES), None)
        question = self.question
        if kind == "resolved" and "type" in question.narrowed:
            raise InvalidInput.of("type", "This report counts cases, not milestones.")
        with reading() as cursor:
            counting = Counting(cursor, question)
            cases = ResolvedCases(counting)
            if kind == "resolved":
                relation = cases.relation()
            else:
                relation = decided_cases(cases, counting)
                relation = relation._replace(
                    where=f"{relation.where} AND o.outcome = %(case_outcome)s",
                    params={**relation.params, "case_outcome": CASE_OUTCOMES.index(kind)},
                )
            rows = cases_with_people().defer("engine_state__state").filter(pk__in=_keys(relation, "c.id"))
            return Response(page_of(rows, request, case_answers))


_NAMED = re.compile(r"%\((\w+)\)s")


def _keys(relation: Relation, column: str) -> RawSQL:
    """The relation's keys for a query of Django's, which counts its parameters instead of naming them."""
    statement = relation.statement(column)
    given = [statement.params[name] for name in _NAMED.findall(statement.text)]
    return RawSQL(_NAMED.sub("%s", statement.text), given)  # noqa: S611 (constants; values are parameters)
