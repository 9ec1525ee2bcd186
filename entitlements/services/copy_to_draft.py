"""Begins a new version where another one stands."""

from django.db import transaction

from entitlements.models import ProcessVersion
from entitlements.selectors.process_versions import read_process
from entitlements.services.create_draft import create_draft
from entitlements.services.locked_version import locked_version
from entitlements.services.policy_tests import copy_policy_tests


@transaction.atomic
def copy_to_draft(*, version_id: int, actor: str, at: int, notes: str = "") -> ProcessVersion:
    """A draft of the same process that promises the same. Milestones keep their keys, so running clocks are
    found again after a move; policy tests come along. Raises NotFound.
    """
    version = locked_version(version_id)
    draft = create_draft(
        process_id=version.process_id,
        content=read_process(version_id),
        actor=actor,
        at=at,
        notes=notes or f"Copied from version {version.number}.",
    )
    copy_policy_tests(version, draft)
    return draft
