# ruff: noqa: S608 (the statements are put together from constants of this package alone)
"""The state row of each case: where the fold stands, and why a case was set aside."""

from collections.abc import Sequence

from milestones.clock.fold import encode_state
from milestones.engine.cursor import RawCursor, instant
from milestones.engine.work import CaseWork, Decided
from milestones.engine.write.columns import columns

_STATES = f"""
    UPDATE milestones_casestate AS stored
    SET state = made.state, folded_at = {instant("made.folded_at")},
        next_due_at = {instant("made.next_due_at")},
        ledger_seq = made.ledger_seq, ledger_hash = made.ledger_hash, event_number = made.event_number,
        event_hash = made.event_hash, withdrawals = made.withdrawals, quarantined_at = NULL,
        quarantine_reason = ''
    FROM unnest(
        %b::bigint[], %b::bytea[], %b::bigint[], %b::bigint[], %b::int[], %b::bytea[], %b::int[], %b::bytea[],
        %b::int[]
    ) AS made (
        case_id, state, folded_at, next_due_at, ledger_seq, ledger_hash, event_number, event_hash, withdrawals
    )
    WHERE stored.case_id = made.case_id
"""

_QUARANTINE = f"""
    UPDATE milestones_casestate AS stored
    SET event_number = failed.event_number, event_hash = failed.event_hash,
        quarantined_at = coalesce(stored.quarantined_at, {instant("%s::bigint")}),
        quarantine_reason = coalesce(nullif(failed.reason, ''), stored.quarantine_reason)
    FROM unnest(%b::bigint[], %b::int[], %b::bytea[], %b::text[])
        AS failed (case_id, event_number, event_hash, reason)
    WHERE stored.case_id = failed.case_id
"""


def write_states(cursor: RawCursor, decided: Sequence[Decided], at: int) -> None:
    """Keep where each case stands at `at` (µs), with the ends of its chains."""
    rows = [
        (
            work.case_id,
            encode_state(outcome.state),
            max(at, work.row.folded_at),
            outcome.state.next_due_at,
            work.row.ledger_seq,
            work.row.ledger_hash,
            work.row.event_number,
            work.row.event_hash,
            work.row.withdrawals,
        )
        for work, outcome in decided
    ]
    if rows:
        cursor.execute(_STATES, columns(rows))


def write_quarantine(cursor: RawCursor, works: Sequence[CaseWork], at: int) -> None:
    """Set cases aside that failed (`failure` names the reason); those already aside stay so."""
    rows = [
        (work.case_id, work.row.event_number, work.row.event_hash, work.failure)
        for work in works
        if work.outcome is None
    ]
    if rows:
        cursor.execute(_QUARANTINE, (at, *columns(rows)))
