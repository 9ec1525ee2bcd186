"""How reports read: many at once must not take the site down, and all figures of one page agree."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.utils import OperationalError

from sla_admin.shared.errors import Conflict

SECONDS = 15
"""A statement of a report that takes longer is given up."""
SLOTS = 4
"""So many reports are counted at a time; they would only slow each other, and everybody else, down."""

_SLOT_SPACE = 0x5E9047
_CANCELED = "57014"


class Sql(NamedTuple):
    """A statement, or a part of one, with its named parameters."""

    text: str
    params: Mapping[str, Any]


TOO_LONG = (
    f"This report was given up after {SECONDS} seconds, so that it slows nobody down. "
    "Choose a shorter period, fewer values, or a later instant."
)
BUSY = f"{SLOTS} reports are being counted at this moment. Try again in a few seconds."


@contextmanager
def reading() -> Iterator[CursorWrapper]:
    """One snapshot of the data for everything read within, read-only, with a limit on time.

    Raises Conflict with a sentence when a statement takes too long, or too many reports are being counted.
    """
    outermost = not connection.in_atomic_block
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if outermost:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute(
                "SELECT set_config('statement_timeout', %s, true), set_config('jit', 'off', true),"
                " set_config('work_mem', '64MB', true), set_config('parallel_setup_cost', '100', true),"
                " set_config('parallel_tuple_cost', '0.001', true)",
                [f"{SECONDS}s"],
            )
            _take_a_slot(cursor)
            yield cursor
            if not outermost:
                cursor.execute("SELECT set_config('statement_timeout', '0', true)")
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) == _CANCELED:
            raise Conflict(TOO_LONG) from error
        raise


def _take_a_slot(cursor: CursorWrapper) -> None:
    """Hold one of the slots until the transaction ends."""
    for slot in range(SLOTS):
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_SLOT_SPACE, slot])
        if cursor.fetchone()[0]:
            return
    raise Conflict(BUSY)


def rows(cursor: CursorWrapper, statement: Sql) -> list[tuple[Any, ...]]:
    """All rows of a statement."""
    cursor.execute(statement.text, statement.params)
    return list(cursor.fetchall())


def rows_one_by_one(statement: Sql, batch: int = 2000) -> Iterator[tuple[Any, ...]]:
    """The rows of a statement by a cursor of the server, a batch at a time. Within `reading` alone."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement.text, statement.params)
        while found := cursor.fetchmany(batch):
            yield from found
