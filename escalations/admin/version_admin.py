"""Versions of matrices: edited while drafts, then activated, copied, retired."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from entitlements.admin.deeds import ReasonForm, by, reason_given
from escalations.admin.choices import ChoicesOfRows
from escalations.admin.read_only import is_draft
from escalations.models import MatrixRow, MatrixVersion
from escalations.services.activate_matrix import activate_matrix
from escalations.services.check_matrix import check_matrix
from escalations.services.copy_to_draft import copy_to_draft
from escalations.services.draft_matrix import draft_version
from escalations.services.retire_matrix import retire_matrix
from sla_admin.shared.errors import Refusal
from sla_admin.shared.system_clock import database_time
from sla_admin.shared.typed_admin import ModelAdmin, ModelForm, TabularInline


class RowInline(ChoicesOfRows, TabularInline[MatrixRow, MatrixVersion]):
    """The rows of a version. Cells are edited on the page of their row, behind the link "Change"."""

    model = MatrixRow
    fields = ("position", "tier", "type", "priority", "cells")
    readonly_fields = ("cells",)
    show_change_link = True
    extra = 0

    @admin.display(description="cells")
    def cells(self, row: MatrixRow) -> str:
        entries = row.entries.order_by("trigger", "position") if row.pk else []
        lines = format_html_join("", "<li>{}</li>", ((str(entry),) for entry in entries))
        return format_html("<ul>{}</ul>", lines) if lines else "save first, then Change fills the cells"

    def has_add_permission(self, request: HttpRequest, obj: MatrixVersion | None = None) -> bool:
        return is_draft(obj)

    def has_change_permission(self, request: HttpRequest, obj: MatrixVersion | None = None) -> bool:
        return is_draft(obj)

    def has_delete_permission(self, request: HttpRequest, obj: MatrixVersion | None = None) -> bool:
        return is_draft(obj)


@admin.register(MatrixVersion)
class MatrixVersionAdmin(ModelAdmin[MatrixVersion]):
    list_display = ("__str__", "status", "activated_at", "activated_by", "retired_at", "note")
    list_filter = ("status", "matrix")
    list_select_related = ("matrix",)
    search_fields = ("matrix__name", "note")
    fields = (
        "matrix",
        "number",
        "status",
        "note",
        "copied_from",
        "activated_at",
        "activated_by",
        "retired_at",
        "checks",
    )
    inlines = (RowInline,)
    actions = ("activate", "copy", "retire")
    action_form = ReasonForm

    def get_readonly_fields(self, request: HttpRequest, obj: MatrixVersion | None = None) -> tuple[str, ...]:
        fixed = ("number", "status", "copied_from", "activated_at", "activated_by", "retired_at", "checks")
        return fixed if obj is None else ("matrix", *fixed)

    def get_inlines(self, request: HttpRequest, obj: MatrixVersion | None) -> tuple[type[RowInline], ...]:
        return () if obj is None else self.inlines

    def has_change_permission(self, request: HttpRequest, obj: MatrixVersion | None = None) -> bool:
        return super().has_change_permission(request, obj) and is_draft(obj)

    def has_delete_permission(self, request: HttpRequest, obj: MatrixVersion | None = None) -> bool:
        return super().has_delete_permission(request, obj) and is_draft(obj)

    def get_actions(self, request: HttpRequest) -> Any:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def save_model(
        self, request: HttpRequest, obj: MatrixVersion, form: ModelForm[MatrixVersion], change: bool
    ) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            made = draft_version(obj.matrix, note=obj.note)
            obj.pk, obj.number = made.pk, made.number

    @admin.display(description="checks")
    def checks(self, version: MatrixVersion) -> SafeString | str:
        if not version.pk:
            return "shown once the draft is saved"
        findings = check_matrix(version)
        if not findings:
            return "nothing to find fault with"
        rows = ((each.severity, each.object, each.why, each.fix) for each in findings)
        return format_html("<ul>{}</ul>", format_html_join("", "<li><b>{}</b> {}: {} {}</li>", rows))

    @admin.action(description="Check and activate (give a reason)", permissions=["change"])
    def activate(self, request: HttpRequest, versions: QuerySet[MatrixVersion]) -> None:
        def one(version: MatrixVersion) -> str:
            warnings = activate_matrix(version.pk, by(request), database_time(), reason=reason_given(request))
            noted = "".join(f" Warning: {each.object}: {each.why}" for each in warnings)
            return f"{version.matrix} {version.number} is active.{noted}"

        self._each(request, versions, one)

    @admin.action(description="Copy to a new draft", permissions=["add"])
    def copy(self, request: HttpRequest, versions: QuerySet[MatrixVersion]) -> None:
        self._each(request, versions, lambda version: f"{copy_to_draft(version)} was made from {version}.")

    @admin.action(description="Retire (give a reason)", permissions=["change"])
    def retire(self, request: HttpRequest, versions: QuerySet[MatrixVersion]) -> None:
        def one(version: MatrixVersion) -> str:
            retire_matrix(version.pk, by(request), database_time(), reason=reason_given(request))
            return f"{version.matrix} {version.number} is retired."

        self._each(request, versions, one)

    def _each(
        self, request: HttpRequest, versions: QuerySet[MatrixVersion], deed: Callable[[MatrixVersion], str]
    ) -> None:
        for version in versions:
            try:
                self.message_user(request, deed(version), messages.SUCCESS)
            except Refusal as refused:
                self.message_user(request, f"{version}: {refused}", messages.ERROR)
