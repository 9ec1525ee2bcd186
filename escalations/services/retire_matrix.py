"""Taking a matrix version out of offer."""

from django.db import transaction

from entitlements.business_time.instants import to_datetime
from entitlements.models import ProcessVersion, VersionStatus
from entitlements.services.required_reason import required_reason
from escalations.models import MatrixVersion
from escalations.models.matrix_version import MatrixStatus
from sla_admin.shared.changes.responsible import because
from sla_admin.shared.errors import Conflict


def retire_matrix(version_id: int, actor: str, at: int, *, reason: str) -> None:
    """Retire an active version at `at` (µs): no process can newly pin it; cases pinned to it go on as before.

    Raises InvalidInput without a reason; Conflict unless it is active, or while it is pinned by the default
    version of a process, whose new cases would go on using it; and MatrixVersion.DoesNotExist.
    """
    with because(required_reason(reason), actor=actor), transaction.atomic():
        version = MatrixVersion.objects.select_for_update().get(pk=version_id)
        if version.status != MatrixStatus.ACTIVE:
            raise Conflict(f"{version} is {version.status}: only an active version can be retired.")
        using = ProcessVersion.objects.filter(
            matrix_version=version.pk, is_default=True, status=VersionStatus.ACTIVE
        ).first()
        if using is not None:
            raise Conflict(
                f"{version} answers new cases of {using}. Activate a process version with another first."
            )
        version.status = MatrixStatus.RETIRED
        version.retired_at, version.retired_by = to_datetime(at), actor
        version.save(update_fields=["status", "retired_at", "retired_by"])
