"""Signed design packs and their signatures, to look up; what they say is on their pages."""

from django.contrib import admin

from escalations.admin.read_only import ReadOnlyAdmin
from escalations.models import DesignPack, DesignSignOff


@admin.register(DesignPack)
class DesignPackAdmin(ReadOnlyAdmin):
    list_display = ("scope", "hash", "version")
    list_select_related = ("version__process",)
    search_fields = ("scope", "hash")
    exclude = ("content",)


@admin.register(DesignSignOff)
class DesignSignOffAdmin(ReadOnlyAdmin):
    list_display = ("name", "role", "pack", "signed_at", "actor")
    list_select_related = ("pack",)
    search_fields = ("name", "role", "pack__scope", "pack__hash")
    list_filter = ("signed_at",)
    exclude = ("evidence",)
