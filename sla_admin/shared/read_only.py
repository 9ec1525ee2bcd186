"""Work that reads and must not write: the database refuses it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def reading_only() -> Iterator[None]:
    """Within the block every write is refused with an error, whatever code it comes from.

    Inside another transaction that one may write again afterwards. Not for reading in several steps from one
    snapshot: the block sees what its transaction sees.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        yield
        transaction.set_rollback(True)
