"""Products: made and changed in one place, whoever asks."""

from collections.abc import Mapping
from typing import Any

from entitlements.models import Product
from entitlements.services.rows import assign, remove, store


def create_product(given: Mapping[str, Any], *, actor: str = "", reason: str = "") -> Product:
    """A thing that is supported. `given` holds fields of `Product`.

    Raises InvalidInput naming each wrong field, Conflict where another request took its name.
    """
    return change_product(Product(), given, actor=actor, reason=reason)


def change_product(
    product: Product, given: Mapping[str, Any], *, actor: str = "", reason: str = ""
) -> Product:
    """The product with what is given changed. The caller holds the row's lock."""
    assign(product, given, {})
    store(product, actor=actor, reason=reason)
    return product


def delete_product(product: Product, *, actor: str = "", reason: str = "") -> None:
    """Remove a product that nothing names. Raises Conflict saying what does."""
    remove(product, actor=actor, reason=reason)
