"""What was to be told while the sample was lived: settled as in life, except that no e-mail leaves the house.

Whom each alert reaches is found out by the product's own rules, and each is logged as an attempt that says
what it was.
"""

import uuid
from datetime import timedelta

from django.core.mail.backends import locmem

from entitlements.business_time.instants import SECOND, to_datetime, to_instant
from escalations.actions.context import Context, Postbox
from escalations.actions.outcome import Outcome, Try
from escalations.actions.registry import action_of
from escalations.engine.record_outcome import record_outcome
from escalations.engine.settle import recipients_of, settle
from escalations.engine.situations import Situations
from escalations.models import Delivery
from escalations.models.delivery import DeliveryStatus
from sla_admin.sample.story import SOURCE

NOTHING_WAS_SENT = "Sample data: noted, nothing was sent."
_LEASE = timedelta(seconds=30)
_INSIDE = frozenset({"task", "notify", "reassign"})
"""Actions that stay in the house are carried out."""


def settle_alerts(at: int) -> int:
    """Settle every delivery of the sample that waits, alerts before corrections. Answers how many there were.

    Call it in the transaction that wrote them: no worker has seen them yet.
    """
    settled = 0
    for purpose in ("alert", "correction"):
        token = uuid.uuid4()
        waiting = Delivery.objects.filter(case__source=SOURCE, status=DeliveryStatus.PENDING, purpose=purpose)
        ids = list(waiting.order_by("id").values_list("id", flat=True))
        if not ids:
            continue
        Delivery.objects.filter(id__in=ids).update(
            status=DeliveryStatus.CLAIMED, claim=token, attempts=1, next_attempt_at=to_datetime(at) + _LEASE
        )
        to_send = settle(token, dict.fromkeys(ids, False), at).to_send
        situations = Situations(to_send)
        for delivery in to_send:
            instant = min(to_instant(delivery.created_at) + SECOND, at)
            record_outcome(delivery, token, _outcome(delivery, situations, instant), instant)
        settled += len(ids)
    return settled


def _outcome(delivery: Delivery, situations: Situations, at: int) -> Outcome:
    recipients = tuple(recipients_of(delivery))
    if delivery.action in _INSIDE:
        context = Context(
            situation=situations.of(delivery),
            recipients=recipients,
            postbox=Postbox(locmem.EmailBackend()),
            parameters=delivery.entry.parameters,
        )
        return action_of(delivery.action).perform(delivery, context, at)
    return Outcome(tuple(Try(each.address, "accepted", NOTHING_WAS_SENT, 120_000) for each in recipients))
