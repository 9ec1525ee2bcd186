"""Support tiers: made in one place, whoever asks."""

from django.db import transaction

from entitlements.models import SupportTier
from entitlements.services.validated import save_validated


def create_tier(
    *, key: str, name: str, rank: int, customer_segment: str = "", color: str = "#64748b"
) -> SupportTier:
    """A level of commitment; rank 1 is the highest. Raises InvalidInput naming each wrong field."""
    tier = SupportTier(
        key=key, name=name.strip(), rank=rank, customer_segment=customer_segment.strip(), color=color
    )
    with transaction.atomic():
        save_validated(tier)
    return tier
