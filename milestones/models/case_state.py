"""Where the fold stands with a case: the row the engine polls, locks and carries from event to event."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class CaseState(models.Model):
    """One row a case, and the only lock: whoever writes anything of a case takes this row first.

    `next_due_at` is the one polled instant: the next at which something happens by itself. The row holds all
    that a tick reads, so that claiming what is due joins nothing. A quarantined case keeps its events and is
    left alone until it is released.
    """

    case = models.OneToOneField(
        "milestones.Case", primary_key=True, on_delete=models.CASCADE, related_name="engine_state"
    )
    state = models.BinaryField(help_text="The fold's state (milestones.clock.state), as stored bytes.")
    folded_at = models.DateTimeField(help_text="Up to when time has passed for this state.")
    next_due_at = models.DateTimeField(null=True)
    ledger_seq = models.PositiveIntegerField(default=0, help_text="Number of the last ledger entry.")
    ledger_hash = models.BinaryField(help_text="Hash of the last ledger entry: the head of the chain.")
    event_number = models.PositiveIntegerField(default=0, help_text="Number of the last event recorded.")
    event_hash = models.BinaryField(help_text="Hash of the last event recorded: the head of that chain.")
    withdrawals = models.PositiveIntegerField(default=0, help_text="How many ledger entries were withdrawn.")
    quarantined_at = models.DateTimeField(null=True)
    quarantine_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "engine state"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="case_state_quarantine_has_reason",
                condition=Q(quarantined_at=None, quarantine_reason="")
                | (Q(quarantined_at__isnull=False) & ~Q(quarantine_reason="")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                name="case_state_due",
                fields=["next_due_at"],
                condition=Q(next_due_at__isnull=False, quarantined_at=None),
            ),
            models.Index(
                name="case_state_quarantined",
                fields=["quarantined_at"],
                condition=Q(quarantined_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"engine state of case {self.pk}"
