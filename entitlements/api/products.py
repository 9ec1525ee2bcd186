"""Products: what can be supported."""

from typing import Any

import django_filters
import msgspec
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from entitlements.models import Product
from entitlements.services.products import change_product, create_product, delete_product
from sla_admin.shared.api.authentication import actor_of
from sla_admin.shared.api.fields import Input, TextField
from sla_admin.shared.api.filters import TextFilter
from sla_admin.shared.api.listing import Listing, Removable, Resource
from sla_admin.shared.api.once import write
from sla_admin.shared.api.page import Page
from sla_admin.shared.api.precondition import require_match, single
from sla_admin.shared.api.schema import single_answer


class ProductAnswer(msgspec.Struct, frozen=True):
    """A thing that is supported. `external_id` is what the system that cases come from calls it."""

    id: int
    name: str
    description: str
    external_id: str | None


class ProductPage(Page[ProductAnswer], frozen=True):
    """A page of products."""


class ProductInput(Input):
    name = TextField(max_length=200, help_text="Unique; upper and lower case do not matter.")
    description = TextField(max_length=10_000, required=False, allow_blank=True)
    external_id = TextField(
        max_length=200,
        required=False,
        allow_blank=True,
        help_text="What the system that cases come from calls it; unique.",
    )


class ProductFilters(django_filters.FilterSet):
    external_id = TextFilter(lookup_expr="exact", label="The product that system calls so.")
    name = TextFilter(lookup_expr="icontains", label="Products whose name contains this.")


class Products(Resource[Product]):
    what = "product"
    scope = "configuration"
    read_permissions = ("entitlements.view_product",)

    def rows(self) -> QuerySet[Product]:
        return Product.objects.all()

    def answers(self, rows: list[Product]) -> list[Any]:
        return [
            ProductAnswer(each.pk, each.name, each.description, each.external_id or None) for each in rows
        ]


@extend_schema_view(
    get=extend_schema(
        operation_id="list_products",
        summary="Products",
        responses=ProductPage,
        tags=["configuration"],
    )
)
class ProductList(Products, Listing[Product]):
    """The list, and new ones."""

    write_permissions = ("entitlements.add_product",)
    filterset_class = ProductFilters

    @extend_schema(
        operation_id="create_product",
        summary="A new product",
        request=ProductInput,
        responses={201: ProductAnswer},
        tags=["configuration"],
    )
    @write
    def post(self, request: Request) -> Response:
        made = create_product(self.read(ProductInput), actor=actor_of(request))
        answer = self.answer(self.find(made.pk))
        return single(request, answer, 201, {"Location": f"{request.path}{made.pk}/"})


@extend_schema_view(
    get=extend_schema(
        operation_id="get_product",
        summary="A product",
        responses=ProductAnswer,
        tags=["configuration"],
    )
)
class ProductDetail(Products, Removable[Product]):
    """One by its id, its changes, and its end."""

    permission = "entitlements.%s_product"

    @extend_schema(
        operation_id="change_product",
        summary="Change a product",
        request=ProductInput,
        responses=ProductAnswer,
        tags=["configuration"],
    )
    @single_answer
    @write
    def patch(self, request: Request, pk: int) -> Response:
        given = self.read(ProductInput, partial=True)
        row = self.find(pk, lock=True)
        require_match(request, self.answer(row))
        change_product(row, given, actor=actor_of(request))
        return single(request, self.answer(self.find(pk)))

    @extend_schema(
        operation_id="delete_product",
        summary="Remove a product that nothing uses",
        responses={204: None},
        tags=["configuration"],
    )
    @write
    def delete(self, request: Request, pk: int) -> Response:
        row = self.find(pk, lock=True)
        require_match(request, self.answer(row))
        delete_product(row, actor=actor_of(request))
        return Response(status=204)
