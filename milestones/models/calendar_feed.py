"""The secret address under which a calendar program reads one person's targets."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class CalendarFeed(models.Model):
    """One for each person at most. Whoever knows the address reads the targets; so it can be revoked.

    The secret is shown once, when the feed is made; only its SHA-256 is kept. It has 256 random bits, so a
    slow password hash would add cost and no safety.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="calendar_feed"
    )
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    last_read_at = models.DateTimeField(null=True, editable=False, help_text="To the hour.")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="calendar_feed_hash_is_sha256", condition=Q(("secret_hash__regex", r"^[0-9a-f]{64}$"))
            ),
        ]

    def __str__(self) -> str:
        return f"Calendar of {self.user}"
