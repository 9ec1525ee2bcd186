"""The kinds of promises."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from entitlements.models.naming import KEY_FORM, has_text, is_one_of, key_field
from sla_admin.shared.changes.recorded import recorded
from sla_admin.shared.guards import columns_that_never_change


class Recurrence(models.TextChoices):
    """How often a milestone can occur in one cycle of its process (domain rules, recurrence)."""

    NONE = "none", "once per process cycle"
    INDEPENDENT = "independent", "again whenever the criteria hold"
    SEQUENTIAL = "sequential", "again, each from the previous target on"


class MilestoneType(models.Model):
    """A kind of promise: First Response, Workaround, Resolution, Next Update …

    Its settings are what a new milestone definition copies; changing them changes no definition.
    """

    key = key_field("Short name used by criteria, the matrix and the API; it never changes.", unique=True)
    name = models.CharField(max_length=100, unique=True)
    recurrence = models.CharField(max_length=12, choices=Recurrence, default=Recurrence.NONE)
    hours = models.ForeignKey(
        "entitlements.BusinessHours",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="milestone_types",
        help_text="Hours a new definition starts out with; empty: those of the entitlement or process.",
    )
    pausable = models.BooleanField(
        default=True, help_text="Whether the clock may stand still. A regulatory clock may not."
    )

    class Meta:
        verbose_name = "milestone type"
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(name="milestone_type_key_form", condition=Q(key__regex=KEY_FORM)),
            has_text("name", "milestone_type_name_is_given"),
            is_one_of("recurrence", "milestone_type_recurrence_known", Recurrence),
        ]
        triggers: ClassVar = [
            *recorded("milestone_type", name="changed.name"),
            columns_that_never_change("key", why="versions and matrices in use name the type by it."),
        ]

    def __str__(self) -> str:
        return self.name
