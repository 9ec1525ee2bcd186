"""The outbox: everything that escalation sends, as rows written with the fact that caused them."""

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from entitlements.models.naming import is_one_of
from escalations.models.cell_entry import CellEntry, TargetKind
from escalations.models.webhook_endpoint import WebhookEndpoint
from sla_admin.shared.guards import Guard, refusal


class DeliveryStatus(models.TextChoices):
    """Where a delivery stands. `canceled` is final. A person may set a dead one going again, and replay to an
    endpoint what it got.
    """

    PENDING = "pending", "waiting"
    CLAIMED = "claimed", "being sent"
    SENT = "sent", "sent"
    CANCELED = "canceled", "canceled"
    DEAD = "dead", "failed"


class Purpose(models.TextChoices):
    """Why it is sent: a fact became true, or turned out not to hold."""

    ALERT = "alert", "alert"
    CORRECTION = "correction", "correction"


TRANSITIONS = (
    ("pending", "claimed"),
    ("pending", "canceled"),
    ("claimed", "pending"),
    ("claimed", "sent"),
    ("claimed", "canceled"),
    ("claimed", "dead"),
    ("dead", "pending"),
    ("dead", "canceled"),
)

_IDENTITY = (
    "case_id",
    "ledger_seq",
    "entry_id",
    "repeat",
    "purpose",
    "action",
    "target",
    "endpoint_id",
    "payload",
    "created_at",
)


class Delivery(models.Model):
    """One action for one fact, unique by (fact, cell entry, repeat, purpose).

    Written by `escalations.engine.planner` in the transaction of the fact, sent by
    `escalations.engine.deliver`. The entry names the target, so the target is part of that identity.
    `next_attempt_at` is the polled instant: of a waiting row the next try, of a claimed one the end of the
    worker's lease, after which anybody may take over. `payload` holds ids, keys, instants and durations (µs),
    never texts. `recipients` is a list of `{address, user, because, state}`; the state of each is waiting,
    unknown, accepted or refused. `possibly_sent` says that at least one recipient got it or may have got it:
    only then a correction follows. `endpoint` is set where the target is one: those are claimed endpoint by
    endpoint, in the order of their case.
    """

    case = models.ForeignKey(
        "milestones.Case",
        on_delete=models.CASCADE,
        related_name="deliveries",
        db_index=False,
    )
    ledger_seq = models.PositiveIntegerField(help_text="Number of the fact in the case's ledger.")
    entry = models.ForeignKey(
        CellEntry,
        on_delete=models.PROTECT,
        related_name="deliveries",
        db_index=False,
        db_constraint=False,  # guards keep entries of versions in use from being deleted, at no cost a row
    )
    repeat = models.PositiveIntegerField(
        default=0, help_text="Which repetition of the trigger, 0 for the first."
    )
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.ALERT)
    action = models.CharField(max_length=32)
    target = models.CharField(max_length=16, blank=True, choices=TargetKind)
    endpoint = models.ForeignKey(
        WebhookEndpoint,
        null=True,
        on_delete=models.PROTECT,
        related_name="deliveries",
        db_index=False,
        db_constraint=False,  # as with the entry, which names the endpoint and keeps it
    )
    status = models.CharField(max_length=8, choices=DeliveryStatus, default=DeliveryStatus.PENDING)
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True, help_text="Which worker's lease this is.")
    payload = models.JSONField()
    recipients = models.JSONField(default=list)
    possibly_sent = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True, help_text="When the fact turned out not to hold.")
    sent_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True, default="")

    class Meta:
        verbose_name_plural = "deliveries"
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="delivery_once", fields=["case", "ledger_seq", "entry", "repeat", "purpose"]
            ),
            is_one_of("status", "delivery_status_known", DeliveryStatus),
            is_one_of("purpose", "delivery_purpose_known", Purpose),
            models.CheckConstraint(
                name="delivery_claimed_has_lease",
                condition=Q(status="claimed", claim__isnull=False) | (~Q(status="claimed") & Q(claim=None)),
            ),
            models.CheckConstraint(
                name="delivery_sent_has_instant",
                condition=Q(status="sent", sent_at__isnull=False, possibly_sent=True)
                | (~Q(status="sent") & Q(sent_at=None)),
            ),
            models.CheckConstraint(
                name="delivery_dead_has_reason", condition=~Q(status="dead") | ~Q(last_error="")
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                name="delivery_due",
                fields=["next_attempt_at", "id"],
                condition=Q(status__in=("pending", "claimed"), endpoint=None),
            ),
            models.Index(
                name="delivery_due_at_endpoint",
                fields=["endpoint", "next_attempt_at", "id"],
                condition=Q(status__in=("pending", "claimed"), endpoint__isnull=False),
            ),
            models.Index(
                name="delivery_order_at_endpoint",
                fields=["endpoint", "case", "id"],
                condition=Q(status__in=("pending", "claimed"), endpoint__isnull=False),
            ),
            models.Index(name="delivery_dead", fields=["id"], condition=Q(status="dead")),
            BrinIndex(name="delivery_of_day", fields=["created_at"]),
            models.Index(
                name="delivery_of_endpoint",
                fields=["endpoint", "id"],
                condition=Q(endpoint__isnull=False),
            ),
        ]
        triggers: ClassVar = [
            Guard(
                name="status_moves_as_allowed",
                operation=pgtrigger.UpdateOf("status"),
                condition=pgtrigger.Q(old__status__df=pgtrigger.F("new__status")),
                func=f"""
                    IF (OLD.status, NEW.status) NOT IN (
                        {", ".join(f"('{old}', '{new}')" for old, new in TRANSITIONS)}
                    ) AND NOT (OLD.status = 'sent' AND NEW.status = 'pending' AND OLD.endpoint_id IS NOT NULL)
                    THEN
                        {refusal("A delivery does not go from % to %.", "OLD.status", "NEW.status")}
                    END IF;
                    RETURN NEW;
                """,
            ),
            Guard(
                name="identity_never_changes",
                operation=pgtrigger.UpdateOf(*_IDENTITY),
                func=f"""
                    IF ({", ".join(f"OLD.{column}" for column in _IDENTITY)})
                        IS DISTINCT FROM ({", ".join(f"NEW.{column}" for column in _IDENTITY)}) THEN
                        {refusal("What a delivery is about never changes.")}
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.idempotency_key}"

    @property
    def idempotency_key(self) -> str:
        """The same for every attempt of this delivery, so that a receiver can recognize a repetition."""
        return self.key_of(self.purpose)

    def key_of(self, purpose: str) -> str:
        """The key of the delivery for the same fact with that purpose: a correction finds its alert."""
        return f"{self.case_id}-{self.ledger_seq}-{self.entry_id}-{self.repeat}-{purpose}"
