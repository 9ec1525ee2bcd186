# ruff: noqa: S608 (the statements are put together from constants of this package alone)
"""Everything that is stored of cases, read at one moment."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from milestones.engine.cursor import RawCursor, microseconds
from milestones.engine.write.clocks import MILESTONE_COLUMNS

Row = tuple[Any, ...]


class Head(NamedTuple):
    case_id: int
    state: bytes
    folded_at: int
    next_due_at: int | None
    ledger_seq: int
    ledger_hash: bytes
    event_number: int
    event_hash: bytes
    withdrawals: int
    is_quarantined: bool
    opened_at: int
    closed_at: int | None


class StoredEvent(NamedTuple):
    number: int
    source: str
    event_id: str
    occurred_at: int
    recorded_at: int
    sequence: int
    actor: str
    silent: bool
    payload: bytes
    hash: bytes


class StoredEntry(NamedTuple):
    seq: int
    kind: str
    occurred_at: int
    recorded_at: int
    actor: str
    cause: str
    clock: str
    generation: int
    withdraws: int | None
    body: bytes
    hash: bytes


_HEADS = f"""
    SELECT stored.id, state, {microseconds("folded_at")}, {microseconds("next_due_at")}, ledger_seq,
        ledger_hash,
        event_number, event_hash, withdrawals, quarantined_at IS NOT NULL, {microseconds("opened_at")},
        {microseconds("closed_at")}
    FROM milestones_case AS stored JOIN milestones_casestate ON case_id = stored.id
    WHERE stored.id = ANY(%b::bigint[])
    ORDER BY stored.id
"""

_STORED_EVENTS = f"""
    SELECT case_id, number, source, event_id, {microseconds("occurred_at")}, {microseconds("recorded_at")},
        sequence,
        actor, silent, payload, hash
    FROM milestones_caseevent WHERE case_id = ANY(%b::bigint[]) ORDER BY case_id, number
"""

_STORED_ENTRIES = f"""
    SELECT case_id, seq, kind, {microseconds("occurred_at")}, {microseconds("recorded_at")}, actor, cause,
        clock,
        generation, withdraws, body, hash
    FROM milestones_ledgerentry WHERE case_id = ANY(%b::bigint[]) ORDER BY case_id, seq
"""


def _as_written(name: str, form: str) -> str:
    if form == "{}":
        return name
    return f"{name}::text" if form.endswith("jsonb") else microseconds(name)


_STORED_CLOCKS = f"""
    SELECT {", ".join(_as_written(name, form) for name, _, form in MILESTONE_COLUMNS)}
    FROM milestones_casemilestone WHERE case_id = ANY(%b::bigint[])
"""

_STORED_CASES = """
    SELECT stored.id, subject, channel, priority, status, account_id, contact_id, asset_id, product_id,
        contract_id, line_item_id, owner_id, coalesce(queue.key, ''), attributes::text, process_version_id,
        holds_incident
    FROM milestones_case AS stored LEFT JOIN milestones_queue AS queue ON queue.id = queue_id
    WHERE stored.id = ANY(%b::bigint[])
"""


class StoredCase(NamedTuple):
    """All there is of one case. `clocks` by their (definition, cycle, occurrence), in `MILESTONE_COLUMNS`;
    `fields` in `CASE_COLUMNS`.
    """

    head: Head
    events: list[StoredEvent]
    entries: list[StoredEntry]
    clocks: dict[Row, Row]
    fields: Row


class Stored(NamedTuple):
    """What was found of the cases asked for; `headless` are those whose engine state is missing."""

    cases: list[StoredCase]
    headless: list[int]


def stored_cases(cursor: RawCursor, case_ids: Sequence[int]) -> Stored:
    """Read these cases whole, in the order of their ids. One that does not exist is left out."""
    cursor.execute(_HEADS, (list(case_ids),))
    heads = [Head(*row) for row in cursor.fetchall()]
    events = _by_case(cursor, _STORED_EVENTS, case_ids)
    entries = _by_case(cursor, _STORED_ENTRIES, case_ids)
    cursor.execute(_STORED_CLOCKS, (list(case_ids),))
    clocks: defaultdict[int, dict[Row, Row]] = defaultdict(dict)
    for row in cursor.fetchall():
        clocks[row[0]][row[1:4]] = row
    cursor.execute(_STORED_CASES, (list(case_ids),))
    fields = {row[0]: row for row in cursor.fetchall()}
    return Stored(
        [
            StoredCase(
                head,
                [StoredEvent(*row) for row in events[head.case_id]],
                [StoredEntry(*row) for row in entries[head.case_id]],
                clocks[head.case_id],
                fields[head.case_id],
            )
            for head in heads
        ],
        sorted(fields.keys() - {head.case_id for head in heads}),
    )


def _by_case(cursor: RawCursor, statement: str, case_ids: Sequence[int]) -> defaultdict[int, list[Row]]:
    cursor.execute(statement, (list(case_ids),))
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for case_id, *row in cursor.fetchall():
        found[case_id].append(tuple(row))
    return found
