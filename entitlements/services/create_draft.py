"""Begins a new version of a process."""

from django.db import transaction
from django.db.models import Max

from entitlements.business_time.instants import to_datetime
from entitlements.models import ProcessVersion
from entitlements.process.definition import Process
from entitlements.services.draft_content import require_valid, write_content
from entitlements.services.locked_version import locked_process


@transaction.atomic
def create_draft(
    *, process_id: int, content: Process, actor: str, at: int, notes: str = ""
) -> ProcessVersion:
    """A draft that says what `content` says, whose `version` and `name` are not read; `at` is in µs (UTC).

    Raises NotFound, or InvalidInput naming every wrong field of `content` ("milestones.2.budget").
    """
    process = locked_process(process_id)
    require_valid(content)
    last = ProcessVersion.objects.filter(process=process).aggregate(last=Max("number"))["last"]
    version = ProcessVersion(
        process=process,
        number=(last or 0) + 1,
        notes=notes,
        created_at=to_datetime(at),
        created_by=actor,
    )
    write_content(version, content)
    return version
