"""What of a turn its people should hear: somebody else's case became theirs, their customer spoke."""

from collections.abc import Iterable, Sequence
from typing import Any

from milestones.clock.fact import FIELD_UPDATED
from milestones.clock.fold import decode_state
from milestones.clock.signals import OF_COMMENTS
from milestones.engine.ledger import clock_name
from milestones.engine.witness import CustomerSpoke, OwnerChanged
from milestones.engine.work import CaseWork

_OWNER = "owner"
_REPLY = OF_COMMENTS["customer"]


def seen_of(works: Iterable[CaseWork]) -> Sequence[OwnerChanged | CustomerSpoke]:
    """What happened to the owners of these cases. Silent events are history: nobody hears of them."""
    seen: list[OwnerChanged | CustomerSpoke] = []
    for work in works:
        if work.outcome is None:
            continue
        spoke = [event for event in work.events if _REPLY in event.signals and not event.silent]
        cause = _cause_of_owner(work)
        if not spoke and cause is None:
            continue
        owner = _number(work.outcome.state.fields.get(_OWNER))
        if owner is None:
            continue
        if cause is not None and owner != _owner_before(work):
            seen.append(OwnerChanged(work.case_id, owner, *cause))
        seen += [CustomerSpoke(work.case_id, owner, event.source, event.id) for event in spoke]
    return seen


def _cause_of_owner(work: CaseWork) -> tuple[str, str, str] | None:
    """Source, event and actor of what last set the owner in this turn; a field update has a fact's name."""
    for new in reversed(work.outcome.facts if work.outcome is not None else ()):
        if new.fact.kind == FIELD_UPDATED and new.send and new.fact.data.get("field") == _OWNER:
            return "", f"{clock_name(new.fact.clock)}/{new.fact.trigger}/{new.generation}", "escalation"
    for event in reversed(work.events):
        if _OWNER in event.fields and not event.silent:
            return event.source, event.id, event.actor
    return None


def _owner_before(work: CaseWork) -> int | None:
    return _number(decode_state(work.row.state).fields.get(_OWNER))


def _number(value: Any) -> int | None:
    return int(value) if value not in (None, "") else None
