"""A local date and time in a form, read in the viewer's zone."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from entitlements.business_time.local_time import instant_of
from sla_admin.shared.viewing.zones import zone_of

_FIRST_YEAR, _LAST_YEAR = 1970, 2150


class LocalMomentField(forms.DateTimeField):
    """`datetime-local` of the browser; its value is an instant (µs since 1970, UTC), None where left empty.

    The viewer's zone is the active one while a page is drawn (`ViewerMiddleware`). A time that the wall clock
    shows twice, or never, is the instant that the domain's rule names (`local_time.occurrences`).
    """

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    default_error_messages = {"invalid": gettext_lazy("Write a date and time, like 2026-11-20 16:42.")}

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            typed = datetime.fromisoformat(str(value).strip())
        except ValueError as error:
            raise self._refusal() from error
        if typed.tzinfo is not None or not _FIRST_YEAR <= typed.year <= _LAST_YEAR:
            raise self._refusal()
        return instant_of(zone_of(str(timezone.get_current_timezone())), typed)

    def _refusal(self) -> forms.ValidationError:
        return forms.ValidationError(self.error_messages["invalid"], code="invalid")
