"""What an event would make of a case, without recording it. Writes nothing."""

from collections.abc import Callable
from typing import NamedTuple

from milestones.clock.effect import ClockEffect, effects_since, open_clocks
from milestones.clock.event import Event
from milestones.clock.fact import OF_TRIGGERS
from milestones.clock.fold import advance_in_place, decode_state, fold, is_late, step_in_place
from milestones.clock.plan import Plan


class Foreseen(NamedTuple):
    """What becomes of every open clock, and how many triggers the event itself reaches."""

    effects: list[ClockEffect]
    alerts: int


def foresee(plan: Plan, stored: bytes, event: Event, at: int, history: Callable[[], list[Event]]) -> Foreseen:
    """Fold the event, which happens at `at` (µs), into the stored state as recording it would. `history` is
    asked for where the event changes what was folded already.

    Raises whatever the fold raises where the event cannot be folded.
    """
    state = decode_state(stored)
    late = is_late(state, event)
    advance_in_place(plan, state, at)
    before = open_clocks(state)
    if late:
        folded = fold(plan, [*history(), event], at)
        after, facts = folded.state, folded.facts
    else:
        stepped = step_in_place(plan, state, event)
        after, facts = stepped.state, stepped.facts
    cause = f"event:{event.source}/{event.id}"
    alerts = sum(fact.kind in OF_TRIGGERS and fact.cause == cause for fact in facts)
    return Foreseen(effects_since(before, after), alerts)
