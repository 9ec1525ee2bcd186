"""How things are named in the database: keys, names that are more than blanks, lists of words."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

KEY_FORM = r"^[a-z][a-z0-9_]{0,62}$"
"""Keys are written into criteria, matrices and the API: small letters, digits, underscores."""

TEXT_FORM = r"\S"


def key_field(help_text: str, *, unique: bool = False) -> "models.CharField[str, str]":
    """A short name for machines; the matching check constraint stands in the model's own list."""
    form = RegexValidator(KEY_FORM, "Small letters, digits and underscores, beginning with a letter.")
    return models.CharField(max_length=63, unique=unique, validators=[form], help_text=help_text)


def has_text(field: str, name: str) -> models.CheckConstraint:
    """The field is more than blanks."""
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{field}__regex": TEXT_FORM}),
        violation_error_message=f"{field.replace('_', ' ')} must not be empty.",
    )


def is_one_of(field: str, name: str, choices: type[models.TextChoices]) -> models.CheckConstraint:
    """The field holds one of the words it may."""
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": choices.values}))
