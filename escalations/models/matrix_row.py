"""A row of a matrix: the clocks its cells speak for."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower

from escalations.models.immutability import matrix_versions
from escalations.models.matrix_version import MatrixVersion
from sla_admin.shared.changes.recorded import recorded


def label_of_row(row: str) -> str:
    """SQL for what people call a row of a matrix: what it names, blank is any."""
    parts = ", ".join(f"coalesce(nullif({row}.{name}, ''), 'any')" for name in ("tier", "priority", "type"))
    return f"concat_ws(' · ', {parts})"


class MatrixRow(models.Model):
    """Tier, priority and milestone type a row names; blank is any.

    The most specific row with an answer wins.
    """

    version = models.ForeignKey(MatrixVersion, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveSmallIntegerField(default=0, help_text="Place on the page; it decides nothing.")
    tier = models.CharField(max_length=63, blank=True, help_text="Key of the support tier; blank: any.")
    priority = models.CharField(max_length=64, blank=True, help_text="Priority, in any case; blank: any.")
    type = models.CharField("milestone type", max_length=64, blank=True, help_text="Its key; blank: any.")

    class Meta:
        verbose_name = "matrix row"
        ordering: ClassVar = ["version", "position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "version",
                "tier",
                Lower("priority"),
                "type",
                name="matrix_row_once",
                violation_error_message="Another row of this version names the same tier, priority and type.",
            ),
        ]
        triggers: ClassVar = [
            *recorded(
                "matrix_row", name=label_of_row("changed"), part_of=("matrix_version", "changed.version_id")
            ),
            matrix_versions.child_of_draft("version_id", "%s"),
            matrix_versions.not_truncated(),
        ]

    def __str__(self) -> str:
        return " · ".join(named or "any" for named in (self.tier, self.priority, self.type))
