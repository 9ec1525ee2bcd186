"""The promise itself."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from entitlements.models.account import Account
from entitlements.models.entitlement_process import EntitlementProcess
from entitlements.models.naming import has_text
from entitlements.models.support_tier import SupportTier


class Channel(models.TextChoices):
    """The ways a case comes in."""

    PHONE = "phone", "phone"
    WEB = "web", "web"
    EMAIL = "email", "e-mail"
    CHAT = "chat", "chat"
    API = "api", "API"


class Entitlement(models.Model):
    """An account was promised a tier's process from its first to its last day, both included.

    Days are those of the zone of its hours: its own, else those of its process version, else the site's.
    Whether it is active is derived from the days and the switch, never typed.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="entitlements")
    name = models.CharField(max_length=200)
    tier = models.ForeignKey(SupportTier, on_delete=models.PROTECT, related_name="entitlements")
    process = models.ForeignKey(EntitlementProcess, on_delete=models.PROTECT, related_name="entitlements")
    first_day = models.DateField()
    last_day = models.DateField(help_text="The last day on which it covers cases.")
    hours = models.ForeignKey(
        "entitlements.BusinessHours",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="entitlements",
        help_text="Instead of the hours of the process, for milestones that name none.",
    )
    is_enabled = models.BooleanField(default=True, help_text="Switched off, it covers nothing.")
    channels = ArrayField(
        models.CharField(max_length=5, choices=Channel),
        default=list,
        blank=True,
        help_text="Ways in which a case may come in; none chosen: all.",
    )

    class Meta:
        ordering: ClassVar = ["account", "name", "id"]
        indexes: ClassVar = [models.Index(fields=["last_day"], name="entitlement_by_last_day")]
        constraints: ClassVar = [
            has_text("name", "entitlement_name_is_given"),
            models.CheckConstraint(
                name="entitlement_days_in_order",
                condition=Q(last_day__gte=F("first_day")),
                violation_error_message="The last day is not before the first.",
            ),
            models.CheckConstraint(
                name="entitlement_channels_known",
                condition=Q(channels__contained_by=Channel.values),
                violation_error_message=f"Channels are some of: {', '.join(Channel.values)}.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.account})"
