# ruff: noqa: S608 (the statements are put together from constants of this package alone)
"""The source events of a turn, and what was said with them."""

from collections.abc import Iterable, Sequence
from typing import Any

from milestones.engine.chain import link
from milestones.engine.cursor import RawCursor, instant
from milestones.engine.ledger import canonical
from milestones.engine.work import CaseWork
from milestones.engine.write.columns import columns

_EVENTS = f"""
    INSERT INTO milestones_caseevent
        (case_id, number, source, event_id, occurred_at, recorded_at, sequence, actor, silent, payload, hash)
    SELECT case_id, number, source, event_id, {instant("occurred_at")}, {instant("recorded_at")}, sequence,
        actor,
        silent, payload, hash
    FROM unnest(
        %b::bigint[], %b::int[], %b::text[], %b::text[], %b::bigint[], %b::bigint[], %b::bigint[], %b::text[],
        %b::bool[], %b::bytea[], %b::bytea[]
    ) AS told (
        case_id, number, source, event_id, occurred_at, recorded_at, sequence, actor, silent, payload, hash
    )
"""

_COMMENTS = f"""
    INSERT INTO milestones_comment (case_id, event_id, kind, author, body, occurred_at)
    SELECT event.case_id, event.id, kind, author, body, {instant("said.occurred_at")}
    FROM unnest(%b::bigint[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::bigint[])
        AS said (case_id, source, event_id, kind, author, body, occurred_at)
    JOIN milestones_caseevent AS event USING (case_id, source, event_id)
"""


def number_events(works: Iterable[CaseWork]) -> list[tuple[Any, ...]]:
    """Take new events into the chain of each case; the answer is one row for each event."""
    rows = []
    for work in works:
        row = work.row
        for event in work.events:
            payload = canonical(event)
            row.event_number += 1
            row.event_hash = link(row.event_hash, payload)
            rows.append(
                (
                    row.case_id,
                    row.event_number,
                    event.source,
                    event.id,
                    event.occurred_at,
                    event.recorded_at,
                    event.sequence,
                    event.actor,
                    event.silent,
                    payload,
                    row.event_hash,
                )
            )
    return rows


def write_events(cursor: RawCursor, rows: Sequence[tuple[Any, ...]]) -> None:
    """Append source events."""
    if rows:
        cursor.execute(_EVENTS, columns(rows))


def write_comments(cursor: RawCursor, works: Iterable[CaseWork]) -> None:
    """Keep what was said with the events of this turn."""
    rows = []
    for work in works:
        if work.comments:
            new = {(event.source, event.id) for event in work.events}
            rows += [(work.case_id, *said) for said in work.comments if (said.source, said.event_id) in new]
    if rows:
        cursor.execute(_COMMENTS, columns(rows))
