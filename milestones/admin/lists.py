"""Saved views and calendar feeds of people."""

from django.contrib import admin
from django.http import HttpRequest

from milestones.models import CalendarFeed, SavedView
from sla_admin.shared.typed_admin import ModelAdmin


@admin.register(SavedView)
class SavedViewAdmin(ModelAdmin[SavedView]):
    list_display = ("name", "owner", "shared_with", "created_at")
    list_filter = ("shared_with",)
    list_select_related = ("owner", "shared_with")
    search_fields = ("name", "owner__username", "shared_with__name")
    autocomplete_fields = ("owner", "shared_with")
    readonly_fields = ("created_at",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Views are made where their filter is seen: on the list of cases."""
        return False


@admin.register(CalendarFeed)
class CalendarFeedAdmin(ModelAdmin[CalendarFeed]):
    """Deleting one revokes its address."""

    list_display = ("user", "created_at", "last_read_at")
    list_select_related = ("user",)
    search_fields = ("user__username",)
    fields = readonly_fields = ("user", "created_at", "last_read_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The secret is shown to its owner alone, when they make the feed."""
        return False
