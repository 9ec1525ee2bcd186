"""Forms of business hours: a week as people write it, checked by the rules of hours."""

import re
from datetime import datetime
from datetime import time as time_of_day
from typing import Any, ClassVar

from django import forms

from entitlements.business_time.date_hours import parse_date_hours
from entitlements.business_time.errors import InvalidHours
from entitlements.business_time.revisions import HoursRevision
from entitlements.business_time.rules import check_revision
from entitlements.business_time.weekly_hours import WEEKDAYS, parse_week
from entitlements.models import BusinessHours, BusinessHoursRevision
from entitlements.models.business_hours import WEEKDAY_NAMES
from sla_admin.shared.typed_admin import ModelForm

_DAY_HELP = "09:00-17:00, or 09:00-12:00, 13:00-17:00; 22:00-06:00 ends next morning; empty: closed."


def written(intervals: list[list[str]]) -> str:
    """The intervals of a day as people write them: 09:00-12:00, 13:00-17:00."""
    return ", ".join("-".join(pair) for pair in intervals)


def read(text: str) -> list[list[str]]:
    """What `written` wrote. Anything else comes out as pairs that the rules of hours refuse by name."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    return [[side.strip() for side in re.split(r"\s*[-–]\s*", part)] for part in parts]


class WeekForm(forms.Form):
    """Seven lines, Monday first. `weekly` is what they say, for the row."""

    mon = forms.CharField(required=False, label="Monday", help_text=_DAY_HELP)
    tue = forms.CharField(required=False, label="Tuesday")
    wed = forms.CharField(required=False, label="Wednesday")
    thu = forms.CharField(required=False, label="Thursday")
    fri = forms.CharField(required=False, label="Friday")
    sat = forms.CharField(required=False, label="Saturday")
    sun = forms.CharField(required=False, label="Sunday")

    def weekly(self) -> list[list[list[str]]]:
        return [read(self.cleaned_data.get(day) or "") for day in WEEKDAYS]

    def refuse_invalid(self, zone: str, date_hours: Any, effective: datetime | None) -> None:
        """Show every rule that these hours break at the field it concerns."""
        try:
            week = parse_week(self.weekly())
            check_revision(HoursRevision(zone, week, effective, parse_date_hours(date_hours)))
        except InvalidHours as refusal:
            for problem in refusal.problems:
                parts = problem.field.split(".")
                place = parts[1] if parts[0] == "weekly" and len(parts) > 1 else parts[0]
                self.add_error(place if place in self.fields else None, problem.reason)


class NewHoursForm(WeekForm, ModelForm[BusinessHours]):
    """Hours with their first week."""

    class Meta:
        model = BusinessHours
        fields: ClassVar[Any] = ["name", "zone", "description"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.refuse_invalid(cleaned.get("zone") or "UTC", [], None)
        return cleaned


class HoursForm(ModelForm[BusinessHours]):
    """What can change of hours without a revision."""

    class Meta:
        model = BusinessHours
        fields: ClassVar[Any] = ["name", "description"]


class RevisionForm(WeekForm, ModelForm[BusinessHoursRevision]):
    """A draft of hours."""

    class Meta:
        model = BusinessHoursRevision
        fields: ClassVar[Any] = ["effective_date", "effective_time", "zone", "date_hours", "notes"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day, (number, _) in zip(WEEKDAYS, WEEKDAY_NAMES, strict=True):
            self.initial[day] = written(self.instance.weekly[number])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.instance.number > 1 and cleaned.get("effective_date") is None:
            self.add_error("effective_date", "Say from which date these hours hold.")
        if self.instance.number == 1 and cleaned.get("effective_date") is not None:
            self.add_error("effective_date", "The first revision holds always.")
        if cleaned.get("zone") and cleaned.get("date_hours") is not None:
            self.refuse_invalid(cleaned["zone"], cleaned["date_hours"], self.effective())
        return cleaned

    def effective(self) -> datetime | None:
        """The local date and time from which the hours hold, without a zone."""
        day = self.cleaned_data.get("effective_date")
        at = self.cleaned_data.get("effective_time") or time_of_day.min
        return None if day is None else datetime.combine(day, at)
