"""Why clocks may be paused by hand."""

from typing import Any

from django.contrib import admin

from entitlements.admin.saved_by_service import SavedByService
from milestones.models import PauseReason
from milestones.services import pause_reasons
from sla_admin.shared.typed_admin import ModelAdmin


@admin.register(PauseReason)
class PauseReasonAdmin(SavedByService, ModelAdmin[PauseReason]):
    fixed = ("key",)
    remove = staticmethod(pause_reasons.delete_pause_reason)
    list_display = ("position", "name", "key", "needs_note", "counts_against_budget", "is_active")
    list_display_links = ("name",)
    list_filter = ("is_active", "needs_note", "counts_against_budget")
    search_fields = ("name", "key")

    def create(self, given: dict[str, Any], actor: str) -> PauseReason:
        return pause_reasons.create_pause_reason(given, actor=actor)

    def change(self, row: PauseReason, given: dict[str, Any], actor: str) -> PauseReason:
        return pause_reasons.change_pause_reason(row, given, actor=actor)
