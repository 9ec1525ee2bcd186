"""The columns of a tier table: which milestone each promises, and what fulfils it."""

import re
from typing import NamedTuple

from entitlements.process.definition import CriteriaTree, Recurrence, Start

_REPLIED: CriteriaTree = {"event": "public_reply_sent"}
_CLOSED: CriteriaTree = {"field": "is_closed", "op": "equals", "value": True}
_STOPPED: CriteriaTree = {"field": "is_stopped", "op": "equals", "value": True}
_CUSTOMER_REPLIED: CriteriaTree = {"event": "customer_replied"}


class Column(NamedTuple):
    """What a column of amounts promises. `type` is the milestone type's key."""

    type: str
    name: str
    recurrence: Recurrence = "none"
    start: Start = "process_entry"
    entry: CriteriaTree | None = None
    completion: CriteriaTree | None = None
    pause: CriteriaTree | None = None


FIRST_RESPONSE = Column("first_response", "First Response", completion={"any": [_REPLIED, _CLOSED]})
WORKAROUND = Column("workaround", "Workaround", pause=_STOPPED)
RESOLUTION = Column("resolution", "Resolution", completion=_CLOSED, pause=_STOPPED)
NEXT_UPDATE = Column("next_update", "Next Update", "sequential", "criteria_met", completion=_REPLIED)
NEXT_REPLY = Column("next_reply", "Next Reply", "independent", "criteria_met", _CUSTOMER_REPLIED, _REPLIED)
PAUSABLE_UPDATE = Column(
    "pausable_update", "Pausable Update", "sequential", "criteria_met", completion=_REPLIED, pause=_STOPPED
)

KNOWN: dict[str, Column] = {
    "first_response": FIRST_RESPONSE,
    "response": FIRST_RESPONSE,
    "workaround": WORKAROUND,
    "resolution": RESOLUTION,
    "fix": RESOLUTION,
    "next_update": NEXT_UPDATE,
    "update_every": NEXT_UPDATE,
    "ongoing_update": NEXT_UPDATE,
    "next_reply": NEXT_REPLY,
    "pausable_update": PAUSABLE_UPDATE,
}
"""Headings that name their milestone. Any other heading is a milestone of its own that people complete."""

NO_MILESTONE = ("tier", "priority", "hours", "notes")


def heading(text: str) -> str:
    """A heading as a key: "First response" is `first_response`."""
    return re.sub(r"[^a-z0-9]+", "_", text.strip().casefold()).strip("_")


def column_of(key: str) -> Column:
    """What the column with this key promises."""
    known = KNOWN.get(key)
    return known if known is not None else Column(key, key.replace("_", " ").title())
