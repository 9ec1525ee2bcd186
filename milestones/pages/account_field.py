"""An account in a form: written by its name or by what its source calls it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from entitlements.models import Account


class AccountField(forms.CharField):
    """Cleaned to the account's number, found whatever the case of its letters; None where left empty."""

    def __init__(self, **options: Any) -> None:
        usual = {
            "label": gettext_lazy("Account"),
            "required": False,
            "max_length": 200,
            "help_text": gettext_lazy("Its name, or what its source calls it."),
        }
        super().__init__(**{**usual, **options})

    def clean(self, value: Any) -> Any:
        given = str(super().clean(value)).strip()
        if not given:
            return None
        found = list(Account.objects.filter(external_id__iexact=given)[:1]) or list(
            Account.objects.filter(name__iexact=given)[:2]
        )
        if len(found) != 1:
            raise forms.ValidationError(
                _("Several accounts have that name.") if found else _("There is no such account.")
            )
        return found[0].pk
