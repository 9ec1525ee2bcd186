"""What somebody is to do, mostly on a case: by hand, or because escalation asked for it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from entitlements.models.naming import has_text, is_one_of


class TaskStatus(models.TextChoices):
    """Where a task stands. Only what is waiting or begun is still to be done."""

    WAITING = "waiting", "waiting"
    BEGUN = "begun", "begun"
    DONE = "done", "done"
    NOT_NEEDED = "not_needed", "no longer needed"


OPEN_STATUSES = (TaskStatus.WAITING, TaskStatus.BEGUN)
CLOSED_STATUSES = (TaskStatus.DONE, TaskStatus.NOT_NEEDED)


class Task(models.Model):
    """Something to do, for a person or for whoever of a queue takes it, until an instant.

    Only `milestones.services.tasks` writes it. A task that was taken from a queue keeps the queue, so that it
    can go back. `origin` is blank for tasks made by hand; what a machine asks for carries the identity of its
    wish, so that a wish repeated is one task.
    """

    case = models.ForeignKey(
        "milestones.Case", null=True, blank=True, on_delete=models.CASCADE, related_name="tasks"
    )
    subject = models.CharField(max_length=200, help_text="What is to be done, in a few words.")
    text = models.TextField(blank=True, help_text="Anything else one needs to know.")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tasks",
        help_text="Who does it. Blank: whoever of the queue takes it.",
    )
    queue = models.ForeignKey(
        "milestones.Queue", null=True, blank=True, on_delete=models.PROTECT, related_name="tasks"
    )
    due_at = models.DateTimeField(help_text="When it must be done.")
    status = models.CharField(max_length=10, choices=TaskStatus, default=TaskStatus.WAITING)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=200, help_text="user:<id>, key:<prefix> or escalation.")
    begun_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, help_text="When it was done, or dropped.")
    closed_by = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=500, blank=True, help_text="What came of it.")
    origin = models.CharField(
        max_length=200, blank=True, help_text="What asked for it: the key of a delivery. Blank: a person."
    )

    class Meta:
        ordering: ClassVar = ["due_at", "id"]
        constraints: ClassVar = [
            is_one_of("status", "task_status_known", TaskStatus),
            has_text("subject", "task_subject_is_given"),
            has_text("created_by", "task_creator_is_given"),
            models.UniqueConstraint(fields=["origin"], condition=~Q(origin=""), name="task_origin_once"),
            models.CheckConstraint(
                name="task_is_for_somebody",
                condition=Q(assignee__isnull=False) | Q(queue__isnull=False),
                violation_error_message="A task is for a person or a queue.",
            ),
            models.CheckConstraint(
                name="task_begun_by_somebody",
                condition=Q(status="waiting", begun_at=None)
                | Q(status="begun", begun_at__isnull=False, assignee__isnull=False)
                | Q(status__in=CLOSED_STATUSES),
            ),
            models.CheckConstraint(
                name="task_closed_is_whole",
                condition=Q(status__in=OPEN_STATUSES, closed_at=None, closed_by="", outcome="")
                | (Q(status__in=CLOSED_STATUSES, closed_at__gte=F("created_at")) & ~Q(closed_by="")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                name="task_open_of_person",
                fields=["assignee", "due_at"],
                condition=Q(status__in=OPEN_STATUSES),
            ),
            models.Index(
                name="task_open_of_queue", fields=["queue", "due_at"], condition=Q(status__in=OPEN_STATUSES)
            ),
            models.Index(name="task_closed", fields=["-closed_at"], condition=Q(closed_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES


class TaskDeed(models.TextChoices):
    """What can happen to a task."""

    CREATE = "create", "created"
    CHANGE = "change", "changed"
    TAKE = "take", "taken"
    REASSIGN = "reassign", "given to another"
    DONE = "done", "done"
    REOPEN = "reopen", "opened again"
    DROP = "drop", "no longer needed"
    UNDO = "undo", "undone"


class TaskChange(models.Model):
    """One deed on a task, in order. `before` holds the columns it changed as they were, so that it can be
    undone."""

    task = models.ForeignKey(
        Task,
        on_delete=models.CASCADE,
        related_name="changes",
        db_constraint=False,  # the migration declares it, with the cascade that the purge of a case relies on
        db_index=False,
    )
    number = models.PositiveIntegerField(help_text="Counts the deeds on one task, from 1.")
    deed = models.CharField(max_length=8, choices=TaskDeed)
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    note = models.CharField(max_length=500, blank=True)
    before = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering: ClassVar = ["task", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="task_change_once", fields=["task", "number"]),
            is_one_of("deed", "task_deed_known", TaskDeed),
            has_text("actor", "task_change_actor_is_given"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id}.{self.number}: {self.get_deed_display()}"
