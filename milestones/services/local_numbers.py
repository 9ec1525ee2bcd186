"""Numbers of cases that are kept here, and mirror nothing."""

from django.db import connection

PREFIX = "C-"


def next_local_number() -> str:
    """A number that no other case of this source has: `C-1042`. One that is not used stays a gap."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT %s || number FROM (
                SELECT nextval('milestones_local_number') AS number FROM generate_series(1, 1000)
            ) AS drawn
            WHERE NOT EXISTS (
                SELECT FROM milestones_case WHERE source = 'local' AND external_id = %s || number
            )
            LIMIT 1
            """,
            [PREFIX, PREFIX],
        )
        (number,) = cursor.fetchone()
    return str(number)
