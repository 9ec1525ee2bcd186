"""A moment that people type: "it happened at 10:02"."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from entitlements.pages.local_moment import LocalMomentField


class WhenField(LocalMomentField):
    """When something happened, to the second; blank means now."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S")

    def __init__(self, **options: Any) -> None:
        given = {
            "required": False,
            "label": gettext_lazy("When it happened"),
            "help_text": gettext_lazy("Leave it blank for now."),
        }
        super().__init__(**{**given, **options})
