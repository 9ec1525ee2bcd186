"""The very clocks and cases behind a figure: the relation that was counted, row by row."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from milestones.reporting.outcome import CASE_OUTCOMES, CLOCK_OUTCOMES, CaseOutcome, ClockOutcome
from milestones.selectors.reports.case_outcomes import decided_cases
from milestones.selectors.reports.clocks import Relation
from milestones.selectors.reports.counting import Counting
from milestones.selectors.reports.lifted import lifted_violations
from milestones.selectors.reports.reading import Sql
from milestones.selectors.reports.resolved import BUSINESS, CALENDAR, ResolvedCases
from sla_admin.shared.api.instants import as_instant

CaseListKind = Literal["resolved", "all_met", "some_missed", "all_missed"]


class CaseFacts(NamedTuple):
    """What every list says of a case."""

    case_id: int
    source: str
    external_id: str
    subject: str
    account: str
    tier: str
    tier_rank: int | None
    priority: str
    queue: str
    owner: str
    status: str
    opened_at: int


class ClockLine(NamedTuple):
    """A counted clock. Instants are µs since 1970; `late_by` is calendar time, None for one on time;
    `consumed` open time. `lifted_at` of lists of lifted violations alone.
    """

    case: CaseFacts
    clock_id: int
    type: str
    type_name: str
    outcome: ClockOutcome | None
    started_at: int
    target_at: int
    completed_at: int | None
    consumed: int
    late_by: int | None
    lifted_at: int | None = None


class CaseLine(NamedTuple):
    """A counted case: closed at its last closing by the instant; business time None without a promise."""

    case: CaseFacts
    closed_at: int | None = None
    business: int | None = None
    calendar: int | None = None
    outcome: CaseOutcome | None = None
    counted: int | None = None
    missed: int | None = None


_CASE = (
    "c.id, c.source, c.external_id, c.subject, account.name, tier.name, tier.rank, c.priority, queue.name,"
    " coalesce(nullif(btrim(owner.first_name || ' ' || owner.last_name), ''), owner.username), c.status,"
    " c.opened_at"
)
_PEOPLE = """
    LEFT JOIN entitlements_account AS account ON account.id = c.account_id
    LEFT JOIN milestones_queue AS queue ON queue.id = c.queue_id
    LEFT JOIN auth_user AS owner ON owner.id = c.owner_id
    LEFT JOIN entitlements_entitlement AS covering ON covering.id = c.entitlement_id
    LEFT JOIN entitlements_supporttier AS tier ON tier.id = covering.tier_id
"""
_OF_CASE = 12
_CLOCK_LINE = (
    f"{_CASE}, m.id, m.type, coalesce(kind.name, m.type), %s, m.started_at, m.target_at, %s, m.consumed, %s"
)
_KIND = "LEFT JOIN entitlements_milestonetype AS kind ON kind.key = m.type"


def count_clocks(counting: Counting, outcomes: tuple[ClockOutcome, ...]) -> int:
    """How many clocks the list has."""
    ((number,),) = counting.rows(counting.clocks(outcomes=outcomes).statement("count(*)"))
    return int(number)


def clock_lines(
    counting: Counting, outcomes: tuple[ClockOutcome, ...], *, limit: int | None = None, offset: int = 0
) -> Iterator[ClockLine]:
    """Counted clocks of these outcomes (none named: of all): missed longest ago first where all are open,
    else the latest first.
    """
    relation = counting.clocks(outcomes=outcomes, with_case=True)
    order = "m.target_at, m.id" if outcomes == ("open_past_target",) else "m.target_at DESC, m.id DESC"
    columns = _CLOCK_LINE % ("m.outcome", "m.completed_at", "NULL::timestamptz")
    page, params = _page(limit, offset)
    statement = Sql(
        f"SELECT {columns} FROM {relation.source} {_KIND} {_PEOPLE} WHERE {relation.where}"  # noqa: S608 (constants)
        f" ORDER BY {order} {page}",
        {**relation.params, **params},
    )
    as_of = counting.question.as_of
    for row in counting.rows_one_by_one(statement):
        yield _clock_line(row, as_of)


def lifted_lines(counting: Counting, *, limit: int | None = None, offset: int = 0) -> Iterator[ClockLine]:
    """Clocks whose violation was lifted, the latest first; a clock stands there once for each time."""
    relation = lifted_violations(counting)
    columns = _CLOCK_LINE % ("NULL::int", "m.completed_at", "l.occurred_at")
    page, params = _page(limit, offset)
    statement = Sql(
        f"SELECT {columns} FROM {relation.source} {_KIND} {_PEOPLE} WHERE {relation.where}"  # noqa: S608 (constants)
        f" ORDER BY l.occurred_at DESC, l.id DESC {page}",
        {**relation.params, **params},
    )
    for row in counting.rows_one_by_one(statement):
        yield _clock_line(row, counting.question.as_of)


def count_cases(counting: Counting, kind: CaseListKind) -> int:
    """How many cases the list has."""
    relation, _ = _cases(counting, kind)
    ((number,),) = counting.rows(relation.statement("count(*)"))
    return int(number)


def case_lines(
    counting: Counting, kind: CaseListKind, *, limit: int | None = None, offset: int = 0
) -> Iterator[CaseLine]:
    """Counted cases, the latest first."""
    relation, columns = _cases(counting, kind)
    page, params = _page(limit, offset)
    statement = Sql(
        f"SELECT {_CASE}, {columns} FROM {relation.source} {_PEOPLE} WHERE {relation.where}"  # noqa: S608 (constants)
        f" ORDER BY {relation.basis} DESC, c.id DESC {page}",
        {**relation.params, **params},
    )
    for row in counting.rows_one_by_one(statement):
        yield _case_line(row, kind)


def _cases(counting: Counting, kind: CaseListKind) -> tuple[Relation, str]:
    cases = ResolvedCases(counting)
    if kind == "resolved":
        return cases.relation(with_hours=True), f"r.closed_at, {BUSINESS}, {CALENDAR}"
    relation = decided_cases(cases, counting)
    return (
        relation._replace(
            where=f"{relation.where} AND o.outcome = %(case_outcome)s",
            params={**relation.params, "case_outcome": CASE_OUTCOMES.index(kind)},
        ),
        "o.outcome, o.counted, o.missed",
    )


def _page(limit: int | None, offset: int) -> tuple[str, dict[str, object]]:
    if limit is None:
        return "", {}
    return "LIMIT %(limit)s OFFSET %(offset)s", {"limit": limit, "offset": offset}


def _case_facts(row: tuple[object, ...]) -> CaseFacts:
    values = list(row[:_OF_CASE])
    for place in (4, 5, 8, 9):
        values[place] = values[place] or ""
    values[11] = as_instant(values[11])  # type: ignore[arg-type]  # the opened-at of a case is never NULL
    return CaseFacts(*values)  # type: ignore[arg-type]  # in the order of `_CASE`


def _instant(value: object) -> int | None:
    return None if value is None else as_instant(value)  # type: ignore[arg-type]  # a timestamp of the query


def _clock_line(row: tuple[object, ...], as_of: int) -> ClockLine:
    clock_id, kind, name, outcome, started, target, completed, consumed, lifted = row[_OF_CASE:]
    target_at, completed_at = as_instant(target), _instant(completed)  # type: ignore[arg-type]  # never NULL
    until = as_of if completed_at is None or completed_at > as_of else completed_at
    word = None if outcome is None else CLOCK_OUTCOMES[outcome]  # type: ignore[call-overload]  # a place
    return ClockLine(
        case=_case_facts(row),
        clock_id=clock_id,  # type: ignore[arg-type]  # as the query answers
        type=str(kind),
        type_name=str(name),
        outcome=word,
        started_at=as_instant(started),  # type: ignore[arg-type]  # never NULL
        target_at=target_at,
        completed_at=completed_at,
        consumed=consumed,  # type: ignore[arg-type]  # as the query answers
        late_by=until - target_at if word in ("late", "open_past_target") else None,
        lifted_at=_instant(lifted),
    )


def _case_line(row: tuple[object, ...], kind: CaseListKind) -> CaseLine:
    facts, rest = _case_facts(row), row[_OF_CASE:]
    if kind == "resolved":
        closed, business, calendar = rest
        return CaseLine(
            facts,
            closed_at=_instant(closed),
            business=business,  # type: ignore[arg-type]  # as the query answers
            calendar=calendar,  # type: ignore[arg-type]
        )
    _, counted, missed = rest
    return CaseLine(facts, outcome=kind, counted=counted, missed=missed)  # type: ignore[arg-type]
