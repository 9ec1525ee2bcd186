"""Compliance, and what stands beside it."""

from dataclasses import replace
from typing import NamedTuple

from milestones.reporting.outcome import Tally
from milestones.reporting.periods import Period
from milestones.selectors.reports.compliance import Group, Trend, compliance, total
from milestones.selectors.reports.counting import Counting
from milestones.selectors.reports.dimensions import DimensionName
from milestones.selectors.reports.lateness import NOT_LATE, Lateness, lateness
from milestones.selectors.reports.lifted import count_lifted
from milestones.selectors.reports.not_counted import NotCounted, not_counted
from milestones.selectors.reports.question import Question
from milestones.selectors.reports.reading import reading
from milestones.selectors.reports.resolved import Resolved, ResolvedCases, time_to_resolve, time_to_resolve_by
from milestones.selectors.reports.response import NOTHING, Times, response_times
from milestones.services.reports.kept import kept
from milestones.services.reports.sources import hours_named, versions_named
from milestones.services.reports.times import FIRST_RESPONSE
from milestones.services.reports.trends import trend_period
from milestones.services.reports.windows import with_windows

_FEW_VALUES: tuple[DimensionName, ...] = ("type", "tier", "priority", "channel", "record_type")
"""A trend shows the table's own dimension where that has few values, else the tiers."""


class Basics(NamedTuple):
    """What every report says of itself: process versions and hours by name, with their number of clocks or
    cases.
    """

    versions: list[tuple[str, int]]
    hours: list[tuple[str, int]]


class ComplianceReport(NamedTuple):
    """Compliance by the question's dimension and in all, beside the period before; its trend by `series`;
    misses apart; and the figures that stand beside it. `lifted` counts violations that a later
    target took away.
    """

    question: Question
    groups: list[Group]
    total: Tally
    before: Tally
    before_period: Period
    series: DimensionName
    by_series: list[Group]
    trend: Trend
    late: Lateness
    past_target: Lateness
    resolve: Resolved
    response: Times
    lifted: int
    left_out: NotCounted
    basics: Basics


def compliance_report(question: Question) -> ComplianceReport:
    """Compliance with its trend, the misses apart, and beside it time to resolve and first response."""
    cases = of_cases(question)

    def count() -> ComplianceReport:
        with reading() as cursor:
            counting = Counting(cursor, question)
            columns = trend_period(question)
            series: DimensionName = question.group if question.group in _FEW_VALUES else "tier"
            counted = compliance(counting, series, columns, question.interval)
            whole = total(counted.groups)
            resolved = ResolvedCases(counting)
            if question.group == "type":
                resolve = Resolved(time_to_resolve(resolved, counting, cases), {})
            else:
                resolve = time_to_resolve_by(resolved, counting, question.group, cases)
            responses = question.only("type", FIRST_RESPONSE, FIRST_RESPONSE)
            return ComplianceReport(
                question=question,
                groups=counted.groups,
                total=whole,
                before=counted.before,
                before_period=question.period.before(),
                series=series,
                by_series=counted.by_series,
                trend=counted.trend,
                late=lateness(counting, "late") if whole.late else NOT_LATE,
                past_target=lateness(counting, "open_past_target") if whole.open_past_target else NOT_LATE,
                resolve=resolve,
                response=response_times(Counting(cursor, responses))
                if _is_of_type(question, FIRST_RESPONSE)
                else NOTHING,
                lifted=count_lifted(counting),
                left_out=not_counted(counting),
                basics=Basics(versions_named(counted.versions), hours_named(counted.hours)),
            )

    return kept("compliance", question, lambda: with_windows(cases, count))


def of_cases(question: Question) -> Question:
    """The question of the case-level figures that stand beside one of clocks: by closing, of all types."""
    return replace(question.without("type"), by="opened" if question.by == "opened" else "closed")


def _is_of_type(question: Question, key: str) -> bool:
    return key in question.narrowed.get("type", {key: key})
