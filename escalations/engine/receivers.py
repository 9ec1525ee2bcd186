"""Endpoints as they are sent to: addresses and secrets opened, once for a batch."""

from collections.abc import Collection

from entitlements.business_time.instants import to_datetime
from escalations.actions.context import Receiver
from escalations.models import WebhookEndpoint
from escalations.outbound.address import parse_address
from escalations.outbound.post import Limits
from escalations.outbound.sealing import Lost, unseal


def receivers_of(ids: Collection[int | None], at: int) -> dict[int, Receiver]:
    """The endpoints with these ids as they are at `at` (µs)."""
    wanted = [each for each in ids if each is not None]
    if not wanted:
        return {}
    return {row.pk: receiver_of(row, at) for row in WebhookEndpoint.objects.filter(pk__in=wanted)}


def receiver_of(endpoint: WebhookEndpoint, at: int) -> Receiver:
    """One endpoint, with the secrets that are valid at `at` (µs). What cannot be opened is its trouble."""
    limits = Limits(float(endpoint.timeout_seconds), endpoint.body_limit, endpoint.allow_private)
    address, secrets, trouble = None, tuple[str, ...](), ""
    try:
        address = parse_address(unseal(endpoint.sealed_address))
        secrets = tuple(unseal(each) for each in _valid(endpoint, at))
    except Lost as error:
        address, trouble = None, f"Its address or secret cannot be opened: {error} Set both anew."
    except ValueError as error:
        trouble = f"Its address is wrong: {error}"
    return Receiver(
        endpoint.pk, endpoint.name, endpoint.kind, address, secrets, limits, endpoint.source, trouble
    )


def _valid(endpoint: WebhookEndpoint, at: int) -> list[str]:
    """Sealed secrets that sign now, the present one first."""
    secrets = [endpoint.sealed_secret]
    until = endpoint.previous_secret_until
    if until is not None and to_datetime(at) < until:
        secrets.append(endpoint.sealed_previous_secret)
    return [each for each in secrets if each]
