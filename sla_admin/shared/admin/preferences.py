"""How people want their pages: looked up when somebody asks why theirs look different, and set back."""

from django.contrib import admin

from sla_admin.shared.models.preferences import Preferences
from sla_admin.shared.typed_admin import ModelAdmin


@admin.register(Preferences)
class PreferencesAdmin(ModelAdmin[Preferences]):
    list_display = ("user", "time_zone", "hour_cycle", "theme", "single_keys")
    list_filter = ("theme", "hour_cycle", "single_keys")
    list_select_related = ("user",)
    search_fields = ("user__username", "user__first_name", "user__last_name", "time_zone")
    autocomplete_fields = ("user",)
