"""A moment that people type, in their own zone: "it happened at 10:02"."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sla_admin.shared.api.instants import as_instant


class WhenField(forms.DateTimeField):
    """A local date and time of the viewer's zone; blank means now. Its value is an instant (µs)."""

    def __init__(self, **options: Any) -> None:
        given = {
            "required": False,
            "label": _("When it happened"),
            "help_text": _("Leave it blank for now."),
            "widget": forms.DateTimeInput(
                attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"
            ),
            "error_messages": {"invalid": _("Write a date and time, like 2026-11-20 16:42.")},
        }
        super().__init__(**{**given, **options})

    def clean(self, value: Any) -> int | None:
        moment = super().clean(value)
        return as_instant(moment) if isinstance(moment, datetime) else None
