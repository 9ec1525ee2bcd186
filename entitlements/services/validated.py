"""Rows that are checked before they are written: a wrong one is refused with its fields and reasons."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model

from sla_admin.shared.errors import GENERAL, InvalidInput


def save_validated(row: Model) -> None:
    """Check fields, uniqueness and constraints, then save. Raises InvalidInput naming every wrong field."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise InvalidInput(
            (GENERAL if field == NON_FIELD_ERRORS else field, reason)
            for field, reasons in error.message_dict.items()
            for reason in reasons
        ) from error
    row.save()
