"""Webhook endpoints in the tool room: to look at, and to try again or switch off in an emergency. They are
made and changed on their own page, which shows a secret once and never again.
"""

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from escalations.admin.read_only import ReadOnlyAdmin
from escalations.models import EndpointTest, WebhookEndpoint
from escalations.services.endpoints import Who, change_endpoint, close_breaker, locked_endpoint
from sla_admin.shared.errors import Refusal
from sla_admin.shared.viewing.actors import actor_of_person


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(ReadOnlyAdmin):
    list_display = ("name", "kind", "host", "is_active", "breaker", "failures", "last_success_at")
    list_filter = ("kind", "is_active", "breaker", "allow_private")
    search_fields = ("name", "host", "source")
    exclude = ("sealed_address", "sealed_secret", "sealed_previous_secret")
    actions = ("try_again", "switch_off")

    def has_look_after_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("escalations.change_webhookendpoint")

    @admin.action(description="Try again now (closes the breaker)", permissions=["look_after"])
    def try_again(self, request: HttpRequest, endpoints: QuerySet[WebhookEndpoint]) -> None:
        for endpoint in endpoints:
            close_breaker(endpoint.pk, who=_who(request))
        self.message_user(request, "What waits for them is sent now.", messages.SUCCESS)

    @admin.action(description="Switch off (people are told instead)", permissions=["look_after"])
    def switch_off(self, request: HttpRequest, endpoints: QuerySet[WebhookEndpoint]) -> None:
        try:
            with transaction.atomic():
                for number in endpoints.values_list("pk", flat=True):
                    change_endpoint(locked_endpoint(number), {"is_active": False}, who=_who(request))
        except Refusal as refused:
            self.message_user(request, str(refused), messages.ERROR)
        else:
            self.message_user(request, "Switched off: what is meant for them falls back.", messages.SUCCESS)


@admin.register(EndpointTest)
class EndpointTestAdmin(ReadOnlyAdmin):
    list_display = ("endpoint", "at", "is_accepted", "answer", "duration", "actor")
    list_filter = ("is_accepted", "endpoint", "at")
    list_select_related = ("endpoint",)


def _who(request: HttpRequest) -> Who:
    return Who(actor_of_person(request.user.pk))
