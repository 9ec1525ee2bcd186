"""Process versions as tests need them."""

from typing import Any

from entitlements.business_time.budget import Budget
from entitlements.process.definition import MilestoneDefinition, Process, Trigger

MINUTE = 60 * 1_000_000
HOUR = 60 * MINUTE
CLOSED = {"field": "is_closed", "op": "equals", "value": True}
STOPPED = {"field": "is_stopped", "op": "equals", "value": True}
REPLY = {"event": "public_reply_sent"}
WARNING = Trigger("75", "percent", 7500, "warning")


def priority(*names: str) -> dict[str, Any]:
    return {"field": "priority", "op": "in", "value": list(names)}


def first_response(**changes: Any) -> MilestoneDefinition:
    settings: dict[str, Any] = {
        "key": "first_response",
        "type": "first_response",
        "name": "First Response",
        "completion": REPLY,
        "pause": STOPPED,
        "budget": Budget(micros=4 * HOUR),
        "hours": 7,
        "triggers": (WARNING,),
    }
    return MilestoneDefinition(**{**settings, **changes})


def resolution(**changes: Any) -> MilestoneDefinition:
    settings = {"key": "resolution", "type": "resolution", "name": "Resolution", "completion": CLOSED}
    return first_response(**{**settings, "budget": Budget(days=3), **changes})


def version(*milestones: MilestoneDefinition, **changes: Any) -> Process:
    """A version without fault, unless `changes` bring one in."""
    settings: dict[str, Any] = {
        "version": 1,
        "name": "Enterprise",
        "hours": 7,
        "matrix_version": 3,
        "milestones": milestones or (first_response(), resolution()),
    }
    return Process(**{**settings, **changes})
