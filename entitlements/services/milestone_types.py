"""Milestone types: made in one place, whoever asks."""

from django.db import transaction

from entitlements.models import MilestoneType
from entitlements.process.definition import Recurrence
from entitlements.services.validated import save_validated


def create_milestone_type(
    *,
    key: str,
    name: str,
    recurrence: Recurrence = "none",
    hours_id: int | None = None,
    pausable: bool = True,
) -> MilestoneType:
    """A kind of promise, with what a new definition copies. Raises InvalidInput naming each wrong field."""
    kind = MilestoneType(
        key=key, name=name.strip(), recurrence=recurrence, hours_id=hours_id, pausable=pausable
    )
    with transaction.atomic():
        save_validated(kind)
    return kind
