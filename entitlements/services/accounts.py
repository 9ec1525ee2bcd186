"""Accounts: made and changed in one place, whoever asks."""

from typing import Any

from entitlements.models import Account
from entitlements.services.rows import remove, store


def create_account(*, name: str, external_id: str = "", actor: str = "", reason: str = "") -> Account:
    """A new customer. Raises InvalidInput naming each wrong field, Conflict when another request took the
    external id meanwhile.
    """
    account = Account(name=name.strip(), external_id=external_id.strip())
    store(account, actor=actor, reason=reason)
    return account


def change_account(account: Account, *, actor: str = "", reason: str = "", **given: Any) -> Account:
    """The account with what is given (`name`, `external_id`) changed. The caller holds the row's lock.

    Raises as `create_account`.
    """
    for field in ("name", "external_id"):
        if given.get(field) is not None:
            setattr(account, field, given[field].strip())
    store(account, actor=actor, reason=reason)
    return account


def delete_account(account: Account, *, actor: str = "", reason: str = "") -> None:
    """Remove a customer that nothing names, with its contacts. Raises Conflict saying what does."""
    remove(account, actor=actor, reason=reason)
