"""What happened each time somebody tried to deliver."""

from typing import ClassVar

import pgtrigger
from django.db import models

from entitlements.models.naming import is_one_of
from escalations.models.delivery import Delivery
from sla_admin.shared.guards import Guard, refusal


class AttemptOutcome(models.TextChoices):
    """How one try ended."""

    ACCEPTED = "accepted", "accepted"
    RETRY = "retry", "failed, will be tried again"
    REFUSED = "refused", "refused for good"
    ABANDONED = "abandoned", "the worker vanished"


class DeliveryAttempt(models.Model):
    """One try, appended and never changed. `answer` is what the other side said, `duration` microseconds.

    `exchange` is what went over the line to an endpoint: `request` and `response`, each with `headers` and
    `body`, cut, and without secrets.
    """

    delivery = models.ForeignKey(
        Delivery,
        on_delete=models.CASCADE,
        related_name="tries",
        db_constraint=False,  # migration 0002 declares it, with a cascade that the purge of a case relies on
    )
    number = models.PositiveSmallIntegerField(help_text="Counts the tries of one delivery, from 1.")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=AttemptOutcome)
    recipient = models.CharField(max_length=254, blank=True)
    answer = models.TextField(blank=True)
    duration = models.PositiveBigIntegerField(help_text="Microseconds.")
    exchange = models.JSONField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["delivery", "id"]
        constraints: ClassVar = [is_one_of("outcome", "attempt_outcome_known", AttemptOutcome)]
        triggers: ClassVar = [
            Guard(
                name="append_only",
                operation=pgtrigger.Update,
                func=refusal("Attempts are a log: they are appended and never changed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.get_outcome_display()}"
