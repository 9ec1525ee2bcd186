"""Choices of related rows, read once for a page instead of once for every row on it."""

from typing import TYPE_CHECKING, Any

from django.db.models import Field, ForeignKey
from django.forms import ModelChoiceField
from django.http import HttpRequest

if TYPE_CHECKING:
    from django.contrib.admin.options import BaseModelAdmin

    _Page = BaseModelAdmin[Any]
else:
    _Page = object


class SharedChoices(_Page):
    """A mixin for inlines: all their forms share one list of choices for each foreign key."""

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "ModelChoiceField[Any] | None":
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if isinstance(field, ModelChoiceField):
            field.choices = _read_once(request, db_field, field)
        return field


def _read_once(request: HttpRequest, of: "Field[Any, Any]", field: "ModelChoiceField[Any]") -> list[Any]:
    known: dict[str, list[Any]] = request.__dict__.setdefault("_choices_read", {})
    name = str(of)
    if name not in known:
        known[name] = [
            (getattr(value, "value", value), label)
            for value, label in list(field.choices)  # type: ignore[arg-type]  # an iterator of pairs
        ]
    return known[name]
