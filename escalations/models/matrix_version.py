"""One state of a matrix: draft, in use, or retired."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from entitlements.models.naming import is_one_of
from escalations.models.escalation_matrix import EscalationMatrix
from escalations.models.immutability import matrix_versions
from sla_admin.shared.changes.recorded import recorded, value_of


class MatrixStatus(models.TextChoices):
    """Where a version is in its life. Retired versions still answer the cases pinned to them."""

    DRAFT = "draft", "draft"
    ACTIVE = "active", "active"
    RETIRED = "retired", "retired"


class MatrixVersion(models.Model):
    """A version of a matrix. Process versions pin active ones; a draft can be edited, the others never."""

    matrix = models.ForeignKey(EscalationMatrix, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(help_text="Counts the versions of one matrix, from 1.")
    status = models.CharField(max_length=8, choices=MatrixStatus, default=MatrixStatus.DRAFT, editable=False)
    note = models.TextField(blank=True, help_text="What this version is for, and what changed.")
    copied_from = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="copies"
    )
    activated_at = models.DateTimeField(null=True, editable=False)
    activated_by = models.CharField(max_length=200, blank=True, editable=False)
    retired_at = models.DateTimeField(null=True, editable=False)
    retired_by = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = "matrix version"
        ordering: ClassVar = ["matrix__name", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="matrix_version_number_once", fields=["matrix", "number"]),
            models.CheckConstraint(name="matrix_version_counts_from_one", condition=Q(number__gte=1)),
            is_one_of("status", "matrix_version_status_known", MatrixStatus),
            models.CheckConstraint(
                name="matrix_version_dated_by_status",
                condition=Q(status="draft", activated_at=None, retired_at=None)
                | Q(status="active", activated_at__isnull=False, retired_at=None)
                | Q(status="retired", activated_at__isnull=False, retired_at__isnull=False),
            ),
        ]
        triggers: ClassVar = [
            *recorded(
                "matrix_version",
                name=f"concat_ws(' ', {value_of('escalations_escalationmatrix', 'changed.matrix_id')}, "
                "changed.number)",
                part_of=("escalation_matrix", "changed.matrix_id"),
            ),
            matrix_versions.starts_as_draft(),
            matrix_versions.immutable_in_use(),
            matrix_versions.stays_in_use(),
            matrix_versions.not_truncated(),
        ]

    def __str__(self) -> str:
        return f"{self.matrix} {self.number} ({self.get_status_display()})"

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.status == MatrixStatus.DRAFT
