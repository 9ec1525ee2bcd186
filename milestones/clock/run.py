"""One application of the fold: the state it changes, what it asks, and the facts it finds."""

from typing import Any

from entitlements.business_time.calendar import Calendar
from milestones.clock.compiled import CompiledMilestone, CompiledProcess
from milestones.clock.fact import OF_TRIGGERS, ClockId, Fact
from milestones.clock.plan import Plan
from milestones.clock.state import Clock, State


class Run:
    """The working place of one `step`, `advance` or `fold`. Everything in the fold writes here and nowhere
    else.

    `facts` are in the order in which they became true; `changed` are the clocks that are not as they were.
    `effects` are facts whose consequences (fixed field updates, signals) are still to be applied.
    `moved_from` is the version that each clock moved by the event at hand had before it.
    """

    __slots__ = ("changed", "effects", "facts", "moved_from", "plan", "state")

    def __init__(self, plan: Plan, state: State) -> None:
        self.plan = plan
        self.state = state
        self.facts: list[Fact] = []
        self.changed: dict[ClockId, Clock] = {}
        self.effects: list[tuple[Fact, Clock]] = []
        self.moved_from: dict[ClockId, int] = {}

    @property
    def priority(self) -> str:
        return str(self.state.fields.get("priority") or "")

    @property
    def process(self) -> CompiledProcess | None:
        """The version that governs the case: of the promise in force, or of the last one there was."""
        version = self.state.version
        return None if version is None else self.plan.process(version)

    @property
    def tier(self) -> str:
        promise = self.state.promise
        return "" if promise is None else promise.tier

    def standing(self, clock: Clock) -> dict[str, Any]:
        """What the escalation matrix asks of a fact: the clock's version, tier and priority just then."""
        return {"version": clock.version, "tier": self.tier, "priority": self.priority}

    def definition(self, clock: Clock) -> CompiledMilestone:
        return self.plan.process(clock.version).by_key[clock.milestone]

    def place(self, clock: Clock) -> tuple[int, str, int]:
        """Where a clock stands among others at one instant: by its definition's place, then by occurrence."""
        return (self.definition(clock).place, clock.milestone, clock.occurrence)

    def calendar(self, clock: Clock) -> Calendar:
        return self.plan.calendar(clock.hours, clock.timeline)

    def open_clocks(self) -> list[Clock]:
        """Open clocks by the place of their definitions. A list of its own: closing one does not disturb
        it.
        """
        clocks = [clock for clock in self.state.clocks if clock.is_open]
        if len(clocks) > 1:
            clocks.sort(key=self.place)
        return clocks

    def open_clock(self, milestone: str) -> Clock | None:
        for clock in self.state.clocks:
            if clock.milestone == milestone and clock.is_open:
                return clock
        return None

    def told_by_timer(self, clock: Clock, at: int) -> set[tuple[str, int]]:
        """Triggers of that clock, with their repetition, that a timer of this very instant has reached.

        What that sets off is applied within the same run, so its facts are all there is to look at.
        """
        told: set[tuple[str, int]] = set()
        for fact in reversed(self.facts):
            if fact.occurred_at != at:
                break
            if fact.cause == "timer" and fact.kind in OF_TRIGGERS and fact.clock == clock.id:
                told.add((fact.trigger, fact.repeat))
        return told

    def touch(self, clock: Clock) -> None:
        self.changed[clock.id] = clock

    def record(
        self,
        kind: str,
        at: int,
        cause: str,
        clock: Clock | None = None,
        *,
        trigger: str = "",
        repeat: int = 0,
        severity: str = "",
        data: dict[str, Any] | None = None,
    ) -> Fact:
        """Append a fact; with a clock, that clock counts as changed."""
        fact = Fact(
            kind=kind,
            occurred_at=at,
            cause=cause,
            clock=None if clock is None else clock.id,
            type="" if clock is None else clock.type,
            trigger=trigger,
            repeat=repeat,
            severity=severity,
            data=data or {},
        )
        self.facts.append(fact)
        if clock is not None:
            self.changed[clock.id] = clock
        return fact
