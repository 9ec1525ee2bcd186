"""Service contracts: what was sold, and for how long."""

from datetime import date, datetime
from typing import Any, Literal

import django_filters
import msgspec
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from entitlements.models import ServiceContract
from entitlements.selectors.promises import contract_status
from entitlements.services.contracts import change_contract, create_contract, delete_contract, renew_contract
from entitlements.services.suspension import resume, suspend
from sla_admin.shared.api.editing import Editable, EditableDetail, EditableList
from sla_admin.shared.api.fields import DayField, IdField, Input, TextField, WholeNumberField, YesNoField
from sla_admin.shared.api.filters import DayFilter, IdFilter, TextFilter, YesNoFilter
from sla_admin.shared.api.once import write
from sla_admin.shared.api.page import Page
from sla_admin.shared.api.schema import single_answer


class ContractAnswer(msgspec.Struct, frozen=True):
    """What an account bought for a term, both days included. `status` is derived, in the site's zone: a
    contract that is suspended or switched off is inactive, and so is every entitlement that names it.
    """

    id: int
    account: int
    number: str
    name: str
    first_day: date
    last_day: date
    renewal_notice_days: int
    status: Literal["inactive", "active", "expired"]
    is_enabled: bool
    suspended_at: datetime | None
    suspended_by: str | None
    suspended_reason: str | None
    renews: int | None
    renewed_by: int | None
    external_id: str | None


class ContractPage(Page[ContractAnswer], frozen=True):
    """A page of service contracts."""


class ContractInput(Input):
    account = IdField(help_text="The account's id; it never changes.")
    number = TextField(max_length=100, help_text="What the paper is known by; unique.")
    name = TextField(max_length=200, required=False, allow_blank=True)
    first_day = DayField(help_text="The first day of its term.")
    last_day = DayField(help_text="The last day of its term.")
    renewal_notice_days = WholeNumberField(
        required=False,
        min_value=0,
        max_value=3660,
        help_text="This many days before the last one it is shown as to be renewed.",
    )
    is_enabled = YesNoField(required=False, help_text="Switched off, it covers nothing.")
    external_id = TextField(
        max_length=200,
        required=False,
        allow_blank=True,
        help_text="What the system that cases come from calls it; unique.",
    )


class WhyInput(Input):
    reason = TextField(max_length=500, help_text="Why; it is kept.")


class RenewContractInput(Input):
    number = TextField(max_length=100, help_text="What the new paper is known by; unique.")
    first_day = DayField(required=False, help_text="Without it, the day after the last one.")
    last_day = DayField(required=False, help_text="Without it, as long as the one before.")
    reason = TextField(max_length=500, help_text="Why; it is kept.")


class ContractFilters(django_filters.FilterSet):
    account = IdFilter(field_name="account_id", label="Contracts of that account.")
    number = TextFilter(lookup_expr="exact", label="The contract of that number.")
    external_id = TextFilter(lookup_expr="exact", label="The contract that system calls so.")
    ends_from = DayFilter(field_name="last_day", lookup_expr="gte", label="Whose last day is not before.")
    ends_before = DayFilter(field_name="last_day", lookup_expr="lt", label="Whose last day is before.")
    is_suspended = YesNoFilter(
        field_name="suspended_at", lookup_expr="isnull", exclude=True, label="Whether it is suspended."
    )


class Contracts(Editable[ServiceContract]):
    what = "service contract"
    name = "contract"
    scope = "configuration"
    permission = "entitlements.%s_servicecontract"
    answer_shape = ContractAnswer
    page_shape = ContractPage
    input_shape = ContractInput

    def rows(self) -> QuerySet[ServiceContract]:
        return ServiceContract.objects.select_related("renewed_by")

    def answers(self, rows: list[ServiceContract]) -> list[Any]:
        return [
            ContractAnswer(
                id=each.pk,
                account=each.account_id,
                number=each.number,
                name=each.name,
                first_day=each.first_day,
                last_day=each.last_day,
                renewal_notice_days=each.renewal_notice_days,
                status=contract_status(each, self.at),
                is_enabled=each.is_enabled,
                suspended_at=each.suspended_at,
                suspended_by=each.suspended_by or None,
                suspended_reason=each.suspended_reason or None,
                renews=each.previous_id,
                renewed_by=each.renewed_by.pk if hasattr(each, "renewed_by") else None,
                external_id=each.external_id or None,
            )
            for each in rows
        ]

    def make(self, given: dict[str, Any]) -> ServiceContract:
        return create_contract(given, actor=self.actor)

    def change(self, row: ServiceContract, given: dict[str, Any]) -> None:
        change_contract(row, given, actor=self.actor)

    def remove(self, row: ServiceContract) -> None:
        delete_contract(row, actor=self.actor)


class ContractList(Contracts, EditableList[ServiceContract]):
    """The list, and new ones."""

    filterset_class = ContractFilters


class ContractDetail(Contracts, EditableDetail[ServiceContract]):
    """One by its id, its changes, and its end."""


class SuspendContract(Contracts):
    """Interrupting a contract."""

    write_permissions = ("entitlements.change_servicecontract",)

    @extend_schema(
        operation_id="suspend_contract",
        summary="Suspend a contract, and every entitlement that names it",
        request=WhyInput,
        responses=ContractAnswer,
        tags=["configuration"],
    )
    @single_answer
    @write
    def post(self, request: Request, pk: int) -> Response:
        given = self.read(WhyInput)
        return self.changed(
            request, pk, lambda row: suspend(row, reason=given["reason"], actor=self.actor, at=self.at)
        )


class ResumeContract(Contracts):
    """Taking a contract up again."""

    write_permissions = ("entitlements.change_servicecontract",)

    @extend_schema(
        operation_id="resume_contract",
        summary="Resume a suspended contract",
        request=WhyInput,
        responses=ContractAnswer,
        tags=["configuration"],
    )
    @single_answer
    @write
    def post(self, request: Request, pk: int) -> Response:
        given = self.read(WhyInput)
        return self.changed(request, pk, lambda row: resume(row, actor=self.actor, reason=given["reason"]))


class RenewContract(Contracts):
    """The contract that follows."""

    write_permissions = ("entitlements.add_servicecontract",)

    @extend_schema(
        operation_id="renew_contract",
        summary="Renew a contract with its line items and entitlements",
        description="Line items that ran to the end, and the entitlements that hang on the contract, are "
        "renewed for the new term. Answers the new contract.",
        request=RenewContractInput,
        responses={201: ContractAnswer},
        tags=["configuration"],
    )
    @write
    def post(self, request: Request, pk: int) -> Response:
        given = self.read(RenewContractInput)
        row = self.find(pk, lock=True)
        made = renew_contract(row, actor=self.actor, **given)
        address = request.path.removesuffix(f"{pk}/renew/")
        return self.made(request, made, address)
