"""The delivery log, narrowed and a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import QuerySet

from escalations.models import Delivery
from escalations.models.delivery import DeliveryStatus
from sla_admin.shared.api.instants import as_datetime

STATES: dict[str, tuple[DeliveryStatus, ...]] = {
    "waiting": (DeliveryStatus.PENDING, DeliveryStatus.CLAIMED),
    "failed": (DeliveryStatus.DEAD,),
    "sent": (DeliveryStatus.SENT,),
    "canceled": (DeliveryStatus.CANCELED,),
}


@dataclass(frozen=True, slots=True)
class DeliveryFilter:
    """What is asked of the log; what is left out does not narrow it. `begin` and `end` are µs since 1970."""

    state: str = ""
    action: str = ""
    endpoint: int | None = None
    account: int | None = None
    case: int | None = None
    begin: int | None = None
    end: int | None = None


class LogPage(NamedTuple):
    """Deliveries of one page, newest first, and where the next (older) one begins; None: there is none."""

    rows: Sequence[Delivery]
    older: int | None


def log_page(asked: DeliveryFilter, before: int | None, size: int) -> LogPage:
    """`size` deliveries with ids below `before`: the same cost at any depth."""
    rows = filtered(asked)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.select_related("case", "endpoint").order_by("-pk")[: size + 1])
    return LogPage(found[:size], found[size - 1].pk if len(found) > size else None)


def filtered(asked: DeliveryFilter) -> QuerySet[Delivery]:
    """The deliveries that were asked for."""
    rows = Delivery.objects.all()
    if asked.state:
        rows = rows.filter(status__in=STATES[asked.state])
    if asked.action:
        rows = rows.filter(action=asked.action)
    if asked.endpoint is not None:
        rows = rows.filter(endpoint=asked.endpoint)
    if asked.account is not None:
        rows = rows.filter(case__account=asked.account)
    if asked.case is not None:
        rows = rows.filter(case=asked.case)
    if asked.begin is not None:
        rows = rows.filter(created_at__gte=as_datetime(asked.begin))
    if asked.end is not None:
        rows = rows.filter(created_at__lt=as_datetime(asked.end))
    return rows


def count_waiting() -> int:
    """How many wait or are on their way, over everything."""
    return Delivery.objects.filter(status__in=STATES["waiting"]).count()


def count_failed() -> int:
    """How many are dead letters."""
    return Delivery.objects.filter(status=DeliveryStatus.DEAD).count()
