"""A local date and time in a form: read in the viewer's zone, as an instant."""

from datetime import UTC
from typing import Any

from django import forms
from django.utils import timezone

from entitlements.business_time.instants import to_instant


class LocalMomentField(forms.DateTimeField):
    """`datetime-local` of the browser; cleaned to microseconds since 1970, UTC (None where left empty).

    The viewer's zone is the active one while a page is drawn (`ViewerMiddleware`).
    """

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"], **options)

    def clean(self, value: Any) -> Any:
        moment = super().clean(value)
        if moment is None:
            return None
        if timezone.is_naive(moment):
            moment = timezone.make_aware(moment)
        return to_instant(moment.astimezone(UTC))
