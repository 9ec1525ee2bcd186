"""The numbers of a board: how many stand how, fall due, have a gap, and with whom they are."""

from collections import defaultdict
from typing import Any

from django.contrib.auth import get_user_model

from entitlements.business_time.instants import DAY, to_instant
from milestones.models.open_case import COUNTING
from milestones.selectors.board.picture import Gap, Load, Slot
from milestones.selectors.board.wanted import (
    IS_ASIDE,
    IS_DUE,
    IS_GAP,
    WITH_DAYS,
    Days,
    Wanted,
    filters_of,
    run,
    sides,
)
from sla_admin.shared.api.instants import as_datetime

GAP_ACCOUNTS = 2
"""Accounts named with a kind of gap: those with most cases in it."""

LOADS = 6
"""People on the card of workload: those most in need of a look."""

AHEAD = 5 * DAY
"""How far the forecast looks at targets; its ten open hours lie within, but for long holidays."""

_TALLY = """
    SELECT kept.queue_id, kept.owner_id, kept.standing, count(*), count(*) FILTER (WHERE {gap}),
        min(kept.due_at) FILTER (WHERE kept.rank = {counting})
    FROM {cases}
    WHERE {wanted}
    GROUP BY 1, 2, 3
"""

_DUE = """
    SELECT kept.queue_id, kept.owner_id, count(*)
    FROM unnest(%s::bigint[], %s::timestamptz[]) AS days (queue_id, closes_at)
    JOIN milestones_opencase AS kept ON {here}
    WHERE {due} AND {wanted}
    GROUP BY 1, 2
"""

_SLOTS = """
    SELECT date_bin('15 minutes', kept.due_at, timestamptz '1970-01-01 00:00:00+00'), kept.type, count(*)
    FROM {cases}
    WHERE kept.rank = {counting} AND kept.due_at < %s AND {wanted}
    GROUP BY 1, 2
    ORDER BY 1, 2
"""

_GAPS = """
    SELECT CASE WHEN kept.coverage_outcome = 'covered' AND {aside} THEN 'set_aside'
            ELSE kept.coverage_outcome END, account.name, count(*)
    FROM {cases}
    LEFT JOIN entitlements_account AS account ON account.id = kept.account_id
    WHERE {gap} AND {wanted}
    GROUP BY 1, 2
    ORDER BY 3 DESC, 2
"""


class Totals:
    """Sums over cells of the tally."""

    __slots__ = ("counts", "due", "gaps", "next_at", "total")

    def __init__(self) -> None:
        self.counts: defaultdict[str, int] = defaultdict(int)
        self.total = self.due = self.gaps = 0
        self.next_at: int | None = None

    def add(self, word: str, total: int, gaps: int, next_at: int | None) -> None:
        self.counts[word] += total
        self.total += total
        self.gaps += gaps
        if next_at is not None and (self.next_at is None or next_at < self.next_at):
            self.next_at = next_at


def tally(wanted: Wanted) -> list[tuple[Any, ...]]:
    """Cells of queue, owner and standing: cases, gaps among them, the next target (µs)."""
    sql = _TALLY.format(gap=IS_GAP, counting=COUNTING, cases=wanted.cases, wanted=wanted.sql)
    return [(*row[:5], None if row[5] is None else to_instant(row[5])) for row in run(sql, wanted.values)]


def due_of(days: Days, wanted: Wanted) -> list[tuple[Any, ...]]:
    """Cells of queue and owner: cases whose next target comes before their lane's day ends. For each queue
    one stretch of the index by urgency.
    """
    found = []
    for here, chosen in sides(list(zip(*days, strict=True))):
        columns = [list(column) for column in zip(*chosen, strict=True)]
        sql = _DUE.format(here=here, due=IS_DUE, wanted=wanted.sql)
        found += run(sql, [*columns, *filters_of(wanted)])
    return found


def slots_of(wanted: Wanted, at: int) -> list[Slot]:
    """Next targets by quarter of an hour and milestone type, for the forecast."""
    sql = _SLOTS.format(cases=wanted.cases, counting=COUNTING, wanted=wanted.sql)
    days, filters = (
        (wanted.values[:2], wanted.values[2:]) if wanted.cases is WITH_DAYS else ([], wanted.values)
    )
    return [
        Slot(to_instant(begins), of_type, total)
        for begins, of_type, total in run(sql, [*days, as_datetime(at + AHEAD), *filters])
    ]


def gaps_of(wanted: Wanted) -> list[Gap]:
    """Gaps by outcome, those of most cases first; `covered` are cases whose promise has begun no clock."""
    sql = _GAPS.format(cases=wanted.cases, gap=IS_GAP, aside=IS_ASIDE, wanted=wanted.sql)
    totals: defaultdict[str, int] = defaultdict(int)
    accounts: defaultdict[str, list[str]] = defaultdict(list)
    for outcome, account, total in run(sql, wanted.values):
        totals[outcome] += total
        if account is not None:
            accounts[outcome].append(account)
    return [
        Gap(
            outcome=outcome,
            total=total,
            accounts=accounts[outcome][:GAP_ACCOUNTS],
            others=max(0, len(accounts[outcome]) - GAP_ACCOUNTS),
        )
        for outcome, total in sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))
    ]


def loads_of(by_owner: dict[int | None, Totals]) -> list[Load]:
    """Whom to look at first: most violated, then most due before close, then most open."""
    people = [(owner, totals) for owner, totals in by_owner.items() if owner is not None]
    people.sort(key=lambda pair: (-pair[1].counts["violated"], -pair[1].due, -pair[1].total, pair[0]))
    chosen = people[:LOADS]
    names = {
        user.pk: (user.get_username(), user.get_full_name() or user.get_username())
        for user in get_user_model().objects.filter(pk__in=[owner for owner, _ in chosen])
    }
    return [
        Load(
            owner=owner,
            username=names[owner][0],
            name=names[owner][1],
            total=totals.total,
            violated=totals.counts["violated"],
            at_risk=totals.counts["at_risk"],
            paused=totals.counts["paused"],
            due=totals.due,
            next_at=totals.next_at,
        )
        for owner, totals in chosen
        if owner in names
    ]
