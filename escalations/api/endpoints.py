"""Webhook endpoints: made, changed, tested, given new secrets and tried again."""

from datetime import datetime
from typing import Any, Literal

import django_filters
import msgspec
from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from escalations.models import WebhookEndpoint
from escalations.models.webhook_endpoint import LONGEST_TIMEOUT, EndpointKind, OnEcho
from escalations.selectors.endpoints import load_of, uses_of
from escalations.services.endpoint_tests import send_endpoint_test
from escalations.services.endpoints import (
    LONGEST_OVERLAP_HOURS,
    Who,
    change_endpoint,
    close_breaker,
    create_endpoint,
    delete_endpoint,
    rotate_secret,
)
from sla_admin.shared.api.authentication import actor_of
from sla_admin.shared.api.editing import Editable, EditableDetail, EditableList
from sla_admin.shared.api.fields import Input, TextField, WholeNumberField, YesNoField
from sla_admin.shared.api.filters import TextFilter, YesNoFilter
from sla_admin.shared.api.once import HEADER, write
from sla_admin.shared.api.operation import Operation
from sla_admin.shared.api.page import Page
from sla_admin.shared.api.precondition import single
from sla_admin.shared.api.view import ApiView
from sla_admin.shared.errors import InvalidInput, NotFound
from sla_admin.shared.models.api_key import ApiKey
from sla_admin.shared.viewing.roles import roles_of

READ = ("escalations.view_webhookendpoint",)
CHANGE = ("escalations.change_webhookendpoint",)


class WebhookEndpointAnswer(msgspec.Struct, frozen=True):
    """A receiver of messages. Of its address only the host is shown. `breaker`: `closed`, deliveries go out;
    `open`, not until `breaker_until`; `half_open`, one is being tried. `failures` counts those
    in a row. The secret is answered once, when it is made.
    """

    id: int
    name: str
    kind: Literal["standard", "slack", "teams"]
    host: str
    is_active: bool
    allow_private: bool
    source: str | None
    on_echo: Literal["send", "suppress"]
    timeout_seconds: int
    concurrency: int
    body_limit: int
    breaker: Literal["closed", "open", "half_open"]
    breaker_reason: str | None
    breaker_until: datetime | None
    failures: int
    last_success_at: datetime | None
    last_failure_at: datetime | None
    last_failure: str | None
    secret_since: datetime | None
    previous_secret_until: datetime | None


class WebhookEndpointPage(Page[WebhookEndpointAnswer], frozen=True):
    """A page of endpoints."""


class NewWebhookEndpointAnswer(msgspec.Struct, frozen=True):
    """A new endpoint with its `secret`, which is never answered again; null for chat."""

    endpoint: WebhookEndpointAnswer
    secret: str | None


class SecretAnswer(msgspec.Struct, frozen=True):
    """A new secret, never answered again. The one before it signs as well until `previous_secret_until`."""

    secret: str
    previous_secret_until: datetime | None


class EndpointTestAnswer(msgspec.Struct, frozen=True):
    """What came of a test, in a line and with what went over the line both ways."""

    id: int
    at: datetime
    is_accepted: bool
    answer: str
    duration_seconds: float
    exchange: dict[str, Any]


class MatrixUseAnswer(msgspec.Struct, frozen=True):
    """A matrix version that names the endpoint in so many cells."""

    matrix_version: int
    name: str
    status: str
    cells: int


class EndpointUsedByAnswer(msgspec.Struct, frozen=True):
    """Who names the endpoint, and its deliveries by where they stand."""

    matrix_versions: list[MatrixUseAnswer]
    waiting: int
    sending: int
    sent: int
    failed: int
    canceled: int


class WebhookEndpointInput(Input):
    name = TextField(max_length=100, help_text="Unique; upper and lower case do not matter.")
    kind = serializers.ChoiceField(choices=EndpointKind.values, help_text="What listens there; it stays.")
    address = TextField(max_length=2000, help_text="https://…; kept encrypted, answered never.")
    is_active = YesNoField(required=False)
    allow_private = YesNoField(
        required=False, help_text="Inside your network. Only an administrator who is signed in may set it."
    )
    source = TextField(  # type: ignore[assignment]  # declared fields leave the class body
        max_length=100, required=False, allow_blank=True
    )
    on_echo = serializers.ChoiceField(choices=OnEcho.values, required=False)
    timeout_seconds = WholeNumberField(min_value=1, max_value=LONGEST_TIMEOUT, required=False)
    concurrency = WholeNumberField(min_value=1, max_value=20, required=False)
    body_limit = WholeNumberField(min_value=1024, max_value=1_048_576, required=False)


class RotateInput(Input):
    overlap_hours = WholeNumberField(
        min_value=0,
        max_value=LONGEST_OVERLAP_HOURS,
        required=False,
        help_text="How long the present secret signs as well; 24 where left out.",
    )


class WebhookEndpointFilters(django_filters.FilterSet):
    name = TextFilter(lookup_expr="icontains", label="Endpoints whose name contains this.")
    is_active = YesNoFilter(label="Those that are switched on, or off.")


class WebhookEndpoints(Editable[WebhookEndpoint]):
    what = "webhook endpoint"
    name = "webhook_endpoint"
    scope = "configuration"
    permission = "escalations.%s_webhookendpoint"
    answer_shape = WebhookEndpointAnswer
    page_shape = WebhookEndpointPage
    input_shape = WebhookEndpointInput
    removable = "that no matrix names"

    def rows(self) -> QuerySet[WebhookEndpoint]:
        return WebhookEndpoint.objects.all()

    def answers(self, rows: list[WebhookEndpoint]) -> list[Any]:
        return [_answer(each) for each in rows]

    def change(self, row: WebhookEndpoint, given: dict[str, Any]) -> None:
        change_endpoint(row, given, who=who_asks(self.request))

    def remove(self, row: WebhookEndpoint) -> None:
        delete_endpoint(row, who=who_asks(self.request))


class WebhookEndpointList(WebhookEndpoints, EditableList[WebhookEndpoint]):
    """The list, and new ones. The answer to a new one holds its secret, so that it is not kept anywhere."""

    filterset_class = WebhookEndpointFilters

    def post(self, request: Request) -> Response:
        refuse_key(request)
        with transaction.atomic():
            given = self.read(WebhookEndpointInput)
            made, secret = create_endpoint(given, who=who_asks(request), at=self.at)
            answer = NewWebhookEndpointAnswer(_answer(made), secret or None)
            return single(request, answer, 201, {"Location": f"{request.path}{made.pk}/"})

    @classmethod
    def operation(cls, method: str) -> Operation:
        """What the description says of this method."""
        said = super().operation(method)
        return said._replace(answers={201: NewWebhookEndpointAnswer}) if method == "POST" else said


class WebhookEndpointDetail(WebhookEndpoints, EditableDetail[WebhookEndpoint]):
    """One by its id, its changes, and its end."""


class _OfEndpoint(ApiView):
    scope = "configuration"
    read_permissions = READ
    write_permissions = CHANGE

    def found(self, pk: int) -> WebhookEndpoint:
        endpoint = WebhookEndpoint.objects.filter(pk=pk).first()
        if endpoint is None:
            raise NotFound(f"There is no webhook endpoint {pk}.")
        return endpoint


class WebhookEndpointUsedBy(_OfEndpoint):
    """What would feel a change."""

    @extend_schema(
        operation_id="webhook_endpoint_used_by",
        summary="What uses a webhook endpoint",
        responses=EndpointUsedByAnswer,
        tags=["configuration"],
    )
    def get(self, request: Request, pk: int) -> Response:
        endpoint = self.found(pk)
        uses = [
            MatrixUseAnswer(each.version.pk, str(each.version), each.version.status, each.cells)
            for each in uses_of(endpoint)
        ]
        return Response(EndpointUsedByAnswer(uses, **load_of(endpoint)._asdict()))


class RotateWebhookSecret(_OfEndpoint):
    """A new secret."""

    @extend_schema(
        operation_id="rotate_webhook_secret",
        summary="Give a webhook endpoint a new secret",
        description="The answer is the only place where it is told; it is not repeated for a repetition.",
        request=RotateInput,
        responses=SecretAnswer,
        tags=["configuration"],
    )
    def post(self, request: Request, pk: int) -> Response:
        refuse_key(request)
        hours = self.read(RotateInput).get("overlap_hours", 24)
        with transaction.atomic():
            secret = rotate_secret(pk, overlap_hours=hours, who=who_asks(request), at=self.at)
            return Response(SecretAnswer(secret, self.found(pk).previous_secret_until))


class TestWebhookEndpoint(_OfEndpoint):
    """Sending a test."""

    @extend_schema(
        operation_id="test_webhook_endpoint",
        summary="Send a test to a webhook endpoint",
        description="Waits for its answer, five seconds at most. One that answers gets what waits for it.",
        request=Input,
        responses=EndpointTestAnswer,
        tags=["configuration"],
    )
    def post(self, request: Request, pk: int) -> Response:
        self.read(Input)
        sent = send_endpoint_test(pk, actor=actor_of(request), at=self.at)
        seconds = sent.duration / 1_000_000
        return Response(
            EndpointTestAnswer(sent.pk, sent.at, sent.is_accepted, sent.answer, seconds, sent.exchange)
        )


class TryWebhookEndpointAgain(_OfEndpoint):
    """Closing the breaker."""

    @extend_schema(
        operation_id="try_webhook_endpoint_again",
        summary="Send now what waits for a webhook endpoint",
        request=Input,
        responses=WebhookEndpointAnswer,
        tags=["configuration"],
    )
    @write
    def post(self, request: Request, pk: int) -> Response:
        self.read(Input)
        close_breaker(pk, who=who_asks(request))
        return Response(_answer(self.found(pk)))


def who_asks(request: Request) -> Who:
    """A key never is an administrator, whatever its scopes."""
    if isinstance(request.auth, ApiKey):
        return Who(actor_of(request))
    groups = set(request.user.groups.values_list("name", flat=True))
    roles = roles_of(groups, is_superuser=request.user.is_superuser)
    return Who(actor_of(request), "administrator" in roles)


def refuse_key(request: Request) -> None:
    """An answer that holds a secret is not stored, so it cannot be repeated."""
    if request.headers.get(HEADER) is not None:
        raise InvalidInput.of(HEADER, "The answer holds a secret and is not kept: send this without a key.")


def _answer(row: WebhookEndpoint) -> WebhookEndpointAnswer:
    return msgspec.convert(
        {
            "id": row.pk,
            "name": row.name,
            "kind": row.kind,
            "host": row.host,
            "is_active": row.is_active,
            "allow_private": row.allow_private,
            "source": row.source or None,
            "on_echo": row.on_echo,
            "timeout_seconds": row.timeout_seconds,
            "concurrency": row.concurrency,
            "body_limit": row.body_limit,
            "breaker": row.breaker,
            "breaker_reason": row.breaker_reason or None,
            "breaker_until": row.breaker_until,
            "failures": row.failures,
            "last_success_at": row.last_success_at,
            "last_failure_at": row.last_failure_at,
            "last_failure": row.last_failure or None,
            "secret_since": row.secret_since,
            "previous_secret_until": row.previous_secret_until,
        },
        WebhookEndpointAnswer,
    )
