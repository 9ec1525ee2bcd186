"""A case processed as the product does it: each event when it arrives, time passing in between."""

import random
from collections.abc import Sequence
from typing import NamedTuple

from milestones.clock.event import Event
from milestones.clock.fact import ClockId, Fact
from milestones.clock.fold import advance, fold, is_late, step
from milestones.clock.plan import Plan
from milestones.clock.state import Clock, State


class Lived(NamedTuple):
    """What live processing came to: the state, the facts not withdrawn, every clock, and how many repairs."""

    state: State
    facts: list[Fact]
    clocks: dict[ClockId, Clock]
    repairs: int


def process_live(plan: Plan, arrivals: Sequence[Event], until: int, rng: random.Random) -> Lived:
    """Events in the order given, ticks at random moments; an event that comes late folds the case afresh."""
    lived = Lived(State(), [], {}, 0)
    known: list[Event] = []
    now = min(event.occurred_at for event in arrivals)
    for event in arrivals:
        # Nobody learns of an event before it happened; ticks run up to the moment of its arrival.
        arrival = max(now, event.recorded_at)
        for at in sorted(rng.randint(now, arrival) for _ in range(rng.choice((0, 0, 1, 3)))):
            lived = _after(lived, *advance(plan, lived.state, at))
            now = at
        if any((each.source, each.id) == (event.source, event.id) for each in known):
            continue
        known.append(event)
        if is_late(lived.state, event):
            folded = fold(plan, known, now)
            lived = Lived(folded.state, folded.facts, folded.clocks, lived.repairs + 1)
        else:
            lived = _after(lived, *step(plan, lived.state, event))
    return _after(lived, *advance(plan, lived.state, until))


def _after(lived: Lived, state: State, facts: list[Fact], changed: list[Clock]) -> Lived:
    return Lived(
        state, lived.facts + facts, lived.clocks | {clock.id: clock for clock in changed}, lived.repairs
    )
