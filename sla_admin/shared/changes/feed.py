"""The history in an order in which nothing is ever missed.

A row gets its number when it is written, and is seen when its transaction commits: one that began earlier may
commit later, and a reader that had come past its number would never see it. So the feed is ordered by
(transaction, id) and delivers a row only once every transaction with a smaller or the same number has ended:
`transaction < pg_snapshot_xmin(pg_current_snapshot())`. Numbers of transactions are given in the order in
which they begin to write, none below that bound can still be at work, and so none can add a row before a
position that was handed out. The price: a change is delivered when all writing transactions that began before
it are done, usually at once, during a long one (a sample being loaded, a dump) after it.
"""

from typing import Any, NamedTuple

from django.db import connections
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from sla_admin.shared.models.configuration_change import ConfigurationChange

_BOUND = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint + shared_transaction_shift()"


class Position(NamedTuple):
    """Where a reader stands: behind this row."""

    transaction: int
    id: int


BEGINNING = Position(0, 0)


def settled() -> QuerySet[ConfigurationChange]:
    """The changes before which no other can appear any more."""
    return ConfigurationChange.objects.filter(transaction__lt=RawSQL(_BOUND, [])).order_by(  # noqa: S611
        "transaction", "id"
    )


def after(rows: QuerySet[ConfigurationChange], position: Position) -> QuerySet[ConfigurationChange]:
    """Those of the rows that come behind a position."""
    return rows.extra(where=["(transaction, id) > (%s, %s)"], params=[*position])


def go_on_after_a_restored_dump(using: str) -> None:
    """Number transactions beyond those of the history, where it came from another cluster in a dump.

    Called after every `migrate`; changes nothing where the history was written here.
    """
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regproc('shared_shift_transactions')")
        (known,) = _row(cursor)
        if known is not None:
            cursor.execute("SELECT shared_shift_transactions()")


def _row(cursor: Any) -> tuple[Any, ...]:
    row: tuple[Any, ...] = cursor.fetchone()
    return row
