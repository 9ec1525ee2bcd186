"""The delivery log: what was told to whom, every try, and sending again."""

from datetime import datetime
from typing import Any, Literal

import django_filters
import msgspec
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from escalations.models import Delivery
from escalations.models.delivery import DeliveryStatus
from escalations.services.replay import WHICH, start_replay
from escalations.services.send_again import give_up, send_again
from sla_admin.shared.api.authentication import actor_of
from sla_admin.shared.api.fields import IdField, Input, InstantField, TextField
from sla_admin.shared.api.filters import IdFilter, InstantFilter, TextFilter, WordFilter
from sla_admin.shared.api.listing import Listing, One, Resource
from sla_admin.shared.api.once import write
from sla_admin.shared.api.page import Page
from sla_admin.shared.api.view import ApiView
from sla_admin.shared.errors import InvalidInput, NotFound

READ = ("escalations.view_delivery",)
CHANGE = ("escalations.change_delivery",)

Status = Literal["pending", "claimed", "sent", "canceled", "dead"]


class ReachedAnswer(msgspec.Struct, frozen=True):
    """Somebody it goes to: an e-mail address, `user:<id>`, `queue:<id>` or `endpoint:<id>`. `meant` and
    `found_as` differ where nobody held the place that was meant."""

    address: str
    meant: str
    found_as: str
    state: Literal["unknown", "accepted", "refused", "waiting"]


class DeliveryAnswer(msgspec.Struct, frozen=True):
    """One action for one fact. `fact` holds keys, instants and durations (µs) of what it tells.
    `idempotency_key` is the `webhook-id` of every try; `status` `dead` is a dead letter, for `last_error`.
    """

    id: int
    idempotency_key: str
    case: int
    ledger_seq: int
    purpose: Literal["alert", "correction"]
    action: str
    target: str
    endpoint: int | None
    status: Status
    created_at: datetime
    next_attempt_at: datetime | None
    attempts: int
    recipients: list[ReachedAnswer]
    sent_at: datetime | None
    withdrawn_at: datetime | None
    last_error: str | None
    fact: dict[str, Any]


class DeliveryPage(Page[DeliveryAnswer], frozen=True):
    """A page of deliveries, newest first."""


class TryAnswer(msgspec.Struct, frozen=True):
    """One try. `exchange` is what went over the line to an endpoint, cut, without secrets."""

    number: int
    at: datetime
    outcome: Literal["accepted", "retry", "refused", "abandoned"]
    recipient: str
    answer: str
    duration_seconds: float
    exchange: dict[str, Any] | None


class DeliveryWithTriesAnswer(msgspec.Struct, frozen=True):
    """A delivery and everything that was tried, oldest first."""

    delivery: DeliveryAnswer
    tries: list[TryAnswer]


class SentAgainAnswer(msgspec.Struct, frozen=True):
    """How many were set going again."""

    count: int


class ReplayRunAnswer(msgspec.Struct, frozen=True):
    """The run that replays: `runs/{id}/` shows how far it is."""

    run: int
    total: int


class SendAgainInput(Input):
    deliveries = serializers.ListField(child=IdField(), min_length=1, max_length=500)


class ReplayInput(Input):
    endpoint = IdField()
    begin = InstantField(help_text="The first instant at which they were written.")
    end = InstantField(help_text="They were written before this.")
    which = serializers.ChoiceField(
        choices=list(WHICH), required=False, help_text="`failed` (where left out), or `all` that ended."
    )
    reason = TextField(max_length=500, required=False, allow_blank=True)


class GiveUpInput(Input):
    reason = TextField(max_length=500, help_text="Why nobody needs to be told.")


class DeliveryFilters(django_filters.FilterSet):
    status = WordFilter(words=DeliveryStatus.values, label="Where they stand.")
    action = TextFilter(lookup_expr="exact", label="The kind of action, such as `email` or `webhook`.")
    endpoint = IdFilter(field_name="endpoint", label="Those to this webhook endpoint.")
    case = IdFilter(field_name="case", label="Those about this case.")
    account = IdFilter(field_name="case__account", label="Those about cases of this account.")
    since = InstantFilter(field_name="created_at", lookup_expr="gte", label="Written from this instant on.")
    until = InstantFilter(field_name="created_at", lookup_expr="lt", label="Written before this instant.")


class Deliveries(Resource[Delivery]):
    what = "delivery"
    scope = "cases"
    read_permissions = READ

    def rows(self) -> QuerySet[Delivery]:
        return Delivery.objects.all()

    def answers(self, rows: list[Delivery]) -> list[Any]:
        return [_answer(each) for each in rows]


@extend_schema_view(
    get=extend_schema(
        operation_id="list_deliveries", summary="Deliveries", responses=DeliveryPage, tags=["cases"]
    )
)
class DeliveryList(Deliveries, Listing[Delivery]):
    """The log."""

    newest_first = True
    filterset_class = DeliveryFilters


@extend_schema_view(
    get=extend_schema(
        operation_id="get_delivery",
        summary="A delivery with its tries",
        responses=DeliveryWithTriesAnswer,
        tags=["cases"],
    )
)
class DeliveryDetail(Deliveries, One[Delivery]):
    """One with everything that was tried."""

    def answer(self, row: Delivery) -> Any:
        tries = [
            {
                "number": each.number,
                "at": each.at,
                "outcome": each.outcome,
                "recipient": each.recipient,
                "answer": each.answer,
                "duration_seconds": each.duration / 1_000_000,
                "exchange": each.exchange,
            }
            for each in row.tries.order_by("id")
        ]
        return DeliveryWithTriesAnswer(_answer(row), msgspec.convert(tries, list[TryAnswer]))


class SendDeliveriesAgain(ApiView):
    """Setting dead ones going again, and replaying to endpoints."""

    scope = "cases"
    read_permissions = READ
    write_permissions = CHANGE

    @extend_schema(
        operation_id="send_deliveries_again",
        summary="Send deliveries again",
        description="Dead ones, and to webhook endpoints also those that were sent, under the same id.",
        request=SendAgainInput,
        responses=SentAgainAnswer,
        tags=["cases"],
    )
    @write
    def post(self, request: Request) -> Response:
        wanted = set(self.read(SendAgainInput)["deliveries"])
        known = set(Delivery.objects.filter(pk__in=wanted).values_list("pk", flat=True))
        if missing := sorted(wanted - known):
            raise InvalidInput.of("deliveries", f"There is no delivery {missing[0]}.")
        return Response(SentAgainAnswer(send_again(wanted, self.at)))


class ReplayToEndpoint(ApiView):
    """Replaying a stretch of time."""

    scope = "cases"
    read_permissions = READ
    write_permissions = CHANGE

    @extend_schema(
        operation_id="replay_deliveries",
        summary="Replay a stretch of time to a webhook endpoint",
        request=ReplayInput,
        responses={201: ReplayRunAnswer},
        tags=["cases"],
    )
    @write
    def post(self, request: Request) -> Response:
        told = self.read(ReplayInput)
        run = start_replay(
            told["endpoint"],
            begin=told["begin"],
            end=told["end"],
            which=told.get("which", "failed"),
            reason=told.get("reason", ""),
            actor=actor_of(request),
            at=self.at,
        )
        return Response(ReplayRunAnswer(run.pk, run.total), status=201)


class GiveUpDelivery(ApiView):
    """Canceling what waits or is dead."""

    scope = "cases"
    read_permissions = READ
    write_permissions = CHANGE

    @extend_schema(
        operation_id="give_up_delivery",
        summary="Give up a delivery that waits or is dead",
        request=GiveUpInput,
        responses=DeliveryAnswer,
        tags=["cases"],
    )
    @write
    def post(self, request: Request, pk: int) -> Response:
        reason = self.read(GiveUpInput)["reason"]
        if not Delivery.objects.filter(pk=pk).exists():
            raise NotFound(f"There is no delivery {pk}.")
        give_up(pk, actor=actor_of(request), reason=reason)
        return Response(_answer(Delivery.objects.get(pk=pk)))


def _answer(row: Delivery) -> DeliveryAnswer:
    waits = row.status == DeliveryStatus.PENDING
    return msgspec.convert(
        {
            "id": row.pk,
            "idempotency_key": row.idempotency_key,
            "case": row.case_id,
            "ledger_seq": row.ledger_seq,
            "purpose": row.purpose,
            "action": row.action,
            "target": row.target,
            "endpoint": row.endpoint_id,
            "status": row.status,
            "created_at": row.created_at,
            "next_attempt_at": row.next_attempt_at if waits else None,
            "attempts": row.attempts,
            "recipients": row.recipients,
            "sent_at": row.sent_at,
            "withdrawn_at": row.withdrawn_at,
            "last_error": row.last_error or None,
            "fact": row.payload,
        },
        DeliveryAnswer,
    )
