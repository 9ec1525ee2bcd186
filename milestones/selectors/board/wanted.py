"""What a board's question asks of open cases, as conditions in SQL."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection

from milestones.models.open_case import COUNTING, WITHOUT
from milestones.selectors.board.question import DUE, GAP, NOBODY, BoardQuestion
from milestones.selectors.board.scope import Scope
from sla_admin.shared.api.instants import as_datetime

FROM = "milestones_opencase AS kept"

WITH_DAYS = f"""{FROM} JOIN unnest(%s::bigint[], %s::timestamptz[]) AS days (queue_id, closes_at)
    ON days.queue_id = coalesce(kept.queue_id, 0)"""
"""Cases with the end of their lane's day; nothing else joins, for most questions do not need it."""

IS_DUE = f"(kept.rank = {COUNTING} AND kept.due_at <= days.closes_at)"

_ENGINE = "(SELECT {what} FROM milestones_casestate AS engine WHERE engine.case_id = kept.case_id)"

_WAITS = _ENGINE.format(what="engine.next_due_at IS NOT NULL AND engine.quarantined_at IS NULL")

IS_ASIDE = _ENGINE.format(what="engine.quarantined_at IS NOT NULL")

IS_GAP = (
    f"((kept.coverage_outcome <> 'covered' OR kept.rank = {WITHOUT})"
    f" AND NOT (kept.coverage_outcome = 'covered' AND coalesce({_WAITS}, false)))"
)
"""As `milestones.selectors.open_gaps` says. What an index answers stands first; only what is left of it is
looked up one by one.
"""

Days = tuple[list[int], list[Any]]
"""Queues (0: none) and when the day of each ends, as two columns."""


class Wanted(NamedTuple):
    """A condition on `kept` (and `days`), and its values; `cases` is what it is asked of."""

    sql: str
    values: list[Any]
    cases: str


def wanted_of(question: BoardQuestion, scope: Scope, days: Days) -> Wanted:
    """The filters as one condition. Nothing of what was typed becomes SQL."""
    parts: list[str] = []
    values: list[Any] = []

    def add(sql: str, *given: Any) -> None:
        parts.append(sql)
        values.extend(given)

    if not scope.is_all:
        add("kept.queue_id = ANY(%s::bigint[])", [queue for queue in scope.queues if queue is not None])
    if question.tier:
        add(
            "kept.tier_id IN (SELECT id FROM entitlements_supporttier WHERE key = ANY(%s))",
            list(question.tier),
        )
    if question.priority:
        add("lower(kept.priority) = ANY(%s)", [each.lower() for each in question.priority])
    if question.type:
        add("kept.type = ANY(%s)", list(question.type))
    if question.account:
        add("kept.account_id = ANY(%s::bigint[])", list(question.account))
    if question.owner:
        named = "kept.owner_id IN (SELECT id FROM auth_user WHERE username = ANY(%s))"
        nobody = " OR kept.owner_id IS NULL" if NOBODY in question.owner else ""
        add(f"({named}{nobody})", list(question.owner))
    if question.state:
        asked = ["kept.standing = ANY(%s)"]
        asked += [IS_DUE] if DUE in question.state else []
        asked += [IS_GAP] if GAP in question.state else []
        add(f"({' OR '.join(asked)})", list(question.state))
    needs_days = DUE in question.state
    return Wanted(
        " AND ".join(parts) or "true",
        [*days, *values] if needs_days else values,
        WITH_DAYS if needs_days else FROM,
    )


def days_of(scope: Scope) -> Days:
    """Every queue of the scope with the end of its lane's day."""
    pairs = [(queue or 0, as_datetime(head.days.closes_at)) for head in scope.heads for queue in head.queues]
    return [queue for queue, _ in pairs], [closes for _, closes in pairs]


def sides(pairs: list[tuple[Any, ...]]) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """Queues, and apart from them what waits in none: no index finds NULL by equality."""
    queued = [pair for pair in pairs if pair[0]]
    nowhere = [pair for pair in pairs if not pair[0]]
    both = [("kept.queue_id = days.queue_id", queued), ("kept.queue_id IS NULL", nowhere)]
    return [(here, chosen) for here, chosen in both if chosen]


def filters_of(wanted: Wanted) -> list[Any]:
    """The values of the condition alone, for statements that bring the days themselves."""
    return wanted.values[2:] if wanted.cases is WITH_DAYS else wanted.values


def run(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
