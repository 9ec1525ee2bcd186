"""Tables the API keeps for itself, to look at."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from sla_admin.shared.models import RequestCount, StoredAnswer


class LookOnly(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's class takes no parameter at run time
    """Rows that only the API writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(StoredAnswer)
class StoredAnswerAdmin(LookOnly):
    list_display = ("subject", "key", "status", "expires_at")
    search_fields = ("subject", "key")
    fields = ("subject", "key", "status", "headers", "expires_at")


@admin.register(RequestCount)
class RequestCountAdmin(LookOnly):
    list_display = ("subject", "minute", "requests")
    search_fields = ("subject",)
