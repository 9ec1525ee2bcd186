"""How long cases and clocks took."""

from typing import NamedTuple

from milestones.reporting.outcome import Tally
from milestones.reporting.periods import Period
from milestones.selectors.reports.compliance import Group, compliance_by, total
from milestones.selectors.reports.counting import Counting
from milestones.selectors.reports.dimensions import Value, values_of
from milestones.selectors.reports.not_counted import NotCounted, not_counted
from milestones.selectors.reports.question import Question
from milestones.selectors.reports.reading import reading
from milestones.selectors.reports.resolved import ResolvedCases, TimesTrend, hours_in_use, resolved_report
from milestones.selectors.reports.response import (
    Times,
    TimesGroup,
    named_groups,
    response_times,
    response_times_by,
)
from milestones.services.reports.kept import kept
from milestones.services.reports.sources import timelines_named
from milestones.services.reports.trends import trend_period
from milestones.services.reports.windows import with_windows

FIRST_RESPONSE = "first_response"
"""Key of the milestone type that the report of first responses is about, where nobody names another."""


class TimesReport(NamedTuple):
    """Time to resolve."""

    question: Question
    groups: list[TimesGroup]
    total: Times
    before: Times
    before_period: Period
    trend: TimesTrend
    hours: list[tuple[str, int]]


class ResponseReport(NamedTuple):
    """First response, or another milestone type's times."""

    question: Question
    type: Value | None
    groups: list[TimesGroup]
    total: Times
    compliance: Tally
    counted: list[Group]
    left_out: NotCounted


def times_report(question: Question) -> TimesReport:
    """Time to resolve, in business and calendar time, by a dimension and as a trend."""
    columns = trend_period(question)

    def count() -> TimesReport:
        with reading() as cursor:
            counting = Counting(cursor, question)
            cases = ResolvedCases(counting)
            found = resolved_report(cases, counting, columns, question.interval)
            return TimesReport(
                question,
                named_groups(question.group, found.by),
                found.total,
                found.before,
                question.period.before(),
                found.trend,
                timelines_named(hours_in_use(cases, counting, cases.relation())),
            )

    return kept("times", question, lambda: with_windows(question, count))


def response_report(question: Question) -> ResponseReport:
    """How long clocks of one milestone type took; of first response where none is named."""
    named = question.narrowed.get("type", {})
    key = next(iter(named), FIRST_RESPONSE)
    asked = question if named else question.only("type", key, key)

    def count() -> ResponseReport:
        with reading() as cursor:
            counting = Counting(cursor, asked)
            counted = compliance_by(counting, question.group)
            return ResponseReport(
                asked,
                values_of("type", [key])[key],
                named_groups(question.group, response_times_by(counting, question.group)),
                response_times(counting),
                total(counted),
                counted,
                not_counted(counting),
            )

    return kept("response", asked, count)
