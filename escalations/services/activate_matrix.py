"""From a draft to a version that processes may pin."""

from typing import Any

from django.db import transaction

from entitlements.business_time.instants import to_datetime
from entitlements.process.finding import Finding
from entitlements.services.required_reason import required_reason
from escalations.models import CellEntry, MatrixVersion
from escalations.models.matrix_version import MatrixStatus
from escalations.services.check_matrix import check_matrix
from sla_admin.shared.changes.responsible import because
from sla_admin.shared.errors import Conflict, InvalidInput


def activate_matrix(version_id: int, actor: str, at: int, *, reason: str) -> list[Finding]:
    """Activate a draft at `at` (µs) and answer the warnings its checks gave. It never changes again.

    Templates are copied into the entries, so that later edits of a template change no message of this
    version. Raises InvalidInput without a reason, Conflict unless the version is a draft, InvalidInput with
    every error its checks found, and MatrixVersion.DoesNotExist.
    """
    with because(required_reason(reason), actor=actor), transaction.atomic():
        version = MatrixVersion.objects.select_for_update().select_related(None).get(pk=version_id)
        if version.status != MatrixStatus.DRAFT:
            raise Conflict(f"{version} is {version.status}: only a draft can be activated.")
        findings = check_matrix(version)
        errors = [finding for finding in findings if finding.severity == "error"]
        if errors:
            raise InvalidInput((error.field, f"{error.object}: {error.why} {error.fix}") for error in errors)
        _pin_templates(version)
        version.status = MatrixStatus.ACTIVE
        version.activated_at, version.activated_by = to_datetime(at), actor
        version.save(update_fields=["status", "activated_at", "activated_by"])
    return findings


def _pin_templates(version: MatrixVersion) -> None:
    for entry in CellEntry.objects.filter(row__version=version, template__isnull=False).select_related(
        "template"
    ):
        template = entry.template
        if template is None:
            continue
        content: dict[str, Any] = {"subject": template.subject, "text": template.text, "html": template.html}
        entry.parameters = {**entry.parameters, "content": content}
        entry.save(update_fields=["parameters"])
