"""An imaginary case, played through by the very fold that runs real ones: nothing is written.

Whoever plays is told of the promise that would be found, of every fact at its own instant, and of where the
clocks end. Instants may lie in the future.
"""

from collections import deque
from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

import msgspec

from entitlements.selectors.calendars import current_timelines
from entitlements.selectors.process_versions import process_of
from milestones.clock.event import CASE_OPENED, Coverage, Event
from milestones.clock.fact import ClockId
from milestones.clock.fold import Step, advance_in_place, initial_state, step_in_place
from milestones.clock.history import resolve
from milestones.clock.lived import Moment
from milestones.clock.plan import Plan
from milestones.clock.signals import OF_COMMENTS
from milestones.clock.state import Clock, State
from milestones.engine.plan import PinnedPlan
from milestones.services.case_request import CaseRequest
from milestones.services.coverage import Cover, Covered, cover, opening_event
from milestones.services.references import ELSEWHERE, References
from milestones.services.request_checks import problems_of
from sla_admin.shared.errors import InvalidInput

HORIZON = 90 * 86_400_000_000
"""How far (µs) behind the last event an imaginary case is played, unless it is said otherwise."""

MOST_FACTS = 500
MOST_EVENTS = 100

Problem = tuple[str, str]


class Imagined(NamedTuple):
    """What became of an imaginary case. `clocks` are all it ever had; `until` (µs) is how far it was played,
    `is_cut` that more would have followed. `marks` holds the clocks as they stood at each instant asked for.
    """

    coverage: Covered
    events: list[Event]
    moments: list[Moment]
    state: State
    clocks: dict[ClockId, Clock]
    until: int
    is_cut: bool
    plan: Plan
    marks: Mapping[int, dict[ClockId, Clock]]


def imagine(
    told: Sequence[CaseRequest],
    *,
    at: int,
    until: int | None = None,
    version: int | None = None,
    promise: Coverage | None = None,
    plan: Plan | None = None,
    marks: Collection[int] = (),
) -> Imagined:
    """Play the case that `told` opens and goes on telling; its first request needs `opened_at`.

    `version` takes the place of the version that would be found, a draft for example; with `promise` nothing
    is looked for. Without `until` the case is played until nothing more happens by itself, for ninety days at
    most. `marks` are instants (µs) at which the clocks are looked at: events of that instant have happened,
    timers of it have not. Raises InvalidInput naming each wrong field (`events.2.fields.owner`).
    """
    events = _events(told)
    opening = told[0]
    record_type = opening.record_type or "case"
    opened_at = opening.opened_at or 0
    if promise is not None:
        covered = Covered(0, opened_at, promise, [])
    else:
        [covered] = cover([Cover.of_opening(0, record_type, opened_at, events)], at, take=False)
    if version is not None:
        covered = covered._replace(decision=_under(covered.decision, version, record_type))
    history = [opening_event(covered, opened_at, silent=False), *events]
    player = _Player(plan or PinnedPlan(), history)
    player.play(until, sorted(set(marks)))
    return Imagined(
        covered,
        history,
        player.moments,
        player.state,
        player.clocks,
        player.until,
        player.is_cut,
        player.plan,
        player.marks,
    )


class _Player:
    def __init__(self, plan: Plan, events: Sequence[Event]) -> None:
        history = resolve(events)
        self.plan = plan
        self.state = initial_state(history)
        self.moments: list[Moment] = []
        self.clocks: dict[ClockId, Clock] = {}
        self.until = history.events[-1].occurred_at
        self.is_cut = False
        self.marks: dict[int, dict[ClockId, Clock]] = {}
        self._events = history.events

    def play(self, until: int | None, marks: Sequence[int]) -> None:
        """`marks` in their order."""
        ahead = deque(marks)
        for event in self._events:
            while ahead and ahead[0] < event.occurred_at:
                self._mark(ahead.popleft())
            self._pass_time(event.occurred_at)
            if len(self.moments) >= MOST_FACTS:
                reason = f"More than {MOST_FACTS} things happen by themselves before it: let it be earlier."
                raise InvalidInput.of(f"events.{event.id}.occurred_at", reason)
            self._take(step_in_place(self.plan, self.state, event))
        last = self.until + HORIZON if until is None else until
        while ahead and ahead[0] <= last:
            self._mark(ahead.popleft())
        self._pass_time(last)
        self.is_cut = self.state.next_due_at is not None
        if until is not None:
            self.until = max(self.until, until)
        for mark in ahead:
            self._mark(mark)

    def _pass_time(self, until: int) -> None:
        """Timers strictly before `until` fire, one after the other, until there are too many to be read."""
        while (due := self.state.next_due_at) is not None and due < until:
            if len(self.moments) >= MOST_FACTS:
                break
            self.until = max(self.until, due)
            self._take(advance_in_place(self.plan, self.state, due + 1))

    def _mark(self, at: int) -> None:
        self._pass_time(at)
        self.marks[at] = deepcopy(self.clocks)

    def _take(self, step: Step) -> None:
        owner, queue = step.state.fields.get("owner"), step.state.fields.get("queue")
        self.moments += [Moment(fact, owner, queue) for fact in step.facts]
        self.clocks.update({clock.id: clock for clock in step.changed})


def _events(told: Sequence[CaseRequest]) -> list[Event]:
    """The requests as events. Raises InvalidInput for everything that is wrong with them."""
    if not told or told[0].opened_at is None:
        raise InvalidInput.of("opened_at", "Say when the case is opened.")
    if len(told) > MOST_EVENTS:
        raise InvalidInput.of("events", f"An imaginary case has at most {MOST_EVENTS} events.")
    opened_at = told[0].opened_at
    latest = max(opened_at, *(each.occurred_at or 0 for each in told))
    references = References(told)
    problems: list[Problem] = []
    events = []
    for place, request in enumerate(told):
        path = "" if place == 0 else f"events.{place}."
        wrong = problems_of(request, latest)
        fields: dict[str, Any] = {}
        if not wrong:
            named = references.resolve(request)
            fields, wrong = named.fields, list(named.problems)
            account = fields.get("account")
            wrong += [
                (f"fields.{field}", ELSEWHERE)
                for field, owner in named.owners.items()
                if account is not None and owner != account
            ]
        occurred_at = opened_at if request.occurred_at is None else request.occurred_at
        if occurred_at < opened_at:
            wrong.append(("occurred_at", "lies before the case is opened."))
        problems += [(f"{path}{field}", reason) for field, reason in wrong]
        events.append(_event(request, fields, place, occurred_at))
    if problems:
        raise InvalidInput(problems)
    return events


def _event(request: CaseRequest, fields: dict[str, Any], place: int, occurred_at: int) -> Event:
    signals = [signal for signal in request.signals if signal != CASE_OPENED]
    if request.comment is not None:
        signals.append(OF_COMMENTS[request.comment.kind])
    return Event(
        id=str(place),
        source="imagined",
        occurred_at=occurred_at,
        recorded_at=occurred_at,
        sequence=place,
        actor=request.actor,
        fields=fields,
        signals=tuple(dict.fromkeys(signals)),
        commands=request.commands,
    )


def _under(found: Coverage, version: int, record_type: str) -> Coverage:
    """The decision as it would be if that version were the one found; hours as they are in force now.

    Raises InvalidInput where there is no such version, it is for other records, or hours are not published.
    """
    try:
        process = process_of(version)
    except LookupError as error:
        raise InvalidInput.of("version", str(error)) from error
    if process.record_type != record_type:
        kind = process.record_type.replace("_", " ")
        raise InvalidInput.of("version", f"That version is for {kind}s.")
    named = {process.hours, found.hours, *(each.hours for each in process.milestones)} - {None}
    wanted = {hours for hours in named if hours is not None}
    calendars = current_timelines(wanted)
    missing = sorted(wanted - calendars.keys())
    if missing:
        raise InvalidInput.of("version", f"Business hours {missing[0]} have no published revision yet.")
    return msgspec.structs.replace(found, outcome="covered", version=version, calendars=calendars)
