"""The fold: from events and the passing of time to the state of every clock and the facts of a case.

One deterministic function serves live processing, repair after a late event, what-if, shadow runs and
explanation (docs/guides/clock-rules.md). It reads no clock and no database: instants come with the events,
the pinned configuration through the plan.
"""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from milestones.clock.application import apply_event, pass_time
from milestones.clock.event import Event
from milestones.clock.fact import ClockId, Fact
from milestones.clock.history import History, resolve
from milestones.clock.plan import Plan
from milestones.clock.run import Run
from milestones.clock.state import Clock, State

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(State).decode


class Step(NamedTuple):
    """What one event, or the passing of time, made of a case."""

    state: State
    facts: list[Fact]
    changed: list[Clock]


class Folded(NamedTuple):
    """What a whole history makes of a case: `clocks` are all it ever had, as they ended or stand. `begun`
    says how many facts there were when each of its effective events was taken in hand, and after the last.
    """

    state: State
    facts: list[Fact]
    clocks: dict[ClockId, Clock]
    begun: list[int]


def fold(plan: Plan, events: Iterable[Event], until: int | None) -> Folded:
    """The state, facts and clocks of a case from its events in any order of arrival.

    Timers strictly before `until` (µs, UTC) have fired; with None only those before the last event.
    """
    history = resolve(events)
    run = Run(plan, initial_state(history))
    begun = []
    for event in history.events:
        begun.append(len(run.facts))
        apply_event(run, event)
    begun.append(len(run.facts))
    if until is not None:
        pass_time(run, until)
    return Folded(run.state, run.facts, run.changed, begun)


def initial_state(history: History) -> State:
    """Before its first assertion a field has that first value; what was taken back is known from the
    start.
    """
    return State(fields=dict(history.first_values), retracted=set(history.retracted))


def is_late(state: State, event: Event) -> bool:
    """Whether the event changes what was folded already, so that the case has to be folded afresh."""
    if f"{event.source}/{event.id}" in state.retracted or event.retracts:
        return True
    if state.applied is None:
        return False
    if event.order <= state.applied:
        return True
    if state.timer_at is not None and event.occurred_at <= state.timer_at:
        return True
    return any(field not in state.asserted for field in event.fields)


def step_in_place(plan: Plan, state: State, event: Event) -> Step:
    """Apply an event that is not late to a state the caller owns; the state is changed."""
    run = Run(plan, state)
    apply_event(run, event)
    return Step(state, run.facts, list(run.changed.values()))


def advance_in_place(plan: Plan, state: State, at: int) -> Step:
    """Let time pass to `at` on a state the caller owns: timers strictly before `at` fire."""
    run = Run(plan, state)
    pass_time(run, at)
    return Step(state, run.facts, list(run.changed.values()))


def step(plan: Plan, state: State, event: Event) -> Step:
    """Apply an event that is not late. The given state is left as it is."""
    return step_in_place(plan, copy_of(state), event)


def advance(plan: Plan, state: State, at: int) -> Step:
    """Let time pass to `at`. The given state is left as it is."""
    return advance_in_place(plan, copy_of(state), at)


def copy_of(state: State) -> State:
    """A state of its own with the same content."""
    return _decode(_encode(state))


def encode_state(state: State) -> bytes:
    """The state as stored bytes."""
    return _encode(state)


def decode_state(stored: bytes) -> State:
    """The state from stored bytes. Raises msgspec.ValidationError for bytes that are none."""
    return _decode(stored)
