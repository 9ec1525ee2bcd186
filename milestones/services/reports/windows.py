"""Open time compiled as far back as a report looks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TypeVar

from django.db import DataError

from entitlements.services.open_windows import ensure_windows
from milestones.reporting.periods import Period
from milestones.selectors.reports.accountability import held_cases
from milestones.selectors.reports.counting import Counting
from milestones.selectors.reports.question import Question
from milestones.selectors.reports.reading import reading
from milestones.selectors.reports.resolved import ResolvedCases, hours_in_use

Answer = TypeVar("Answer")

_NOT_COMPILED = "22000"
_BEGINNING = date(1970, 1, 2)


def with_windows(question: Question, count: Callable[[], Answer]) -> Answer:
    """What `count` answers; where open time is not compiled far enough for SQL, it is compiled first.

    Compiled windows are a cache of what the published hours say; nearly always they are there.
    """
    try:
        return count()
    except DataError as error:
        if getattr(error.__cause__, "sqlstate", None) != _NOT_COMPILED:
            raise
    reach(question)
    return count()


def reach(question: Question) -> None:
    """Compile open time as far back as any case goes that such a question can be about."""
    with reading() as cursor:
        counting = Counting(cursor, question)
        everything = Period(_BEGINNING, question.period.last, question.period.zone)
        relation = held_cases(
            ResolvedCases(counting), Counting(cursor, replace(question, by="opened").within(everything))
        )
        used = hours_in_use(ResolvedCases(counting), counting, relation)
    for each in used:
        ensure_windows(each.hours, each.timeline, each.begin, each.end)
