"""The outbox: what was told, to whom, and how that went. Endpoints are looked after on their own page."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from escalations.admin.read_only import ReadOnlyAdmin, ReadOnlyMixin
from escalations.models import Delivery, DeliveryAttempt
from escalations.services.send_again import send_again
from sla_admin.shared.errors import Refusal
from sla_admin.shared.system_clock import database_time
from sla_admin.shared.typed_admin import TabularInline


class AttemptInline(ReadOnlyMixin, TabularInline[DeliveryAttempt, Delivery]):
    model = DeliveryAttempt
    fields = ("number", "at", "outcome", "recipient", "answer", "duration", "exchange")
    readonly_fields = fields
    extra = 0


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    """Only the engine writes deliveries; a person may set dead ones going again, and replay to endpoints."""

    list_display = ("id", "status", "purpose", "case", "caused_by", "to", "attempts", "created_at", "sent_at")
    list_filter = ("status", "purpose", "action", "target", "endpoint", "created_at")
    list_select_related = ("case", "endpoint")
    search_fields = ("case__external_id", "=id", "last_error", "recipients")
    date_hierarchy = "created_at"
    show_full_result_count = False
    inlines = (AttemptInline,)
    actions = ("send_dead_again",)
    fields = (
        ("status", "purpose", "action", "target"),
        ("case", "ledger_seq", "repeat", "caused_by"),
        ("entry", "to", "idempotency_key"),
        ("created_at", "next_attempt_at", "attempts"),
        ("sent_at", "withdrawn_at", "possibly_sent"),
        "last_error",
        "recipients",
        "payload",
    )

    @admin.display(description="caused by")
    def caused_by(self, delivery: Delivery) -> str:
        told = delivery.payload
        return f"{told.get('type', '')} {told.get('trigger', '')}".strip()

    @admin.display(description="to")
    def to(self, delivery: Delivery) -> str:
        if delivery.endpoint is not None and all(
            each["found_as"] == "endpoint" for each in delivery.recipients
        ):
            return str(delivery.endpoint)
        told = ", ".join(each["address"] for each in delivery.recipients)
        instead = {each["found_as"] for each in delivery.recipients} - {delivery.target}
        return f"{told} (fell back to {', '.join(sorted(instead))})" if instead else told or delivery.target

    def has_send_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("escalations.change_delivery")

    @admin.action(description="Send again (failed ones; to endpoints, also sent ones)", permissions=["send"])
    def send_dead_again(self, request: HttpRequest, deliveries: QuerySet[Delivery]) -> None:
        try:
            count = send_again(list(deliveries.values_list("pk", flat=True)), database_time())
        except Refusal as refused:
            self.message_user(request, str(refused), messages.ERROR)
        else:
            self.message_user(request, f"{count} set going again.", messages.SUCCESS)


@admin.register(DeliveryAttempt)
class DeliveryAttemptAdmin(ReadOnlyAdmin):
    list_display = ("delivery", "number", "at", "outcome", "recipient", "answer", "duration")
    list_filter = ("outcome", "at")
    list_select_related = ("delivery",)
    search_fields = ("recipient", "answer")
    show_full_result_count = False
