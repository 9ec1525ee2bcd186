"""Which hours are closed at an instant, for lists that set aside what stands still."""

from django.db import connection

_CLOSED = """
    SELECT revision.hours_id, revision.number
    FROM entitlements_businesshoursrevision AS revision
    LEFT JOIN LATERAL (
        SELECT compiled.ends FROM entitlements_openwindow AS compiled
        WHERE compiled.hours_id = revision.hours_id AND compiled.timeline = revision.number
            AND compiled.begins <= timestamptz 'epoch' + %s * interval '1 microsecond'
        ORDER BY compiled.begins DESC
        LIMIT 1
    ) AS latest ON true
    WHERE revision.published_at IS NOT NULL
        AND latest.ends <= timestamptz 'epoch' + %s * interval '1 microsecond'
    ORDER BY revision.hours_id, revision.number
"""


def closed_hours(at: int) -> list[tuple[int, int]]:
    """(hours, timeline) of all published timelines that are closed at `at` (µs). One query.

    Timelines whose windows are not compiled for that instant count as open.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CLOSED, [at, at])
        return [(hours, timeline) for hours, timeline in cursor.fetchall()]
