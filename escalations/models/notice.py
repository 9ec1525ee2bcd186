"""What somebody is told inside the application."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from entitlements.models.naming import has_text, is_one_of


class NoticeKind(models.TextChoices):
    """What a notice is about."""

    ALERT = "alert", "escalation"
    CORRECTION = "correction", "correction"
    CASE_ASSIGNED = "case_assigned", "case given to you"
    CUSTOMER_REPLIED = "customer_replied", "customer replied"
    TASK_ASSIGNED = "task_assigned", "task given to you"


class Notice(models.Model):
    """One thing one person is told once, unique by (recipient, cause).

    `content` holds keys, instants (µs) and actors, never names: pages put the words together when they are
    read, with the names as they are then. `read_at` None: not read yet.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices", db_index=False
    )
    kind = models.CharField(max_length=16, choices=NoticeKind)
    cause = models.CharField(
        max_length=300, help_text="What it is about, once: a delivery's key, an event, a step of a task."
    )
    case = models.ForeignKey(
        "milestones.Case", null=True, blank=True, on_delete=models.CASCADE, related_name="notices"
    )
    task = models.ForeignKey(
        "milestones.Task", null=True, blank=True, on_delete=models.CASCADE, related_name="notices"
    )
    content = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recipient", "cause"], name="notice_once"),
            is_one_of("kind", "notice_kind_known", NoticeKind),
            has_text("cause", "notice_cause_is_given"),
            models.CheckConstraint(
                name="notice_is_about_something",
                condition=Q(kind="task_assigned", task__isnull=False)
                | (~Q(kind="task_assigned") & Q(case__isnull=False)),
            ),
            models.CheckConstraint(
                name="notice_read_after_it_was_written",
                condition=Q(read_at=None) | Q(read_at__gte=F("created_at")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="notice_of_person", fields=["recipient", "-id"]),
            models.Index(name="notice_unread", fields=["recipient"], condition=Q(read_at=None)),
            models.Index(name="notice_read", fields=["read_at"], condition=Q(read_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} for {self.recipient}"


class NoticeChoices(models.Model):
    """Which kinds of notices somebody wants shown by their browser as well. Without a row: none."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="notice_choices"
    )
    in_browser = ArrayField(models.CharField(max_length=16, choices=NoticeKind), default=list, blank=True)

    class Meta:
        verbose_name = "choice of notices"
        verbose_name_plural = "choices of notices"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="notice_choices_known", condition=Q(in_browser__contained_by=NoticeKind.values)
            ),
        ]

    def __str__(self) -> str:
        return f"Browser notices of {self.user}"
