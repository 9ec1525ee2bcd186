"""Entitlements: who was promised what, from when to when."""

from datetime import date
from typing import Any, Literal

import django_filters
import msgspec
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from entitlements.models import Channel, Entitlement
from entitlements.selectors import entitlement_statuses
from entitlements.services.entitlements import change_entitlement, create_entitlement
from sla_admin.shared.api.fields import DayField, IdField, Input, TextField, YesNoField
from sla_admin.shared.api.filters import IdFilter, YesNoFilter
from sla_admin.shared.api.listing import Listing, One, Resource
from sla_admin.shared.api.once import write
from sla_admin.shared.api.page import Page
from sla_admin.shared.api.precondition import require_match, single
from sla_admin.shared.api.schema import single_answer

ChannelWord = Literal["phone", "web", "email", "chat", "api"]
EntitlementStatus = Literal["inactive", "active", "expired"]


class EntitlementAnswer(msgspec.Struct, frozen=True):
    """A promise to an account. Both days are included, in the zone of its hours. `channels` empty: all.
    `status` follows from the days and the switch.
    """

    id: int
    account: int
    name: str
    tier: str
    process: int
    first_day: date
    last_day: date
    hours: int | None
    is_enabled: bool
    channels: list[ChannelWord]
    status: EntitlementStatus


class EntitlementPage(Page[EntitlementAnswer], frozen=True):
    """A page of entitlements."""


class EntitlementInput(Input):
    account = IdField(help_text="The account's id.")
    name = TextField(max_length=200, help_text="What people call the promise.")
    tier = TextField(max_length=63, help_text="The tier's key.")
    process = IdField(help_text="The entitlement process's id.")
    first_day = DayField(help_text="The first day on which it covers cases.")
    last_day = DayField(help_text="The last day on which it covers cases.")
    hours = IdField(required=False, allow_null=True, help_text="Business hours instead of the process's.")
    is_enabled = YesNoField(required=False, help_text="Switched off, it covers nothing.")
    channels = serializers.ListField(
        child=serializers.ChoiceField(choices=Channel.values),
        required=False,
        max_length=5,
        help_text="Ways in which a case may come in; none: all.",
    )


class EntitlementFilters(django_filters.FilterSet):
    account = IdFilter(field_name="account_id", label="Entitlements of that account.")
    process = IdFilter(field_name="process_id", label="Entitlements to that process.")
    is_enabled = YesNoFilter(label="Whether the switch is on.")


class Entitlements(Resource[Entitlement]):
    what = "entitlement"
    scope = "configuration"
    read_permissions = ("entitlements.view_entitlement",)

    def rows(self) -> QuerySet[Entitlement]:
        return Entitlement.objects.select_related("tier")

    def answers(self, rows: list[Entitlement]) -> list[Any]:
        statuses = entitlement_statuses(rows, self.at)
        return [
            EntitlementAnswer(
                id=each.pk,
                account=each.account_id,
                name=each.name,
                tier=each.tier.key,
                process=each.process_id,
                first_day=each.first_day,
                last_day=each.last_day,
                hours=each.hours_id,
                is_enabled=each.is_enabled,
                channels=each.channels,  # type: ignore[arg-type]  # a check constraint holds the words
                status=statuses[each.pk],
            )
            for each in rows
        ]


@extend_schema_view(
    get=extend_schema(
        operation_id="list_entitlements",
        summary="Entitlements",
        responses=EntitlementPage,
        tags=["configuration"],
    )
)
class EntitlementList(Entitlements, Listing[Entitlement]):
    """The list, and new entitlements."""

    write_permissions = ("entitlements.add_entitlement",)
    filterset_class = EntitlementFilters

    @extend_schema(
        operation_id="create_entitlement",
        summary="A new entitlement",
        request=EntitlementInput,
        responses={201: EntitlementAnswer},
        tags=["configuration"],
    )
    @write
    def post(self, request: Request) -> Response:
        entitlement = create_entitlement(self.read(EntitlementInput))
        return single(
            request, self.answer(entitlement), 201, {"Location": f"{request.path}{entitlement.pk}/"}
        )


@extend_schema_view(
    get=extend_schema(
        operation_id="get_entitlement",
        summary="An entitlement",
        responses=EntitlementAnswer,
        tags=["configuration"],
    )
)
class EntitlementDetail(Entitlements, One[Entitlement]):
    """One by its id, and its changes."""

    write_permissions = ("entitlements.change_entitlement",)

    @extend_schema(
        operation_id="change_entitlement",
        summary="Change an entitlement",
        description="Running cases keep what they were promised; the change is what later cases find.",
        request=EntitlementInput,
        responses=EntitlementAnswer,
        tags=["configuration"],
    )
    @single_answer
    @write
    def patch(self, request: Request, pk: int) -> Response:
        given = self.read(EntitlementInput, partial=True)
        entitlement = self.find(pk, lock=True)
        require_match(request, self.answer(entitlement))
        changed = change_entitlement(entitlement, given)
        return single(request, self.answer(changed))
