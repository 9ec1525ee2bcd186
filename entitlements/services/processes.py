"""Entitlement processes: made and changed in one place, whoever asks. What they say is in their versions."""

from django.db import transaction

from entitlements.models import EntitlementProcess
from entitlements.process.definition import RecordType
from entitlements.services.validated import save_validated


def create_process(
    *, name: str, record_type: RecordType = "case", description: str = ""
) -> EntitlementProcess:
    """A process without versions yet. Raises InvalidInput naming each wrong field."""
    process = EntitlementProcess(name=name.strip(), record_type=record_type, description=description)
    with transaction.atomic():
        save_validated(process)
    return process
