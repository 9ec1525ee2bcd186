"""A case closed as spam or duplicate gives back the incident it took; opened again, it takes one again.

What is left of an allowance depends on the world outside the case, so each is an event of its own.
"""

from collections.abc import Sequence

from entitlements.services.incidents import give_back, take_one
from milestones.clock.event import ENGINE, Event, Incident
from milestones.clock.state import State
from milestones.engine.plan import PinnedPlan
from milestones.engine.work import CaseWork


def settle_incidents(plan: PinnedPlan, works: Sequence[CaseWork], at: int) -> list[CaseWork]:
    """Give incidents back, or take them again, where the cases' new states ask for it. The caller's
    transaction holds the cases. Answers those that got an event more and must be decided again.
    """
    settled = []
    for work in works:
        if work.outcome is None or not work.outcome.mirrors:
            continue
        decision = _wanted(plan, work.outcome.state)
        if decision is None:
            continue
        event = Event(
            id=f"incident:{work.row.event_number + len(work.events) + 1}",
            source=ENGINE,
            occurred_at=at,
            recorded_at=at,
            decision=decision,
            silent=bool(work.events) and all(each.silent for each in work.events),
        )
        work.events = sorted([*work.events, event], key=lambda each: each.order)
        work.outcome = None
        settled.append(work)
    return settled


def _wanted(plan: PinnedPlan, state: State) -> Incident | None:
    promise = state.promise
    if promise is None or promise.entitlement is None or not (promise.incident or promise.given_back):
        return None
    spam = {word.casefold() for word in plan.process(promise.version).process.statuses.spam}
    is_spam = str(state.fields.get("status") or "").casefold() in spam
    if promise.incident and is_spam:
        give_back({promise.entitlement: 1})
        return Incident(promise.entitlement, taken=False)
    if promise.given_back and not is_spam and take_one(promise.entitlement):
        return Incident(promise.entitlement, taken=True)
    return None
