"""The check of a process version that only escalation can make: whether the matrix it pins answers."""

from collections.abc import Iterator

from entitlements.process.definition import Process
from entitlements.process.finding import Finding
from escalations.models import MatrixVersion
from escalations.models.matrix_version import MatrixStatus


def check_pinned_matrix(process: Process) -> Iterator[Finding]:
    """An error where the pinned matrix version does not exist or is not in use."""
    if process.matrix_version is None:
        return
    status = MatrixVersion.objects.filter(pk=process.matrix_version).values_list("status", flat=True).first()
    if status == MatrixStatus.ACTIVE:
        return
    why = f"is {status}" if status else "does not exist"
    yield Finding(
        code="matrix_version_missing",
        severity="error",
        object=process.name,
        field="matrix_version",
        why=f"The pinned matrix version {process.matrix_version} {why}: nothing would answer triggers.",
        fix="Pin a matrix version that is active.",
    )
