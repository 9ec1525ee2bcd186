"""Assets: made and changed in one place. A new one gets what the templates of its product promise."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from entitlements.models import Account, Asset, Product
from entitlements.services.fixed import refuse_changes
from entitlements.services.rows import Names, assign, remove, store
from entitlements.services.templates import apply_to_asset

_NAMES: Names = {"account": (Account, "pk"), "product": (Product, "pk")}


@transaction.atomic
def create_asset(given: Mapping[str, Any], *, at: int, actor: str = "", reason: str = "") -> Asset:
    """An account's copy of a product, and the entitlements that templates of the product make for it.

    `given` holds fields of `Asset`, account and product by id; `at` (µs) is the first day of an entitlement
    whose asset names none. Raises InvalidInput naming each wrong field, Conflict where an entitlement made
    would always tie with another one.
    """
    asset = Asset()
    assign(asset, given, _NAMES)
    store(asset, actor=actor, reason=reason)
    apply_to_asset(asset, at=at, actor=actor)
    return asset


@transaction.atomic
def change_asset(asset: Asset, given: Mapping[str, Any], *, actor: str = "", reason: str = "") -> Asset:
    """The asset with what is given changed; account and product stay. The caller holds the row's lock."""
    assign(asset, refuse_changes(asset, given, "account", "product"), _NAMES)
    store(asset, actor=actor, reason=reason)
    return asset


def delete_asset(asset: Asset, *, actor: str = "", reason: str = "") -> None:
    """Remove an asset that nothing names. Raises Conflict saying what does."""
    remove(asset, actor=actor, reason=reason)
