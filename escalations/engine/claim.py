"""Taking deliveries that are due, so that no two workers hold the same one at a time.

What goes to an endpoint is taken endpoint by endpoint: as many as its breaker and its limit let out at once,
and of a case only the earliest that is not settled, so that a case is told in order.
"""

import uuid
from typing import Any

from django.db import connection

from entitlements.business_time.instants import SECOND, to_datetime, to_instant
from escalations.outbound.breaker import Breaker, slots

LEASE = 30 * SECOND
"""How long a worker may hold what it claimed. After that it counts as vanished, and others take over."""

# Ids come from the partial index of what waits; everything else is read afterwards.
_CLAIM = """
    WITH due AS (
        SELECT id, status FROM escalations_delivery
        WHERE status IN ('pending', 'claimed') AND endpoint_id IS NULL AND next_attempt_at <= %s
        ORDER BY next_attempt_at, id
        LIMIT %s
        FOR UPDATE SKIP LOCKED
    )
    UPDATE escalations_delivery AS delivery
    SET status = 'claimed', claim = %s, next_attempt_at = %s, attempts = delivery.attempts + 1
    FROM due WHERE delivery.id = due.id
    RETURNING delivery.id, due.status = 'claimed'
"""

# Whoever holds an endpoint's row decides alone what it gets; the others pass it by. In no fixed order, so
# that no endpoint always comes last. Recording waits for a holder, a holder waits for nobody.
_ENDPOINTS = """
    SELECT endpoint.id, endpoint.is_active, endpoint.breaker, endpoint.breaker_until, endpoint.concurrency,
        (SELECT count(*) FROM escalations_delivery AS held
         WHERE held.endpoint_id = endpoint.id AND held.status = 'claimed' AND held.next_attempt_at > %(at)s)
    FROM escalations_webhookendpoint AS endpoint
    WHERE EXISTS (
        SELECT 1 FROM escalations_delivery AS due
        WHERE due.endpoint_id = endpoint.id AND due.status IN ('pending', 'claimed')
          AND due.next_attempt_at <= %(at)s
    ) AND (NOT endpoint.is_active OR endpoint.breaker <> 'open' OR endpoint.breaker_until <= %(at)s)
    ORDER BY random()
    FOR NO KEY UPDATE OF endpoint SKIP LOCKED
"""

_CLAIM_AT_ENDPOINT = """
    WITH due AS (
        SELECT delivery.id, delivery.status FROM escalations_delivery AS delivery
        WHERE delivery.endpoint_id = %s AND delivery.status IN ('pending', 'claimed')
          AND delivery.next_attempt_at <= %s
          AND NOT EXISTS (
            SELECT 1 FROM escalations_delivery AS earlier
            WHERE earlier.endpoint_id = delivery.endpoint_id AND earlier.case_id = delivery.case_id
              AND earlier.id < delivery.id AND earlier.status IN ('pending', 'claimed')
          )
        ORDER BY delivery.next_attempt_at, delivery.id
        LIMIT %s
        FOR UPDATE OF delivery SKIP LOCKED
    )
    UPDATE escalations_delivery AS delivery
    SET status = 'claimed', claim = %s, next_attempt_at = %s, attempts = delivery.attempts + 1
    FROM due WHERE delivery.id = due.id
    RETURNING delivery.id, due.status = 'claimed'
"""

_PROBE = "UPDATE escalations_webhookendpoint SET breaker = 'half_open' WHERE id = %s AND breaker = 'open'"


def claim_due(token: uuid.UUID, at: int, limit: int) -> dict[int, bool]:
    """Claim at most `limit` deliveries due at `at` (µs), the longest due first, in the open transaction; and
    at most as many again to endpoints.

    The answer maps each id to whether its previous worker vanished while holding it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, (to_datetime(at), limit, token, to_datetime(at + LEASE)))
        claimed = dict(cursor.fetchall())
        claimed.update(_claim_at_endpoints(cursor, token, at, limit))
    return claimed


def _claim_at_endpoints(cursor: Any, token: uuid.UUID, at: int, limit: int) -> dict[int, bool]:
    claimed: dict[int, bool] = {}
    cursor.execute(_ENDPOINTS, {"at": to_datetime(at)})
    for endpoint, is_active, state, until, concurrency, in_flight in cursor.fetchall():
        breaker = Breaker(state, until=None if until is None else to_instant(until))
        # One that is switched off gets nothing: what was meant for it falls back to people.
        free = slots(breaker, concurrency, in_flight, at) if is_active else limit
        free = min(free, limit - len(claimed))
        if free <= 0:
            continue
        cursor.execute(_CLAIM_AT_ENDPOINT, (endpoint, to_datetime(at), free, token, to_datetime(at + LEASE)))
        taken = dict(cursor.fetchall())
        if taken and is_active and state == "open":
            cursor.execute(_PROBE, (endpoint,))
        claimed.update(taken)
    return claimed
