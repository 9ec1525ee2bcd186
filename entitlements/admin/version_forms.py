"""Forms of a process version, its milestones, budgets and triggers: what is wrong, field by field."""

from typing import Any, ClassVar

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import ValidationError

from entitlements.admin.durations import BudgetField, MicrosField, OpenTimeField
from entitlements.models import (
    ArrivalBudget,
    MilestoneBudget,
    MilestoneDefinition,
    ProcessVersion,
    Recurrence,
    TimeTrigger,
)
from entitlements.process.criteria import CASE_FIELDS
from entitlements.process.definition import Trigger
from entitlements.process.triggers import parse_trigger, trigger_key, wrong_trigger
from sla_admin.shared.typed_admin import BaseInlineFormSet, ModelForm

_LIKE_TYPE = "as its type says"


class VersionForm(ModelForm[ProcessVersion]):
    """The version itself; its life (number, status, who activated it) is not edited."""

    class Meta:
        model = ProcessVersion
        fields: ClassVar[Any] = [
            "process", "entry_field", "entry_criteria", "exit_criteria", "reopen", "hours", "closed_statuses",
            "stopped_statuses", "spam_statuses", "matrix_version", "notes",
        ]  # fmt: skip

    def clean_entry_field(self) -> str:
        name = str(self.cleaned_data["entry_field"]).strip()
        if name != "opened_at" and name not in CASE_FIELDS and not name.startswith("attributes."):
            raise ValidationError(f"{name} is no field: opened_at, a case field, or attributes.<name>.")
        return name

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        ends = [*cleaned.get("closed_statuses", ()), *cleaned.get("spam_statuses", ())]
        closed = {status.casefold() for status in ends}
        both = [status for status in cleaned.get("stopped_statuses", ()) if status.casefold() in closed]
        if both:
            self.add_error(
                "stopped_statuses", f"A status can not mean stopped and closed: {', '.join(both)}."
            )
        return cleaned


class MilestoneForm(ModelForm[MilestoneDefinition]):
    """One milestone. What is left open in a new one is copied from its type."""

    position = forms.IntegerField(
        required=False, min_value=1, max_value=32_767, help_text="Its place; empty: the last."
    )
    recurrence = forms.ChoiceField(choices=[("", _LIKE_TYPE), *Recurrence.choices], required=False)
    pausable = forms.TypedChoiceField(
        choices=[("", _LIKE_TYPE), ("1", "yes"), ("0", "no")],
        coerce=lambda value: value == "1",
        empty_value=None,
        required=False,
        label="may be paused",
        help_text="A regulatory clock may not.",
    )
    budget = BudgetField(
        required=False,
        help_text="For every priority without one of its own: 4h, 90m (open time) or 3d (business days).",
    )
    pause_budget = OpenTimeField(
        required=False, help_text="Business time it may stand still in all, such as 8h; empty: without limit."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_new = self.instance._state.adding  # noqa: SLF001  (Django documents it)
        if self.is_new:
            self.initial.update(recurrence="", pausable="")
        else:
            self.initial["pausable"] = "1" if self.instance.pausable else "0"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        kind = cleaned.get("type")
        if kind is not None:
            cleaned["recurrence"] = cleaned.get("recurrence") or kind.recurrence
            if cleaned.get("pausable") is None:
                cleaned["pausable"] = kind.pausable
            if self.is_new and cleaned.get("hours") is None:
                cleaned["hours"] = kind.hours
        if not self.is_new and cleaned.get("position") is None:
            cleaned["position"] = self.initial["position"]
        if cleaned.get("pause_budget") and cleaned.get("pausable") is False:
            self.add_error("pause_budget", "A milestone that may not be paused has no pause budget.")
        return cleaned


class MilestonesOfVersion(
    BaseInlineFormSet[MilestoneDefinition, ProcessVersion, ModelForm[MilestoneDefinition]]
):
    """All milestones of a version. Those without a place come last, in the order of the page."""

    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if not _is_dropped(self, form)]
        last = max((form.cleaned_data.get("position") or 0 for form in kept), default=0)
        for form in kept:
            if form.cleaned_data.get("position") is None:
                last += 1
                form.cleaned_data["position"] = form.instance.position = last


class PriorityBudgetForm(ModelForm[MilestoneBudget]):
    budget = BudgetField(help_text="4h, 90m (open time) or 3d (business days).")


class ArrivalBudgetForm(ModelForm[ArrivalBudget]):
    budget = BudgetField(help_text="4h, 90m, 3d, or next business day 16:00.")
    weekdays = SimpleArrayField(
        forms.IntegerField(min_value=0, max_value=6),
        required=False,
        help_text="Numbers from 0 (Monday) to 6, with commas; none: every day.",
    )


class BudgetsOfMilestone(BaseInlineFormSet[MilestoneBudget, MilestoneDefinition, ModelForm[MilestoneBudget]]):
    """All budgets of a milestone: every priority once, upper and lower case being the same."""

    def clean(self) -> None:
        super().clean()
        seen: set[str] = set()
        for form in self.forms:
            priority = str(form.cleaned_data.get("priority", "")).casefold()
            if _is_dropped(self, form) or not priority:
                continue
            if priority in seen:
                form.add_error("priority", "This priority has a budget already.")
            seen.add(priority)


class TriggerForm(ModelForm[TimeTrigger]):
    """A trigger as it is written: 75, -PT1H, +PT30M, @PT45M."""

    key = forms.CharField(
        max_length=40,
        label="when",
        help_text="75 (percent), -PT1H (before the target), +PT30M (after it), or since the start @PT45M.",
    )
    repeat_every = MicrosField(
        required=False, label="again every", help_text="Such as 1h, for triggers from the target on."
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "key" not in cleaned or "severity" not in cleaned:
            return cleaned
        try:
            basis, amount = parse_trigger(cleaned["key"])
        except ValueError as error:
            self.add_error("key", str(error))
            return cleaned
        cleaned["key"] = trigger_key(basis, amount)
        trigger = Trigger(
            cleaned["key"],
            basis,
            amount,
            cleaned["severity"],
            cleaned.get("repeat_every") or 0,
            cleaned.get("repeat_limit") or 0,
        )
        reason = wrong_trigger(trigger)
        if reason is not None:
            self.add_error("key", reason)
        self.instance.basis, self.instance.amount = basis, amount
        return cleaned


def _is_dropped(formset: Any, form: Any) -> bool:
    """Left empty, faulty, or to be deleted."""
    if not hasattr(form, "cleaned_data") or not form.cleaned_data:
        return True
    return bool(formset.can_delete and form.cleaned_data.get("DELETE"))
