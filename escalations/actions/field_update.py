"""Setting a field of the case to a fixed value.

The value is set inside the fold, directly after the fact that caused it (domain rules, the fold), so that it
is withdrawn with that fact. It never becomes a delivery; here it is only checked and described.
"""

import re
from collections.abc import Iterable
from typing import Any

from escalations.actions.context import Context
from escalations.actions.outcome import Outcome
from escalations.models import Delivery
from escalations.selectors.targets import Reach

_TEXTS = ("priority", "status", "queue")
FIELDS = (*_TEXTS, "owner")
_ATTRIBUTE = re.compile(r"attributes\.[A-Za-z_][A-Za-z0-9_]{0,62}")


class FieldUpdate:
    """Checks and describes fixed field updates."""

    kind = "field_update"
    name = "field update"
    needs_target = False
    reach: Reach = "address"

    def problems(self, parameters: dict[str, Any]) -> Iterable[tuple[str, str]]:
        field = parameters.get("field")
        if not isinstance(field, str) or not (field in FIELDS or _ATTRIBUTE.fullmatch(field)):
            yield ("field", f"Name one of {', '.join(FIELDS)} or attributes.<name>.")
        if "value" not in parameters:
            yield ("value", "Give the value to set.")
        elif not isinstance(parameters["value"], str | int | float | bool | None):
            yield ("value", "A fixed value is a text, a number, yes, no or nothing.")
        elif field == "owner" and type(parameters["value"]) is not int:
            yield ("value", "The owner is set to a user's id.")
        elif field in _TEXTS and not (isinstance(parameters["value"], str) and parameters["value"].strip()):
            yield ("value", f"The {field} is set to a text{' (its key)' if field == 'queue' else ''}.")
        for unknown in sorted(set(parameters) - {"field", "value"}):
            yield (unknown, "A field update has a field and a value, nothing else.")

    def describe(self, parameters: dict[str, Any]) -> str:
        return f"{parameters.get('field', '?')} = {parameters.get('value', '?')}"

    def perform(self, delivery: Delivery, context: Context, at: int) -> Outcome:
        raise AssertionError(f"Delivery {delivery.pk} is a field update: those belong to the fold.")


ACTION = FieldUpdate()
