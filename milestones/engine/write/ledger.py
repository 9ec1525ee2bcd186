# ruff: noqa: S608 (the statements are put together from constants of this package alone)
"""Facts appended and withdrawn, each entry chained to the one before."""

from collections.abc import Sequence
from typing import Any

import msgspec

from milestones.engine.chain import link
from milestones.engine.consequences import LedgerLine, Withdrawal
from milestones.engine.cursor import RawCursor, instant
from milestones.engine.ledger import SCHEMA, Body, body_of, clock_name, read_fact
from milestones.engine.plan import PinnedPlan
from milestones.engine.work import CaseWork, Decided, KnownFact, NewFact
from milestones.engine.write.columns import columns
from milestones.models.ledger_entry import WITHDRAWN

_LEDGER = f"""
    INSERT INTO milestones_ledgerentry
        (case_id, seq, kind, occurred_at, recorded_at, actor, cause, clock, generation, withdraws, body, hash)
    SELECT case_id, seq, kind, {instant("occurred_at")}, {instant("%s::bigint")}, actor, cause, clock,
        generation,
        withdraws, body, hash
    FROM unnest(
        %b::bigint[], %b::int[], %b::text[], %b::bigint[], %b::text[], %b::text[], %b::text[], %b::int[],
        %b::int[], %b::bytea[], %b::bytea[]
    ) AS found (case_id, seq, kind, occurred_at, actor, cause, clock, generation, withdraws, body, hash)
"""


def write_ledger(
    cursor: RawCursor, plan: PinnedPlan, decided: Sequence[Decided], at: int
) -> tuple[list[LedgerLine], list[Withdrawal]]:
    """Append what was found at `at` (µs), withdrawals first; chain and numbers of each case go on.

    Answers what escalation must hear of: facts appended and facts withdrawn.
    """
    lines: list[LedgerLine] = []
    withdrawals: list[Withdrawal] = []
    entries: list[tuple[Any, ...]] = []
    for work, outcome in decided:
        cause = _cause_of_repair(work)
        for known in outcome.withdrawn:
            entries.append(_withdrawal(work, known, cause, at))
            withdrawals.append(Withdrawal(work.case_id, known.seq))
        for new in outcome.facts:
            entries.append(_entry(work, new, at))
            lines.append(_line(plan, work, new))
    if entries:
        cursor.execute(_LEDGER, (at, *columns(entries)))
    return lines, withdrawals


def _cause_of_repair(work: CaseWork) -> str:
    """The first new event is what made facts untrue; without one, the case was folded afresh by request."""
    if not work.events:
        return "refold"
    return f"event:{work.events[0].source}/{work.events[0].id}"


def _chained(work: CaseWork, body: Body) -> tuple[bytes, bytes]:
    stored = body_of(body)
    work.row.ledger_seq = body.seq
    work.row.ledger_hash = link(work.row.ledger_hash, stored)
    return stored, work.row.ledger_hash


def _entry(work: CaseWork, new: NewFact, at: int) -> tuple[Any, ...]:
    fact = new.fact
    seq = work.row.ledger_seq + 1
    stored, digest = _chained(
        work,
        Body(
            schema=SCHEMA,
            case=work.case_id,
            seq=seq,
            recorded_at=at,
            actor=new.actor,
            generation=new.generation,
            fact=msgspec.Raw(new.content),
        ),
    )
    return (
        work.case_id,
        seq,
        fact.kind,
        fact.occurred_at,
        new.actor,
        fact.cause,
        clock_name(fact.clock),
        new.generation,
        None,
        stored,
        digest,
    )


def _withdrawal(work: CaseWork, known: KnownFact, cause: str, at: int) -> tuple[Any, ...]:
    seq = work.row.ledger_seq + 1
    actor = work.events[0].actor if work.events else ""
    stored, digest = _chained(
        work,
        Body(
            schema=SCHEMA,
            case=work.case_id,
            seq=seq,
            recorded_at=at,
            actor=actor,
            withdraws=known.seq,
            cause=cause,
        ),
    )
    work.row.withdrawals += 1
    clock = clock_name(read_fact(known.content).clock)
    return (work.case_id, seq, WITHDRAWN, at, actor, cause, clock, 1, known.seq, stored, digest)


def _line(plan: PinnedPlan, work: CaseWork, new: NewFact) -> LedgerLine:
    data = new.fact.data
    return LedgerLine(
        case_id=work.case_id,
        seq=work.row.ledger_seq,
        fact=new.fact,
        matrix_version=plan.matrix_version(data.get("version")) if "priority" in data else None,
        tier=data.get("tier", ""),
        priority=data.get("priority", ""),
        send=new.send,
    )
