"""The form of an endpoint. It asks; the service decides."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from entitlements.pages.forms import RowForm
from escalations.models.webhook_endpoint import LONGEST_TIMEOUT, EndpointKind, OnEcho


class EndpointForm(RowForm):
    fixed = ("kind",)
    wide = ("is_active", "allow_private")
    name = forms.CharField(label=_("Name"), max_length=100)
    kind = forms.ChoiceField(
        label=_("What listens there"),
        choices=EndpointKind.choices,
        help_text=_("It stays as it is: another kind is another endpoint."),
    )
    address = forms.CharField(
        label=_("Address"), max_length=2000, required=False, help_text=_("https://… It is kept encrypted.")
    )
    source = forms.CharField(
        label=_("Source of cases that it is"),
        max_length=100,
        required=False,
        help_text=_("Then what it caused itself is known as an echo."),
    )
    on_echo = forms.ChoiceField(label=_("An echo"), choices=OnEcho.choices, initial=OnEcho.SEND)
    timeout_seconds = forms.IntegerField(
        label=_("Time-out in seconds"),
        min_value=1,
        max_value=LONGEST_TIMEOUT,
        initial=10,
        help_text=_("For a whole try, however slowly it answers."),
    )
    concurrency = forms.IntegerField(
        label=_("At once"),
        min_value=1,
        max_value=20,
        initial=4,
        help_text=_("So many messages on their way at the same time."),
    )
    body_limit = forms.IntegerField(
        label=_("Bytes of an answer"),
        min_value=1024,
        max_value=1_048_576,
        initial=65_536,
        help_text=_("More of it is not read."),
    )
    is_active = forms.BooleanField(
        label=_("Switched on"),
        required=False,
        initial=True,
        help_text=_("Switched off, people are told instead, along the fall-back chain."),
    )
    allow_private = forms.BooleanField(
        label=_("Inside your network"),
        required=False,
        help_text=_("It may have a private address, and http. Requests then reach what is protected by it."),
    )

    def __init__(self, *args: Any, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        address = self.fields["address"]
        if row is None:
            address.required = True
        else:
            address.help_text = _("Blank: it stays, at %(host)s.") % {"host": row.host}

    def clean(self) -> dict[str, Any]:
        """A blank address is not asked for."""
        given = super().clean() or self.cleaned_data
        if not given.get("address"):
            given.pop("address", None)
        return given
