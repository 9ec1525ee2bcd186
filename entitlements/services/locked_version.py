"""A process version, locked for a change."""

from entitlements.models import EntitlementProcess, ProcessVersion, VersionStatus
from sla_admin.shared.errors import Conflict, NotFound


def locked_process(process_id: int) -> EntitlementProcess:
    """The process, so that one change of its versions goes on at a time. Raises NotFound."""
    process = EntitlementProcess.objects.select_for_update().filter(pk=process_id).first()
    if process is None:
        raise NotFound(f"There is no entitlement process {process_id}.")
    return process


def locked_version(version_id: int) -> ProcessVersion:
    """The version with its process, both locked, process first. Raises NotFound."""
    process_id = ProcessVersion.objects.filter(pk=version_id).values_list("process_id", flat=True).first()
    if process_id is None:
        raise NotFound(f"There is no process version {version_id}.")
    process = locked_process(process_id)
    version = ProcessVersion.objects.select_for_update().filter(pk=version_id).first()
    if version is None:
        raise NotFound(f"There is no process version {version_id}.")
    version.process = process
    return version


def locked_draft(version_id: int) -> ProcessVersion:
    """A version that may still be edited, locked. Raises NotFound, or Conflict where it is in use."""
    version = locked_version(version_id)
    if version.status != VersionStatus.DRAFT:
        raise Conflict(f"{version} is {version.status} and never changes. Copy it to a draft instead.")
    return version
