"""The rows of a list of cases: each with the clock that matters most and the others beside it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from milestones.clock.plan import Plan
from milestones.clock.standing import CaseStanding, overall
from milestones.models import Case, CaseMilestone
from milestones.selectors.sla import MilestoneNow, milestones_now
from milestones.selectors.urgency import COUNTING, PAST, PAUSED

MOST_OTHERS = 5
"""So many clocks are shown beside the first."""


class CaseRow(NamedTuple):
    """A case of a list. `lead` is its most urgent open clock; `others` are its further open clocks and the
    latest closed one of each definition, open ones first. `aside` is why it is in quarantine, if it is: its
    numbers are then those of when it was set aside.
    """

    case: Case
    standing: CaseStanding
    lead: MilestoneNow | None
    others: list[MilestoneNow]
    aside: str


def case_rows(case_ids: Sequence[int], at: int, plan: Plan) -> list[CaseRow]:
    """These cases at `at` (µs), in their order; those purged meanwhile are left out. Three queries, however
    many they are.
    """
    cases = {
        case.pk: case
        for case in Case.objects.filter(pk__in=case_ids)
        .select_related("account", "owner", "queue", "entitlement__tier", "engine_state", "while_open")
        .defer("attributes", "engine_state__state", "engine_state__ledger_hash", "engine_state__event_hash")
    }
    clocks: defaultdict[int, list[CaseMilestone]] = defaultdict(list)
    rows = CaseMilestone.objects.filter(case__in=list(cases)).prefetch_related("hours").order_by("pk")
    for row in rows:
        row.case = cases[row.case_id]
        clocks[row.case_id].append(row)
    chosen = {case_id: _shown(rows) for case_id, rows in clocks.items()}
    flat = [row for rows in chosen.values() for row in rows]
    known = {now.row.pk: now for now in milestones_now(flat, at, plan)}
    return [
        _row(cases[case_id], [known[row.pk] for row in chosen.get(case_id, [])])
        for case_id in case_ids
        if case_id in cases
    ]


def _shown(rows: Iterable[CaseMilestone]) -> list[CaseMilestone]:
    """Every open clock, and of closed ones the latest of each definition."""
    found: list[CaseMilestone] = []
    latest: dict[str, CaseMilestone] = {}
    for row in sorted(rows, key=lambda row: (row.cycle, row.occurrence)):
        if row.closed_at is None:
            found.append(row)
        else:
            latest[row.definition] = row
    running = {row.definition for row in found}
    return [*found, *(row for row in latest.values() if row.definition not in running)]


def _row(case: Case, clocks: list[MilestoneNow]) -> CaseRow:
    aside = case.engine_state.quarantine_reason
    leading = case.while_open.milestone_id if hasattr(case, "while_open") else None
    opened = sorted(
        (now for now in clocks if now.row.closed_at is None),
        key=lambda now: (now.row.pk != leading, *_urgency_of(now)),
    )
    closed = sorted(
        (now for now in clocks if now.row.closed_at is not None),
        key=lambda now: (now.row.began_at, now.row.pk),
    )
    lead = opened[0] if opened else None
    return CaseRow(
        case=case,
        standing=overall(now.standing for now in clocks),
        lead=lead,
        others=[*closed, *opened[1:]][:MOST_OTHERS],
        aside=aside,
    )


def _urgency_of(now: MilestoneNow) -> tuple[int, datetime, int]:
    """By what open clocks follow each other."""
    row = now.row
    rank = PAST if row.is_violated else COUNTING if row.status == "running" else PAUSED
    return (rank, row.target_at, row.pk)
