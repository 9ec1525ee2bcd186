"""Entitlements: made and changed in one place, whoever asks.

Cases that are running keep what they were promised; a change is what later cases find (domain rules, clocks).
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Model

from entitlements.models import Account, BusinessHours, Entitlement, EntitlementProcess, SupportTier
from entitlements.services.validated import save_validated
from sla_admin.shared.errors import InvalidInput

_NAMED = {
    "account": (Account, "pk"),
    "tier": (SupportTier, "key"),
    "process": (EntitlementProcess, "pk"),
    "hours": (BusinessHours, "pk"),
}
"""What an entitlement names, and by what it is named."""


def create_entitlement(given: Mapping[str, Any]) -> Entitlement:
    """A new promise. `given` holds fields of `Entitlement`; account, process and hours by id, the tier by
    key.

    Raises InvalidInput naming each wrong field.
    """
    return _save(Entitlement(), given)


def change_entitlement(entitlement: Entitlement, given: Mapping[str, Any]) -> Entitlement:
    """The promise with what is given changed.

    The caller holds the row's lock. Raises as `create_entitlement`.
    """
    return _save(entitlement, given)


def _save(entitlement: Entitlement, given: Mapping[str, Any]) -> Entitlement:
    problems: list[tuple[str, str]] = []
    for field, value in given.items():
        if field in _NAMED and value is not None:
            found = _find(field, value)
            if found is None:
                problems.append((field, f"There is no {field} {value!r}."))
            else:
                setattr(entitlement, field, found)
        else:
            setattr(entitlement, field, value)
    if problems:
        raise InvalidInput(problems)
    with transaction.atomic():
        save_validated(entitlement)
    return entitlement


def _find(field: str, value: Any) -> Model | None:
    model, name = _NAMED[field]
    return model._default_manager.filter(**{name: value}).first()  # noqa: SLF001 (Django's public name for it)
