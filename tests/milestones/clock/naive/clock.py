"""One naive clock: counters that move while somebody looks, and the pieces of time it counted."""

from collections.abc import Iterable
from typing import NamedTuple

from entitlements.business_time.budget import Budget
from entitlements.process.definition import VIOLATION, MilestoneDefinition, Trigger
from tests.milestones.clock.naive.calendar import NaiveCalendar


class HandPause(NamedTuple):
    """A pause by hand. `free`: it uses up no pause budget."""

    id: str
    until_reply: bool
    until: int | None = None
    free: bool = False


class Due(NamedTuple):
    """A trigger, or a repetition of it, and the open time at which it comes."""

    level: int
    key: str
    repeat: int
    trigger: Trigger


class NaiveClock:
    """`pieces`: open stretches it counted; `stretches`: those it ran in; `stood`: those it stood still in."""

    def __init__(self, definition: MilestoneDefinition, cycle: int, occurrence: int, version: int) -> None:
        self.definition = definition
        self.key = definition.key
        self.cycle = cycle
        self.occurrence = occurrence
        self.version = version
        self.status = "running"
        self.violated = False
        self.started_at = 0
        self.hours: int | None = None
        self.timeline = 0
        self.budget = Budget(days=1)
        self.level = 0
        self.at_opening = False
        self.target = 0
        self.consumed = 0
        self.pieces: list[tuple[int, int]] = []
        self.stretches: list[tuple[int, int]] = []
        self.stood: list[tuple[int, int]] = []
        self.paused_business = 0
        self.paused_calendar = 0
        self.budgeted: list[tuple[int, int]] = []
        self.used_of_pause_budget = 0
        self.pause_began = 0
        self.hand: list[HandPause] = []
        self.by_criteria = False
        self.spent = False
        self.reached: set[str] = set()
        self.repeats: dict[str, int] = {}
        self.fired_at: dict[tuple[str, int], int] = {}
        self.closed_at: int | None = None
        self.closed_consumed = 0
        self.closed_in: object = None
        self.closed_order = 0

    @property
    def is_open(self) -> bool:
        return self.status in ("running", "paused")

    @property
    def name(self) -> tuple[str, int, int]:
        return (self.key, self.cycle, self.occurrence)

    @property
    def is_at_risk(self) -> bool:
        warnings = (trigger.key for trigger in self.definition.triggers if trigger.severity == "warning")
        return self.is_open and not self.violated and any(key in self.reached for key in warnings)

    def triggers(self) -> Iterable[Due]:
        """Every trigger with its level; the violation is at the whole budget."""
        named = {trigger.key: trigger for trigger in self.definition.triggers}
        named.setdefault(VIOLATION, Trigger(VIOLATION, "percent", 10_000, "violation"))
        for key, trigger in named.items():
            match trigger.basis:
                case "percent":
                    level = self.level * trigger.amount // 10_000
                case "since_start":
                    level = trigger.amount
                case "before_target":
                    level = max(0, self.level - trigger.amount)
                case _:
                    level = self.level + trigger.amount
            yield Due(self.level if key == VIOLATION else level, key, 0, trigger)

    def awaited(self) -> Iterable[Due]:
        """What the clock is moving towards: triggers not reached, and of the others the next repetition."""
        for due in self.triggers():
            if due.key not in self.reached:
                yield due
                continue
            every, limit = due.trigger.repeat_every, due.trigger.repeat_limit
            repeat = self.repeats.get(due.key, 0) + 1
            if every and (not limit or repeat <= limit):
                yield Due(due.level + repeat * every, due.key, repeat, due.trigger)

    def instant_of(self, level: int, calendar: NaiveCalendar, *, at_opening: bool = False) -> int | None:
        """When that much had been counted, at an opening where that is wanted; None: not yet."""
        if level <= 0 and not at_opening:
            return self.started_at
        counted = 0
        for begin, end in self.pieces:
            length = end - begin
            if counted + length > level or (counted + length == level and not at_opening):
                return begin + level - counted
            counted += length
            if counted == level:
                # It may have run on to the opening only to stand still from then on.
                opening = calendar.opening(end)
                ran_on = any(first <= opening <= last for first, last in self.stretches)
                following = [piece[0] for piece in self.pieces if piece[0] >= end]
                return min(following + [opening] * ran_on, default=None)
        return None

    def walk(self, begin: int, end: int, calendar: NaiveCalendar) -> None:
        """Let the time between two instants, in which hours do not change, pass for a running clock."""
        self.stretches.append((begin, end))
        if calendar.is_open(begin):
            self.pieces.append((begin, end))
            self.consumed += end - begin

    def recount(self, calendar: NaiveCalendar, now: int) -> None:
        """Count everything again on other hours."""
        stretches, self.stretches, self.pieces, self.consumed = self.stretches, [], [], 0
        for begin, end in stretches:
            self.run(begin, end, calendar)
        standing = [(self.pause_began, now)] if self.status == "paused" else []
        self.paused_business = sum(calendar.count(begin, end) for begin, end in self.stood + standing)
        self.used_of_pause_budget = sum(calendar.count(begin, end) for begin, end in self.budgeted)

    def use_pause_budget(self, begin: int, end: int, calendar: NaiveCalendar) -> None:
        """Stand still under a pause that uses it up."""
        self.budgeted.append((begin, end))
        self.used_of_pause_budget += calendar.count(begin, end)

    def run(self, begin: int, end: int, calendar: NaiveCalendar) -> None:
        """Run through any stretch, however long."""
        for grain_begin, grain_end in calendar.grains(begin, end):
            self.walk(grain_begin, grain_end, calendar)
