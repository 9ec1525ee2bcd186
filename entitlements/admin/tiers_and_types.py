"""Levels of commitment and kinds of promises."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from entitlements.admin.saved_by_service import SavedByService
from entitlements.models import MilestoneType, SupportTier
from entitlements.services import tiers
from sla_admin.shared.typed_admin import ModelAdmin


@admin.register(SupportTier)
class SupportTierAdmin(SavedByService, ModelAdmin[SupportTier]):
    fixed = ("key",)
    remove = staticmethod(tiers.delete_tier)
    list_display = ("rank", "name", "key", "customer_segment", "shown_color")
    list_display_links = ("name",)
    search_fields = ("name", "key", "customer_segment")

    def create(self, given: dict[str, Any], actor: str) -> SupportTier:
        return tiers.create_tier(**given, actor=actor)

    def change(self, row: SupportTier, given: dict[str, Any], actor: str) -> SupportTier:
        return tiers.change_tier(row, given, actor=actor)

    @admin.display(description="colour", ordering="color")
    def shown_color(self, tier: SupportTier) -> SafeString:
        return format_html(
            '<svg width="12" height="12" aria-hidden="true"><rect width="12" height="12" fill="{}"/></svg>'
            " {}",
            tier.color,
            tier.color,
        )


@admin.register(MilestoneType)
class MilestoneTypeAdmin(ModelAdmin[MilestoneType]):
    """New milestones copy these settings; changing them changes no milestone."""

    list_display = ("name", "key", "recurrence", "hours", "pausable")
    list_filter = ("recurrence", "pausable", "hours")
    list_select_related = ("hours",)
    search_fields = ("name", "key")

    def get_readonly_fields(self, request: HttpRequest, obj: MilestoneType | None = None) -> tuple[str, ...]:
        return ("key",) if obj else ()
