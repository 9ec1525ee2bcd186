"""Background runs, to look at; they are worked with on their own pages."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from sla_admin.shared.models import BackgroundRun, RunItem
from sla_admin.shared.typed_admin import ModelAdmin


class _LookOnly(ModelAdmin[Any]):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(BackgroundRun)
class BackgroundRunAdmin(_LookOnly):
    list_display = ("title", "kind", "state", "done", "total", "failures", "actor", "created_at", "worked_at")
    list_filter = ("state", "kind")
    search_fields = ("title", "subject", "actor", "reason")
    date_hierarchy = "created_at"


@admin.register(RunItem)
class RunItemAdmin(_LookOnly):
    list_display = ("item", "outcome", "is_failure", "run", "at")
    list_filter = ("is_failure",)
    list_select_related = ("run",)
    search_fields = ("item", "sentence", "run__title")
    show_full_result_count = False
