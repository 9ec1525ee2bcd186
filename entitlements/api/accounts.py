"""Accounts: the customers."""

from typing import Any

import django_filters
import msgspec
from django.db.models import QuerySet

from entitlements.models import Account
from entitlements.services.accounts import change_account, create_account, delete_account
from sla_admin.shared.api.editing import Editable, EditableDetail, EditableList
from sla_admin.shared.api.fields import Input, TextField
from sla_admin.shared.api.filters import TextFilter
from sla_admin.shared.api.page import Page


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


class Accounts(Editable[Account]):
    what = "account"
    name = "account"
    scope = "configuration"
    permission = "entitlements.%s_account"
    answer_shape = AccountAnswer
    page_shape = AccountPage
    input_shape = AccountInput
    removable = "that nothing uses, with its contacts"

    def rows(self) -> QuerySet[Account]:
        return Account.objects.all()

    def answers(self, rows: list[Account]) -> list[Any]:
        return [AccountAnswer(each.pk, each.name, each.external_id or None) for each in rows]

    def make(self, given: dict[str, Any]) -> Account:
        external_id = given.get("external_id") or ""
        return create_account(name=given["name"], external_id=external_id, actor=self.actor)

    def change(self, row: Account, given: dict[str, Any]) -> None:
        if "external_id" in given:
            given["external_id"] = given["external_id"] or ""
        change_account(row, **given, actor=self.actor)

    def remove(self, row: Account) -> None:
        delete_account(row, actor=self.actor)


class AccountList(Accounts, EditableList[Account]):
    """The list, and new accounts."""

    filterset_class = AccountFilters


class AccountDetail(Accounts, EditableDetail[Account]):
    """One by its id, its changes, and its end."""
