"""Reports, and the clocks and cases behind each figure."""

import re
from typing import Any, ClassVar

from django.db.models.expressions import RawSQL
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from milestones.api import report_answers as answers
from milestones.api.case_answers import CasePage, case_answers
from milestones.api.cases import READ
from milestones.api.milestone_answers import MilestonePage, milestone_answer
from milestones.engine.plan import PinnedPlan
from milestones.models import CaseMilestone
from milestones.models.case import CHANNELS, RECORD_TYPES
from milestones.reporting.outcome import CASE_OUTCOMES, CLOCK_OUTCOMES, ClockOutcome
from milestones.reporting.periods import INTERVALS
from milestones.selectors.reports.case_outcomes import CaseTally, decided_cases
from milestones.selectors.reports.clocks import Relation
from milestones.selectors.reports.counting import Counting
from milestones.selectors.reports.dimensions import DIMENSIONS, DimensionName
from milestones.selectors.reports.question import Basis, Question, read_question
from milestones.selectors.reports.reading import reading
from milestones.selectors.reports.resolved import ResolvedCases
from milestones.selectors.sla import cases_with_people, milestones_now
from milestones.services import reports
from sla_admin.shared.api.page import page_of
from sla_admin.shared.api.view import ApiView
from sla_admin.shared.errors import InvalidInput

CLOCK_BASES: tuple[Basis, ...] = ("decided", "target", "completed", "opened")
CASE_BASES: tuple[Basis, ...] = ("closed", "opened")
OF_CASES: tuple[DimensionName, ...] = tuple(name for name in DIMENSIONS if name != "type")
_WORDS = {"channel": [*CHANNELS, "(none)"], "record_type": list(RECORD_TYPES)}
_NOTES = {
    "type": "The milestone type's key.",
    "tier": "The tier's key.",
    "queue": "The queue's key.",
    "team": "The team's name.",
    "owner": "The owner's user name.",
    "account": "The account's external id or our number.",
}


def parameters(
    bases: tuple[Basis, ...], groups: tuple[DimensionName, ...], **more: list[str]
) -> list[OpenApiParameter]:
    """The description of what a report understands."""
    day = {"type": "string", "format": "date"}
    found = [
        OpenApiParameter("from", day, description="First day; the month's first where left out."),
        OpenApiParameter("to", day, description="Last day, included."),
        OpenApiParameter("zone", {"type": "string"}, description="Whose days; the site's where left out."),
        OpenApiParameter(
            "as_of",
            {"type": "string", "format": "date-time"},
            description="Everything that had happened by then; now where left out.",
        ),
        OpenApiParameter(
            "by",
            {"type": "string", "enum": list(bases)},
            description="Which instant puts a clock or case into the period.",
        ),
        OpenApiParameter(
            "group", {"type": "string", "enum": list(groups)}, description="By what it is grouped."
        ),
        OpenApiParameter(
            "interval", {"type": "string", "enum": list(INTERVALS)}, description="Columns of the trend."
        ),
    ]
    for name in groups:
        word: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 200}
        if name in _WORDS:
            word = {"type": "string", "enum": _WORDS[name]}
        found.append(
            OpenApiParameter(
                name,
                {"type": "array", "items": word, "minItems": 1, "maxItems": 100},
                description=f"{_NOTES.get(name, '')} Repeat it for more; `(none)` for cases without one.",
            )
        )
    found += [
        OpenApiParameter(word, {"type": "string", "enum": words}, required=word == "kind")
        for word, words in more.items()
    ]
    return found


class ReportView(ApiView):
    """Reads the question from the address."""

    scope = "cases"
    read_permissions = READ
    may_conflict: ClassVar[bool] = True
    repeatable_names = DIMENSIONS
    bases: ClassVar[tuple[Basis, ...]] = CLOCK_BASES
    groups: ClassVar[tuple[DimensionName, ...]] = DIMENSIONS
    also: ClassVar[tuple[str, ...]] = ()

    def known_parameters(self, method: str) -> set[str]:
        if method not in ("GET", "HEAD"):
            return set()
        known = super().known_parameters(method)
        return known | {"from", "to", "zone", "as_of", "by", "group", "interval", *self.groups, *self.also}

    @property
    def question(self) -> Question:
        given = self.request.query_params
        return read_question(
            {name: given.getlist(name) for name in given}, self.at, bases=self.bases, groups=self.groups
        )

    def one_of(self, name: str, words: tuple[str, ...], usual: str | None) -> str:
        word = self.request.query_params.get(name, usual)
        if word not in words:
            raise InvalidInput.of(name, f"One of: {', '.join(words)}.")
        return str(word)


class CaseReportView(ReportView):
    bases = CASE_BASES
    groups = OF_CASES


class Compliance(ReportView):
    """Compliance."""

    @extend_schema(
        operation_id="report_compliance",
        summary="Compliance: on time ÷ (completed or violated)",
        parameters=parameters(CLOCK_BASES, DIMENSIONS),
        responses=answers.ComplianceAnswer,
        tags=["reports"],
    )
    def get(self, request: Request) -> Response:
        found = reports.compliance_report(self.question)
        return Response(
            answers.ComplianceAnswer(
                asked=answers.asked(found.question),
                total=answers.tally(found.total),
                before=answers.tally(found.before),
                groups=[
                    answers.ComplianceGroup(
                        value=group.value.written,
                        name=answers.name_of(group.value),
                        tally=answers.tally(group.tally),
                        time_to_resolve=answers.times(found.resolve.by[group.value.key])
                        if group.value.key in found.resolve.by
                        else None,
                    )
                    for group in found.groups
                ],
                trend=[
                    answers.CompliancePoint(bucket.first, bucket.last, answers.tally(counts))
                    for bucket, counts in zip(found.trend.buckets, found.trend.total, strict=True)
                ],
                violations_lifted=found.lifted,
                not_counted=answers.left_out(found.left_out),
                process_versions=dict(found.basics.versions),
                business_hours=dict(found.basics.hours),
            )
        )


class LateCompletions(ReportView):
    """Late completions."""

    @extend_schema(
        operation_id="report_late_completions",
        summary="Late completions, apart from what is open past its target",
        parameters=parameters(CLOCK_BASES, DIMENSIONS),
        responses=answers.LatenessAnswer,
        tags=["reports"],
    )
    def get(self, request: Request) -> Response:
        return Response(_lateness(reports.late_report(self.question)))


class OpenPastTarget(ReportView):
    """Open past target."""

    bases = ("decided", "opened")

    @extend_schema(
        operation_id="report_open_past_target",
        summary="Targets that are missed and open",
        parameters=parameters(("decided", "opened"), DIMENSIONS),
        responses=answers.LatenessAnswer,
        tags=["reports"],
    )
    def get(self, request: Request) -> Response:
        return Response(_lateness(reports.past_target_report(self.question)))


class TimeToResolve(CaseReportView):
    """Time to resolve."""

    @extend_schema(
        operation_id="report_time_to_resolve",
        summary="Time to resolve, per case from its opening to its last closing",
        parameters=parameters(CASE_BASES, OF_CASES),
        responses=answers.TimeToResolveAnswer,
        tags=["reports"],
    )
    def get(self, request: Request) -> Response:
        found = reports.times_report(self.question)
        return Response(
            answers.TimeToResolveAnswer(
                asked=answers.asked(found.question),
                total=answers.times(found.total),
                before=answers.times(found.before),
                groups=_times_groups(found.groups),
                business_hours=dict(found.hours),
            )
        )


class FirstResponse(ReportView):
    """First response, or the times of another milestone type."""

    @extend_schema(
        operation_id="report_first_response",
        summary="How long first responses took, or another milestone type",
        parameters=parameters(CLOCK_BASES, DIMENSIONS),
        responses=answers.FirstResponseAnswer,
        tags=["reports"],
    )
    def get(self, request: Request) -> Response:
        found = reports.response_report(self.question)
        return Response(
            answers.FirstResponseAnswer(
                asked=answers.asked(found.question),
                type=found.type.written if found.type is not None else "",
                total=answers.times(found.total),
                tally=answers.tally(found.compliance),
                groups=_times_groups(found.groups),
                not_counted=answers.left_out(found.left_out),
            )
        )


class CaseOutcomes(ReportView):
    """Case outcomes."""

    bases = ("decided", "opened")
    groups = OF_CASES

    @extend_schema(
        operation_id="report_case_outcomes",
        summary="Cases whose targets were all met, some missed, all missed",
        parameters=parameters(("decided", "opened"), OF_CASES),
        responses=answers.CaseOutcomesAnswer,
        tags=["reports"],
    )
    def get(self, request: Request) -> Response:
        found = reports.outcome_report(self.question)
        whole = CaseTally(
            *(sum(counts) for counts in zip(*(group.tally for group in found.groups), strict=True))
        )
        return Response(
            answers.CaseOutcomesAnswer(
                asked=answers.asked(found.question),
                total=answers.outcomes(whole),
                groups=[
                    answers.CaseOutcomeGroup(
                        group.value.written, answers.name_of(group.value), answers.outcomes(group.tally)
                    )
                    for group in found.groups
                ],
                not_counted=answers.left_out(found.left_out),
            )
        )


class Accountability(CaseReportView):
    """Who held the time."""

    @extend_schema(
        operation_id="report_accountability",
        summary="Every elapsed minute of the cases by who held it",
        parameters=parameters(CASE_BASES, OF_CASES),
        responses=answers.AccountabilityAnswer,
        tags=["reports"],
    )
    def get(self, request: Request) -> Response:
        found = reports.accountability_report(self.question)
        held = found.held
        return Response(
            answers.AccountabilityAnswer(
                asked=answers.asked(found.question),
                total=answers.held(held.cases, held.elapsed, held.split),
                groups=[
                    answers.HeldGroupAnswer(
                        group.value.written,
                        answers.name_of(group.value),
                        answers.held(group.cases, group.elapsed, group.split),
                    )
                    for group in held.groups
                ],
                owners=_holders(held.owners),
                queues=_holders(held.queues),
            )
        )


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


def _lateness(found: reports.LateReport) -> answers.LatenessAnswer:
    return answers.LatenessAnswer(
        asked=answers.asked(found.question),
        total=answers.lateness(found.total),
        targets=found.counted.counted,
        groups=[
            answers.LatenessGroup(
                group.value.written, answers.name_of(group.value), answers.lateness(group.lateness)
            )
            for group in found.groups
        ],
        not_counted=answers.left_out(found.left_out),
    )


def _times_groups(groups: list[Any]) -> list[answers.TimesGroupAnswer]:
    return [
        answers.TimesGroupAnswer(
            group.value.written, answers.name_of(group.value), answers.times(group.times)
        )
        for group in groups
    ]


def _holders(held: list[Any]) -> list[answers.HolderAnswer]:
    return [
        answers.HolderAnswer(each.value.written, answers.name_of(each.value), each.held / 1_000_000)
        for each in held
    ]
