"""The form with which somebody signs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from escalations.services.design.sign import LONGEST_NAME, LONGEST_NOTE


class SignForm(forms.Form):
    """Who signs, in which capacity. `hash` is that of the pack that was read."""

    name = forms.CharField(
        label=_("Name"), max_length=LONGEST_NAME, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    role = forms.CharField(
        label=_("Role"),
        max_length=LONGEST_NAME,
        help_text=_("In which capacity: Head of Support; for the customer."),
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    note = forms.CharField(
        label=_("Note"), max_length=LONGEST_NOTE, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    hash = forms.CharField(max_length=64, widget=forms.HiddenInput)
