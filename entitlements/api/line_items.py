"""Contract line items: what one line of a contract covers."""

from datetime import date
from typing import Any

import django_filters
import msgspec
from django.db.models import QuerySet

from entitlements.models import ContractLineItem
from entitlements.services.contracts import change_line_item, create_line_item, delete_line_item
from sla_admin.shared.api.editing import Editable, EditableDetail, EditableList
from sla_admin.shared.api.fields import DayField, IdField, Input, TextField
from sla_admin.shared.api.filters import IdFilter, TextFilter
from sla_admin.shared.api.page import Page


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


class LineItems(Editable[ContractLineItem]):
    what = "contract line item"
    name = "line_item"
    scope = "configuration"
    permission = "entitlements.%s_contractlineitem"
    answer_shape = LineItemAnswer
    page_shape = LineItemPage
    input_shape = LineItemInput

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

    def make(self, given: dict[str, Any]) -> ContractLineItem:
        return create_line_item(given, at=self.at, actor=self.actor)

    def change(self, row: ContractLineItem, given: dict[str, Any]) -> None:
        change_line_item(row, given, actor=self.actor)

    def remove(self, row: ContractLineItem) -> None:
        delete_line_item(row, actor=self.actor)


class LineItemList(LineItems, EditableList[ContractLineItem]):
    """The list, and new ones."""

    filterset_class = LineItemFilters


class LineItemDetail(LineItems, EditableDetail[ContractLineItem]):
    """One by its id, its changes, and its end."""
