"""Whether a version is still what it was when it was run."""

from hashlib import sha256

import msgspec
from msgspec.structs import replace

from entitlements.process.definition import Process
from escalations.matrix.rows import Matrix
from escalations.models import MatrixVersion
from escalations.selectors.matrices import matrix_of
from sla_admin.shared.errors import InvalidInput


def fingerprint_of(process: Process) -> str:
    """SHA-256 over everything a version promises and its matrix answers, drafts included; the process's name
    is no part of it. Raises InvalidInput where the matrix does not exist.
    """
    content = replace(process, name="")
    return sha256(msgspec.json.encode([content, _matrix(process)], order="deterministic")).hexdigest()


def _matrix(process: Process) -> Matrix | None:
    number = process.matrix_version
    if number is None:
        return None
    try:
        return matrix_of(number)
    except MatrixVersion.DoesNotExist as error:
        reason = f"It names matrix version {number}, which does not exist."
        raise InvalidInput.of("version", reason) from error
