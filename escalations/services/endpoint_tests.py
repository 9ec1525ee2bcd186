"""A message to an endpoint just to see whether it answers."""

import uuid
from dataclasses import replace
from typing import Any

from django.db import transaction

from entitlements.business_time.instants import to_datetime
from escalations.actions.context import Receiver
from escalations.actions.endpoint_message import answer_in_words, encode, exchange_with
from escalations.engine.health import note_health
from escalations.engine.receivers import receiver_of
from escalations.models import EndpointTest, WebhookEndpoint
from escalations.models.webhook_endpoint import EndpointKind
from escalations.outbound.post import Posted
from escalations.outbound.signing import signed_headers
from sla_admin.shared.errors import NotFound

TYPE = "endpoint.test"
LONGEST_S = 5.0
"""Somebody is waiting for the answer."""

_SAID = "A test from SLA Admin: messages of this kind arrive here."


def send_endpoint_test(endpoint_id: int, *, actor: str, at: int) -> EndpointTest:
    """Send a test now, at `at` (µs), and keep what came of it; an endpoint that answers gets what waits.

    Call it outside of a transaction: it waits for the other side, five seconds at most. Raises NotFound.
    """
    endpoint = WebhookEndpoint.objects.filter(pk=endpoint_id).first()
    if endpoint is None:
        raise NotFound(f"There is no webhook endpoint {endpoint_id}.")
    receiver = receiver_of(endpoint, at)
    if receiver.address is None:
        posted, exchange = Posted(None, receiver.trouble), dict[str, Any]()
    else:
        body = encode(_body(receiver, at))
        identity = f"test-{uuid.uuid4().hex}"
        is_signed = receiver.kind == EndpointKind.STANDARD
        headers = signed_headers(identity, body, receiver.secrets, at) if is_signed else {}
        posted, exchange = exchange_with(_hurried(receiver), receiver.address, body, headers)
    answer = answer_in_words(posted)
    with transaction.atomic():
        note_health(endpoint.pk, "" if posted.is_accepted else f"Test: {answer}", at)
        return EndpointTest.objects.create(
            endpoint=endpoint,
            at=to_datetime(at),
            actor=actor,
            is_accepted=posted.is_accepted,
            answer=answer,
            exchange=exchange,
            duration=posted.duration,
        )


def _hurried(receiver: Receiver) -> Receiver:
    limits = replace(receiver.limits, seconds=min(receiver.limits.seconds, LONGEST_S))
    return replace(receiver, limits=limits)


def _body(receiver: Receiver, at: int) -> dict[str, Any]:
    if receiver.kind == EndpointKind.SLACK:
        return {"text": _SAID}
    if receiver.kind == EndpointKind.TEAMS:
        card = {
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "type": "AdaptiveCard",
            "version": "1.4",
            "body": [{"type": "TextBlock", "text": _SAID, "wrap": True}],
        }
        kind = "application/vnd.microsoft.card.adaptive"
        return {
            "type": "message",
            "attachments": [{"contentType": kind, "contentUrl": None, "content": card}],
        }
    return {
        "type": TYPE,
        "timestamp": to_datetime(at).isoformat().replace("+00:00", "Z"),
        "data": {"endpoint": receiver.name},
    }
