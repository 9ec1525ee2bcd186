"""Violations that a later target took away: they count no more, and reports say how many there were."""

from milestones.clock.fact import LIFTED
from milestones.selectors.reports.clocks import Relation, narrowing
from milestones.selectors.reports.counting import Counting
from milestones.selectors.reports.dimensions import BY_NAME, DIMENSIONS
from sla_admin.shared.api.instants import as_datetime

_NOT_WITHDRAWN = (
    "NOT EXISTS (SELECT FROM milestones_ledgerentry AS taking"
    " WHERE taking.case_id = l.case_id AND taking.withdraws = l.seq)"
)


def lifted_violations(counting: Counting) -> Relation:
    """Net facts (`l`) in the period by the instant at which they were lifted, with clock `m` and case `c`."""
    question = counting.question
    params: dict[str, object] = {
        "as_of": as_datetime(question.as_of),
        "begin": as_datetime(question.period.begin),
        "end": as_datetime(question.period.end),
    }
    joins: list[str] = []
    for name in sorted(question.narrowed):
        joins += [join for join in BY_NAME[name].joins if join not in joins]
    conditions = [
        f"l.kind = '{LIFTED}'",
        "l.occurred_at <= %(as_of)s AND l.occurred_at >= %(begin)s AND l.occurred_at < %(end)s",
        _NOT_WITHDRAWN,
        *(narrowing(question, name, params) for name in DIMENSIONS if name in question.narrowed),
    ]
    if counting.aside:
        conditions.append("l.case_id <> ALL(%(aside)s)")
        params["aside"] = counting.aside
    return Relation(
        "milestones_ledgerentry AS l JOIN milestones_casemilestone AS m ON m.case_id = l.case_id"
        " AND l.clock = m.definition || '/' || m.cycle || '/' || m.occurrence"
        f" JOIN milestones_case AS c ON c.id = l.case_id {' '.join(joins)}",
        " AND ".join(conditions),
        "l.occurred_at",
        params,
    )


def count_lifted(counting: Counting) -> int:
    """How many violations were lifted."""
    ((number,),) = counting.rows(lifted_violations(counting).statement("count(*)"))
    return int(number)
