"""The report of pauses by hand."""

from typing import NamedTuple

from milestones.selectors.reports.counting import Counting
from milestones.selectors.reports.not_counted import NotCounted, not_counted
from milestones.selectors.reports.pauses import PausedUnder, pauses_by_reason
from milestones.selectors.reports.question import Question
from milestones.selectors.reports.reading import reading
from milestones.services.reports.kept import kept


class PauseReport(NamedTuple):
    question: Question
    reasons: list[PausedUnder]
    left_out: NotCounted


def pause_report(question: Question) -> PauseReport:
    """Pauses by hand that held in the period, by reason."""

    def count() -> PauseReport:
        with reading() as cursor:
            counting = Counting(cursor, question)
            return PauseReport(question, pauses_by_reason(counting), not_counted(counting))

    return kept("pauses", question, count)
