"""Copies of cases with all that belongs to them, as if each had been told by itself.

Rows are copied set-based; of the ledger, whose bytes name the case, every entry is written and chained anew.
So a copy is a case like any other: it evaluates, re-folds, explains, and its ledger verifies.
"""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress

import psycopg
from django.db import connection, transaction

from milestones.engine.chain import GENESIS, link
from milestones.engine.cursor import raw_cursor

_OF_CASES = (
    ("milestones_casestate", "case_id"),
    ("milestones_casemilestone", "case_id"),
    ("milestones_caseevent", "case_id"),
)
_LEDGER = "kind, occurred_at, recorded_at, actor, cause, clock, generation, withdraws"
_TYPES = [
    "int8",
    "int4",
    "varchar",
    "timestamptz",
    "timestamptz",
    "varchar",
    "varchar",
    "varchar",
    "int4",
    "int4",
    "bytea",
    "bytea",
]


def copy_cases(templates: Sequence[int], times: int, external_id: str) -> int:
    """Copy each of these cases that many times, under external ids that begin so; answers how many copies.

    One transaction. Foreign keys hold by construction; where the role may, they are not checked again.
    """
    if not templates or times < 1:
        return 0
    with transaction.atomic(), raw_cursor() as cursor:
        is_unchecked = False
        with suppress(psycopg.errors.InsufficientPrivilege), transaction.atomic():
            cursor.execute("SET LOCAL session_replication_role = replica")
            is_unchecked = True
        cursor.execute("SET LOCAL synchronous_commit = off")
        count = len(templates) * times
        cursor.execute("SELECT nextval('milestones_case_id_seq')")
        row = cursor.fetchone()
        base = row[0] if row else 0
        cursor.execute("SELECT setval('milestones_case_id_seq', %s)", (base + count,))
        numbers = {
            template: range(base + place * times, base + (place + 1) * times)
            for place, template in enumerate(templates)
        }
        cursor.execute("CREATE TEMPORARY TABLE copies (template bigint, id bigint, head bytea)")
        with cursor.copy("COPY copies FROM STDIN (FORMAT BINARY)") as copies:
            copies.set_types(["int8", "int8", "bytea"])
            for template, ids in numbers.items():
                for case_id in ids:
                    copies.write_row((template, case_id, GENESIS))
        cursor.execute("ANALYZE copies")
        _copy_rows(cursor, "milestones_case", "id", external_id)
        for table, key in _OF_CASES:
            _copy_rows(cursor, table, key, external_id)
        _copy_comments(cursor)
        _copy_ledgers(cursor, numbers)
        cursor.execute("SELECT milestones_follow_open_cases(array_agg(id)) FROM copies")
        cursor.execute("SELECT milestones_mark_change()")
        cursor.execute("DROP TABLE copies")
        if is_unchecked:
            cursor.execute("SET LOCAL session_replication_role = origin")
    return count


def _copy_rows(cursor: "psycopg.Cursor[tuple[object, ...]]", table: str, key: str, external_id: str) -> None:
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name <> %s "
        "AND is_generated = 'NEVER' AND NOT (column_name = 'id' AND %s <> 'id') ORDER BY ordinal_position",
        (table, key, key),
    )
    columns = [str(name) for (name,) in cursor.fetchall()]
    chosen = [
        f"'{external_id}' || copies.id" if name == "external_id" else f"template.{name}" for name in columns
    ]
    cursor.execute(
        f"INSERT INTO {table} ({key}, {', '.join(columns)}) SELECT copies.id, {', '.join(chosen)} "
        f"FROM copies JOIN {table} AS template ON template.{key} = copies.template"
    )


def _copy_comments(cursor: "psycopg.Cursor[tuple[object, ...]]") -> None:
    cursor.execute(
        "INSERT INTO milestones_comment (case_id, event_id, kind, author, body, occurred_at) "
        "SELECT copies.id, event.id, said.kind, said.author, said.body, said.occurred_at "
        "FROM copies JOIN milestones_comment AS said ON said.case_id = copies.template "
        "JOIN milestones_caseevent AS told ON told.id = said.event_id "
        "JOIN milestones_caseevent AS event ON event.case_id = copies.id AND event.number = told.number"
    )


def _copy_ledgers(cursor: "psycopg.Cursor[tuple[object, ...]]", numbers: dict[int, range]) -> None:
    entries: defaultdict[int, list[tuple[tuple[object, ...], bytes]]] = defaultdict(list)
    cursor.execute(
        f"SELECT case_id, seq, {_LEDGER}, body FROM milestones_ledgerentry WHERE case_id = ANY(%b::bigint[]) "
        "ORDER BY case_id, seq",
        (list(numbers),),
    )
    for case_id, *rest, body in cursor.fetchall():
        assert isinstance(body, bytes)
        entries[int(str(case_id))].append((tuple(rest), body))
    heads = []
    with cursor.copy(
        f"COPY milestones_ledgerentry (case_id, seq, {_LEDGER}, body, hash) FROM STDIN (FORMAT BINARY)"
    ) as ledger:
        ledger.set_types(_TYPES)
        for template, ids in numbers.items():
            parts = [(row, body.partition(b'"case":%d,' % template)) for row, body in entries[template]]
            for case_id in ids:
                named = b'"case":%d,' % case_id
                head = GENESIS
                for row, (before, _, after) in parts:
                    body = before + named + after
                    head = link(head, body)
                    ledger.write_row((case_id, *row, body, head))
                heads.append((case_id, head))
    cursor.execute(
        "UPDATE milestones_casestate AS stored SET ledger_hash = chained.head "
        "FROM unnest(%b::bigint[], %b::bytea[]) AS chained (id, head) WHERE stored.case_id = chained.id",
        ([case_id for case_id, _ in heads], [head for _, head in heads]),
    )


def analyze() -> None:
    """Let the planner see what was loaded."""
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE milestones_case, milestones_casestate, milestones_casemilestone, milestones_caseevent, "
            "milestones_ledgerentry, milestones_comment, "
            "milestones_opencase"
        )
