"""That administrators were told, on a day, which open cases nothing is promised for."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class CoverageNotice(models.Model):
    """One notice a day, in the site's zone; the row is what keeps it at one.

    `sent_at` None: it could not be sent yet, see `failure`; the next hour tries again.
    """

    day = models.DateField(unique=True)
    cases = models.PositiveIntegerField(help_text="How many open cases had no promise.")
    counts = models.JSONField(help_text="How many of each outcome.")
    recipients = models.PositiveIntegerField(default=0, help_text="How many administrators it went to.")
    attempts = models.PositiveIntegerField(default=0)
    failure = models.TextField(blank=True, help_text="Why it could not be sent yet.")
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "notice of coverage gaps"
        verbose_name_plural = "notices of coverage gaps"
        ordering: ClassVar = ["-day"]
        constraints: ClassVar = [
            models.CheckConstraint(name="coverage_notice_says_something", condition=Q(cases__gte=1)),
            models.CheckConstraint(
                name="coverage_notice_sent_reached_somebody",
                condition=Q(sent_at=None) | Q(recipients__gte=1, failure=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.cases}"
