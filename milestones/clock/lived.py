"""A whole history folded with an eye on who had the case at every fact: what alerts are sent by."""

from typing import NamedTuple

from milestones.clock.application import apply_event, pass_time
from milestones.clock.fact import ClockId, Fact
from milestones.clock.fold import initial_state
from milestones.clock.history import History
from milestones.clock.plan import Plan
from milestones.clock.run import Run
from milestones.clock.state import Clock, State


class Moment(NamedTuple):
    """A fact, with whose case it is then: the owner's number and the queue's key."""

    fact: Fact
    owner: int | None
    queue: str | None


class Lived(NamedTuple):
    """What a history makes of a case. `clocks` are all it ever had; open ones are those of `state`."""

    state: State
    moments: list[Moment]
    clocks: dict[ClockId, Clock]


def live(plan: Plan, history: History, until: int) -> Lived:
    """The same as `fold`, fact by fact. Timers strictly before `until` (µs, UTC) have fired."""
    run = Run(plan, initial_state(history))
    moments: list[Moment] = []
    for event in history.events:
        pass_time(run, event.occurred_at)
        _note(run, moments)
        apply_event(run, event)
        _note(run, moments)
    pass_time(run, until)
    _note(run, moments)
    return Lived(run.state, moments, run.changed)


def _note(run: Run, moments: list[Moment]) -> None:
    if len(moments) == len(run.facts):
        return
    fields = run.state.fields
    owner, queue = fields.get("owner"), fields.get("queue")
    moments += [Moment(fact, owner, queue) for fact in run.facts[len(moments) :]]
