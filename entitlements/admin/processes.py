"""Processes, each with its versions."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from entitlements.admin.deeds import ServicePage
from entitlements.admin.read_only import ReadOnly
from entitlements.models import EntitlementProcess, ProcessVersion
from sla_admin.shared.typed_admin import ModelAdmin, TabularInline


class VersionInline(ReadOnly, TabularInline[ProcessVersion, EntitlementProcess]):
    model = ProcessVersion
    fields = ("number", "status", "is_default", "activated_at", "activated_by", "retired_at")
    readonly_fields = fields
    extra = 0
    show_change_link = True


@admin.register(EntitlementProcess)
class EntitlementProcessAdmin(ServicePage, ModelAdmin[EntitlementProcess]):
    list_display = ("name", "record_type", "versions", "description")
    list_filter = ("record_type",)
    search_fields = ("name", "description")
    inlines = (VersionInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[EntitlementProcess]:
        rows: QuerySet[EntitlementProcess] = super().get_queryset(request)
        return rows.annotate(version_count=Count("versions"))

    def get_readonly_fields(
        self, request: HttpRequest, obj: EntitlementProcess | None = None
    ) -> tuple[str, ...]:
        return ("record_type",) if obj else ()

    @admin.display(description="versions", ordering="version_count")
    def versions(self, process: EntitlementProcess) -> int:
        return int(process.__dict__["version_count"])
