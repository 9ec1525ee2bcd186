# ruff: noqa: S608 (statements are put together from constants of this package; values are parameters)
"""What sources said of a case's status, owner and queue, and what escalation set: as stretches of time, in
SQL.

Events are taken in their one total order; those taken back are left out. Before a source first names a
status the case has that first one, as everywhere; before it first names an owner or a queue it has none,
since otherwise the first owner would answer for the time in which nobody was found.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from entitlements.models import ProcessVersion
from entitlements.process.definition import StatusClasses
from milestones.clock.event import Event
from milestones.clock.history import resolve
from milestones.selectors.reports.counting import Counting
from milestones.selectors.reports.reading import Sql
from sla_admin.shared.api.instants import as_datetime

_read_event = msgspec.json.Decoder(Event).decode

SAID = """
    SELECT event.case_id, event.occurred_at, 0 AS place, event.source, event.sequence, event.event_id,
        told.fields
    FROM milestones_caseevent AS event
    JOIN wanted ON wanted.case_id = event.case_id
    CROSS JOIN LATERAL (SELECT convert_from(event.payload, 'UTF8')::jsonb -> 'fields' AS fields) AS told
    WHERE event.occurred_at <= %(as_of)s
        AND (told.fields -> 'status' IS NOT NULL OR told.fields -> 'owner' IS NOT NULL
            OR told.fields -> 'queue' IS NOT NULL)
        AND (event.case_id, event.source, event.event_id) NOT IN (
            SELECT * FROM unnest(%(gone_cases)s::bigint[], %(gone_sources)s::text[], %(gone_ids)s::text[])
        )
    UNION ALL
    SELECT entry.case_id, entry.occurred_at, 1, '', entry.seq, '',
        jsonb_build_object(body.data ->> 'field', body.data -> 'value')
    FROM milestones_ledgerentry AS entry
    JOIN wanted ON wanted.case_id = entry.case_id
    CROSS JOIN LATERAL (
        SELECT convert_from(entry.body, 'UTF8')::jsonb #> '{fact,data}' AS data
    ) AS body
    WHERE entry.kind = 'field updated' AND entry.occurred_at <= %(as_of)s
        AND body.data ->> 'field' IN ('status', 'owner', 'queue')
        AND NOT EXISTS (
            SELECT FROM milestones_ledgerentry AS taking
            WHERE taking.case_id = entry.case_id AND taking.withdraws = entry.seq
        )
"""
"""Everything said by `as_of` of the cases in `wanted` (case_id), as rows of (case_id, occurred_at, place,
source, sequence, event_id, fields). What escalation set comes after the events of its instant.
"""

ORDER = 'occurred_at, place, source COLLATE "C", sequence, event_id COLLATE "C"'
"""The one total order of what was said."""


def retracted(counting: Counting, wanted: Sql) -> dict[str, Sequence[object]]:
    """Which events of the wanted cases were taken back by `as_of`, as parameters of `SAID`.

    Few cases have any; those are resolved by the clock's own rule.
    """
    found = counting.rows(
        Sql(
            f"""
            WITH wanted AS ({wanted.text})
            SELECT event.case_id, event.payload
            FROM milestones_caseevent AS event
            WHERE event.occurred_at <= %(as_of)s AND event.case_id IN (
                SELECT taking.case_id
                FROM milestones_caseevent AS taking
                JOIN wanted ON wanted.case_id = taking.case_id
                WHERE position('"type":"retraction"'::bytea IN taking.payload) > 0
            )
            """,
            wanted.params,
        )
    )
    by_case: dict[int, list[Event]] = {}
    for case_id, payload in found:
        by_case.setdefault(case_id, []).append(_read_event(bytes(payload)))
    gone: list[tuple[int, str, str]] = []
    for case_id, events in by_case.items():
        effective = {(event.source, event.id) for event in resolve(events).events}
        gone += [
            (case_id, event.source, event.id) for event in events if (event.source, event.id) not in effective
        ]
    return {
        "gone_cases": [each[0] for each in gone],
        "gone_sources": [each[1] for each in gone],
        "gone_ids": [each[2] for each in gone],
    }


STATUS_CLASSES = """
    SELECT * FROM unnest(%(class_versions)s::bigint[], %(class_statuses)s::text[], %(class_kinds)s::text[])
        AS known (version, status, kind)
"""
"""Statuses in lower case that mean `closed` or `stopped`, by process version; version 0: of a case without
one.
"""


def status_classes() -> dict[str, Sequence[object]]:
    """The parameters of `STATUS_CLASSES`."""
    usual = StatusClasses()
    listed: list[tuple[int, Iterable[str], Iterable[str]]] = [(0, usual.closed, usual.stopped)]
    listed += ProcessVersion.objects.values_list("pk", "closed_statuses", "stopped_statuses")
    rows = [
        (version, status.casefold(), kind)
        for version, closed, stopped in listed
        for kind, statuses in (("closed", closed), ("stopped", stopped))
        for status in statuses
    ]
    return {
        "class_versions": [row[0] for row in rows],
        "class_statuses": [row[1] for row in rows],
        "class_kinds": [row[2] for row in rows],
    }


CLOSINGS = f"""
    SELECT case_id, closed_at
    FROM (
        SELECT DISTINCT ON (case_id) case_id, is_closed, changed_at AS closed_at
        FROM (
            SELECT case_id, is_closed, {ORDER.replace("occurred_at, ", "")}, occurred_at,
                CASE WHEN lag(is_closed) OVER said_in_order IS NULL THEN opened_at
                    ELSE greatest(occurred_at, opened_at) END AS changed_at,
                lag(is_closed) OVER said_in_order AS was_closed
            FROM (
                SELECT said.*, c.opened_at, EXISTS (
                    SELECT FROM classes
                    WHERE classes.version = coalesce(c.process_version_id, 0) AND classes.kind = 'closed'
                        AND classes.status = lower(said.fields ->> 'status')
                ) AS is_closed
                FROM said
                JOIN milestones_case AS c ON c.id = said.case_id
                WHERE said.fields -> 'status' IS NOT NULL
            ) AS judged
            WINDOW said_in_order AS (PARTITION BY case_id ORDER BY {ORDER})
        ) AS followed
        WHERE was_closed IS DISTINCT FROM is_closed
        ORDER BY case_id, occurred_at DESC, place DESC, source COLLATE "C" DESC, sequence DESC,
            event_id COLLATE "C" DESC
    ) AS last_change
    WHERE is_closed
"""
"""Cases of `said` that were closed at the end of what was said, and since when. Needs `said`, `classes`."""


def closings_since(counting: Counting) -> list[tuple[int, datetime]]:
    """Cases closed at `as_of` though their row no longer says so, re-opened or closed again since: each with
    its closing. Nearly always there are none, and one look at the events tells.
    """
    as_of = as_datetime(counting.question.as_of)
    told_since = counting.rows(
        Sql(
            """
            SELECT DISTINCT event.case_id
            FROM milestones_caseevent AS event
            JOIN milestones_case AS c ON c.id = event.case_id
            WHERE event.occurred_at > %(as_of)s AND c.opened_at <= %(as_of)s
                AND (c.closed_at IS NULL OR c.closed_at > %(as_of)s)
            """,
            {"as_of": as_of},
        )
    )
    if not told_since:
        return []
    wanted = Sql(
        "SELECT * FROM unnest(%(wanted)s::bigint[]) AS wanted (case_id)",
        {"as_of": as_of, "wanted": [case_id for (case_id,) in told_since]},
    )
    params = {**wanted.params, **retracted(counting, wanted), **status_classes()}
    return counting.rows(
        Sql(
            f"WITH wanted AS MATERIALIZED ({wanted.text}), classes AS MATERIALIZED ({STATUS_CLASSES}),"
            f" said AS MATERIALIZED ({SAID}) {CLOSINGS}",
            params,
        )
    )
