# ruff: noqa: S608 (the statements are put together from constants of this package alone)
"""What the engine reads, a batch at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterable

import msgspec

from milestones.clock.event import Event
from milestones.engine.cursor import RawCursor, instant, microseconds
from milestones.engine.ledger import read_body
from milestones.engine.work import CaseWork, KnownFact, Ledger, Loaded

_ROW = f"""
    case_id, state, {microseconds("folded_at")}, ledger_seq, ledger_hash, event_number, event_hash,
    withdrawals, quarantined_at IS NOT NULL
"""

_CLAIM = f"""
    SELECT {_ROW}
    FROM milestones_casestate
    WHERE next_due_at < {instant("%s::bigint")} AND next_due_at IS NOT NULL AND quarantined_at IS NULL
    ORDER BY next_due_at
    LIMIT %s
    FOR UPDATE SKIP LOCKED
"""

_LOCK = f"""
    SELECT {_ROW}
    FROM milestones_casestate
    WHERE case_id = ANY(%s::bigint[])
    ORDER BY case_id
    FOR UPDATE
"""

_KNOWN_EVENTS = """
    SELECT asked.case_id, asked.source, asked.event_id, known.payload
    FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS asked (case_id, source, event_id)
    JOIN milestones_caseevent AS known USING (case_id, source, event_id)
"""

_HISTORY = """
    SELECT case_id, payload FROM milestones_caseevent
    WHERE case_id = ANY(%s::bigint[]) ORDER BY case_id, number
"""

_LEDGER = """
    SELECT case_id, seq, withdraws, body FROM milestones_ledgerentry
    WHERE case_id = ANY(%s::bigint[]) ORDER BY case_id, seq
"""

_WITHOUT_COVERAGE = """
    SELECT id FROM milestones_case AS stored
    WHERE id = ANY(%b::bigint[]) AND NOT EXISTS (
        SELECT FROM milestones_caseevent
        WHERE case_id = stored.id AND source = '' AND event_id = 'coverage:1'
    )
    ORDER BY id
"""

_REASONS = """
    SELECT case_id, quarantine_reason FROM milestones_casestate
    WHERE case_id = ANY(%s::bigint[]) AND quarantined_at IS NOT NULL
"""

read_event = msgspec.json.Decoder(Event).decode


def claim_due(cursor: RawCursor, at: int, limit: int) -> list[CaseWork]:
    """Lock the cases whose next moment lies before `at`, longest due first, passing over those in work."""
    cursor.execute(_CLAIM, (at, limit), prepare=True)
    return [CaseWork(Loaded(*row)) for row in cursor.fetchall()]


def lock(cursor: RawCursor, case_ids: Iterable[int]) -> list[CaseWork]:
    """Lock these cases, in the order of their ids, waiting for whoever works on one."""
    cursor.execute(_LOCK, (list(case_ids),))
    return [CaseWork(Loaded(*row)) for row in cursor.fetchall()]


def known_events(
    cursor: RawCursor, asked: Collection[tuple[int, str, str]]
) -> dict[tuple[int, str, str], bytes]:
    """Which of these (case, source, event id) are recorded already, with their stored bytes."""
    if not asked:
        return {}
    cases, sources, ids = zip(*asked, strict=True)
    cursor.execute(_KNOWN_EVENTS, (list(cases), list(sources), list(ids)))
    return {(case, source, event): payload for case, source, event, payload in cursor.fetchall()}


def histories(cursor: RawCursor, case_ids: Collection[int]) -> dict[int, list[Event]]:
    """Every recorded event of these cases, in the order of arrival."""
    found: defaultdict[int, list[Event]] = defaultdict(list)
    if case_ids:
        cursor.execute(_HISTORY, (list(case_ids),))
        for case_id, payload in cursor.fetchall():
            found[case_id].append(read_event(payload))
    return found


def ledgers(cursor: RawCursor, case_ids: Collection[int]) -> dict[int, Ledger]:
    """The facts that the ledgers of these cases hold."""
    found: defaultdict[int, Ledger] = defaultdict(Ledger)
    if not case_ids:
        return found
    cursor.execute(_LEDGER, (list(case_ids),))
    rows = cursor.fetchall()
    withdrawn = {(case_id, withdraws) for case_id, _, withdraws, _ in rows if withdraws is not None}
    for case_id, seq, withdraws, stored in rows:
        if withdraws is not None:
            continue
        content = bytes(read_body(stored).fact)
        ledger = found[case_id]
        ledger.counts[content] = ledger.counts.get(content, 0) + 1
        if (case_id, seq) not in withdrawn:
            ledger.net.append(KnownFact(seq, content))
    return found


def without_coverage(cursor: RawCursor, case_ids: Collection[int]) -> list[int]:
    """Which of these cases never had their promise decided, because that failed."""
    cursor.execute(_WITHOUT_COVERAGE, (list(case_ids),))
    return [case_id for (case_id,) in cursor.fetchall()]


def quarantine_reasons(cursor: RawCursor, case_ids: Collection[int]) -> dict[int, str]:
    """Why these cases, locked by this transaction, are set aside."""
    cursor.execute(_REASONS, (list(case_ids),))
    return dict(cursor.fetchall())
