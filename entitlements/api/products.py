"""Products: what can be supported."""

from typing import Any

import django_filters
import msgspec
from django.db.models import QuerySet

from entitlements.models import Product
from entitlements.services.products import change_product, create_product, delete_product
from sla_admin.shared.api.editing import Editable, EditableDetail, EditableList
from sla_admin.shared.api.fields import Input, TextField
from sla_admin.shared.api.filters import TextFilter
from sla_admin.shared.api.page import Page


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


class Products(Editable[Product]):
    what = "product"
    name = "product"
    scope = "configuration"
    permission = "entitlements.%s_product"
    answer_shape = ProductAnswer
    page_shape = ProductPage
    input_shape = ProductInput

    def rows(self) -> QuerySet[Product]:
        return Product.objects.all()

    def answers(self, rows: list[Product]) -> list[Any]:
        return [
            ProductAnswer(each.pk, each.name, each.description, each.external_id or None) for each in rows
        ]

    def make(self, given: dict[str, Any]) -> Product:
        return create_product(given, actor=self.actor)

    def change(self, row: Product, given: dict[str, Any]) -> None:
        change_product(row, given, actor=self.actor)

    def remove(self, row: Product) -> None:
        delete_product(row, actor=self.actor)


class ProductList(Products, EditableList[Product]):
    """The list, and new ones."""

    filterset_class = ProductFilters


class ProductDetail(Products, EditableDetail[Product]):
    """One by its id, its changes, and its end."""
