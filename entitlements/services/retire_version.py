"""Takes a version out of use."""

from django.db import transaction

from entitlements.business_time.instants import to_datetime
from entitlements.models import ProcessVersion, VersionStatus
from entitlements.services.locked_version import locked_version
from entitlements.services.required_reason import required_reason
from sla_admin.shared.changes.responsible import because
from sla_admin.shared.errors import Conflict


@transaction.atomic
def retire_version(*, version_id: int, actor: str, at: int, reason: str) -> ProcessVersion:
    """Retire an active version that is no longer the default. The cases it serves keep it.

    Raises NotFound, InvalidInput without a reason, Conflict where it is a draft, retired, or the default.
    """
    given = required_reason(reason)
    version = locked_version(version_id)
    if version.status != VersionStatus.ACTIVE:
        raise Conflict(f"{version} is {version.status}; only an active version is retired.")
    if version.is_default:
        raise Conflict(f"{version} is the default for new cases. Activate another version first.")
    version.status = VersionStatus.RETIRED
    version.retired_at = to_datetime(at)
    version.retired_by = actor
    version.retired_reason = given
    with because(given, actor=actor):
        version.save()
    return version
