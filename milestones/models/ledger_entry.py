"""The ledger: every fact of a case, appended once and never changed."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from milestones.models.append_only import append_only

WITHDRAWN = "withdrawn"
"""Kind of the entry that takes an earlier one back."""


class LedgerEntry(models.Model):
    """One fact, or the withdrawal of one. UPDATE, DELETE and TRUNCATE are refused by the database.

    `body` holds the canonical bytes (milestones.engine.ledger), which alone count; the columns repeat what is
    searched for. `hash` is SHA-256 over the previous entry's hash and the body. `generation` says how often
    this very fact has been recorded: a fact may come back after its withdrawal. The only way out is
    `milestones_purge`.
    """

    case = models.ForeignKey(
        "milestones.Case", on_delete=models.PROTECT, db_index=False, related_name="ledger"
    )
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=32)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=200, blank=True)
    cause = models.CharField(max_length=300)
    clock = models.CharField(
        max_length=120, blank=True, help_text="definition/cycle/occurrence; blank: of the case."
    )
    generation = models.PositiveIntegerField(default=1)
    withdraws = models.PositiveIntegerField(null=True, help_text="Number of the entry this one takes back.")
    body = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        verbose_name_plural = "ledger entries"
        ordering: ClassVar = ["case_id", "seq"]
        triggers: ClassVar = append_only("Ledger entries")
        constraints: ClassVar = [
            models.UniqueConstraint(name="ledger_seq_once", fields=["case", "seq"]),
            models.UniqueConstraint(
                name="ledger_withdrawn_once",
                fields=["case", "withdraws"],
                condition=Q(withdraws__isnull=False),
            ),
            models.CheckConstraint(name="ledger_counts_from_one", condition=Q(seq__gte=1, generation__gte=1)),
            models.CheckConstraint(
                name="ledger_withdrawal_names_entry",
                condition=Q(kind=WITHDRAWN, withdraws__isnull=False, withdraws__lt=F("seq"))
                | (~Q(kind=WITHDRAWN) & Q(withdraws=None)),
            ),
        ]
        indexes: ClassVar = [
            # What changes how a clock stood before: reports look here as of an earlier instant.
            models.Index(
                name="ledger_moved",
                fields=["occurred_at"],
                include=["case", "clock", "kind"],
                condition=Q(kind__in=["re-timed", "resumed", "violation lifted", "reopened"]),
            ),
            models.Index(name="ledger_lifted", fields=["occurred_at"], condition=Q(kind="violation lifted")),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"
