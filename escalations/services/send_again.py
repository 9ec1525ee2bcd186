"""Setting dead letters going again, replaying to an endpoint what it got, and giving up."""

from collections.abc import Collection
from typing import Any

from django.db import transaction

from entitlements.business_time.instants import to_datetime
from escalations.models import Delivery
from escalations.models.delivery import DeliveryStatus
from escalations.selectors.targets import ENDPOINT
from sla_admin.shared.errors import Conflict, InvalidInput

GIVEN_UP = "Given up by hand"


def send_again(delivery_ids: Collection[int], at: int) -> int:
    """Put deliveries back into the outbox, due at `at` (µs), and answer how many.

    Dead ones, and to endpoints also those that were sent: a system can be told again, people are not. They
    keep their idempotency keys; a person who already has the message does not get it again. Those refused
    before are tried again. Raises Conflict, changing nothing, where one cannot be sent again.
    """
    with transaction.atomic():
        deliveries = list(Delivery.objects.select_for_update().filter(pk__in=delivery_ids).order_by("pk"))
        for delivery in deliveries:
            reason = why_not_again(delivery)
            if reason:
                raise Conflict(reason)
        for delivery in deliveries:
            was_sent = delivery.status == DeliveryStatus.SENT
            delivery.status = DeliveryStatus.PENDING
            delivery.next_attempt_at = to_datetime(at)
            delivery.attempts = 0
            delivery.sent_at = None
            delivery.recipients = [_tried_again(each, was_sent=was_sent) for each in delivery.recipients]
            if was_sent and not any(_is_endpoint(each) for each in delivery.recipients):
                delivery.recipients = [*delivery.recipients, _endpoint(delivery)]
            delivery.save(update_fields=["status", "next_attempt_at", "attempts", "sent_at", "recipients"])
    return len(deliveries)


def why_not_again(delivery: Delivery) -> str:
    """Why a delivery cannot be sent again, in a sentence; blank: it can."""
    if delivery.withdrawn_at is not None:
        return f"Delivery {delivery.pk} tells of something that was withdrawn."
    if delivery.status == DeliveryStatus.DEAD:
        return ""
    if delivery.status == DeliveryStatus.SENT:
        if delivery.endpoint_id is None:
            return f"Delivery {delivery.pk} is sent: people are told once; only endpoints are told again."
        return ""
    return (
        f"Delivery {delivery.pk} is {delivery.status}: only a dead one, or one that was sent, can be again."
    )


def give_up(delivery_id: int, *, actor: str, reason: str) -> None:
    """Cancel a delivery that waits or is dead; nobody is told. `reason` is kept with who said so.

    Raises InvalidInput without a reason, Conflict where it is being sent or was.
    """
    if not reason.strip():
        raise InvalidInput.of("reason", "Say why nobody needs to be told.")
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
        if delivery.status not in (DeliveryStatus.PENDING, DeliveryStatus.DEAD):
            raise Conflict(
                f"Delivery {delivery.pk} is {delivery.status}: only a waiting or dead one is given up."
            )
        delivery.status = DeliveryStatus.CANCELED
        delivery.last_error = f"{GIVEN_UP} ({actor}): {reason.strip()}"[:2000]
        delivery.save(update_fields=["status", "last_error"])


def _tried_again(recipient: dict[str, Any], *, was_sent: bool) -> dict[str, Any]:
    if recipient["state"] == "refused":
        return {**recipient, "state": "waiting"}
    # An endpoint that has it gets it again, and has it until then.
    return {**recipient, "state": "unknown"} if was_sent and _is_endpoint(recipient) else recipient


def _is_endpoint(recipient: dict[str, Any]) -> bool:
    return str(recipient["address"]).startswith(ENDPOINT)


def _endpoint(delivery: Delivery) -> dict[str, Any]:
    """The endpoint that was switched off when people were told in its place."""
    return {
        "address": f"{ENDPOINT}{delivery.endpoint_id}",
        "user": None,
        "meant": "endpoint",
        "found_as": "endpoint",
        "zone": "",
        "state": "waiting",
    }
