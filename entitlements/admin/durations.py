"""Form fields for durations, as people type them and as they are stored."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from entitlements.business_time.budget import Budget
from entitlements.business_time.durations import format_budget, parse_budget
from entitlements.business_time.errors import InvalidBudget


class BudgetField(forms.CharField):
    """A budget: "4h", "90m" and "3d" become `PT4H`, `PT1H30M` and `P3D`."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return format_budget(self._read(text)) if text else ""

    def _read(self, text: str) -> Budget:
        try:
            return parse_budget(text)
        except InvalidBudget as error:
            raise ValidationError(str(error)) from None


class OpenTimeField(BudgetField):
    """A budget that is no number of days."""

    def _read(self, text: str) -> Budget:
        budget = super()._read(text)
        if budget.by_days:
            raise ValidationError("Write hours and minutes, such as PT8H: days are no fixed open time.")
        return budget


class MicrosField(OpenTimeField):
    """Open time as text in the form and as microseconds in the row; empty is 0."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return parse_budget(text).micros if text else 0

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return format_budget(Budget(micros=value)) if value > 0 else ""
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial), data))
