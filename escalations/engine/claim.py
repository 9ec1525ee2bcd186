"""Taking deliveries that are due, so that no two workers hold the same one at a time."""

import uuid

from django.db import connection

from entitlements.business_time.instants import SECOND, to_datetime

LEASE = 30 * SECOND
"""How long a worker may hold what it claimed. After that it counts as vanished, and others take over."""

# Ids come from the partial index of what waits; everything else is read afterwards.
_CLAIM = """
    WITH due AS (
        SELECT id, status FROM escalations_delivery
        WHERE status IN ('pending', 'claimed') AND next_attempt_at <= %s
        ORDER BY next_attempt_at, id
        LIMIT %s
        FOR UPDATE SKIP LOCKED
    )
    UPDATE escalations_delivery AS delivery
    SET status = 'claimed', claim = %s, next_attempt_at = %s, attempts = delivery.attempts + 1
    FROM due WHERE delivery.id = due.id
    RETURNING delivery.id, due.status = 'claimed'
"""


def claim_due(token: uuid.UUID, at: int, limit: int) -> dict[int, bool]:
    """Claim at most `limit` deliveries due at `at` (µs), the longest due first, in the open transaction.

    The answer maps each id to whether its previous worker vanished while holding it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, (to_datetime(at), limit, token, to_datetime(at + LEASE)))
        return dict(cursor.fetchall())
