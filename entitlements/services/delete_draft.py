"""Throws away a version that was never used."""

from django.db import transaction

from entitlements.services.locked_version import locked_draft
from entitlements.services.rows import remove


@transaction.atomic
def delete_draft(*, version_id: int) -> None:
    """Delete a draft with its milestones. Raises NotFound, or Conflict where the version is in use or its
    design was signed."""
    remove(locked_draft(version_id))
