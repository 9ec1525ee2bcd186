"""Writing down how a try ended: one statement, one transaction, one delivery."""

import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from entitlements.business_time.instants import to_datetime
from escalations.actions.outcome import Outcome
from escalations.engine.back_off import MOST_ATTEMPTS, wait_after
from escalations.engine.health import record_health
from escalations.engine.settle import ACCEPTED, REFUSED, UNKNOWN, WAITING, may_have_reached
from escalations.models import Delivery
from escalations.models.delivery import DeliveryStatus

# A worker whose lease was taken over writes only what it did: the delivery itself is somebody else's now. A
# fact withdrawn while its message was on the way is not tried again.
_RECORD = """
    WITH ended AS (
        UPDATE escalations_delivery AS delivery
        SET status = CASE
                WHEN delivery.withdrawn_at IS NOT NULL AND delivery.purpose = 'alert' AND %(status)s <> 'sent'
                THEN 'canceled' ELSE %(status)s END,
            claim = NULL, next_attempt_at = %(next_attempt_at)s, recipients = %(recipients)s::jsonb,
            possibly_sent = %(possibly_sent)s, sent_at = %(sent_at)s, last_error = %(last_error)s
        WHERE delivery.id = %(id)s AND delivery.claim = %(claim)s
        RETURNING delivery.status
    ), logged AS (
        INSERT INTO escalations_deliveryattempt (delivery_id, number, at, outcome, recipient, answer,
        duration, exchange) SELECT %(id)s, %(number)s, %(at)s, tried.outcome, tried.recipient, tried.answer,
        tried.duration, tried.exchange::jsonb FROM unnest(%(outcomes)s::text[], %(addresses)s::text[],
        %(answers)s::text[], %(durations)s::bigint[], %(exchanges)s::text[])
        AS tried (outcome, recipient, answer, duration, exchange) ) SELECT status FROM ended
"""


@dataclass(frozen=True, slots=True)
class Ending:
    """What becomes of a delivery after a try. `wait` is µs until the next one."""

    status: str
    recipients: list[dict[str, Any]]
    wait: int = 0
    last_error: str = ""

    @property
    def possibly_sent(self) -> bool:
        return may_have_reached(self.recipients)


def ending_of(delivery: Delivery, outcome: Outcome) -> Ending:
    """Decide purely: sent when everybody has it, waiting while somebody can still be reached, else dead."""
    states = {
        each.address: ACCEPTED
        if each.ending == "accepted"
        else REFUSED
        if each.ending == "refused"
        else UNKNOWN
        if each.maybe
        else WAITING
        for each in outcome.tries
    }
    recipients = [
        {**each, "state": states.get(each["address"], each["state"])} for each in delivery.recipients
    ]
    failures = "; ".join(f"{each.address}: {each.answer}" for each in (*outcome.to_retry, *outcome.refused))
    if outcome.to_retry and delivery.attempts < MOST_ATTEMPTS:
        return Ending(DeliveryStatus.PENDING, recipients, wait_after(delivery.attempts), failures)
    if outcome.to_retry:
        return Ending(
            DeliveryStatus.DEAD, recipients, 0, f"Given up after {delivery.attempts} tries. {failures}"
        )
    if failures:
        return Ending(DeliveryStatus.DEAD, recipients, 0, failures)
    return Ending(DeliveryStatus.SENT, recipients)


def record_outcome(delivery: Delivery, token: uuid.UUID, outcome: Outcome, at: int) -> str | None:
    """Store the end of a try at `at` (µs), its log, and what it says about an endpoint. Answers the
    delivery's new status.

    None: the lease was taken over meanwhile, and only the log was written.
    """
    ending = ending_of(delivery, outcome)
    moment = to_datetime(at)
    with transaction.atomic(), connection.cursor() as cursor:
        record_health(outcome.tries, at)
        cursor.execute(
            _RECORD,
            {
                "id": delivery.pk,
                "claim": token,
                "status": str(ending.status),
                "next_attempt_at": to_datetime(at + ending.wait),
                "recipients": json.dumps(ending.recipients),
                "possibly_sent": ending.possibly_sent,
                "sent_at": moment if ending.status == DeliveryStatus.SENT else None,
                "last_error": ending.last_error,
                "number": delivery.attempts,
                "at": moment,
                "outcomes": [each.ending for each in outcome.tries],
                "addresses": [each.address for each in outcome.tries],
                "answers": [each.answer for each in outcome.tries],
                "durations": [each.duration for each in outcome.tries],
                "exchanges": [
                    None if each.exchange is None else json.dumps(each.exchange) for each in outcome.tries
                ],
            },
        )
        row = cursor.fetchone()
    return None if row is None else str(row[0])
