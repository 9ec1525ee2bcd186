"""Assets: accounts' copies of products."""

from datetime import date
from typing import Any

import django_filters
import msgspec
from django.db.models import QuerySet

from entitlements.models import Asset
from entitlements.services.assets import change_asset, create_asset, delete_asset
from sla_admin.shared.api.editing import Editable, EditableDetail, EditableList
from sla_admin.shared.api.fields import DayField, IdField, Input, TextField
from sla_admin.shared.api.filters import IdFilter, TextFilter
from sla_admin.shared.api.page import Page


class AssetAnswer(msgspec.Struct, frozen=True):
    """An account's copy of a product, in use from its first to its last day; null: without that end."""

    id: int
    account: int
    product: int
    name: str
    serial_number: str
    first_day: date | None
    last_day: date | None
    external_id: str | None


class AssetPage(Page[AssetAnswer], frozen=True):
    """A page of assets."""


class AssetInput(Input):
    account = IdField(help_text="The account's id; it never changes.")
    product = IdField(help_text="The product's id; it never changes. Its templates make entitlements.")
    name = TextField(max_length=200, help_text="What people call it.")
    serial_number = TextField(
        max_length=100, required=False, allow_blank=True, help_text="Once for each product."
    )
    first_day = DayField(required=False, allow_null=True, help_text="When it was put into use.")
    last_day = DayField(required=False, allow_null=True, help_text="The last day on which it is in use.")
    external_id = TextField(
        max_length=200,
        required=False,
        allow_blank=True,
        help_text="What the system that cases come from calls it; unique.",
    )


class AssetFilters(django_filters.FilterSet):
    account = IdFilter(field_name="account_id", label="Assets of that account.")
    product = IdFilter(field_name="product_id", label="Copies of that product.")
    serial_number = TextFilter(lookup_expr="exact", label="The assets with that serial number.")
    external_id = TextFilter(lookup_expr="exact", label="The asset that system calls so.")
    name = TextFilter(lookup_expr="icontains", label="Assets whose name contains this.")


class Assets(Editable[Asset]):
    what = "asset"
    name = "asset"
    scope = "configuration"
    permission = "entitlements.%s_asset"
    answer_shape = AssetAnswer
    page_shape = AssetPage
    input_shape = AssetInput

    def rows(self) -> QuerySet[Asset]:
        return Asset.objects.all()

    def answers(self, rows: list[Asset]) -> list[Any]:
        return [
            AssetAnswer(
                id=each.pk,
                account=each.account_id,
                product=each.product_id,
                name=each.name,
                serial_number=each.serial_number,
                first_day=each.first_day,
                last_day=each.last_day,
                external_id=each.external_id or None,
            )
            for each in rows
        ]

    def make(self, given: dict[str, Any]) -> Asset:
        return create_asset(given, at=self.at, actor=self.actor)

    def change(self, row: Asset, given: dict[str, Any]) -> None:
        change_asset(row, given, actor=self.actor)

    def remove(self, row: Asset) -> None:
        delete_asset(row, actor=self.actor)


class AssetList(Assets, EditableList[Asset]):
    """The list, and new ones."""

    filterset_class = AssetFilters


class AssetDetail(Assets, EditableDetail[Asset]):
    """One by its id, its changes, and its end."""
