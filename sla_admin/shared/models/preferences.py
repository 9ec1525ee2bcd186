"""How a person wants pages to be: zone, theme, keys, hours of the day."""

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from sla_admin.shared.viewing.zones import is_zone


def refuse_unknown_zone(name: str) -> None:
    if name and not is_zone(name):
        raise ValidationError(f"{name} is no time zone; choose one like Europe/Berlin.")


class Preferences(models.Model):
    """One row for a person who has chosen something; who has none sees the site's zone and the system's
    theme.

    An empty `time_zone` is the site's own. `single_keys` turns keyboard shortcuts of one letter on: people
    who speak to their computer turn them off.
    """

    class Theme(models.TextChoices):
        SYSTEM = "system", "As the system"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    class Cycle(models.TextChoices):
        TWENTY_FOUR = "24", "17:48"
        TWELVE = "12", "5:48 pm"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="preferences"
    )
    time_zone = models.CharField(max_length=64, blank=True, default="", validators=[refuse_unknown_zone])
    theme = models.CharField(max_length=6, choices=Theme.choices, default=Theme.SYSTEM)
    hour_cycle = models.CharField(max_length=2, choices=Cycle.choices, default=Cycle.TWENTY_FOUR)
    single_keys = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "preferences"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="preferences_theme_known", condition=Q(theme__in=["system", "light", "dark"])
            ),
            models.CheckConstraint(
                name="preferences_hour_cycle_known", condition=Q(hour_cycle__in=["24", "12"])
            ),
        ]

    def __str__(self) -> str:
        return f"Preferences of {self.user}"
