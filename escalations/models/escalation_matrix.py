"""A line of versions that say who hears of a clock as it runs out."""

from typing import ClassVar

from django.db import models

from entitlements.models.naming import has_text
from sla_admin.shared.changes.recorded import recorded


class EscalationMatrix(models.Model):
    """A matrix by name. What it says is in its versions; a process version pins one of them."""

    name = models.CharField(max_length=200, unique=True)
    description = models.TextField(blank=True)

    class Meta:
        verbose_name = "escalation matrix"
        verbose_name_plural = "escalation matrices"
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [has_text("name", "matrix_name_is_given")]
        triggers: ClassVar = recorded("escalation_matrix", name="changed.name")

    def __str__(self) -> str:
        return self.name
