"""One version of a process: what is promised, pinned."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from entitlements.models.criteria_field import criteria_field, is_tree
from entitlements.models.entitlement_process import EntitlementProcess
from entitlements.models.immutability import process_versions
from entitlements.models.naming import TEXT_FORM, is_one_of
from entitlements.process.definition import StatusClasses
from sla_admin.shared.changes.recorded import recorded, value_of


class VersionStatus(models.TextChoices):
    """Where a version stands in its life."""

    DRAFT = "draft", "draft"
    ACTIVE = "active", "active"
    RETIRED = "retired", "retired"


class Reopening(models.TextChoices):
    """What a case that is opened again does with its clocks."""

    CONTINUE = "continue", "resume what the closing ended"
    NEW_CYCLE = "new_cycle", "start a new cycle"


def usual_closed() -> list[str]:
    """Statuses that mean closed, until somebody says otherwise."""
    return list(StatusClasses().closed)


def usual_stopped() -> list[str]:
    """Statuses in which a case waits for somebody else."""
    return list(StatusClasses().stopped)


def usual_spam() -> list[str]:
    """Statuses of cases that were none."""
    return list(StatusClasses().spam)


class ProcessVersion(models.Model):
    """Everything the clocks of a case read, in one version of a process.

    `draft` may be edited; `active` and `retired` never change, nor does anything under them. `activated_at`
    is the instant from which the version was the default for new cases: the default at an instant is the
    version of the process that was activated last by then. A retired version goes on serving its cases.
    `matrix_version` is the id of an escalation matrix version, which lives a layer above.
    """

    process = models.ForeignKey(EntitlementProcess, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(editable=False)
    status = models.CharField(
        max_length=8, choices=VersionStatus, default=VersionStatus.DRAFT, editable=False
    )
    is_default = models.BooleanField(default=False, editable=False, verbose_name="default for new cases")
    entry_field = models.CharField(
        max_length=120,
        default="opened_at",
        help_text="When the process is entered: opened_at, or a field holding a date, such as "
        "attributes.installed_at.",
    )
    entry_criteria = criteria_field("Which cases enter the process; empty: all it covers.")
    exit_criteria = criteria_field("When a case leaves the process; empty: when it is closed.")
    reopen = models.CharField(
        max_length=9,
        choices=Reopening,
        default=Reopening.CONTINUE,
        verbose_name="re-opening",
        help_text="What a case that is opened again does with its clocks.",
    )
    hours = models.ForeignKey(
        "entitlements.BusinessHours",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="process_versions",
        help_text="Hours of milestones that name none, unless the entitlement does; empty: around the clock.",
    )
    closed_statuses = ArrayField(
        models.CharField(max_length=100),
        default=usual_closed,
        help_text="Statuses of a closed case; upper and lower case do not matter.",
    )
    stopped_statuses = ArrayField(
        models.CharField(max_length=100),
        default=usual_stopped,
        blank=True,
        help_text="Statuses in which a case waits for somebody else.",
    )
    spam_statuses = ArrayField(
        models.CharField(max_length=100),
        default=usual_spam,
        blank=True,
        help_text="Statuses of cases that were none; they count as closed.",
    )
    matrix_version = models.BigIntegerField(
        null=True, blank=True, help_text="The version of the escalation matrix that answers its triggers."
    )
    notes = models.TextField(blank=True, help_text="What changed in this version, and why.")
    created_at = models.DateTimeField(editable=False)
    created_by = models.CharField(max_length=150, editable=False)
    activated_at = models.DateTimeField(null=True, blank=True, editable=False)
    activated_by = models.CharField(max_length=150, blank=True, editable=False)
    activated_reason = models.TextField(blank=True, editable=False)
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)
    retired_by = models.CharField(max_length=150, blank=True, editable=False)
    retired_reason = models.TextField(blank=True, editable=False)

    class Meta:
        verbose_name = "process version"
        ordering: ClassVar = ["process", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["process", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["process"], condition=Q(is_default=True), name="version_one_default_per_process"
            ),
            models.UniqueConstraint(
                fields=["process", "activated_at"], name="version_one_activation_at_a_time"
            ),
            models.CheckConstraint(name="version_number_from_one", condition=Q(number__gte=1)),
            is_one_of("status", "version_status_known", VersionStatus),
            is_one_of("reopen", "version_reopen_known", Reopening),
            models.CheckConstraint(
                name="version_default_is_active", condition=Q(is_default=False) | Q(status="active")
            ),
            models.CheckConstraint(
                name="version_in_use_was_activated",
                condition=Q(status="draft", activated_at=None, activated_by="", activated_reason="")
                | Q(
                    status__in=["active", "retired"],
                    activated_at__isnull=False,  # a comparison with NULL would pass the check
                    activated_at__gte=F("created_at"),
                    activated_by__regex=TEXT_FORM,
                    activated_reason__regex=TEXT_FORM,
                ),
            ),
            models.CheckConstraint(
                name="version_retired_was_retired",
                condition=Q(status__in=["draft", "active"], retired_at=None, retired_by="", retired_reason="")
                | Q(
                    status="retired",
                    retired_at__isnull=False,
                    retired_at__gte=F("activated_at"),
                    retired_by__regex=TEXT_FORM,
                    retired_reason__regex=TEXT_FORM,
                ),
            ),
            models.CheckConstraint(name="version_creator_is_given", condition=Q(created_by__regex=TEXT_FORM)),
            models.CheckConstraint(
                name="version_entry_field_form",
                condition=Q(entry_field__regex=r"^([a-z][a-z0-9_]*|attributes\.\S.*)$"),
                violation_error_message="The entry field is opened_at or the name of a field.",
            ),
            models.CheckConstraint(
                name="version_some_status_is_closed",
                condition=Q(closed_statuses__len__gt=0),
                violation_error_message="Name at least one status that means closed.",
            ),
            is_tree("entry_criteria", "version_entry_criteria_are_a_tree"),
            is_tree("exit_criteria", "version_exit_criteria_are_a_tree"),
        ]
        triggers: ClassVar = [
            *recorded(
                "process_version",
                name=f"concat_ws(' v', {value_of('entitlements_entitlementprocess', 'changed.process_id')}, "
                "changed.number)",
                part_of=("entitlement_process", "changed.process_id"),
            ),
            process_versions.starts_as_draft(),
            process_versions.immutable_in_use(),
            process_versions.stays_in_use(),
            process_versions.not_truncated(),
        ]

    def __str__(self) -> str:
        return f"{self.process} v{self.number}"

    @property
    def is_draft(self) -> bool:
        """Whether it may still be edited."""
        return self.status == VersionStatus.DRAFT
