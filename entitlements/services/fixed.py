"""What is decided when a row is made and stays."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from sla_admin.shared.errors import InvalidInput


def refuse_changes(row: Model, given: Mapping[str, Any], *fixed: str) -> dict[str, Any]:
    """What is given without the fixed fields. Raises InvalidInput where one of them would change."""
    changed = []
    for field in fixed:
        if field not in given:
            continue
        value = given[field]
        number = value.pk if isinstance(value, Model) else value
        if number != getattr(row, f"{field}_id"):
            changed.append((field, "It never changes; make a new one instead."))
    if changed:
        raise InvalidInput(changed)
    return {field: value for field, value in given.items() if field not in fixed}
