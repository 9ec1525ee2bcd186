"""Cases by what became of their targets."""

from typing import NamedTuple

from milestones.selectors.reports.case_outcomes import CaseGroup, case_outcomes_by
from milestones.selectors.reports.counting import Counting
from milestones.selectors.reports.not_counted import NotCounted, not_counted
from milestones.selectors.reports.question import Question
from milestones.selectors.reports.reading import reading
from milestones.selectors.reports.resolved import ResolvedCases
from milestones.services.reports.kept import kept


class OutcomeReport(NamedTuple):
    """Case outcomes."""

    question: Question
    groups: list[CaseGroup]
    left_out: NotCounted


def outcome_report(question: Question) -> OutcomeReport:
    """Cases by outcome: all met, some missed, all missed."""

    def count() -> OutcomeReport:
        with reading() as cursor:
            counting = Counting(cursor, question)
            return OutcomeReport(
                question,
                case_outcomes_by(ResolvedCases(counting), counting, question.group),
                not_counted(counting),
            )

    return kept("outcome", question, count)
