"""A row of a matrix: the clocks its cells speak for."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower

from escalations.models.immutability import matrix_versions
from escalations.models.matrix_version import MatrixVersion


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
            matrix_versions.child_of_draft("version_id", "%s"),
            matrix_versions.not_truncated(),
        ]

    def __str__(self) -> str:
        return " · ".join(named or "any" for named in (self.tier, self.priority, self.type))
