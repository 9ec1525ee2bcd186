"""Contacts: made and changed in one place, whoever asks."""

from collections.abc import Mapping
from typing import Any

from entitlements.models import Account, Contact
from entitlements.services.fixed import refuse_changes
from entitlements.services.rows import Names, assign, remove, store

_NAMES: Names = {"account": (Account, "pk")}


def create_contact(given: Mapping[str, Any], *, actor: str = "", reason: str = "") -> Contact:
    """A person of an account. `given` holds fields of `Contact`, the account by id.

    Raises InvalidInput naming each wrong field, Conflict where another request took the external id.
    """
    contact = Contact()
    assign(contact, given, _NAMES)
    store(contact, actor=actor, reason=reason)
    return contact


def change_contact(
    contact: Contact, given: Mapping[str, Any], *, actor: str = "", reason: str = ""
) -> Contact:
    """The contact with what is given changed; its account stays. The caller holds the row's lock."""
    assign(contact, refuse_changes(contact, given, "account"), _NAMES)
    store(contact, actor=actor, reason=reason)
    return contact


def delete_contact(contact: Contact, *, actor: str = "", reason: str = "") -> None:
    """Remove a contact that nothing names. Raises Conflict saying what does."""
    remove(contact, actor=actor, reason=reason)
