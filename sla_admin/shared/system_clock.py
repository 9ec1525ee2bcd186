"""The one place that asks what time it is.

It asks the database, so that a machine with a wrong clock can neither fire a milestone early nor date a fact
wrongly, and every process of an installation reads the same clock. Views, tasks and commands call it once, at
the edge; from there time travels as the argument `at`.
"""

from django.db import connections

_MICROSECONDS = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"


def database_time(using: str = "default") -> int:
    """The database's present instant: microseconds since 1970, UTC.

    `clock_timestamp()` moves on within a transaction, where `now()` would repeat its beginning. PostgreSQL
    computes the epoch as an exact decimal, so no microsecond is lost to floating point.

    Raises django.db.OperationalError when the database cannot be reached.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(_MICROSECONDS)
        (at,) = cursor.fetchone()
    return int(at)
