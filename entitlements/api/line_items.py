"""Contract line items: what one line of a contract covers."""

from datetime import date
from typing import Any

import django_filters
import msgspec
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from entitlements.models import ContractLineItem
from entitlements.services.contracts import change_line_item, create_line_item, delete_line_item
from sla_admin.shared.api.authentication import actor_of
from sla_admin.shared.api.fields import DayField, IdField, Input, TextField
from sla_admin.shared.api.filters import IdFilter, TextFilter
from sla_admin.shared.api.listing import Listing, Removable, Resource
from sla_admin.shared.api.once import write
from sla_admin.shared.api.page import Page
from sla_admin.shared.api.precondition import require_match, single
from sla_admin.shared.api.schema import single_answer


class LineItemAnswer(msgspec.Struct, frozen=True):
    """A line covers a product or an asset, within days of its own that lie within its contract's."""

    id: int
    contract: int
    product: int | None
    asset: int | None
    name: str
    first_day: date
    last_day: date
    external_id: str | None


class LineItemPage(Page[LineItemAnswer], frozen=True):
    """A page of contract line items."""


class LineItemInput(Input):
    contract = IdField(help_text="The contract's id; it never changes.")
    product = IdField(required=False, allow_null=True, help_text="What it covers: a product …")
    asset = IdField(required=False, allow_null=True, help_text="… or one asset of the contract's account.")
    name = TextField(max_length=200, required=False, allow_blank=True)
    first_day = DayField(required=False, help_text="Without it, the contract's.")
    last_day = DayField(required=False, help_text="Without it, the contract's.")
    external_id = TextField(
        max_length=200,
        required=False,
        allow_blank=True,
        help_text="What the system that cases come from calls it; unique.",
    )


class LineItemFilters(django_filters.FilterSet):
    contract = IdFilter(field_name="contract_id", label="Lines of that contract.")
    account = IdFilter(field_name="contract__account_id", label="Lines of that account's contracts.")
    product = IdFilter(field_name="product_id", label="Lines that cover that product.")
    asset = IdFilter(field_name="asset_id", label="Lines that cover that asset.")
    external_id = TextFilter(lookup_expr="exact", label="The line that system calls so.")


class LineItems(Resource[ContractLineItem]):
    what = "contract line item"
    scope = "configuration"
    read_permissions = ("entitlements.view_contractlineitem",)

    def rows(self) -> QuerySet[ContractLineItem]:
        return ContractLineItem.objects.all()

    def answers(self, rows: list[ContractLineItem]) -> list[Any]:
        return [
            LineItemAnswer(
                id=each.pk,
                contract=each.contract_id,
                product=each.product_id,
                asset=each.asset_id,
                name=each.name,
                first_day=each.first_day,
                last_day=each.last_day,
                external_id=each.external_id or None,
            )
            for each in rows
        ]


@extend_schema_view(
    get=extend_schema(
        operation_id="list_line_items",
        summary="Contract line items",
        responses=LineItemPage,
        tags=["configuration"],
    )
)
class LineItemList(LineItems, Listing[ContractLineItem]):
    """The list, and new ones."""

    write_permissions = ("entitlements.add_contractlineitem",)
    filterset_class = LineItemFilters

    @extend_schema(
        operation_id="create_line_item",
        summary="A new contract line item",
        request=LineItemInput,
        responses={201: LineItemAnswer},
        tags=["configuration"],
    )
    @write
    def post(self, request: Request) -> Response:
        made = create_line_item(self.read(LineItemInput), at=self.at, actor=actor_of(request))
        answer = self.answer(self.find(made.pk))
        return single(request, answer, 201, {"Location": f"{request.path}{made.pk}/"})


@extend_schema_view(
    get=extend_schema(
        operation_id="get_line_item",
        summary="A contract line item",
        responses=LineItemAnswer,
        tags=["configuration"],
    )
)
class LineItemDetail(LineItems, Removable[ContractLineItem]):
    """One by its id, its changes, and its end."""

    permission = "entitlements.%s_contractlineitem"

    @extend_schema(
        operation_id="change_line_item",
        summary="Change a contract line item",
        request=LineItemInput,
        responses=LineItemAnswer,
        tags=["configuration"],
    )
    @single_answer
    @write
    def patch(self, request: Request, pk: int) -> Response:
        given = self.read(LineItemInput, partial=True)
        row = self.find(pk, lock=True)
        require_match(request, self.answer(row))
        change_line_item(row, given, actor=actor_of(request))
        return single(request, self.answer(self.find(pk)))

    @extend_schema(
        operation_id="delete_line_item",
        summary="Remove a contract line item that nothing uses",
        responses={204: None},
        tags=["configuration"],
    )
    @write
    def delete(self, request: Request, pk: int) -> Response:
        row = self.find(pk, lock=True)
        require_match(request, self.answer(row))
        delete_line_item(row, actor=actor_of(request))
        return Response(status=204)
