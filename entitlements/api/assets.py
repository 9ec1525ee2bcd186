"""Assets: accounts' copies of products."""

from datetime import date
from typing import Any

import django_filters
import msgspec
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from entitlements.models import Asset
from entitlements.services.assets import change_asset, create_asset, delete_asset
from sla_admin.shared.api.authentication import actor_of
from sla_admin.shared.api.fields import DayField, IdField, Input, TextField
from sla_admin.shared.api.filters import IdFilter, TextFilter
from sla_admin.shared.api.listing import Listing, Removable, Resource
from sla_admin.shared.api.once import write
from sla_admin.shared.api.page import Page
from sla_admin.shared.api.precondition import require_match, single
from sla_admin.shared.api.schema import single_answer


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


class Assets(Resource[Asset]):
    what = "asset"
    scope = "configuration"
    read_permissions = ("entitlements.view_asset",)

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


@extend_schema_view(
    get=extend_schema(
        operation_id="list_assets",
        summary="Assets",
        responses=AssetPage,
        tags=["configuration"],
    )
)
class AssetList(Assets, Listing[Asset]):
    """The list, and new ones."""

    write_permissions = ("entitlements.add_asset",)
    filterset_class = AssetFilters

    @extend_schema(
        operation_id="create_asset",
        summary="A new asset",
        request=AssetInput,
        responses={201: AssetAnswer},
        tags=["configuration"],
    )
    @write
    def post(self, request: Request) -> Response:
        made = create_asset(self.read(AssetInput), at=self.at, actor=actor_of(request))
        answer = self.answer(self.find(made.pk))
        return single(request, answer, 201, {"Location": f"{request.path}{made.pk}/"})


@extend_schema_view(
    get=extend_schema(
        operation_id="get_asset",
        summary="An asset",
        responses=AssetAnswer,
        tags=["configuration"],
    )
)
class AssetDetail(Assets, Removable[Asset]):
    """One by its id, its changes, and its end."""

    permission = "entitlements.%s_asset"

    @extend_schema(
        operation_id="change_asset",
        summary="Change an asset",
        request=AssetInput,
        responses=AssetAnswer,
        tags=["configuration"],
    )
    @single_answer
    @write
    def patch(self, request: Request, pk: int) -> Response:
        given = self.read(AssetInput, partial=True)
        row = self.find(pk, lock=True)
        require_match(request, self.answer(row))
        change_asset(row, given, actor=actor_of(request))
        return single(request, self.answer(self.find(pk)))

    @extend_schema(
        operation_id="delete_asset",
        summary="Remove an asset that nothing uses",
        responses={204: None},
        tags=["configuration"],
    )
    @write
    def delete(self, request: Request, pk: int) -> Response:
        row = self.find(pk, lock=True)
        require_match(request, self.answer(row))
        delete_asset(row, actor=actor_of(request))
        return Response(status=204)
