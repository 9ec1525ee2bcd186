"""Sending what waits in the outbox: claim, settle whom it goes to, send outside any transaction, record.

At least once: a worker that vanishes after the other side accepted a message and before that was recorded
causes one repetition, with the same idempotency key and Message-ID. Nothing is lost: what was claimed by a
worker that vanished is claimed again when its lease ends.

Requests to endpoints go out side by side, each in a thread of its own that sees no database: an endpoint that
takes its time delays nobody else's message.
"""

import logging
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, fields
from typing import Any

from django.core.mail import get_connection
from django.db import transaction

from entitlements.business_time.instants import to_datetime
from escalations.actions.action import Action
from escalations.actions.context import Context, Postbox
from escalations.actions.outcome import Outcome, Try
from escalations.actions.registry import action_of
from escalations.engine.claim import LEASE, claim_due
from escalations.engine.receivers import receivers_of
from escalations.engine.record_outcome import record_outcome
from escalations.engine.settle import Settled, may_have_reached, recipients_of, settle
from escalations.engine.situations import Situations
from escalations.models import Delivery
from escalations.models.delivery import DeliveryStatus
from escalations.selectors.targets import ENDPOINT, Recipient

_log = logging.getLogger(__name__)

_LAST_START = LEASE // 3
"""Sending begins only in the first third of a lease, so that even a slow answer arrives within it."""


@dataclass(slots=True)
class Counts:
    """What became of the deliveries of one call. `claimed` counts all that were taken."""

    claimed: int = 0
    sent: int = 0
    retried: int = 0
    canceled: int = 0
    dead: int = 0
    postponed: int = 0
    given_back: int = 0
    taken_over: int = 0

    def __str__(self) -> str:
        each = ((part.name, getattr(self, part.name)) for part in fields(self))
        return ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in each if count)


class _Clock:
    """The database's time at the call, carried on by this machine's monotonic clock."""

    def __init__(self, at: int) -> None:
        self._at, self._began = at, time.monotonic()

    def now(self) -> int:
        return self._at + int((time.monotonic() - self._began) * 1_000_000)


def deliver_due(at: int, limit: int = 20) -> Counts:
    """Send at most `limit` deliveries that are due at `at` (µs since 1970, the database's time).

    Several workers may call it at once: none gets what another holds. One failing delivery stops no other.
    Must be called outside a transaction, since what is claimed has to be visible before anything is sent.
    """
    clock = _Clock(at)
    token = uuid.uuid4()
    with transaction.atomic(durable=True):
        claimed = claim_due(token, at, limit)
        if not claimed:
            return Counts()
        settled = settle(token, claimed, at)
    counts = Counts(
        claimed=len(claimed), canceled=settled.canceled, postponed=settled.postponed, dead=settled.dead
    )
    if settled.to_send:
        _send_all(token, settled, clock, at + _LAST_START, counts)
    return counts


def _send_all(token: uuid.UUID, settled: Settled, clock: _Clock, last_start: int, counts: Counts) -> None:
    batch = Batch(settled.to_send, clock.now())
    apart = [delivery for delivery in settled.to_send if _is_for_endpoint(delivery)]
    try:
        with ThreadPoolExecutor(max(1, len(apart)), "endpoint") as threads:
            under_way = {threads.submit(batch.deed(delivery), clock.now()): delivery for delivery in apart}
            for delivery in settled.to_send:
                if _is_for_endpoint(delivery):
                    continue
                if clock.now() > last_start:
                    counts.given_back += _give_back(token, delivery, settled.before[delivery.pk], clock.now())
                    continue
                outcome = batch.deed(delivery)(clock.now())
                _count(counts, record_outcome(delivery, token, outcome, clock.now()))
            for ended in as_completed(under_way):
                _count(counts, record_outcome(under_way[ended], token, ended.result(), clock.now()))
    finally:
        batch.postbox.close()


def _is_for_endpoint(delivery: Delivery) -> bool:
    """Whether all it does is a request to an endpoint."""
    recipients = recipients_of(delivery)
    return delivery.endpoint_id is not None and all(each.address.startswith(ENDPOINT) for each in recipients)


class Batch:
    """What deliveries that go out together share."""

    def __init__(self, deliveries: Sequence[Delivery], at: int) -> None:
        self.postbox = Postbox(get_connection(fail_silently=False))
        self._situations = Situations(deliveries)
        self._receivers = receivers_of({delivery.endpoint_id for delivery in deliveries}, at)

    def deed(self, delivery: Delivery) -> Callable[[int], Outcome]:
        """One try, ready to be made at an instant (µs): what it needs of the database is read here."""
        recipients = tuple(recipients_of(delivery))
        try:
            context = Context(
                situation=self._situations.of(delivery),
                recipients=recipients,
                postbox=self.postbox,
                content=delivery.entry.parameters.get("content", {}),
                parameters=delivery.entry.parameters,
                receiver=self._receivers.get(delivery.endpoint_id or 0),
            )
            action = action_of(delivery.action)
        except Exception as error:  # noqa: BLE001 - as below
            failed = _failed(delivery, recipients, error)
            return lambda _at: failed
        return lambda at: _perform(action, delivery, context, at)


def _perform(action: Action, delivery: Delivery, context: Context, at: int) -> Outcome:
    try:
        return action.perform(delivery, context, at)
    except Exception as error:  # noqa: BLE001 - whatever it is must not stop the others; it is kept and shown
        return _failed(delivery, context.recipients, error)


def _failed(delivery: Delivery, recipients: Sequence[Recipient], error: Exception) -> Outcome:
    """A defect is recorded like any other failure, so that it is seen and stops nobody else."""
    _log.error("Delivery %s could not be carried out", delivery.idempotency_key, exc_info=error)
    reason = f"{type(error).__name__}: {error}"
    return Outcome(tuple(Try(each.address, "retry", reason, 0, maybe=True) for each in recipients))


def _give_back(token: uuid.UUID, delivery: Delivery, recipients: list[dict[str, Any]], at: int) -> int:
    """Return what was claimed and not begun, as it was before the claim. 0: the lease was taken over."""
    return Delivery.objects.filter(pk=delivery.pk, claim=token).update(
        status=DeliveryStatus.PENDING,
        claim=None,
        next_attempt_at=to_datetime(at),
        attempts=delivery.attempts - 1,
        recipients=recipients,
        possibly_sent=may_have_reached(recipients),
    )


def _count(counts: Counts, status: str | None) -> None:
    match status:
        case DeliveryStatus.SENT:
            counts.sent += 1
        case DeliveryStatus.PENDING:
            counts.retried += 1
        case DeliveryStatus.DEAD:
            counts.dead += 1
        case DeliveryStatus.CANCELED:
            counts.canceled += 1
        case _:
            counts.taken_over += 1
