"""Entitlements: who was promised what, from when to when."""

from datetime import date, datetime
from typing import Any, Literal

import django_filters
import msgspec
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from entitlements.api.contracts import WhyInput
from entitlements.models import Channel, Entitlement, RecordKind
from entitlements.selectors import entitlement_statuses
from entitlements.services.entitlements import (
    change_entitlement,
    create_entitlement,
    delete_entitlement,
    renew_entitlement,
)
from entitlements.services.suspension import resume, suspend
from sla_admin.shared.api.editing import Editable, EditableDetail, EditableList
from sla_admin.shared.api.fields import DayField, IdField, Input, TextField, WholeNumberField, YesNoField
from sla_admin.shared.api.filters import DayFilter, IdFilter, TextFilter, WordFilter, YesNoFilter
from sla_admin.shared.api.once import write
from sla_admin.shared.api.page import Page
from sla_admin.shared.api.schema import single_answer

ChannelWord = Literal["phone", "web", "email", "chat", "api"]
EntitlementStatus = Literal["inactive", "active", "expired"]


class EntitlementAnswer(msgspec.Struct, frozen=True):
    """A promise to an account. Both days are included, in the zone of its hours. `channels` and `contacts`
    empty: all. What it names a case must match. `status` follows from the days, the switch and the contract.
    `incidents_left` counts down as cases are covered; null: any number. `record_type` is that of its process.
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
    record_type: Literal["case", "work_order"]
    contacts: list[int]
    asset: int | None
    product: int | None
    contract: int | None
    line_item: int | None
    incident_allowance: int | None
    incidents_left: int | None
    suspended_at: datetime | None
    suspended_by: str | None
    suspended_reason: str | None
    template: int | None
    renews: int | None
    renewed_by: int | None


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
    contacts = serializers.ListField(
        child=IdField(),
        required=False,
        max_length=500,
        help_text="Whose cases it covers, by the contacts' ids; none: everybody's.",
    )
    asset = IdField(required=False, allow_null=True, help_text="Only cases about that asset.")
    product = IdField(required=False, allow_null=True, help_text="Only cases about that product.")
    contract = IdField(
        required=False, allow_null=True, help_text="The contract it hangs on; of the same account."
    )
    line_item = IdField(
        required=False, allow_null=True, help_text="The contract line item; it brings its contract."
    )
    incident_allowance = WholeNumberField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=1_000_000,
        help_text="How many cases it covers; null: any number.",
    )
    incidents_left = WholeNumberField(
        required=False,
        allow_null=True,
        min_value=0,
        max_value=1_000_000,
        help_text="How many are left; without it, what was taken stays taken.",
    )
    reason = TextField(
        max_length=500,
        required=False,
        allow_blank=True,
        help_text="Why; it is kept. Needed to change what covers open cases.",
    )


class EntitlementFilters(django_filters.FilterSet):
    account = IdFilter(field_name="account_id", label="Entitlements of that account.")
    process = IdFilter(field_name="process_id", label="Entitlements to that process.")
    tier = TextFilter(field_name="tier__key", lookup_expr="exact", label="The tier's key.")
    contact = IdFilter(field_name="contacts", label="Entitlements that name that contact.")
    asset = IdFilter(field_name="asset_id", label="Entitlements to that asset.")
    product = IdFilter(field_name="product_id", label="Entitlements to that product.")
    contract = IdFilter(field_name="contract_id", label="Entitlements under that contract.")
    line_item = IdFilter(field_name="line_item_id", label="Entitlements under that contract line item.")
    template = IdFilter(field_name="template_id", label="Entitlements made from that template.")
    record_type = WordFilter(
        field_name="process__record_type", words=RecordKind.values, label="For cases or for work orders."
    )
    ends_from = DayFilter(field_name="last_day", lookup_expr="gte", label="Whose last day is not before.")
    ends_before = DayFilter(field_name="last_day", lookup_expr="lt", label="Whose last day is before.")
    is_enabled = YesNoFilter(label="Whether the switch is on.")
    is_suspended = YesNoFilter(
        field_name="suspended_at", lookup_expr="isnull", exclude=True, label="Whether it is suspended."
    )


class RenewInput(Input):
    first_day = DayField(required=False, help_text="Without it, the day after the last one.")
    last_day = DayField(required=False, help_text="Without it, as long as the one before.")
    reason = TextField(max_length=500, help_text="Why; it is kept.")


class Entitlements(Editable[Entitlement]):
    what = "entitlement"
    name = "entitlement"
    scope = "configuration"
    permission = "entitlements.%s_entitlement"
    answer_shape = EntitlementAnswer
    page_shape = EntitlementPage
    input_shape = EntitlementInput
    removable = "that covered nothing"

    def rows(self) -> QuerySet[Entitlement]:
        related = ("tier", "process", "contract", "line_item", "asset", "renewed_by")
        return Entitlement.objects.select_related(*related).prefetch_related("named_contacts")

    def answers(self, rows: list[Entitlement]) -> list[Any]:
        return answers_of(rows, self.at)

    def make(self, given: dict[str, Any]) -> Entitlement:
        reason = given.pop("reason", "")
        return create_entitlement(given, actor=self.actor, reason=reason)

    def change(self, row: Entitlement, given: dict[str, Any]) -> None:
        reason = given.pop("reason", "")
        change_entitlement(row, given, actor=self.actor, reason=reason)

    def remove(self, row: Entitlement) -> None:
        delete_entitlement(row, actor=self.actor)


def answers_of(rows: list[Entitlement], at: int) -> list[EntitlementAnswer]:
    """The answers for these rows at that instant (µs)."""
    statuses = entitlement_statuses(rows, at)
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
            record_type=each.process.record_type,  # type: ignore[arg-type]  # as above
            contacts=sorted(named.contact_id for named in each.named_contacts.all()),
            asset=each.asset_id,
            product=each.product_id,
            contract=each.contract_id,
            line_item=each.line_item_id,
            incident_allowance=each.incident_allowance,
            incidents_left=each.incidents_left,
            suspended_at=each.suspended_at,
            suspended_by=each.suspended_by or None,
            suspended_reason=each.suspended_reason or None,
            template=each.template_id,
            renews=each.previous_id,
            renewed_by=each.renewed_by.pk if hasattr(each, "renewed_by") else None,
        )
        for each in rows
    ]


class EntitlementList(Entitlements, EditableList[Entitlement]):
    """The list, and new entitlements."""

    filterset_class = EntitlementFilters


@extend_schema_view(
    patch=extend_schema(
        description="Running cases keep what they were promised; the change is what later cases find. "
        "While it covers open cases, say why."
    )
)
class EntitlementDetail(Entitlements, EditableDetail[Entitlement]):
    """One by its id, its changes, and its end."""


class SuspendEntitlement(Entitlements):
    """Interrupting an entitlement."""

    write_permissions = ("entitlements.change_entitlement",)

    @extend_schema(
        operation_id="suspend_entitlement",
        summary="Suspend an entitlement",
        description="From now on it covers no new case; running cases keep what they were promised.",
        request=WhyInput,
        responses=EntitlementAnswer,
        tags=["configuration"],
    )
    @single_answer
    @write
    def post(self, request: Request, pk: int) -> Response:
        given = self.read(WhyInput)
        return self.changed(
            request, pk, lambda row: suspend(row, reason=given["reason"], actor=self.actor, at=self.at)
        )


class ResumeEntitlement(Entitlements):
    """Taking an entitlement up again."""

    write_permissions = ("entitlements.change_entitlement",)

    @extend_schema(
        operation_id="resume_entitlement",
        summary="Resume a suspended entitlement",
        request=WhyInput,
        responses=EntitlementAnswer,
        tags=["configuration"],
    )
    @single_answer
    @write
    def post(self, request: Request, pk: int) -> Response:
        given = self.read(WhyInput)
        return self.changed(request, pk, lambda row: resume(row, actor=self.actor, reason=given["reason"]))


class RenewEntitlement(Entitlements):
    """The entitlement that follows."""

    write_permissions = ("entitlements.add_entitlement",)

    @extend_schema(
        operation_id="renew_entitlement",
        summary="Renew an entitlement",
        description="It says the same, with all its incidents left. Answers the new entitlement.",
        request=RenewInput,
        responses={201: EntitlementAnswer},
        tags=["configuration"],
    )
    @write
    def post(self, request: Request, pk: int) -> Response:
        given = self.read(RenewInput)
        made = renew_entitlement(self.find(pk, lock=True), actor=self.actor, **given)
        address = request.path.removesuffix(f"{pk}/renew/")
        return self.made(request, made, address)
