"""A row of a matrix with its cells."""

import json
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from escalations.actions.registry import all_actions
from escalations.admin.choices import ChoicesOfRows
from escalations.admin.read_only import ReadOnlyAdmin, is_draft
from escalations.matrix.columns import column_key
from escalations.models import CellEntry, MatrixRow
from escalations.models.cell_entry import NOTHING
from sla_admin.shared.typed_admin import ModelAdmin, ModelForm, StackedInline

TASK_FIELDS = ("due", "calendar", "subject")
PLACES = {
    "field": "set_field",
    "value": "set_value",
    "message": "message",
    **{name: f"task_{name}" for name in TASK_FIELDS},
}
"""Where the form shows what is wrong with a parameter."""


class EntryForm(ModelForm[CellEntry]):
    """One entry of a cell. Field and value are those of a field update, due and subject those of a task,
    the message is that of a webhook or a chat message."""

    action = forms.ChoiceField()
    set_field = forms.CharField(required=False, label="set field", help_text="priority, status, attributes.…")
    set_value = forms.CharField(
        required=False, label="to", help_text="A text; numbers, true, false and null are taken as such."
    )

    task_due = forms.CharField(
        required=False,
        label="task due after",
        help_text="PT4H, 90m, 2d after what happened, in open time of the clock's hours.",
    )
    task_calendar = forms.BooleanField(required=False, label="by the calendar")
    task_subject = forms.CharField(
        required=False, label="task subject", help_text="Placeholders as in templates; blank: what happened."
    )

    message = forms.CharField(
        required=False,
        label="message to an endpoint",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Placeholders as in templates; blank: what happened.",
    )

    class Meta:
        model = CellEntry
        fields: ClassVar[Any] = [
            "trigger", "position", "action", "target", "user", "queue", "address", "endpoint", "template",
            "set_field", "set_value", "task_due", "task_calendar", "task_subject", "message",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        action = self.fields["action"]
        if isinstance(action, forms.ChoiceField):
            action.choices = _actions()
        parameters = self.instance.parameters
        if "field" in parameters:
            self.initial["set_field"] = parameters["field"]
            value = parameters.get("value")
            self.initial["set_value"] = value if isinstance(value, str) else json.dumps(value)
        for name in TASK_FIELDS:
            self.initial[f"task_{name}"] = parameters.get(name)
        self.initial["message"] = parameters.get("message")

    def clean_trigger(self) -> str:
        try:
            return column_key(self.cleaned_data["trigger"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        parameters: dict[str, Any] = {}
        if cleaned.get("action") == "field_update":
            parameters = {"field": cleaned.get("set_field", ""), "value": _read(cleaned.get("set_value", ""))}
        if cleaned.get("action") == "task":
            given = {name: cleaned.get(f"task_{name}") for name in TASK_FIELDS}
            parameters = {name: value for name, value in given.items() if value}
        if cleaned.get("action") in ("webhook", "chat") and cleaned.get("message"):
            parameters = {"message": cleaned["message"]}
        action = all_actions().get(cleaned.get("action", ""))
        for field, reason in action.problems(parameters) if action else ():
            self.add_error(PLACES.get(field, "action"), reason)
        self.instance.parameters = parameters
        return cleaned


class EntryInline(StackedInline[CellEntry, MatrixRow]):
    model = CellEntry
    form = EntryForm
    fields = (
        ("trigger", "position", "action"),
        ("target", "user", "queue", "address", "endpoint"),
        ("template", "message"),
        ("set_field", "set_value"),
        ("task_due", "task_calendar", "task_subject"),
    )
    autocomplete_fields = ("user",)
    extra = 1

    def has_add_permission(self, request: HttpRequest, obj: MatrixRow | None = None) -> bool:
        return obj is None or is_draft(obj.version)

    def has_change_permission(self, request: HttpRequest, obj: MatrixRow | None = None) -> bool:
        return obj is None or is_draft(obj.version)

    def has_delete_permission(self, request: HttpRequest, obj: MatrixRow | None = None) -> bool:
        return obj is None or is_draft(obj.version)


@admin.register(MatrixRow)
class MatrixRowAdmin(ChoicesOfRows, ModelAdmin[MatrixRow]):
    list_display = ("__str__", "version", "tier", "type", "priority")
    list_filter = ("version__status", "version__matrix", "tier", "type")
    list_select_related = ("version__matrix",)
    search_fields = ("tier", "type", "priority", "version__matrix__name")
    readonly_fields = ("version",)
    fields = ("version", "position", "tier", "type", "priority")
    inlines = (EntryInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: MatrixRow | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or is_draft(obj.version))

    def has_delete_permission(self, request: HttpRequest, obj: MatrixRow | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or is_draft(obj.version))

    def get_actions(self, request: HttpRequest) -> Any:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


@admin.register(CellEntry)
class CellEntryAdmin(ReadOnlyAdmin):
    """All entries of all versions, to look somebody up: whom does which matrix tell?"""

    list_display = ("__str__", "row", "trigger", "target", "user", "queue", "address", "endpoint", "action")
    list_filter = ("action", "target", "row__version__status", "row__version__matrix")
    list_select_related = ("row__version__matrix", "user", "queue", "endpoint")
    search_fields = ("trigger", "address", "user__username", "user__email", "queue__name", "endpoint__name")


def _actions() -> list[tuple[str, str]]:
    return [(kind, action.name) for kind, action in all_actions().items()] + [
        (NOTHING, "nothing, on purpose")
    ]


def _read(text: str) -> Any:
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return text if isinstance(value, dict | list) else value
