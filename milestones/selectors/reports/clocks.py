# ruff: noqa: S608 (statements are put together from constants of this package; values are parameters)
"""Which clocks a report counts, and as what; the rules are told in docs/guides/reports.md.

Everything that counts clocks, and every list of those counted, stands on the one relation made here, so that
a figure and the list behind it cannot differ.

A clock's row says how it ended. As of an earlier instant that is still enough, unless the clock was re-timed,
resumed or taken up again since: those, and only those, are read from the ledger.
"""

from typing import NamedTuple

from milestones.clock import fact as facts
from milestones.reporting.outcome import CLOCK_OUTCOMES, ClockOutcome
from milestones.selectors.reports.dimensions import BY_NAME, DIMENSIONS, DimensionName
from milestones.selectors.reports.question import Question
from milestones.selectors.reports.reading import Sql
from sla_admin.shared.api.instants import as_datetime

ON_TIME, LATE, OPEN_PAST_TARGET = range(3)
"""How outcomes are numbered in SQL: the places of `CLOCK_OUTCOMES`."""

MOVED_KINDS = (facts.RETIMED, facts.RESUMED, facts.LIFTED, facts.REOPENED)
"""Facts after which a clock's row no longer tells how it stood before. An index holds just these."""

_COLUMNS = (
    "id, case_id, type, outcome, basis_at, target_at, completed_at, started_at, consumed,"
    " process_version_id, hours_id"
)


class Relation(NamedTuple):
    """`source` goes after FROM (clocks as `m`, their cases as `c` where joined), `where` after WHERE."""

    source: str
    where: str
    basis: str
    params: dict[str, object]

    def statement(self, columns: str, tail: str = "", **params: object) -> Sql:
        """SELECT these columns of it."""
        return Sql(
            f"SELECT {columns} FROM {self.source} WHERE {self.where} {tail}", {**self.params, **params}
        )


def counted_clocks(
    question: Question,
    *,
    dimensions: tuple[DimensionName, ...] = (),
    with_case: bool = False,
    outcomes: tuple[ClockOutcome, ...] = (),
    aside: list[int] | None = None,
    has_moved: bool = True,
    at_any_time: bool = False,
) -> Relation:
    """Clocks that were completed or violated at `question.as_of`, in its period, narrowed as it says.

    `dimensions` are joined to be grouped by. `aside` are cases in quarantine, which cannot be counted;
    `has_moved` False where no clock was re-timed or resumed after the instant, which saves a look.
    `at_any_time` leaves the period out.
    """
    needed = {*dimensions, *question.narrowed}
    opened = question.by == "opened"
    joins_case = with_case or opened or any(not BY_NAME[name].is_of_clock for name in needed)
    joins = ["JOIN milestones_case AS c ON c.id = m.case_id"] if joins_case else []
    for name in sorted(needed):
        joins += [join for join in BY_NAME[name].joins if join not in joins]
    params: dict[str, object] = {
        "as_of": as_datetime(question.as_of),
        "begin": as_datetime(question.period.begin),
        "end": as_datetime(question.period.end),
    }
    basis = "c.opened_at" if opened else "m.basis_at"
    conditions = ["true"] if at_any_time else [f"{basis} >= %(begin)s", f"{basis} < %(end)s"]
    conditions += [narrowing(question, name, params) for name in DIMENSIONS if name in question.narrowed]
    if outcomes:
        conditions.append("m.outcome = ANY(%(outcomes)s)")
        params["outcomes"] = [CLOCK_OUTCOMES.index(each) for each in outcomes]
    if aside:
        conditions.append("m.case_id <> ALL(%(aside)s)")
        params["aside"] = aside
    return Relation(
        f"({_ended(question, outcomes, has_moved=has_moved)}) AS m ({_COLUMNS}) {' '.join(joins)}",
        " AND ".join(conditions),
        basis,
        params,
    )


def narrowing(question: Question, name: DimensionName, params: dict[str, object]) -> str:
    """The condition that narrows to the question's values of a dimension; adds its parameters."""
    dimension = BY_NAME[name]
    keys = list(question.narrowed[name].values())
    wanted = [key for key in keys if key is not None]
    parts = []
    if wanted:
        params[f"only_{name}"] = wanted
        parts.append(f"{dimension.column} = ANY(%(only_{name})s::{dimension.cast}[])")
    if len(wanted) < len(keys):
        parts.append(f"{dimension.column} IS NULL")
    return f"({' OR '.join(parts)})"


def _ended(question: Question, outcomes: tuple[ClockOutcome, ...], *, has_moved: bool) -> str:
    """The three sources: completed by then; open then and past the target; told by the ledger.

    Those that have none of the wanted outcomes are left out, so that nobody reads them.
    """
    unmoved = f"AND NOT EXISTS (SELECT FROM ({_MOVED}) AS moved WHERE moved.id = m.id)" if has_moved else ""
    basis = {
        "decided": "least(m.completed_at, m.target_at)",
        "target": "m.target_at",
        "completed": "m.completed_at",
    }.get(question.by, "NULL::timestamptz")
    completed = f"""
        SELECT m.id, m.case_id, m.type,
            CASE WHEN m.is_violated THEN {LATE} ELSE {ON_TIME} END AS outcome,
            {basis} AS basis_at, m.target_at, m.completed_at, m.started_at, m.consumed,
            m.process_version_id, m.hours_id
        FROM milestones_casemilestone AS m
        WHERE m.status = 'completed' AND m.completed_at <= %(as_of)s
    """
    only_open = outcomes == ("open_past_target",)
    parts = [] if only_open and question.by != "completed" else [completed]
    if question.by != "completed" and (not outcomes or "open_past_target" in outcomes):
        basis = "NULL::timestamptz" if question.by == "opened" else "m.target_at"
        parts += [
            f"""
            SELECT m.id, m.case_id, m.type, {OPEN_PAST_TARGET}, {basis}, m.target_at, NULL::timestamptz,
                m.started_at, m.consumed, m.process_version_id, m.hours_id
            FROM milestones_casemilestone AS m
            WHERE {standing} AND m.target_at < %(as_of)s AND m.began_at <= %(as_of)s {unmoved}
            """
            for standing in (
                "m.status IN ('running', 'paused') AND m.is_violated",
                # Past its target a moment ago, and no worker has come by yet.
                "m.status = 'running' AND NOT m.is_violated",
                "m.is_violated AND m.closed_at IS NOT NULL AND m.closed_at > %(as_of)s",
            )
        ]
    if has_moved:
        parts.append(_from_ledger(question))
    return " UNION ALL ".join(parts)


_MOVED = f"""
    SELECT DISTINCT clock.id
    FROM milestones_ledgerentry AS entry
    JOIN milestones_casemilestone AS clock ON clock.case_id = entry.case_id
        AND entry.clock IN ('', clock.definition || '/' || clock.cycle || '/' || clock.occurrence)
    WHERE entry.kind IN ({", ".join(f"'{kind}'" for kind in MOVED_KINDS)})
        AND entry.occurred_at > %(as_of)s
        AND clock.began_at <= %(as_of)s AND (clock.closed_at IS NULL OR clock.closed_at > %(as_of)s)
"""


def _last(kinds: str, also: str = "") -> str:
    """The clock's last net fact of these kinds by the instant."""
    return f"""
        SELECT entry.kind, entry.occurred_at, entry.body
        FROM milestones_ledgerentry AS entry
        WHERE entry.case_id = m.case_id
            AND entry.clock = m.definition || '/' || m.cycle || '/' || m.occurrence
            AND entry.kind IN ({kinds}) AND entry.occurred_at <= %(as_of)s {also}
            AND NOT EXISTS (
                SELECT FROM milestones_ledgerentry AS taking
                WHERE taking.case_id = entry.case_id AND taking.withdraws = entry.seq
            )
        ORDER BY entry.occurred_at DESC, entry.seq DESC
        LIMIT 1
    """


_TAKEN_UP_AGAIN = """
    EXISTS (
        SELECT FROM milestones_ledgerentry AS again
        WHERE again.case_id = m.case_id AND again.kind = 'reopened'
            AND again.occurred_at >= closing.occurred_at AND again.occurred_at <= %(as_of)s
            AND NOT EXISTS (
                SELECT FROM milestones_ledgerentry AS taking
                WHERE taking.case_id = again.case_id AND taking.withdraws = again.seq
            )
    )
"""


def _number(name: str, body: str) -> str:
    return f"(convert_from({body}, 'UTF8')::jsonb #>> '{{fact,data,{name}}}')::bigint"


_TRIGGER_OF_CLOSING = "convert_from(closing.body, 'UTF8')::jsonb #>> '{fact,trigger}'"


def _from_ledger(question: Question) -> str:
    """Clocks that were re-timed, resumed or taken up again after the instant, as their facts tell them."""
    basis = {
        "decided": "least(stood.completed_at, stood.target_at)",
        "target": "stood.target_at",
        "completed": "stood.completed_at",
    }.get(question.by, "NULL::timestamptz")
    target = _number("target", "target.body")
    return f"""
        SELECT m.id, m.case_id, m.type, stood.outcome, {basis}, stood.target_at, stood.completed_at,
            m.started_at, stood.consumed, m.process_version_id, m.hours_id
        FROM ({_MOVED}) AS moved
        JOIN milestones_casemilestone AS m ON m.id = moved.id
        LEFT JOIN LATERAL ({_last("'completed', 'canceled'")}) AS closing ON true
        LEFT JOIN LATERAL ({_last("'violated', 'violation lifted'")}) AS turn ON true
        LEFT JOIN LATERAL ({
        _last("'started', 're-timed', 'resumed', 'violated', 'completed'")
    }) AS target ON true
        CROSS JOIN LATERAL (
            SELECT timestamptz 'epoch' + {target} * interval '1 microsecond' AS target_at,
                closing.kind IS NOT NULL AND NOT {_TAKEN_UP_AGAIN} AS is_closed
        ) AS told
        CROSS JOIN LATERAL (
            SELECT told.target_at,
                CASE WHEN told.is_closed AND closing.kind = 'completed' THEN closing.occurred_at
                END AS completed_at,
                CASE WHEN told.is_closed AND closing.kind = 'completed'
                    THEN {_number("consumed", "closing.body")} ELSE m.consumed END AS consumed,
                CASE
                    WHEN told.is_closed AND closing.kind = 'completed' THEN
                        CASE WHEN {_TRIGGER_OF_CLOSING} = 'met_late' THEN {LATE} ELSE {ON_TIME} END
                    WHEN NOT told.is_closed AND turn.kind = 'violated' THEN {OPEN_PAST_TARGET}
                END AS outcome
        ) AS stood
        WHERE stood.outcome IS NOT NULL
            {"AND stood.completed_at IS NOT NULL" if question.by == "completed" else ""}
    """
