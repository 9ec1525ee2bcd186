"""Matrices by name, with their versions."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from escalations.admin.read_only import ReadOnlyMixin
from escalations.models import EscalationMatrix, MatrixVersion
from escalations.services.draft_matrix import draft_version
from sla_admin.shared.typed_admin import ModelAdmin, TabularInline


class VersionInline(ReadOnlyMixin, TabularInline[MatrixVersion, EscalationMatrix]):
    model = MatrixVersion
    fields = ("number", "status", "note", "activated_at", "activated_by", "retired_at")
    readonly_fields = fields
    show_change_link = True
    extra = 0


@admin.register(EscalationMatrix)
class EscalationMatrixAdmin(ModelAdmin[EscalationMatrix]):
    list_display = ("name", "description", "newest")
    search_fields = ("name", "description")
    inlines = (VersionInline,)
    actions = ("start_draft",)

    @admin.display(description="newest version")
    def newest(self, matrix: EscalationMatrix) -> str:
        version = matrix.versions.order_by("-number").first()
        return "none" if version is None else f"{version.number} ({version.get_status_display()})"

    @admin.action(description="Start an empty draft", permissions=["change"])
    def start_draft(self, request: HttpRequest, matrices: QuerySet[EscalationMatrix]) -> None:
        for matrix in matrices:
            version = draft_version(matrix)
            self.message_user(request, f"{version} was started.", messages.SUCCESS)
