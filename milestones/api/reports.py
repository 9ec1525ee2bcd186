"""Reports: what the pages show, from the same question."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from milestones.api import report_answers as answers
from milestones.api.report_view import (
    CASE_BASES,
    CLOCK_BASES,
    OF_CASES,
    CaseReportView,
    ReportView,
    parameters,
)
from milestones.selectors.reports.case_outcomes import CaseTally
from milestones.selectors.reports.dimensions import DIMENSIONS
from milestones.services import reports


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
