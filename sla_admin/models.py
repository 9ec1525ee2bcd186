"""The project's own tables: signs of life of the periodic tasks, and what the sample brought."""

from typing import ClassVar

from django.db import models


class TaskPulse(models.Model):
    """When a periodic task last came to its end, by the database's clock. One row a task, kept by the
    workers.
    """

    task = models.CharField(max_length=200, primary_key=True)
    done_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.task} at {self.done_at:%Y-%m-%d %H:%M:%S}"


class SampleItem(models.Model):
    """One row that the sample brought, beside its cases: what `--remove` may take away again.

    Cases, events and deliveries are found by their source. What people made themselves is never named here.
    """

    kind = models.CharField(max_length=100, help_text="The model, such as entitlements.account.")
    object_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="sample_item_once", fields=["kind", "object_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
