"""Setting dead letters going again."""

from collections.abc import Collection

from django.db import transaction

from entitlements.business_time.instants import to_datetime
from escalations.models import Delivery
from escalations.models.delivery import DeliveryStatus
from sla_admin.shared.errors import Conflict


def send_again(delivery_ids: Collection[int], at: int) -> int:
    """Put dead deliveries back into the outbox, due at `at` (µs), and answer how many.

    They keep their idempotency keys; who already has the message does not get it again. Those refused before
    are tried again. Raises Conflict, changing nothing, where one is not dead or its fact was withdrawn.
    """
    with transaction.atomic():
        deliveries = list(Delivery.objects.select_for_update().filter(pk__in=delivery_ids).order_by("pk"))
        for delivery in deliveries:
            if delivery.status != DeliveryStatus.DEAD:
                raise Conflict(
                    f"Delivery {delivery.pk} is {delivery.status}: only a dead one can be sent again."
                )
            if delivery.withdrawn_at is not None:
                raise Conflict(f"Delivery {delivery.pk} tells of something that was withdrawn.")
        for delivery in deliveries:
            delivery.status = DeliveryStatus.PENDING
            delivery.next_attempt_at = to_datetime(at)
            delivery.attempts = 0
            delivery.recipients = [
                {**each, "state": "waiting" if each["state"] == "refused" else each["state"]}
                for each in delivery.recipients
            ]
            delivery.save(update_fields=["status", "next_attempt_at", "attempts", "recipients"])
    return len(deliveries)
