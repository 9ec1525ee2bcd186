# ruff: noqa: S608 (the statements are put together from constants of this package alone)
"""Rows of cases that are heard of for the first time."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from milestones.clock.fold import encode_state
from milestones.clock.state import State
from milestones.engine.chain import GENESIS
from milestones.engine.cursor import RawCursor, instant, microseconds

CaseKey = tuple[str, str]
"""Source and external id."""


class KnownCase(NamedTuple):
    """What is checked when something is told about a case. Instants µs, UTC."""

    case_id: int
    record_type: str
    opened_at: int
    recorded_at: int
    version: int | None
    account: int | None = None


class Opening(NamedTuple):
    """A case to be: what does not come from its events."""

    source: str
    external_id: str
    record_type: str
    opened_at: int


_FIND = f"""
    SELECT stored.source, stored.external_id, stored.id, stored.record_type,
        {microseconds("stored.opened_at")}, {microseconds("stored.recorded_at")}, stored.process_version_id,
        stored.account_id
    FROM unnest(%b::text[], %b::text[]) AS asked (source, external_id)
    JOIN milestones_case AS stored USING (source, external_id)
"""

_OPEN = f"""
    WITH opened AS (
        INSERT INTO milestones_case (
            source, external_id, record_type, opened_at, recorded_at, changed_at, subject, channel, priority,
            status, attributes, coverage_outcome, coverage_candidates
        )
        SELECT source, external_id, record_type, {instant("opened_at")}, {instant("%s::bigint")},
            {instant("%s::bigint")}, '', '', '', '', '{{}}', '', '[]'
        FROM unnest(%b::text[], %b::text[], %b::text[], %b::bigint[])
            AS asked (source, external_id, record_type, opened_at)
        ORDER BY source, external_id
        ON CONFLICT (source, external_id) DO NOTHING
        RETURNING id, source, external_id
    ), begun AS (
        INSERT INTO milestones_casestate (
            case_id, state, folded_at, ledger_seq, ledger_hash, event_number, event_hash, withdrawals,
            quarantine_reason
        )
        SELECT id, %b, timestamptz '1970-01-01 00:00:00+00', 0, %b, 0, %b, 0, '' FROM opened
    )
    SELECT source, external_id, id FROM opened
"""


def find_cases(cursor: RawCursor, keys: Collection[CaseKey]) -> dict[CaseKey, KnownCase]:
    """The cases there are among these."""
    if not keys:
        return {}
    sources, external_ids = zip(*keys, strict=True)
    cursor.execute(_FIND, (list(sources), list(external_ids)))
    return {(source, external_id): KnownCase(*rest) for source, external_id, *rest in cursor.fetchall()}


def open_cases(cursor: RawCursor, openings: Sequence[Opening], at: int) -> dict[CaseKey, int]:
    """Insert what is not there, in one order for everybody; the answer names those that this call opened.

    A case that somebody else is opening at this moment is waited for, and is then not in the answer.
    """
    if not openings:
        return {}
    columns = [list(column) for column in zip(*openings, strict=True)]
    empty = encode_state(State())
    cursor.execute(_OPEN, (at, at, *columns, empty, GENESIS, GENESIS))
    return {(source, external_id): case_id for source, external_id, case_id in cursor.fetchall()}
