"""Compiled hours for SQL: the open stretches of a timeline, so that sets of clocks can be counted at once."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from entitlements.models.business_hours import BusinessHours


class OpenWindow(models.Model):
    """One open stretch of a timeline, with the open time before it.

    Written at publication and extended as time goes on; a copy of what the compiled calendar says, never a
    source. `opened_before` is W at `begins` in microseconds. Two rows of each timeline mark its edges: an
    empty stretch where the copy begins, and one without an end where it stops. SQL functions refuse to answer
    outside them.
    """

    hours = models.ForeignKey(BusinessHours, on_delete=models.CASCADE, related_name="+", db_index=False)
    timeline = models.PositiveIntegerField()
    begins = models.DateTimeField()
    ends = models.DateTimeField(null=True)
    opened_before = models.BigIntegerField()

    class Meta:
        ordering: ClassVar = ["hours_id", "timeline", "begins"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="open_window_once",
                fields=["hours", "timeline", "begins"],
                include=["ends", "opened_before"],
            ),
            models.CheckConstraint(
                name="open_window_in_order", condition=Q(ends=None) | Q(ends__gte=F("begins"))
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                name="open_window_by_position",
                fields=["hours", "timeline", "opened_before", "begins"],
                include=["ends"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.begins} to {self.ends}"
