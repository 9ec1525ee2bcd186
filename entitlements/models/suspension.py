"""What can be suspended for a while, and switched off for good."""

from django.db import models
from django.db.models import Q

from entitlements.models.naming import TEXT_FORM


class Suspendable(models.Model):
    """A promise that can be interrupted: by whom, since when and why is kept as long as it is.

    Cases opened before the suspension keep what they were promised.
    """

    is_enabled = models.BooleanField(default=True, help_text="Switched off, it covers nothing.")
    suspended_at = models.DateTimeField(null=True, blank=True, editable=False)
    suspended_by = models.CharField(max_length=200, blank=True, editable=False)
    suspended_reason = models.CharField(max_length=500, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_suspended(self) -> bool:
        return self.suspended_at is not None


def suspension_is_whole(name: str) -> models.CheckConstraint:
    """Suspended at an instant by somebody for a reason, or not at all."""
    return models.CheckConstraint(
        name=name,
        condition=Q(suspended_at=None, suspended_by="", suspended_reason="")
        | Q(
            suspended_at__isnull=False,
            suspended_by__regex=TEXT_FORM,
            suspended_reason__regex=TEXT_FORM,
        ),
    )
