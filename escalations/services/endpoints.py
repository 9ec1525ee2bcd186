"""Webhook endpoints: made, changed, switched and removed in one place, whoever asks.

Secrets are shown once, to whoever made them; afterwards only what they sign is seen. Letting an endpoint into
one's own network is for administrators: with it, a request can reach what is protected by being inside.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from django.db import transaction

from entitlements.business_time.instants import HOUR, to_datetime
from entitlements.services.rows import remove, store
from escalations.models import WebhookEndpoint
from escalations.models.webhook_endpoint import EndpointKind
from escalations.outbound.address import Address, parse_address, refusal
from escalations.outbound.sealing import Lost, seal, unseal
from escalations.outbound.signing import new_secret
from escalations.selectors.endpoints import uses_of
from sla_admin.shared.errors import Conflict, InvalidInput, NotAllowed, NotFound

FIELDS = (
    "name",
    "kind",
    "is_active",
    "allow_private",
    "source",
    "on_echo",
    "timeout_seconds",
    "concurrency",
    "body_limit",
)
LONGEST_OVERLAP_HOURS = 168


@dataclass(frozen=True, slots=True)
class Who:
    """Who asks: `user:<id>` or `key:<prefix>`, and whether an administrator who is signed in."""

    actor: str
    is_administrator: bool = False


def create_endpoint(given: Mapping[str, Any], *, who: Who, at: int) -> tuple[WebhookEndpoint, str]:
    """A new endpoint and its secret (blank for chat): shown now and never again. `given` holds fields of
    `WebhookEndpoint` and `address`.

    Raises InvalidInput naming each wrong field, NotAllowed where only an administrator may.
    """
    endpoint = WebhookEndpoint()
    _refuse_unknown(given)
    if "address" not in given:
        raise InvalidInput.of("address", "Give the address.")
    secret = ""
    if given.get("kind") == EndpointKind.STANDARD:
        secret = new_secret()
        endpoint.sealed_secret, endpoint.secret_since = seal(secret), to_datetime(at)
    _apply(endpoint, given, who)
    store(endpoint, actor=who.actor)
    return endpoint, secret


def change_endpoint(
    endpoint: WebhookEndpoint, given: Mapping[str, Any], *, who: Who, reason: str = ""
) -> WebhookEndpoint:
    """The endpoint with what is given changed; a new address, or switching on, closes the breaker. The caller
    holds the row's lock.

    Raises InvalidInput, and NotAllowed where only an administrator may.
    """
    _refuse_unknown(given)
    if given.get("kind", endpoint.kind) != endpoint.kind:
        raise InvalidInput.of("kind", "The kind stays: make another endpoint.")
    was_active = endpoint.is_active
    _apply(endpoint, given, who)
    if "address" in given or (endpoint.is_active and not was_active):
        _begin_anew(endpoint)
    store(endpoint, actor=who.actor, reason=reason)
    return endpoint


def rotate_secret(endpoint_id: int, *, overlap_hours: int, who: Who, at: int, reason: str = "") -> str:
    """A new secret, shown now and never again. The one until now signs as well for so many hours (0: it ends
    at once); one before it ends in any case.

    Raises InvalidInput, Conflict for a chat room, NotFound.
    """
    if not 0 <= overlap_hours <= LONGEST_OVERLAP_HOURS:
        raise InvalidInput.of("overlap_hours", f"From 0 to {LONGEST_OVERLAP_HOURS} hours.")
    with transaction.atomic():
        endpoint = locked_endpoint(endpoint_id)
        if endpoint.kind != EndpointKind.STANDARD:
            raise Conflict(f"{endpoint} signs nothing: the address of a room is its secret.")
        secret = new_secret()
        keeps = overlap_hours > 0
        endpoint.sealed_previous_secret = endpoint.sealed_secret if keeps else ""
        until = to_datetime(at + overlap_hours * HOUR)
        endpoint.previous_secret_until = until if keeps else None
        endpoint.sealed_secret, endpoint.secret_since = seal(secret), to_datetime(at)
        store(endpoint, actor=who.actor, reason=reason or "secret rotated")
    return secret


def end_previous_secret(endpoint_id: int, *, who: Who) -> None:
    """The previous secret signs no longer. Raises NotFound."""
    with transaction.atomic():
        endpoint = locked_endpoint(endpoint_id)
        endpoint.sealed_previous_secret, endpoint.previous_secret_until = "", None
        store(endpoint, actor=who.actor, reason="previous secret ended")


def close_breaker(endpoint_id: int, *, who: Who) -> None:
    """Try again at once what waits for the endpoint. Raises NotFound."""
    with transaction.atomic():
        endpoint = locked_endpoint(endpoint_id)
        _begin_anew(endpoint)
        store(endpoint, actor=who.actor, reason="tried again by hand")


def delete_endpoint(endpoint: WebhookEndpoint, *, who: Who, reason: str = "") -> None:
    """Remove an endpoint that no matrix names, with its tests. Raises Conflict saying which do."""
    uses = uses_of(endpoint)
    if uses:
        named = ", ".join(str(use.version) for use in uses[:5])
        more = f" and {len(uses) - 5} more" if len(uses) > 5 else ""
        raise Conflict(f"{endpoint} is named by {named}{more}. Switch it off instead: then people are told.")
    endpoint.tests.all().delete()
    remove(endpoint, actor=who.actor, reason=reason)


def locked_endpoint(endpoint_id: int) -> WebhookEndpoint:
    """The endpoint, held until the transaction ends. Raises NotFound."""
    endpoint = WebhookEndpoint.objects.select_for_update(no_key=True).filter(pk=endpoint_id).first()
    if endpoint is None:
        raise NotFound(f"There is no webhook endpoint {endpoint_id}.")
    return endpoint


def address_of(endpoint: WebhookEndpoint) -> str:
    """The whole address, for administrators who change it; blank where it cannot be opened any more."""
    try:
        return unseal(endpoint.sealed_address)
    except Lost:
        return ""


def _apply(endpoint: WebhookEndpoint, given: Mapping[str, Any], who: Who) -> None:
    was_private = endpoint.allow_private
    for field in FIELDS:
        if field in given:
            value = given[field]
            setattr(endpoint, field, value.strip() if isinstance(value, str) else value)
    if not who.is_administrator and (endpoint.allow_private or was_private):
        if given.get("allow_private") != was_private and "allow_private" in given:
            raise NotAllowed("Only an administrator who is signed in lets an endpoint into your network.")
        if was_private and "address" in given:
            raise NotAllowed("This endpoint is inside your network: only an administrator moves it.")
    if "address" in given:
        parsed = _parsed(str(given["address"]).strip())
        endpoint.host, endpoint.sealed_address = parsed.authority, seal(parsed.url)
    elif "allow_private" in given and endpoint.sealed_address:
        parsed = _parsed(address_of(endpoint))
    else:
        return
    _refuse_private(parsed, endpoint)


def _parsed(text: str) -> Address:
    try:
        return parse_address(text)
    except ValueError as error:
        raise InvalidInput.of("address", str(error)) from error


def _refuse_private(address: Address, endpoint: WebhookEndpoint) -> None:
    """What can be seen in the address itself; names are looked up at each sending."""
    if endpoint.allow_private:
        return
    if address.scheme != "https":
        raise InvalidInput.of("address", "Use https://; http is for endpoints inside your network alone.")
    try:
        why = refusal(ip_address(address.host))
    except ValueError:
        return
    if why:
        raise InvalidInput.of(
            "address", f"{address.host} is {why}: allow that this endpoint is inside your network first."
        )


def _begin_anew(endpoint: WebhookEndpoint) -> None:
    endpoint.breaker, endpoint.breaker_reason, endpoint.breaker_until = "closed", "", None
    endpoint.failures = endpoint.openings = 0


def _refuse_unknown(given: Mapping[str, Any]) -> None:
    unknown = sorted(set(given) - {*FIELDS, "address"})
    if unknown:
        raise InvalidInput((name, "There is no such field.") for name in unknown)
