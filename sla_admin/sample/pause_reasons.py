"""Why the sample's people pause clocks."""

from milestones.services.pause_reasons import create_pause_reason
from sla_admin.sample.items import Brought
from sla_admin.sample.promises import ACTOR

_REASONS: tuple[tuple[str, str, bool, bool, list[str]], ...] = (
    # key, name, needs a note, counts against pause budgets, record types
    ("customer", "Waiting for the customer", False, True, []),
    ("third_party", "Waiting for a third party", True, True, []),
    ("parts", "Waiting for parts", False, True, ["work_order"]),
    ("agreed", "Agreed with the customer", True, False, []),
    ("internal", "Waiting for ourselves", True, True, []),
)
_GIVEN_UP = "internal"
"""Switched off: that we wait for ourselves is no reason to stop a clock."""


def load_pause_reasons(brought: Brought) -> None:
    """Five, one of them switched off."""
    for place, (key, name, needs_note, counts, record_types) in enumerate(_REASONS, 1):
        given = {
            "key": key,
            "name": name,
            "position": place,
            "needs_note": needs_note,
            "counts_against_budget": counts,
            "record_types": record_types,
            "is_active": key != _GIVEN_UP,
        }
        brought(create_pause_reason(given, actor=ACTOR))
