"""Accounts: the customers."""

from typing import Any

import django_filters
import msgspec
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from entitlements.models import Account
from entitlements.services.accounts import change_account, create_account, delete_account
from sla_admin.shared.api.authentication import actor_of
from sla_admin.shared.api.fields import Input, TextField
from sla_admin.shared.api.filters import TextFilter
from sla_admin.shared.api.listing import Listing, Removable, Resource
from sla_admin.shared.api.once import write
from sla_admin.shared.api.page import Page
from sla_admin.shared.api.precondition import require_match, single
from sla_admin.shared.api.schema import single_answer


class AccountAnswer(msgspec.Struct, frozen=True):
    """A customer. `external_id` is what the system that cases come from calls it."""

    id: int
    name: str
    external_id: str | None


class AccountPage(Page[AccountAnswer], frozen=True):
    """A page of accounts."""


class AccountInput(Input):
    name = TextField(max_length=200, help_text="What people call the customer.")
    external_id = TextField(
        max_length=200,
        required=False,
        allow_null=True,
        help_text="What the system that cases come from calls it; unique.",
    )


class AccountFilters(django_filters.FilterSet):
    external_id = TextFilter(lookup_expr="exact", label="The account that system calls so.")
    name = TextFilter(lookup_expr="icontains", label="Accounts whose name contains this.")


class Accounts(Resource[Account]):
    what = "account"
    scope = "configuration"
    read_permissions = ("entitlements.view_account",)

    def rows(self) -> QuerySet[Account]:
        return Account.objects.all()

    def answers(self, rows: list[Account]) -> list[Any]:
        return [AccountAnswer(each.pk, each.name, each.external_id or None) for each in rows]


@extend_schema_view(
    get=extend_schema(
        operation_id="list_accounts",
        summary="Accounts",
        responses=AccountPage,
        tags=["configuration"],
    )
)
class AccountList(Accounts, Listing[Account]):
    """The list, and new accounts."""

    write_permissions = ("entitlements.add_account",)
    filterset_class = AccountFilters

    @extend_schema(
        operation_id="create_account",
        summary="A new account",
        request=AccountInput,
        responses={201: AccountAnswer},
        tags=["configuration"],
    )
    @write
    def post(self, request: Request) -> Response:
        given = self.read(AccountInput)
        name, external_id = given["name"], given.get("external_id") or ""
        account = create_account(name=name, external_id=external_id, actor=actor_of(request))
        return single(request, self.answer(account), 201, {"Location": f"{request.path}{account.pk}/"})


@extend_schema_view(
    get=extend_schema(
        operation_id="get_account",
        summary="An account",
        responses=AccountAnswer,
        tags=["configuration"],
    )
)
class AccountDetail(Accounts, Removable[Account]):
    """One by its id, its changes, and its end."""

    permission = "entitlements.%s_account"

    @extend_schema(
        operation_id="change_account",
        summary="Change an account",
        request=AccountInput,
        responses=AccountAnswer,
        tags=["configuration"],
    )
    @single_answer
    @write
    def patch(self, request: Request, pk: int) -> Response:
        given = self.read(AccountInput, partial=True)
        account = self.find(pk, lock=True)
        require_match(request, self.answer(account))
        if "external_id" in given:
            given["external_id"] = given["external_id"] or ""
        return single(request, self.answer(change_account(account, **given, actor=actor_of(request))))

    @extend_schema(
        operation_id="delete_account",
        summary="Remove an account that nothing uses, with its contacts",
        responses={204: None},
        tags=["configuration"],
    )
    @write
    def delete(self, request: Request, pk: int) -> Response:
        account = self.find(pk, lock=True)
        require_match(request, self.answer(account))
        delete_account(account, actor=actor_of(request))
        return Response(status=204)
