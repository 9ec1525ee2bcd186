# ruff: noqa: S608 (statements are put together from constants of this package; values are parameters)
"""What a report of clocks leaves out, so that it can say so."""

from typing import NamedTuple

from milestones.selectors.reports.clocks import narrowing
from milestones.selectors.reports.counting import Counting
from milestones.selectors.reports.dimensions import BY_NAME, DIMENSIONS
from milestones.selectors.reports.reading import Sql
from sla_admin.shared.api.instants import as_datetime


class NotCounted(NamedTuple):
    """Clocks that are open and in time at the instant, whatever the period; clocks canceled in the period;
    cases in quarantine; cases opened in the period that have no clock at all.
    """

    open_in_time: int
    canceled: int
    quarantined_cases: int
    cases_without_clock: int


def not_counted(counting: Counting) -> NotCounted:
    """Of the same narrowing, at the same instant."""
    question = counting.question
    params: dict[str, object] = {
        "as_of": as_datetime(question.as_of),
        "begin": as_datetime(question.period.begin),
        "end": as_datetime(question.period.end),
    }
    of_case = [name for name in DIMENSIONS if name in question.narrowed and not BY_NAME[name].is_of_clock]
    joins = ["JOIN milestones_case AS c ON c.id = m.case_id"] if of_case else []
    case_joins: list[str] = []
    for name in of_case:
        case_joins += [join for join in BY_NAME[name].joins if join not in case_joins]
    narrowed = {name: narrowing(question, name, params) for name in DIMENSIONS if name in question.narrowed}
    and_clock = "".join(f" AND {each}" for each in narrowed.values())
    and_case = "".join(f" AND {narrowed[name]}" for name in of_case)
    if counting.aside:
        params["aside"] = counting.aside
        and_clock += " AND m.case_id <> ALL(%(aside)s)"
    clocks = f"milestones_casemilestone AS m {' '.join([*joins, *case_joins])}"
    past = counting.clocks(outcomes=("open_past_target",), at_any_time=True)
    # Nothing has ended after now, and nothing open began after it: then an index alone tells the number.
    ended_later = "0"
    began = ""
    if not question.is_now:
        began = "AND m.began_at <= %(as_of)s"
        ended_later = (
            f"(SELECT count(*) FROM {clocks} WHERE m.closed_at > %(as_of)s AND m.began_at <= %(as_of)s"
            f" {and_clock})"
        )
    ((standing, ended, canceled, without),) = counting.rows(
        Sql(
            f"""
            SELECT (
                SELECT count(*) FROM {clocks}
                WHERE m.status IN ('running', 'paused') {began} {and_clock}
            ), {ended_later}, (
                SELECT count(*) FROM {clocks}
                WHERE m.status = 'canceled' AND m.closed_at <= %(as_of)s AND m.closed_at >= %(begin)s
                    AND m.closed_at < %(end)s {and_clock}
            ), (
                SELECT count(*) FROM milestones_case AS c {" ".join(case_joins)}
                WHERE c.opened_at >= %(begin)s AND c.opened_at < %(end)s AND c.opened_at <= %(as_of)s
                    AND NOT EXISTS (SELECT FROM milestones_casemilestone AS any_ WHERE any_.case_id = c.id)
                    {and_case}
            )
            """,
            params,
        )
    )
    ((past_target,),) = counting.rows(past.statement("count(*)"))
    return NotCounted(
        open_in_time=max(0, standing + ended - past_target),
        canceled=canceled,
        quarantined_cases=len(counting.aside),
        cases_without_clock=without,
    )
