"""The timelines that tiers promise; what they say is in their versions."""

from typing import ClassVar

from django.db import models

from entitlements.models.naming import has_text, is_one_of
from sla_admin.shared.changes.recorded import recorded
from sla_admin.shared.guards import columns_that_never_change


class RecordKind(models.TextChoices):
    """What a process is for."""

    CASE = "case", "case"
    WORK_ORDER = "work_order", "work order"


class EntitlementProcess(models.Model):
    """A timeline of milestones, as a line of versions of which at most one is the default for new cases."""

    name = models.CharField(max_length=200, unique=True)
    record_type = models.CharField(
        max_length=12,
        choices=RecordKind,
        default=RecordKind.CASE,
        help_text="Cases and work orders have processes of their own. It never changes.",
    )
    description = models.TextField(blank=True)

    class Meta:
        verbose_name = "entitlement process"
        verbose_name_plural = "entitlement processes"
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            has_text("name", "process_name_is_given"),
            is_one_of("record_type", "process_record_type_known", RecordKind),
        ]
        triggers: ClassVar = [
            *recorded("entitlement_process", name="changed.name"),
            columns_that_never_change("record_type", why="its versions are written for it."),
        ]

    def __str__(self) -> str:
        return self.name
