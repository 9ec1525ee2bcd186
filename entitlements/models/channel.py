"""The ways a case comes in."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Channel(models.TextChoices):
    """The ways a case comes in."""

    PHONE = "phone", "phone"
    WEB = "web", "web"
    EMAIL = "email", "e-mail"
    CHAT = "chat", "chat"
    API = "api", "API"


def channels_field() -> "ArrayField[list[str], list[str]]":
    """Channels a promise covers; the matching check constraint stands in the model's own list."""
    return ArrayField(
        models.CharField(max_length=5, choices=Channel),
        default=list,
        blank=True,
        help_text="Ways in which a case may come in; none chosen: all.",
    )


def channels_are_known(name: str) -> models.CheckConstraint:
    """Every one of them is a channel."""
    return models.CheckConstraint(
        name=name,
        condition=Q(channels__contained_by=Channel.values),
        violation_error_message=f"Channels are some of: {', '.join(Channel.values)}.",
    )
