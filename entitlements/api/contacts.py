"""Contacts: the people of accounts."""

from typing import Any

import django_filters
import msgspec
from django.db.models import QuerySet

from entitlements.models import Contact
from entitlements.services.contacts import change_contact, create_contact, delete_contact
from sla_admin.shared.api.editing import Editable, EditableDetail, EditableList
from sla_admin.shared.api.fields import IdField, Input, TextField
from sla_admin.shared.api.filters import IdFilter, TextFilter
from sla_admin.shared.api.page import Page


class ContactAnswer(msgspec.Struct, frozen=True):
    """A person of an account. `external_id` is what the system that cases come from calls them."""

    id: int
    account: int
    name: str
    email: str
    external_id: str | None


class ContactPage(Page[ContactAnswer], frozen=True):
    """A page of contacts."""


class ContactInput(Input):
    account = IdField(help_text="The account's id; it never changes.")
    name = TextField(max_length=200, help_text="What people call them.")
    email = TextField(max_length=254, required=False, allow_blank=True, help_text="Once for each account.")
    external_id = TextField(
        max_length=200,
        required=False,
        allow_blank=True,
        help_text="What the system that cases come from calls them; unique.",
    )


class ContactFilters(django_filters.FilterSet):
    account = IdFilter(field_name="account_id", label="Contacts of that account.")
    external_id = TextFilter(lookup_expr="exact", label="The contact that system calls so.")
    email = TextFilter(label="Upper and lower case do not matter.")
    name = TextFilter(lookup_expr="icontains", label="Contacts whose name contains this.")


class Contacts(Editable[Contact]):
    what = "contact"
    name = "contact"
    scope = "configuration"
    permission = "entitlements.%s_contact"
    answer_shape = ContactAnswer
    page_shape = ContactPage
    input_shape = ContactInput

    def rows(self) -> QuerySet[Contact]:
        return Contact.objects.all()

    def answers(self, rows: list[Contact]) -> list[Any]:
        return [
            ContactAnswer(each.pk, each.account_id, each.name, each.email, each.external_id or None)
            for each in rows
        ]

    def make(self, given: dict[str, Any]) -> Contact:
        return create_contact(given, actor=self.actor)

    def change(self, row: Contact, given: dict[str, Any]) -> None:
        change_contact(row, given, actor=self.actor)

    def remove(self, row: Contact) -> None:
        delete_contact(row, actor=self.actor)


class ContactList(Contacts, EditableList[Contact]):
    """The list, and new ones."""

    filterset_class = ContactFilters


class ContactDetail(Contacts, EditableDetail[Contact]):
    """One by its id, its changes, and its end."""
