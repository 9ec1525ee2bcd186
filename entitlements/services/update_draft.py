"""Changes a version that is not in use yet."""

from django.db import transaction

from entitlements.models import ProcessVersion
from entitlements.process.definition import Process
from entitlements.services.draft_content import require_valid, write_content
from entitlements.services.locked_version import locked_draft


@transaction.atomic
def update_draft(*, version_id: int, content: Process, notes: str | None = None) -> ProcessVersion:
    """Make the draft say what `content` says, milestones and all; `notes` None keeps the notes.

    Raises NotFound, Conflict where the version is in use, or InvalidInput naming every wrong field.
    """
    version = locked_draft(version_id)
    require_valid(content)
    if notes is not None:
        version.notes = notes
    write_content(version, content)
    return version
