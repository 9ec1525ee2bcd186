"""Webhook endpoints, for those who name them, use them and look after them."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, Q

from escalations.models import CellEntry, Delivery, MatrixVersion, WebhookEndpoint
from escalations.models.delivery import DeliveryStatus
from escalations.selectors.targets import ENDPOINT


def endpoint_names(addresses: Iterable[str]) -> dict[str, str]:
    """The names behind those of the addresses that are endpoints (`endpoint:5`); others are left out."""
    wanted = {address for address in addresses if address.startswith(ENDPOINT)}
    if not wanted:
        return {}
    numbers = {address: int(address.removeprefix(ENDPOINT)) for address in wanted}
    rows = dict(WebhookEndpoint.objects.filter(pk__in=numbers.values()).values_list("pk", "name"))
    return {address: rows.get(number, address) for address, number in numbers.items()}


class Use(NamedTuple):
    """A matrix version that sends to an endpoint, and in how many cells."""

    version: MatrixVersion
    cells: int


def uses_of(endpoint: WebhookEndpoint) -> list[Use]:
    """Every matrix version that names the endpoint, drafts included, newest first."""
    cells = dict(
        CellEntry.objects.filter(endpoint=endpoint)
        .values_list("row__version")
        .annotate(count=Count("id"))
        .values_list("row__version", "count")
    )
    versions = MatrixVersion.objects.filter(pk__in=cells).select_related("matrix").order_by("-pk")
    return [Use(version, cells[version.pk]) for version in versions]


class Load(NamedTuple):
    """What an endpoint has had to do: deliveries by where they stand."""

    waiting: int
    sending: int
    sent: int
    failed: int
    canceled: int


def load_of(endpoint: WebhookEndpoint) -> Load:
    """Counts of the endpoint's deliveries."""
    counts = dict(
        Delivery.objects.filter(endpoint=endpoint)
        .values_list("status")
        .annotate(count=Count("id"))
        .values_list("status", "count")
    )
    return Load(
        *(
            counts.get(status, 0)
            for status in (
                DeliveryStatus.PENDING,
                DeliveryStatus.CLAIMED,
                DeliveryStatus.SENT,
                DeliveryStatus.DEAD,
                DeliveryStatus.CANCELED,
            )
        )
    )


def standing_still() -> list[tuple[WebhookEndpoint, int]]:
    """Active endpoints whose breaker is not closed, with how many deliveries wait for each."""
    waiting = Count("deliveries", filter=Q(deliveries__status__in=("pending", "claimed")))
    rows = WebhookEndpoint.objects.filter(is_active=True).exclude(breaker="closed")
    counts = dict(rows.annotate(waiting=waiting).values_list("pk", "waiting"))
    return [(row, counts.get(row.pk, 0)) for row in rows]
