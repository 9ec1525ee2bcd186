"""Criteria as stored: a JSON tree, or nothing."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import Exact

from entitlements.process.criteria import validate_criteria


def validate_stored_criteria(tree: Any) -> None:
    """Refuses a malformed tree, each problem with its path and reason."""
    problems = validate_criteria(tree)
    if problems:
        raise ValidationError([f"{path or 'criteria'}: {reason}" for path, reason in problems])


def criteria_field(help_text: str) -> "models.JSONField[Any, Any]":
    """A criteria tree; None where the model says what that means. JSON's own null is never stored."""
    return models.JSONField(null=True, blank=True, validators=[validate_stored_criteria], help_text=help_text)


def is_tree(field: str, name: str) -> models.CheckConstraint:
    """The column is empty or holds one JSON object."""
    kind = Func(F(field), function="jsonb_typeof", output_field=models.CharField())
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{field}__isnull": True}) | Q(Exact(kind, "object")),
        violation_error_message="Criteria are a JSON object, or nothing.",
    )
