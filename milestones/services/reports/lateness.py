"""Late completions, and what is open past its target."""

from typing import NamedTuple

from milestones.reporting.outcome import ClockOutcome, Tally
from milestones.selectors.reports.compliance import compliance_by, total
from milestones.selectors.reports.counting import Counting
from milestones.selectors.reports.lateness import LateGroup, Lateness, lateness, lateness_by
from milestones.selectors.reports.not_counted import NotCounted, not_counted
from milestones.selectors.reports.question import Question
from milestones.selectors.reports.reading import reading
from milestones.services.reports.kept import kept


class LateReport(NamedTuple):
    """Late completions, or open past target."""

    question: Question
    groups: list[LateGroup]
    total: Lateness
    other: Lateness
    counted: Tally
    left_out: NotCounted


def late_report(question: Question) -> LateReport:
    """Late completions: how many, how late, by a dimension; open past target is only told beside."""
    return kept("late", question, lambda: _missed(question, "late", "open_past_target"))


def past_target_report(question: Question) -> LateReport:
    """Open past target: how many, how long, by a dimension."""
    return kept("past target", question, lambda: _missed(question, "open_past_target", "late"))


def _missed(question: Question, outcome: ClockOutcome, other: ClockOutcome) -> LateReport:
    with reading() as cursor:
        counting = Counting(cursor, question)
        return LateReport(
            question,
            lateness_by(counting, outcome, question.group),
            lateness(counting, outcome),
            lateness(counting, other),
            total(compliance_by(counting, question.group)),
            not_counted(counting),
        )
