"""Accounts: made and changed in one place, whoever asks."""

from django.db import IntegrityError, transaction

from entitlements.models import Account
from entitlements.services.validated import save_validated
from sla_admin.shared.errors import Conflict


def create_account(*, name: str, external_id: str = "") -> Account:
    """A new customer. Raises InvalidInput naming each wrong field, Conflict when another request took the
    external id meanwhile.
    """
    return _save(Account(name=name.strip(), external_id=external_id.strip()))


def change_account(account: Account, *, name: str | None = None, external_id: str | None = None) -> Account:
    """The account with what is given changed. The caller holds the row's lock. Raises as `create_account`."""
    if name is not None:
        account.name = name.strip()
    if external_id is not None:
        account.external_id = external_id.strip()
    return _save(account)


def _save(account: Account) -> Account:
    try:
        with transaction.atomic():
            save_validated(account)
    except IntegrityError as error:
        # The checks passed, so the only thing left is a race for the external id.
        raise Conflict(
            f"Another account was given the external id {account.external_id!r} just now."
        ) from error
    return account
