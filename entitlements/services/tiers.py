"""Support tiers: made in one place, whoever asks."""

from collections.abc import Mapping
from typing import Any

from entitlements.models import SupportTier
from entitlements.services.rows import assign, remove, store


def create_tier(
    *,
    key: str,
    name: str,
    rank: int,
    customer_segment: str = "",
    color: str = "#64748b",
    actor: str = "",
    reason: str = "",
) -> SupportTier:
    """A level of commitment; rank 1 is the highest. Raises InvalidInput naming each wrong field."""
    tier = SupportTier(
        key=key, name=name.strip(), rank=rank, customer_segment=customer_segment.strip(), color=color
    )
    store(tier, actor=actor, reason=reason)
    return tier


def change_tier(
    tier: SupportTier, given: Mapping[str, Any], *, actor: str = "", reason: str = ""
) -> SupportTier:
    """The tier with what is given changed; its key stays. The caller holds the row's lock.

    Raises InvalidInput naming each wrong field.
    """
    assign(tier, given, {})
    store(tier, actor=actor, reason=reason)
    return tier


def delete_tier(tier: SupportTier, *, actor: str = "", reason: str = "") -> None:
    """Remove a tier that nothing names. Raises Conflict saying what does."""
    remove(tier, actor=actor, reason=reason)
