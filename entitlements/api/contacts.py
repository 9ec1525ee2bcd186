"""Contacts: the people of accounts."""

from typing import Any

import django_filters
import msgspec
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from entitlements.models import Contact
from entitlements.services.contacts import change_contact, create_contact, delete_contact
from sla_admin.shared.api.authentication import actor_of
from sla_admin.shared.api.fields import IdField, Input, TextField
from sla_admin.shared.api.filters import IdFilter, TextFilter
from sla_admin.shared.api.listing import Listing, Removable, Resource
from sla_admin.shared.api.once import write
from sla_admin.shared.api.page import Page
from sla_admin.shared.api.precondition import require_match, single
from sla_admin.shared.api.schema import single_answer


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


class Contacts(Resource[Contact]):
    what = "contact"
    scope = "configuration"
    read_permissions = ("entitlements.view_contact",)

    def rows(self) -> QuerySet[Contact]:
        return Contact.objects.all()

    def answers(self, rows: list[Contact]) -> list[Any]:
        return [
            ContactAnswer(each.pk, each.account_id, each.name, each.email, each.external_id or None)
            for each in rows
        ]


@extend_schema_view(
    get=extend_schema(
        operation_id="list_contacts",
        summary="Contacts",
        responses=ContactPage,
        tags=["configuration"],
    )
)
class ContactList(Contacts, Listing[Contact]):
    """The list, and new ones."""

    write_permissions = ("entitlements.add_contact",)
    filterset_class = ContactFilters

    @extend_schema(
        operation_id="create_contact",
        summary="A new contact",
        request=ContactInput,
        responses={201: ContactAnswer},
        tags=["configuration"],
    )
    @write
    def post(self, request: Request) -> Response:
        made = create_contact(self.read(ContactInput), actor=actor_of(request))
        answer = self.answer(self.find(made.pk))
        return single(request, answer, 201, {"Location": f"{request.path}{made.pk}/"})


@extend_schema_view(
    get=extend_schema(
        operation_id="get_contact",
        summary="A contact",
        responses=ContactAnswer,
        tags=["configuration"],
    )
)
class ContactDetail(Contacts, Removable[Contact]):
    """One by its id, its changes, and its end."""

    permission = "entitlements.%s_contact"

    @extend_schema(
        operation_id="change_contact",
        summary="Change a contact",
        request=ContactInput,
        responses=ContactAnswer,
        tags=["configuration"],
    )
    @single_answer
    @write
    def patch(self, request: Request, pk: int) -> Response:
        given = self.read(ContactInput, partial=True)
        row = self.find(pk, lock=True)
        require_match(request, self.answer(row))
        change_contact(row, given, actor=actor_of(request))
        return single(request, self.answer(self.find(pk)))

    @extend_schema(
        operation_id="delete_contact",
        summary="Remove a contact that nothing uses",
        responses={204: None},
        tags=["configuration"],
    )
    @write
    def delete(self, request: Request, pk: int) -> Response:
        row = self.find(pk, lock=True)
        require_match(request, self.answer(row))
        delete_contact(row, actor=actor_of(request))
        return Response(status=204)
