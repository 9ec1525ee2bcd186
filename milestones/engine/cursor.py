"""The engine's own way to the database: psycopg without the ORM, on Django's connection and in its
transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection
from psycopg.pq import Format

RawCursor = psycopg.Cursor[tuple[Any, ...]]


@contextmanager
def raw_cursor() -> Iterator[RawCursor]:
    """A cursor that binds on the server and answers in binary: whole batches travel as arrays."""
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        cursor.format = Format.BINARY
        yield cursor


def instant(expression: str) -> str:
    """SQL for the timestamp of that many microseconds since 1970. Exact: no instant passes through a
    fraction.
    """
    return f"timestamptz '1970-01-01 00:00:00+00' + {expression} * interval '1 microsecond'"


def microseconds(expression: str) -> str:
    """SQL for the microseconds since 1970 of that timestamp."""
    return f"(extract(epoch FROM {expression}) * 1000000)::bigint"
