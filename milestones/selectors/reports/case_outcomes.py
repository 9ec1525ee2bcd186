# ruff: noqa: S608 (statements are put together from constants of this package; values are parameters)
"""Case by case: all targets met, some missed, all missed."""

from collections import defaultdict
from typing import NamedTuple

from milestones.reporting.outcome import CASE_OUTCOMES
from milestones.selectors.reports.clocks import Relation, narrowing
from milestones.selectors.reports.counting import Counting
from milestones.selectors.reports.dimensions import BY_NAME, DIMENSIONS, DimensionName, Value, values_of
from milestones.selectors.reports.resolved import ResolvedCases
from sla_admin.shared.api.instants import as_datetime


class CaseTally(NamedTuple):
    """Cases by outcome."""

    all_met: int = 0
    some_missed: int = 0
    all_missed: int = 0

    @property
    def counted(self) -> int:
        return sum(self)

    @property
    def share_met(self) -> float | None:
        return self.all_met / self.counted if self.counted else None


class CaseGroup(NamedTuple):
    value: Value
    tally: CaseTally


def decided_cases(cases: ResolvedCases, counting: Counting, *dimensions: DimensionName) -> Relation:
    """Cases (`c`) with `o.outcome` (place in `CASE_OUTCOMES`) and `o.decided_at`.

    A case is decided by its first missed target, be it still open, or else when it is closed; so an open miss
    cannot hide behind its case, and a case belongs to one period for ever.
    """
    question = counting.question
    clocks = counting.clocks(at_any_time=True)
    params: dict[str, object] = {**clocks.params, **cases.params}
    joins: list[str] = []
    for name in sorted({*dimensions, *question.narrowed} - {"type"}):
        joins += [join for join in BY_NAME[name].joins if join not in joins]
    decided = f"""
        SELECT of_case.case_id, of_case.missed, of_case.counted,
            coalesce(of_case.first_missed, closed.closed_at) AS decided_at,
            CASE WHEN missed = 0 THEN 0 WHEN missed < counted THEN 1 ELSE 2 END AS outcome
        FROM (
            SELECT m.case_id, count(*) AS counted, count(*) FILTER (WHERE m.outcome > 0) AS missed,
                min(m.target_at) FILTER (WHERE m.outcome > 0) AS first_missed
            FROM {clocks.source} WHERE {clocks.where}
            GROUP BY m.case_id
        ) AS of_case
        LEFT JOIN ({cases.closed_cases()}) AS closed ON closed.case_id = of_case.case_id
    """
    basis = "c.opened_at" if question.by == "opened" else "o.decided_at"
    conditions = ["o.decided_at IS NOT NULL", f"{basis} >= %(begin)s", f"{basis} < %(end)s"]
    conditions += [
        narrowing(question, name, params)
        for name in DIMENSIONS
        if name in question.narrowed and name != "type"
    ]
    params |= {"begin": as_datetime(question.period.begin), "end": as_datetime(question.period.end)}
    return Relation(
        f"({decided}) AS o JOIN milestones_case AS c ON c.id = o.case_id {' '.join(joins)}",
        " AND ".join(conditions),
        basis,
        params,
    )


def case_outcomes_by(cases: ResolvedCases, counting: Counting, dimension: DimensionName) -> list[CaseGroup]:
    """Cases by outcome for each value of a dimension (not the milestone type: a case has several)."""
    relation = decided_cases(cases, counting, dimension)
    found: defaultdict[object, list[int]] = defaultdict(lambda: [0] * len(CASE_OUTCOMES))
    for key, outcome, number in counting.rows(
        relation.statement(f"{BY_NAME[dimension].column}, o.outcome, count(*)", "GROUP BY 1, 2")
    ):
        found[key][outcome] = number
    values = values_of(dimension, found)
    groups = [CaseGroup(values[key], CaseTally(*counts)) for key, counts in found.items()]
    return sorted(groups, key=lambda group: (group.value.rank, group.value.word.casefold()))
