"""Puts a version into use."""

from typing import NamedTuple

from django.db import transaction

from entitlements.business_time.instants import to_datetime
from entitlements.models import ProcessVersion, VersionStatus
from entitlements.process.finding import Finding
from entitlements.services.check_version import check_version
from entitlements.services.locked_version import locked_draft
from entitlements.services.required_reason import required_reason
from sla_admin.shared.changes.responsible import because
from sla_admin.shared.errors import Conflict, InvalidInput


class Activation(NamedTuple):
    """The version in use, and what the checks warn of."""

    version: ProcessVersion
    warnings: list[Finding]


@transaction.atomic
def activate_version(*, version_id: int, actor: str, at: int, reason: str) -> Activation:
    """Make a draft the default for cases opened from `at` (µs since 1970, UTC) on.

    The version that was the default stays active for the cases it serves. Raises NotFound; Conflict where the
    version is no draft, or another was activated at or after `at`; InvalidInput without a reason, or naming
    every check that found an error.
    """
    given = required_reason(reason)
    version = locked_draft(version_id)
    findings = check_version(version_id)
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        raise InvalidInput(
            (each.field, f"{each.object}: {each.why} {each.fix} [{each.code}]") for each in errors
        )
    instant = to_datetime(at)
    others = ProcessVersion.objects.filter(process_id=version.process_id)
    if instant < version.created_at or others.filter(activated_at__gte=instant).exists():
        raise Conflict("A version is activated after it was made, and after the one before it was activated.")
    version.status = VersionStatus.ACTIVE
    version.is_default = True
    version.activated_at = instant
    version.activated_by = actor
    version.activated_reason = given
    with because(given, actor=actor):
        others.filter(is_default=True).update(is_default=False)
        version.save()
    return Activation(version, [finding for finding in findings if finding.severity == "warning"])
