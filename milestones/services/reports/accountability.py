"""Who held the time of cases."""

from typing import NamedTuple

from milestones.models import Case
from milestones.selectors.reports.accountability import (
    Held,
    HeldCase,
    Split,
    count_held_cases,
    held_cases,
    held_of,
    who_held,
)
from milestones.selectors.reports.counting import Counting
from milestones.selectors.reports.question import Question
from milestones.selectors.reports.reading import reading
from milestones.selectors.reports.resolved import ResolvedCases, hours_in_use
from milestones.services.reports.kept import kept
from milestones.services.reports.sources import timelines_named
from milestones.services.reports.windows import with_windows


class AccountabilityReport(NamedTuple):
    """Who held the time; `hours` are those that told night from day, with their number of cases."""

    question: Question
    held: Held
    hours: list[tuple[str, int]]


class HeldLine(NamedTuple):
    """A case and who held its time, µs."""

    case_id: int
    source: str
    external_id: str
    subject: str
    elapsed: int
    split: Split


def accountability_report(question: Question) -> AccountabilityReport:
    """Who held the cases. Raises Conflict where there are too many of them."""

    def count() -> AccountabilityReport:
        with reading() as cursor:
            counting = Counting(cursor, question)
            cases = ResolvedCases(counting)
            held = who_held(cases, counting, question.group)
            used = hours_in_use(cases, counting, held_cases(cases, counting))
            return AccountabilityReport(question, held, timelines_named(used))

    return kept("accountability", question, lambda: with_windows(question, count))


def held_lines(question: Question, *, limit: int, offset: int) -> tuple[int, list[HeldLine]]:
    """How many cases the question is about, and who held each of a page of them."""

    def count() -> tuple[int, list[HeldCase]]:
        with reading() as cursor:
            counting = Counting(cursor, question)
            cases = ResolvedCases(counting)
            total = count_held_cases(cases, counting)
            return total, held_of(cases, counting, limit=limit, offset=offset)

    total, held = with_windows(question, count)
    named = Case.objects.in_bulk([each.case_id for each in held])
    return total, [
        HeldLine(
            each.case_id,
            named[each.case_id].source,
            named[each.case_id].external_id,
            named[each.case_id].subject,
            each.elapsed,
            each.split,
        )
        for each in held
        if each.case_id in named
    ]
