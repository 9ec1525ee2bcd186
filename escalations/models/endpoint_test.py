"""Messages that somebody sent to an endpoint to see whether it answers."""

from typing import ClassVar

import pgtrigger
from django.db import models

from escalations.models.webhook_endpoint import WebhookEndpoint
from sla_admin.shared.guards import Guard, refusal


class EndpointTest(models.Model):
    """One test: appended, never changed; it goes with its endpoint. Bodies are cut, secrets left out."""

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="tests")
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    is_accepted = models.BooleanField()
    answer = models.TextField()
    exchange = models.JSONField(default=dict)
    duration = models.PositiveBigIntegerField(help_text="Microseconds.")

    class Meta:
        ordering: ClassVar = ["-id"]
        triggers: ClassVar = [
            Guard(
                name="append_only",
                operation=pgtrigger.Update,
                func=refusal("Tests are a log: they are appended and never changed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.answer}"
