"""Which reasons there are to pause, and what was paused under them."""

from collections.abc import Iterable

from django.db import connection

from milestones.models import PauseReason

_CLOCKS = """
    SELECT asked.key, count(*)
    FROM unnest(%s::text[]) AS asked (key)
    JOIN milestones_casemilestone AS clock
        ON clock.pauses <> '[]' AND clock.pauses @> jsonb_build_array(jsonb_build_object('code', asked.key))
    GROUP BY 1
"""


def reasons_for(record_type: str) -> list[PauseReason]:
    """Those that are offered for that kind of record, in their order."""
    return [row for row in PauseReason.objects.order_by("position", "name") if row.is_for(record_type)]


def clocks_paused_under(keys: Iterable[str]) -> dict[str, int]:
    """How many clocks were ever paused under each of these codes; one that is missing was never used."""
    with connection.cursor() as cursor:
        cursor.execute(_CLOCKS, [list(keys)])
        return dict(cursor.fetchall())
