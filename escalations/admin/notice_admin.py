"""Notices and choices, to look up who was told what, and when they read it."""

from django.contrib import admin

from escalations.admin.read_only import ReadOnlyAdmin
from escalations.models import Notice, NoticeChoices
from sla_admin.shared.typed_admin import ModelAdmin


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "recipient", "kind", "case", "task", "created_at", "read_at")
    list_filter = ("kind", ("read_at", admin.EmptyFieldListFilter))
    list_select_related = ("recipient", "case", "task")
    search_fields = ("recipient__username", "case__external_id", "task__subject", "cause")


@admin.register(NoticeChoices)
class NoticeChoicesAdmin(ModelAdmin[NoticeChoices]):
    list_display = ("user", "in_browser")
    list_select_related = ("user",)
    search_fields = ("user__username", "user__first_name", "user__last_name")
    list_filter = ("user__is_active",)
    autocomplete_fields = ("user",)
