"""One case in both: as it was, and as it would have been. Reads no database of its own."""

from collections.abc import Container, Mapping, Sequence
from typing import NamedTuple

from entitlements.process.definition import Process
from escalations.services.what_if.plan import TriedPlan
from milestones.clock.effect import ClockEffect, effects_since, open_clocks
from milestones.clock.event import ENGINE, Event, VersionMoved
from milestones.clock.fold import step_in_place
from milestones.clock.history import resolve
from milestones.clock.instead import instead
from milestones.clock.lived import Lived, live
from milestones.clock.state import State


class Question(NamedTuple):
    """What is asked of every case: this version, with the timelines of the hours it names, in place of those
    of `own` (None: of every version), up to `as_of` (µs). `own_process` are the versions of its process.
    """

    process: Process
    calendars: Mapping[int, int]
    own_process: Container[int]
    every_process: bool
    as_of: int

    @property
    def exchanged(self) -> Container[int] | None:
        return None if self.every_process else self.own_process


class Tried(NamedTuple):
    """Both lives of a case."""

    before: Lived
    after: Lived


def known_then(events: Sequence[Event], as_of: int) -> list[Event]:
    """The events that were recorded by then."""
    return [event for event in events if event.recorded_at <= as_of]


def try_case(plan: TriedPlan, question: Question, events: Sequence[Event]) -> Tried:
    """Fold the history as it is and under the version. Raises whatever the fold raises."""
    history = resolve(events)
    before = live(plan, history, question.as_of)
    other = instead(history, question.process.version, of=question.exchanged, calendars=question.calendars)
    return Tried(before, before if other is None else live(plan, other, question.as_of))


def moved_now(plan: TriedPlan, question: Question, state: State) -> list[ClockEffect]:
    """What moving the case at `as_of` would make of its open clocks, counted again from their starts; nothing
    for a case that could not be moved. The state is used up.
    """
    promise, version = state.promise, question.process.version
    if promise is None or state.exited_at is not None or promise.version == version:
        return []
    if promise.version not in question.own_process:
        return []
    before = open_clocks(state)
    event = Event(
        id="what-if",
        source=ENGINE,
        occurred_at=question.as_of,
        recorded_at=question.as_of,
        decision=VersionMoved(version=version, calendars=dict(question.calendars)),
    )
    return effects_since(before, step_in_place(plan, state, event).state)
