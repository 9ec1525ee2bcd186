"""Messages to other systems, signed as Standard Webhooks: what happened in stable words, as JSON.

The same delivery always carries the same `webhook-id`, so that a receiver knows a repetition; the timestamp
and with it the signature are those of the try.
"""

from collections.abc import Iterable
from typing import Any

from entitlements.business_time.instants import to_datetime
from escalations.actions.context import Context
from escalations.actions.endpoint_message import encode, message_of, message_problems, send
from escalations.actions.outcome import Outcome
from escalations.models import Delivery
from escalations.models.delivery import Purpose
from escalations.outbound.signing import signed_headers
from escalations.selectors.targets import Reach
from milestones.clock.fact import COMPLETED, TRIGGER_REACHED, VIOLATED
from sla_admin.shared.api.instants import iso_duration

TYPES = {
    TRIGGER_REACHED: "milestone.trigger_reached",
    VIOLATED: "milestone.violated",
    COMPLETED: "milestone.completed",
}
WITHDRAWN = "milestone.withdrawn"


class Webhook:
    """A signed message to a standard endpoint."""

    kind = "webhook"
    name = "webhook"
    needs_target = True
    reach: Reach = "address"

    def problems(self, parameters: dict[str, Any]) -> Iterable[tuple[str, str]]:
        return message_problems(parameters)

    def describe(self, parameters: dict[str, Any]) -> str:
        message = parameters.get("message")
        return f"webhook “{message}”" if message else "webhook"

    def perform(self, delivery: Delivery, context: Context, at: int) -> Outcome:
        body = payload(delivery, context, at)
        keys = context.receiver.secrets if context.receiver is not None else ()
        headers = signed_headers(delivery.idempotency_key, encode(body), keys, at)
        return send(delivery, context, at, body, headers)


def payload(delivery: Delivery, context: Context, at: int) -> dict[str, Any]:
    """What is told: the fact, its milestone, and the case as it is now. Comments are never in it."""
    situation, fact = context.situation, delivery.payload
    is_correction = delivery.purpose == Purpose.CORRECTION
    target = situation.target_at
    data: dict[str, Any] = {
        "event": fact["kind"].replace(" ", "_"),
        "occurred_at": _iso(situation.occurred_at),
        "sequence": delivery.ledger_seq,
        "severity": situation.severity or None,
        "trigger": situation.trigger,
        "repeat": situation.repeat,
        "milestone": {
            "key": fact["milestone"],
            "name": situation.milestone,
            "type": fact["type"],
            "cycle": fact["cycle"],
            "occurrence": fact["occurrence"],
            "target_at": None if target is None else _iso(target),
            "left": None if target is None else iso_duration(_left(context, target, at)),
        },
        "case": {
            "id": delivery.case_id,
            "source": situation.case_source,
            "external_id": situation.case_number,
            "subject": situation.case_subject,
            "priority": situation.case_priority,
            "status": situation.case_status,
            "account": situation.case_account or None,
            "owner": situation.case_owner or None,
            "queue": situation.case_queue or None,
            "tier": fact.get("tier") or None,
            "url": situation.case_link,
        },
        "is_echo": is_echo(context),
    }
    if is_correction:
        data["withdraws"] = delivery.key_of(Purpose.ALERT)
        data["withdrawn_at"] = _iso(situation.withdrawn_at or at)
    if message := message_of(context, at):
        data["message"] = message
    told_at = situation.withdrawn_at if is_correction and situation.withdrawn_at else situation.occurred_at
    return {
        "type": WITHDRAWN if is_correction else TYPES.get(fact["kind"], "milestone.other"),
        "timestamp": _iso(told_at),
        "data": data,
    }


def is_echo(context: Context) -> bool:
    """Whether the very system that is told has caused what it is told of."""
    source = context.receiver.source if context.receiver is not None else ""
    return bool(source) and context.situation.cause.startswith(f"event:{source}/")


def _left(context: Context, target: int, at: int) -> int:
    """Open time to the target, below zero past it (µs)."""
    elapsed = context.situation.open_time.elapsed
    return elapsed(at, target) if at <= target else -elapsed(target, at)


def _iso(instant: int) -> str:
    return to_datetime(instant).isoformat().replace("+00:00", "Z")


ACTION = Webhook()
