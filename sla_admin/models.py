"""The project's own table: signs of life of the periodic tasks."""

from django.db import models


class TaskPulse(models.Model):
    """When a periodic task last came to its end, by the database's clock. One row a task, kept by the
    workers.
    """

    task = models.CharField(max_length=200, primary_key=True)
    done_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.task} at {self.done_at:%Y-%m-%d %H:%M:%S}"
