"""What is under something: asked before it is changed."""

from typing import Any, ClassVar

import msgspec
from django.db.models import Model
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from entitlements.models import Account, Asset, ContractLineItem, Entitlement, Product, ServiceContract
from entitlements.services.cases_under import Kind, open_cases
from sla_admin.shared.api.view import ApiView
from sla_admin.shared.errors import NotFound


class UsedByAnswer(msgspec.Struct, frozen=True):
    """How much would feel a change: entitlements that name it, open cases that name it or are under it."""

    entitlements: int
    open_cases: int


def _described(operation_id: str, summary: str) -> Any:
    return extend_schema(
        operation_id=operation_id, summary=summary, responses=UsedByAnswer, tags=["configuration"]
    )


class UsedBy(ApiView):
    """Subclasses name what they are asked about."""

    scope = "configuration"
    kind: ClassVar[Kind]
    model: ClassVar[type[Model]]

    def get(self, request: Request, pk: int) -> Response:
        if not self.model._default_manager.filter(pk=pk).exists():  # noqa: SLF001 (Django's public name)
            raise NotFound(f"There is no {self.model._meta.verbose_name} {pk}.")  # noqa: SLF001 (as above)
        naming = "pk" if self.kind == "entitlement" else self.kind
        named = Entitlement.objects.filter(**{naming: pk}).count()
        return Response(UsedByAnswer(named, open_cases(self.kind, [pk]).get(pk, 0)))


@extend_schema_view(get=_described("account_used_by", "What is under an account"))
class AccountUsedBy(UsedBy):
    """Of an account."""

    kind = "account"
    model = Account
    read_permissions = ("entitlements.view_account",)


@extend_schema_view(get=_described("product_used_by", "What is under a product"))
class ProductUsedBy(UsedBy):
    """Of a product."""

    kind = "product"
    model = Product
    read_permissions = ("entitlements.view_product",)


@extend_schema_view(get=_described("asset_used_by", "What is under an asset"))
class AssetUsedBy(UsedBy):
    """Of an asset."""

    kind = "asset"
    model = Asset
    read_permissions = ("entitlements.view_asset",)


@extend_schema_view(get=_described("contract_used_by", "What is under a service contract"))
class ContractUsedBy(UsedBy):
    """Of a service contract."""

    kind = "contract"
    model = ServiceContract
    read_permissions = ("entitlements.view_servicecontract",)


@extend_schema_view(get=_described("line_item_used_by", "What is under a contract line item"))
class LineItemUsedBy(UsedBy):
    """Of a contract line item."""

    kind = "line_item"
    model = ContractLineItem
    read_permissions = ("entitlements.view_contractlineitem",)


@extend_schema_view(get=_described("entitlement_used_by", "What is under an entitlement"))
class EntitlementUsedBy(UsedBy):
    """Of an entitlement."""

    kind = "entitlement"
    model = Entitlement
    read_permissions = ("entitlements.view_entitlement",)
