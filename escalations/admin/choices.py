"""Drop-downs for what a row names: the tiers and milestone types there are."""

from typing import Any

from django import forms
from django.db.models import Field
from django.http import HttpRequest

from entitlements.models import MilestoneType, SupportTier

_ANY = [("", "any")]


class ChoicesOfRows:
    """Offers tiers and types by name; a key that no longer exists stays selectable."""

    def formfield_for_dbfield(self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "tier":
            return forms.ChoiceField(choices=lambda: _of(SupportTier), required=False)
        if db_field.name == "type":
            return forms.ChoiceField(
                choices=lambda: _of(MilestoneType), required=False, label="milestone type"
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]  # of the admin class it is mixed into


def _of(model: type[SupportTier | MilestoneType]) -> list[tuple[str, str]]:
    return _ANY + [(row.key, row.name) for row in model.objects.all()]
