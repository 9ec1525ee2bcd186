"""Deciding what of the claimed is still to be sent and to whom, and storing that before anything is sent.

What is stored here is what remains when the worker is killed a moment later: whom the message may have
reached.
"""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Q

from entitlements.business_time.instants import SECOND, to_datetime
from escalations.actions.registry import reach_of
from escalations.engine.situations import causes_of
from escalations.models import Delivery, DeliveryAttempt
from escalations.models.delivery import DeliveryStatus, Purpose
from escalations.models.delivery_attempt import AttemptOutcome
from escalations.models.webhook_endpoint import OnEcho
from escalations.selectors.targets import People, Recipient, Wanted

ASK_AGAIN = SECOND
"""How long a correction waits while its alert is in the hands of a worker."""

UNKNOWN, ACCEPTED, REFUSED, WAITING = "unknown", "accepted", "refused", "waiting"
"""States of a recipient: may have it, has it, will not take it, has certainly not been reached yet."""

NOBODY = "Neither the target nor anybody along the fall-back chain, administrators included, can be reached."

_SETTLE = """
    UPDATE escalations_delivery AS delivery
    SET recipients = settled.recipients::jsonb, possibly_sent = settled.possibly_sent, status =
    settled.status, claim = CASE WHEN settled.status = 'claimed' THEN delivery.claim END, next_attempt_at =
    coalesce(settled.next_attempt_at, delivery.next_attempt_at), attempts = delivery.attempts -
    settled.given_back, last_error = settled.last_error FROM unnest(%s::bigint[], %s::text[], %s::bool[],
    %s::text[], %s::timestamptz[], %s::int[], %s::text[]) AS settled (id, recipients, possibly_sent, status,
    next_attempt_at, given_back, last_error) WHERE delivery.id = settled.id AND delivery.claim = %s
"""


@dataclass(slots=True)
class Settled:
    """What remains to be sent, and how many deliveries ended without sending.

    `before` holds, for what is to be sent, the recipients as they stood before this claim.
    """

    to_send: list[Delivery] = field(default_factory=list)
    before: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    canceled: int = 0
    postponed: int = 0
    dead: int = 0


def settle(token: uuid.UUID, claimed: dict[int, bool], at: int) -> Settled:
    """Settle every delivery claimed under that token, in the open transaction.

    A withdrawn alert is not sent. A correction waits for its alert's worker, goes to exactly those whom the
    alert reached or may have reached, and is canceled where it reached nobody. Recipients are looked up
    afresh at each try, except once somebody has the message or may have it. What was meant for an endpoint
    that is switched off meanwhile goes to whom it falls back to; an echo that its endpoint does not want is
    not sent.
    """
    deliveries = list(
        Delivery.objects.filter(pk__in=claimed).select_related("entry", "endpoint").order_by("id")
    )
    _log_vanished([delivery for delivery in deliveries if claimed[delivery.pk]], at)
    alerts = _alerts_of([each for each in deliveries if each.purpose == Purpose.CORRECTION])
    people = People([_wanted(delivery) for delivery in deliveries])
    echoes = _unwanted_echoes(deliveries)
    settled = Settled()
    for delivery in deliveries:
        if delivery.purpose == Purpose.CORRECTION:
            _settle_correction(delivery, alerts.get(_fact(delivery)), settled, at)
        else:
            _settle_alert(delivery, people, settled, echo=echoes.get(delivery.pk, ""))
    _store(token, deliveries, at)
    return settled


def recipients_of(delivery: Delivery) -> list[Recipient]:
    """Whom a settled delivery is to be sent to now: everybody who does not have it for certain."""
    return [
        Recipient(each["address"], each["meant"], each["found_as"], each["user"], each["zone"])
        for each in delivery.recipients
        if each["state"] in (UNKNOWN, WAITING)
    ]


def _settle_alert(delivery: Delivery, people: People, settled: Settled, echo: str) -> None:
    if delivery.withdrawn_at is not None or (echo and not delivery.possibly_sent):
        delivery.status = DeliveryStatus.CANCELED
        delivery.last_error = echo
        settled.canceled += 1
        return
    is_off = delivery.endpoint is not None and not delivery.endpoint.is_active
    if is_off or not delivery.possibly_sent:
        delivery.recipients = [_stored(recipient) for recipient in people.resolve(_wanted(delivery))]
    if _about_to_send(delivery, settled):
        settled.to_send.append(delivery)
    else:
        delivery.status, delivery.last_error = DeliveryStatus.DEAD, NOBODY
        settled.dead += 1


def _settle_correction(delivery: Delivery, alert: Delivery | None, settled: Settled, at: int) -> None:
    if alert is not None and alert.status == DeliveryStatus.CLAIMED:
        delivery.status = DeliveryStatus.PENDING
        settled.postponed += 1
        return
    if not delivery.possibly_sent:
        told = alert.recipients if alert is not None else []
        reached = [each for each in told if each["state"] in (UNKNOWN, ACCEPTED)]
        delivery.recipients = [{**each, "state": WAITING} for each in reached]
    if _about_to_send(delivery, settled):
        settled.to_send.append(delivery)
    else:
        delivery.status = DeliveryStatus.CANCELED
        settled.canceled += 1


def _about_to_send(delivery: Delivery, settled: Settled) -> bool:
    """From now on a recipient may have the message, until the outcome says otherwise.

    False: there is none to try.
    """
    settled.before[delivery.pk] = delivery.recipients
    delivery.recipients = [
        {**each, "state": UNKNOWN if each["state"] == WAITING else each["state"]}
        for each in delivery.recipients
    ]
    delivery.possibly_sent = may_have_reached(delivery.recipients)
    return any(each["state"] == UNKNOWN for each in delivery.recipients)


def may_have_reached(recipients: Sequence[dict[str, Any]]) -> bool:
    """Whether anybody has the message, or may have it."""
    return any(each["state"] in (UNKNOWN, ACCEPTED) for each in recipients)


def _store(token: uuid.UUID, deliveries: Sequence[Delivery], at: int) -> None:
    again = to_datetime(at + ASK_AGAIN)
    postponed = [delivery.status == DeliveryStatus.PENDING for delivery in deliveries]
    with connection.cursor() as cursor:
        cursor.execute(
            _SETTLE,
            (
                [delivery.pk for delivery in deliveries],
                [json.dumps(delivery.recipients) for delivery in deliveries],
                [delivery.possibly_sent for delivery in deliveries],
                [str(delivery.status) for delivery in deliveries],
                [again if waits else None for waits in postponed],
                [int(waits) for waits in postponed],
                [delivery.last_error for delivery in deliveries],
                token,
            ),
        )


def _log_vanished(deliveries: Sequence[Delivery], at: int) -> None:
    DeliveryAttempt.objects.bulk_create(
        DeliveryAttempt(
            delivery=delivery,
            number=delivery.attempts - 1,
            at=to_datetime(at),
            outcome=AttemptOutcome.ABANDONED,
            answer="The worker's lease ended without a word from it; the message may have been sent.",
            duration=0,
        )
        for delivery in deliveries
    )


def _alerts_of(corrections: Sequence[Delivery]) -> dict[tuple[int, int, int, int], Delivery]:
    facts = Q()
    for correction in corrections:
        facts |= Q(
            case=correction.case_id,
            ledger_seq=correction.ledger_seq,
            entry=correction.entry_id,
            repeat=correction.repeat,
        )
    if not corrections:
        return {}
    found = Delivery.objects.filter(facts, purpose=Purpose.ALERT)
    return {_fact(alert): alert for alert in found}


def _unwanted_echoes(deliveries: Sequence[Delivery]) -> dict[int, str]:
    """Alerts that the very system they are for has caused and does not want to hear of, with the reason."""
    asked = [
        each for each in deliveries if each.endpoint is not None and each.endpoint.on_echo == OnEcho.SUPPRESS
    ]
    causes = causes_of(asked)
    found = {}
    for each in asked:
        source = "" if each.endpoint is None else each.endpoint.source
        if causes.get((each.case_id, each.ledger_seq), "").startswith(f"event:{source}/"):
            found[each.pk] = f"An echo: {source} caused it itself, and {each.endpoint} is not told of those."
    return found


def _fact(delivery: Delivery) -> tuple[int, int, int, int]:
    return (delivery.case_id, delivery.ledger_seq, delivery.entry_id, delivery.repeat)


def _wanted(delivery: Delivery) -> Wanted:
    entry = delivery.entry
    reach = reach_of(delivery.action)
    return Wanted(
        delivery.case_id,
        entry.target,
        entry.user_id,
        entry.queue_id,
        entry.address,
        reach,
        entry.endpoint_id,
    )


def _stored(recipient: Recipient) -> dict[str, Any]:
    return {
        "address": recipient.address,
        "user": recipient.user,
        "meant": recipient.meant,
        "found_as": recipient.found_as,
        "zone": recipient.zone,
        "state": WAITING,
    }
