"""What remains of a purged case."""

from typing import ClassVar

from django.db import models

from milestones.models.append_only import append_only


class Tombstone(models.Model):
    """Says that a case and its ledger were purged: which, why, by whom, and how far the ledger had come.

    Holds no names and no texts: the case's own number, and the last hash of its ledger, with which a copy
    kept elsewhere can be matched. Only `milestones_purge` writes it.
    """

    case_number = models.BigIntegerField(help_text="The id the case had.")
    reason = models.CharField(max_length=500)
    actor = models.CharField(max_length=200)
    purged_at = models.DateTimeField()
    ledger_seq = models.PositiveIntegerField()
    ledger_hash = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["-purged_at", "-id"]
        triggers: ClassVar = append_only("Tombstones")
        constraints: ClassVar = [
            models.CheckConstraint(name="tombstone_has_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"case {self.case_number}, purged {self.purged_at:%Y-%m-%d}"
