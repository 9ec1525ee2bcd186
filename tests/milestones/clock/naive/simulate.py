"""The walk through a case's history."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from entitlements.business_time.budget import Budget
from entitlements.process.definition import VIOLATION, MilestoneDefinition, Process
from milestones.clock.event import Command, Coverage, Event, HoursAdopted, VersionMoved
from tests.milestones.clock.naive.calendar import GRAIN, DayEnd, NaiveCalendar
from tests.milestones.clock.naive.clock import Due, HandPause, NaiveClock
from tests.milestones.clock.naive.criteria import holds, is_excluded
from tests.milestones.clock.naive.history import first_assertions, history

UPDATES_AT_ONE_INSTANT = 16
_CLOSED = {"field": "is_closed", "op": "equals", "value": True}


class World(NamedTuple):
    """Configuration: versions, hours by (hours, timeline), and what escalation sets at a trigger."""

    processes: Mapping[int, Process]
    calendars: Mapping[tuple[int | None, int], NaiveCalendar]
    updates: Callable[[int, str, str, str, str], Sequence[tuple[str, Any]]]


class Told(NamedTuple):
    """One fact."""

    kind: str
    at: int
    clock: tuple[str, int, int] | None = None
    trigger: str = ""
    repeat: int = 0


class Ended(NamedTuple):
    """Where a clock stood in the end."""

    status: str
    is_violated: bool
    at_risk: bool
    started_at: int
    target: int
    closed_at: int | None
    consumed: int
    paused_business: int
    paused_calendar: int


class Outcome(NamedTuple):
    """What happened to the case."""

    facts: list[Told]
    clocks: dict[tuple[str, int, int], Ended]


class _Happening:
    """One event, or one thing that escalation set off, while it is worked on."""

    def __init__(
        self, fields: Mapping[str, Any], signals: Collection[str] = (), event: Event | None = None
    ) -> None:
        self.fields = fields
        self.signals = set(signals)
        self.commands: Sequence[Command] = event.commands if event else ()
        self.decision = event.decision if event else None
        self.moved: list[tuple[NaiveClock, MilestoneDefinition, int]] = []


class _SetOff(NamedTuple):
    """What a fact of a trigger sets off: a signal, and values of fields."""

    clock: NaiveClock
    trigger: str
    signal: str
    fields: Sequence[tuple[str, Any]]


def simulate(world: World, events: Sequence[Event], until: int | None) -> Outcome:
    """The whole history; timers strictly before `until`, and those that come before an event."""
    return _Walk(world, history(events), until).go()


class _Walk:
    def __init__(self, world: World, events: list[Event], until: int | None) -> None:
        self.world = world
        self.events = events
        self.until = until
        self.now = events[0].occurred_at if events else 0
        self.fields = first_assertions(events)
        self.facts: list[Told] = []
        self.clocks: list[NaiveClock] = []
        self.opened_at: int | None = None
        self.coverage: Coverage | None = None
        self.timelines: dict[int, int] = {}
        self.version: int | None = None
        self.cycle = 0
        self.entered_at: int | None = None
        self.entry_due: int | None = None
        self.exited = False
        self.exited_in: object = None
        self.pending: dict[str, int] = {}
        self.case_pauses: list[HandPause] = []
        self.stood: dict[str, list[tuple[int, int, str]]] = {}
        self.standing: dict[str, tuple[int, str]] = {}
        self.set_off: list[_SetOff] = []
        self.set_off_at: int | None = None
        self.set_off_count = 0
        self.closings = 0

    # The walk

    def go(self) -> Outcome:
        place = 0
        while place < len(self.events) or (self.until is not None and self.now < self.until):
            while place < len(self.events) and self.events[place].occurred_at == self.now:
                self._event(self.events[place])
                place += 1
            coming = self.events[place].occurred_at if place < len(self.events) else None
            if coming is None and (self.until is None or self.now >= self.until):
                break
            self._timers()
            self._pass_time(coming)
        return Outcome(self.facts, {clock.name: self._ended(clock) for clock in self.clocks})

    def _pass_time(self, coming: int | None) -> None:
        end = min(each for each in (coming, self.until if coming is None else None) if each is not None)
        ends = [end, *(at for at in self.pending.values()), *([self.entry_due] if self.entry_due else [])]
        ends.extend(pause.until for pause in self._hand_pauses() if pause.until is not None)
        moving = [clock for clock in self.clocks if clock.is_open or self._counts_while_closed(clock)]
        if moving:
            ends.append((self.now // GRAIN + 1) * GRAIN)
        for clock in moving:
            if not self._calendar(clock).is_open(self.now):
                continue
            if clock.status == "running":
                ends.extend(
                    self.now + due.level - clock.consumed
                    for due in clock.awaited()
                    if due.level > clock.consumed
                )
            elif clock.status == "paused" and clock.definition.pause_budget and self._uses_budget(clock):
                ends.append(self.now + clock.definition.pause_budget - clock.used_of_pause_budget)
        after = min(at for at in ends if at > self.now)
        for clock in moving:
            if clock.status == "paused":
                clock.paused_calendar += after - self.now
                clock.paused_business += self._calendar(clock).count(self.now, after)
                if self._uses_budget(clock):
                    clock.use_pause_budget(self.now, after, self._calendar(clock))
            else:
                clock.walk(self.now, after, self._calendar(clock))
        self.now = after

    def _counts_while_closed(self, clock: NaiveClock) -> bool:
        return self.exited and clock.closed_in is self.exited_in and not clock.definition.pausable

    # Timers

    def _timers(self) -> None:
        for _ in range(10_000):
            timer = self._next_timer()
            if timer is None:
                return
            timer()
            self._escalate()
        raise AssertionError("timers without end")

    def _next_timer(self) -> Callable[[], None] | None:
        if any(pause.until is not None and pause.until <= self.now for pause in self._hand_pauses()):
            return self._end_pauses_by_time
        if self.entry_due is not None and self.entry_due <= self.now:
            return self._enter_by_timer
        for key in sorted(self.pending, key=self._place_in_version):
            if self.pending[key] <= self.now:
                return lambda: self._begin_by_timer(key)
        for clock in self._open_clocks():
            if clock.status == "paused":
                if self._is_pause_spent(clock):
                    return lambda: self._spend(clock)
                continue
            due = [each for each in clock.awaited() if self._is_due(clock, each)]
            if due:
                first = min(due, key=lambda each: (each.level, each.key))
                return lambda: self._reach(clock, first)
        return None

    def _is_due(self, clock: NaiveClock, due: Due) -> bool:
        if clock.consumed < due.level:
            return False
        is_target = due.key == VIOLATION and due.repeat == 0
        return not (is_target and clock.at_opening) or self._calendar(clock).is_open(self.now)

    def _reach(self, clock: NaiveClock, due: Due) -> None:
        if due.repeat:
            clock.repeats[due.key] = due.repeat
        else:
            clock.reached.add(due.key)
        clock.fired_at[(due.key, due.repeat)] = self.now
        self._trigger_fact(clock, due)

    def _trigger_fact(self, clock: NaiveClock, due: Due) -> None:
        is_violation = due.key == VIOLATION and due.repeat == 0
        if is_violation:
            clock.violated = True
        kind = "violated" if is_violation else "trigger reached"
        self._tell(kind, clock, due.key, due.repeat)
        tier = self.coverage.tier if self.coverage else ""
        priority = str(self.fields.get("priority", ""))
        updates = self.world.updates(clock.version, tier, priority, clock.definition.type, due.key)
        signal = f"milestone_violated:{clock.definition.type}" if is_violation else ""
        self.set_off.append(_SetOff(clock, due.key, signal, () if due.repeat else updates))

    def _is_violation_awaited(self, clock: NaiveClock) -> bool:
        versions = {self.version, clock.version} - {None}
        return any(
            "milestone_violated" in repr(self.world.processes[version]) for version in versions if version
        )

    def _spend(self, clock: NaiveClock) -> None:
        clock.spent = True
        clock.hand = [pause for pause in clock.hand if pause.free]
        clock.by_criteria = False
        if not self._stands(clock):
            self._resume(clock)

    def _is_pause_spent(self, clock: NaiveClock) -> bool:
        budget = clock.definition.pause_budget
        return bool(budget) and self._uses_budget(clock) and clock.used_of_pause_budget >= budget

    def _uses_budget(self, clock: NaiveClock) -> bool:
        if clock.spent:
            return False
        return clock.by_criteria or not all(pause.free for pause in clock.hand + self.case_pauses)

    def _stands(self, clock: NaiveClock) -> bool:
        if not clock.definition.pausable:
            return False
        pauses = clock.hand + self.case_pauses
        if clock.spent:
            return any(pause.free for pause in pauses)
        return clock.by_criteria or bool(pauses)

    def _hand_pauses(self) -> list[HandPause]:
        return [*self.case_pauses, *(pause for clock in self._open_clocks() for pause in clock.hand)]

    def _end_pauses_by_time(self) -> None:
        def is_left(pause: HandPause) -> bool:
            return pause.until is None or pause.until > self.now

        self.case_pauses = [pause for pause in self.case_pauses if is_left(pause)]
        for clock in self._open_clocks():
            clock.hand = [pause for pause in clock.hand if is_left(pause)]
            self._stand_or_run(clock)
        self._watch_waiting()

    # One event

    def _event(self, event: Event) -> None:
        if "case_opened" in event.signals and self.opened_at is None:
            self.opened_at = self.now
        self._happen(_Happening(event.fields, event.signals, event))
        self._escalate()

    def _escalate(self) -> None:
        """Everything escalation set off at this instant, first in first out."""
        while self.set_off:
            effect = self.set_off.pop(0)
            changes = {field: value for field, value in effect.fields if self.fields.get(field) != value}
            if not changes and not (effect.signal and self._is_violation_awaited(effect.clock)):
                continue
            if self.set_off_at != self.now:
                self.set_off_at, self.set_off_count = self.now, 0
            self.set_off_count += 1
            if self.set_off_count > UPDATES_AT_ONE_INSTANT:
                self._tell("loop cut", effect.clock)
                continue
            for _ in changes:
                self._tell("field updated", effect.clock)
            self._happen(_Happening(changes, {effect.signal} if effect.signal else ()))

    def _happen(self, happening: _Happening) -> None:
        self.fields.update(happening.fields)
        self._decide(happening)
        self._complete(happening)
        self._exit_or_reopen(happening)
        self._lose()
        self._retime(happening)
        self._pause(happening)
        self._enter(happening)
        self._start(happening)
        self._watch_waiting()

    def _decide(self, happening: _Happening) -> None:
        match happening.decision:
            case Coverage() as coverage:
                self.coverage = coverage if coverage.version is not None else None
                self.version = coverage.version if coverage.version is not None else self.version
                self.timelines = dict(coverage.calendars)
                self._tell("covered")
            case HoursAdopted() as adopted:
                self.timelines[adopted.hours] = adopted.timeline
                self._tell("hours adopted")
            case VersionMoved() as moved:
                self.version = moved.version
                self.timelines.update(moved.calendars)
                self._tell("version moved")
                for clock in self._open_clocks():
                    current = self._current(clock.key)
                    if current is not None:
                        happening.moved.append((clock, clock.definition, clock.version))
                        clock.definition, clock.version = current, moved.version

    def _adopt(self, clock: NaiveClock, timeline: int) -> None:
        clock.timeline = timeline
        self._split_pause(clock)
        if clock.budget.days or clock.budget.at is not None:
            self._convert(clock, clock.budget)
        self._aim(clock)

    def _split_pause(self, clock: NaiveClock) -> None:
        if clock.status == "paused":
            clock.stood.append((clock.pause_began, self.now))
            clock.pause_began = self.now

    def _move(self, clock: NaiveClock, moved: VersionMoved, happening: _Happening) -> None:
        if self._current(clock.key) is None:
            if moved.targets != "keep":
                self._close(clock, "canceled", happening)
            return
        clock.definition, clock.version = self._current(clock.key) or clock.definition, moved.version
        self._split_pause(clock)
        level, side = clock.level, clock.at_opening
        old = self._open_time(clock, clock.budget)
        if moved.targets == "start" and self.coverage is not None:
            clock.hours, clock.timeline = self._hours(clock.definition)
        budget = self._budget(clock) or clock.budget
        is_other = budget != clock.budget
        clock.budget = budget
        if moved.targets == "start":
            clock.recount(self._calendar(clock), self.now)
            self._convert(clock, budget)
        elif moved.targets == "prorate" and is_other and level > clock.consumed:
            new = self._open_time(clock, budget)
            clock.level = clock.consumed + (level - clock.consumed) * new // old
            clock.at_opening = self._side(clock, budget)
        if moved.targets != "start" and (level, side) == (clock.level, clock.at_opening):
            self._tell("re-timed", clock)
            self._settle(clock, skip=moved.passed == "skip", keep=True)
            return
        self._aim(clock, skip=moved.passed == "skip")

    def _complete(self, happening: _Happening) -> None:
        for command in happening.commands:
            if command.kind == "complete":
                clock = self._open_clock(command.milestone or "")
                if clock is None:
                    self._tell("void")
                else:
                    self._finish(clock, happening)
        again = True
        while again:
            again = False
            for clock in self._open_clocks():
                if self._is_satisfied(clock, happening):
                    self._finish(clock, happening)
                    again = True

    def _is_satisfied(self, clock: NaiveClock, happening: _Happening) -> bool:
        tree = clock.definition.completion
        return tree is not None and holds(tree, self.fields, happening.signals, self._statuses(clock.version))

    def _finish(self, clock: NaiveClock, happening: _Happening) -> None:
        self._close(clock, "completed", happening)
        happening.signals.add(f"milestone_completed:{clock.definition.type}")

    def _close(self, clock: NaiveClock, status: str, happening: _Happening) -> None:
        clock.hand = []
        clock.by_criteria = False
        if clock.status == "paused":
            clock.stood.append((clock.pause_began, self.now))
            self._aim_from_resumption(clock)
        clock.status = status
        clock.closed_at = self.now
        clock.closed_consumed = clock.consumed
        clock.closed_in = happening
        self.closings += 1
        clock.closed_order = self.closings
        self._tell(status, clock)

    def _exit_or_reopen(self, happening: _Happening) -> None:
        if self.entered_at is None or self.version is None:
            return
        process = self.world.processes[self.version]
        tree = process.exit or _CLOSED
        if not self.exited:
            if holds(tree, self.fields, happening.signals, process.statuses):
                self.exited, self.exited_in = True, happening
                for clock in self._open_clocks():
                    self._close(clock, "canceled", happening)
                self.pending = {}
                self.case_pauses = []
                self._tell("exited")
        elif is_excluded(tree, self.fields, process.statuses):
            self._tell("reopened")
            if process.reopen == "new_cycle":
                self.exited = False
                self._enter_process(self.now)
            else:
                self._continue()

    def _continue(self) -> None:
        closed = [clock for clock in self.clocks if clock.closed_in is self.exited_in]
        self.exited = False
        for clock in sorted(closed, key=self._rank):
            clock.status, clock.closed_at, clock.closed_in = "running", None, None
            self._tell("resumed", clock)
            if clock.definition.pausable:
                self._aim_from_resumption(clock)
            else:
                self._settle(clock)

    def _lose(self) -> None:
        for clock in self._open_clocks():
            definition = clock.definition
            if definition.on_criteria_lost == "cancel" and self._is_lost(definition, clock.version):
                self._close(clock, "canceled", _Happening({}))
        for key in list(self.pending):
            current = self._current(key)
            if current is not None and self._is_lost(current, self.version):
                del self.pending[key]

    def _is_lost(self, definition: MilestoneDefinition, version: int | None) -> bool:
        if definition.entry is None or version is None:
            return False
        return is_excluded(definition.entry, self.fields, self._statuses(version))

    def _retime(self, happening: _Happening) -> None:
        for clock, definition, version in happening.moved:
            if not clock.is_open:
                clock.definition, clock.version = definition, version
        for clock in self._open_clocks():
            match happening.decision:
                case HoursAdopted(hours=hours, timeline=timeline, mode="count"):
                    if clock.hours == hours and clock.timeline != timeline:
                        self._adopt(clock, timeline)
                case VersionMoved() as moved:
                    self._move(clock, moved, happening)
            if not clock.is_open:
                continue
            budget = self._budget(clock)
            if budget is not None and budget != clock.budget:
                clock.budget = budget
                self._convert(clock, budget)
                self._aim(clock)

    # Targets

    def _convert(self, clock: NaiveClock, budget: Budget) -> None:
        clock.level = self._open_time(clock, budget)
        clock.at_opening = self._side(clock, budget)

    def _open_time(self, clock: NaiveClock, budget: Budget) -> int:
        end = self._day_end(clock, budget)
        return budget.micros if end is None else end.micros

    def _side(self, clock: NaiveClock, budget: Budget) -> bool:
        end = self._day_end(clock, budget)
        return end is not None and end.at_opening

    def _day_end(self, clock: NaiveClock, budget: Budget) -> DayEnd | None:
        if budget.at is not None:
            return self._calendar(clock).after_days_at(clock.started_at, budget.days, budget.at)
        return self._calendar(clock).after_days(clock.started_at, budget.days) if budget.days else None

    def _aim(self, clock: NaiveClock, *, skip: bool = False) -> None:
        """A new target after re-timing, and what that passes or takes back."""
        clock.target = self._target(clock)
        self._tell("re-timed", clock)
        self._settle(clock, skip=skip)

    def _target(self, clock: NaiveClock) -> int:
        counted = clock.instant_of(clock.level, self._calendar(clock), at_opening=clock.at_opening)
        if counted is not None:
            return counted
        begin = clock.pause_began if clock.status == "paused" else self.now
        return self._calendar(clock).after(begin, clock.level - clock.consumed, clock.at_opening)

    def _aim_from_resumption(self, clock: NaiveClock) -> None:
        if not clock.violated and clock.consumed <= clock.level:
            left = clock.level - clock.consumed
            clock.target = self._calendar(clock).after(self.now, left, clock.at_opening)

    def _settle(self, clock: NaiveClock, *, skip: bool = False, keep: bool = False) -> None:
        """Triggers ahead are armed; of those behind this instant the violation and the last are told."""
        passed: list[Due] = []
        for due in clock.triggers():
            if due.key == VIOLATION and keep:
                if clock.violated:
                    self._skip_repetitions(clock, due)
                continue
            has_side = due.key == VIOLATION and clock.at_opening
            instant = clock.instant_of(due.level, self._calendar(clock), at_opening=has_side)
            if self._was_just_told(clock, due.key, 0, instant):
                continue
            if instant is None or instant >= self.now:
                clock.reached.discard(due.key)
                clock.repeats.pop(due.key, None)
                if due.key == VIOLATION and clock.violated:
                    clock.violated = False
                    self._tell("violation lifted", clock)
                continue
            if due.key not in clock.reached:
                clock.reached.add(due.key)
                passed.append(due)
            self._skip_repetitions(clock, due)
        passed.sort(key=lambda due: (due.level, due.key))
        for due in passed:
            is_last = due is passed[-1] and not skip
            if due.key == VIOLATION or is_last:
                self._trigger_fact(clock, due)

    def _was_just_told(self, clock: NaiveClock, key: str, repeat: int, instant: int | None) -> bool:
        """Whether a timer of this very instant told it, and it still belongs here."""
        return clock.fired_at.get((key, repeat)) == self.now == instant

    def _skip_repetitions(self, clock: NaiveClock, due: Due) -> None:
        every, limit = due.trigger.repeat_every, due.trigger.repeat_limit
        if not every:
            return
        repeat = 0
        while not limit or repeat < limit:
            instant = clock.instant_of(due.level + (repeat + 1) * every, self._calendar(clock))
            is_behind = instant is not None and instant < self.now
            if not is_behind and not self._was_just_told(clock, due.key, repeat + 1, instant):
                break
            repeat += 1
        clock.repeats[due.key] = repeat

    # Pauses

    def _pause(self, happening: _Happening) -> None:
        if "customer_replied" in happening.signals:
            self.case_pauses = [pause for pause in self.case_pauses if not pause.until_reply]
            for clock in self._open_clocks():
                clock.hand = [pause for pause in clock.hand if not pause.until_reply]
        for command in happening.commands:
            if command.kind == "pause":
                self._pause_by_hand(command)
            elif command.kind == "resume":
                self._resume_by_hand(command)
        for clock in self._open_clocks():
            if not clock.definition.pausable and clock.status == "paused":
                clock.hand, clock.by_criteria = [], False
                self._resume(clock)
            if not clock.definition.pausable:
                continue
            if not clock.spent:
                clock.by_criteria = self._is_paused_by_criteria(clock.definition, clock.version)
            self._stand_or_run(clock)

    def _is_paused_by_criteria(self, definition: MilestoneDefinition, version: int) -> bool:
        tree = definition.pause
        return tree is not None and holds(tree, self.fields, (), self._statuses(version))

    def _stand_or_run(self, clock: NaiveClock) -> None:
        stands = self._stands(clock)
        if stands and clock.status == "running":
            clock.status = "paused"
            clock.pause_began = self.now
            self._tell("paused", clock)
        elif not stands and clock.status == "paused":
            self._resume(clock)

    def _resume(self, clock: NaiveClock) -> None:
        clock.status = "running"
        clock.stood.append((clock.pause_began, self.now))
        self._aim_from_resumption(clock)
        self._tell("resumed", clock)

    def _pause_by_hand(self, command: Command) -> None:
        pauses = self._pauses_of(command)
        clock = None if command.milestone is None else self._open_clock(command.milestone)
        can_pause = command.milestone is None or (
            clock is not None and clock.definition.pausable and (not clock.spent or command.outside_budget)
        )
        is_over = command.until is not None and command.until <= self.now
        if pauses is None or not can_pause or is_over:
            self._tell("void")
            return
        pauses.append(HandPause(command.pause_id, command.until_reply, command.until, command.outside_budget))

    def _resume_by_hand(self, command: Command) -> None:
        pauses = self._pauses_of(command)
        ended = [pause for pause in pauses or () if command.pause_id in ("", pause.id)]
        if pauses is None or not ended:
            self._tell("void")
            return
        pauses[:] = [pause for pause in pauses if pause not in ended]

    def _pauses_of(self, command: Command) -> list[HandPause] | None:
        if self.opened_at is None or self.exited:
            return None
        if command.milestone is None:
            return self.case_pauses
        clock = self._open_clock(command.milestone)
        return None if clock is None else clock.hand

    # Entry and starts

    def _enter(self, happening: _Happening) -> None:
        if self.coverage is None:
            self.entry_due = None
        if (
            self.entered_at is not None
            or self.opened_at is None
            or self.coverage is None
            or self.version is None
        ):
            return
        process = self.world.processes[self.version]
        instant = self._entry_instant(process)
        if instant is None or holds(
            process.exit or _CLOSED, self.fields, happening.signals, process.statuses
        ):
            self.entry_due = None
            return
        entry = process.entry
        if entry is not None and not holds(entry, self.fields, happening.signals, process.statuses):
            if self.entry_due is not None and is_excluded(entry, self.fields, process.statuses):
                self.entry_due = None
            return
        if instant > self.now:
            self.entry_due = instant
        else:
            self._enter_process(instant)

    def _enter_process(self, instant: int) -> None:
        self.cycle += 1
        self.entered_at = instant
        self.entry_due = None
        self.stood, self.standing = {}, {}
        self._tell("entered")

    def _entry_instant(self, process: Process) -> int | None:
        if process.entry_field == "opened_at":
            return self.opened_at
        value = self.fields.get(process.entry_field)
        if not isinstance(value, str):
            return None
        return round(datetime.fromisoformat(value).astimezone(UTC).timestamp()) * 1_000_000

    def _enter_by_timer(self) -> None:
        if self.entry_due is not None:
            self._enter_process(self.entry_due)
            happening = _Happening({})
            self._start(happening)
            self._watch_waiting()

    def _begin_by_timer(self, key: str) -> None:
        del self.pending[key]
        definition = self._current(key)
        if definition is not None and self._may_begin(definition):
            self._begin(definition, _Happening({}))

    def _start(self, happening: _Happening) -> None:
        if self.version is None:
            return
        for definition in self.world.processes[self.version].milestones:
            if not self._may_begin(definition):
                continue
            entry = definition.entry
            if entry is not None and not holds(
                entry, self.fields, happening.signals, self._statuses(self.version)
            ):
                continue
            previous = self._last_completed(definition.key)
            if definition.recurrence == "sequential" and previous is not None and previous.target > self.now:
                self.pending[definition.key] = previous.target
            else:
                self.pending.pop(definition.key, None)
                self._begin(definition, happening)

    def _may_begin(self, definition: MilestoneDefinition) -> bool:
        if (
            self.coverage is None
            or self.entered_at is None
            or self.exited
            or self._open_clock(definition.key)
        ):
            return False
        is_used = definition.recurrence == "none" and self._last_completed(definition.key) is not None
        return not is_used and self._promises(definition)

    def _begin(self, definition: MilestoneDefinition, happening: _Happening) -> None:
        assert self.version is not None
        assert self.entered_at is not None
        occurrence = 1 + sum(
            clock.key == definition.key and clock.cycle == self.cycle for clock in self.clocks
        )
        clock = NaiveClock(definition, self.cycle, occurrence, self.version)
        is_from_entry = occurrence == 1 and definition.start == "process_entry"
        clock.started_at = self.entered_at if is_from_entry else self.now
        clock.hours, clock.timeline = self._hours(definition)
        budget = self._budget(clock)
        if budget is None:
            return
        clock.budget = budget
        self._convert(clock, budget)
        if definition.pausable:
            clock.by_criteria = self._is_paused_by_criteria(definition, clock.version)
        clock.status = "paused" if self._stands(clock) else "running"
        clock.pause_began = self.now
        self._count_since_start(clock)
        self.clocks.append(clock)
        clock.target = self._target(clock)
        self._tell("started", clock)
        self._settle(clock)
        if clock.status == "paused":
            self._tell("paused", clock)
        if occurrence == 1 and self._is_satisfied(clock, happening):
            self._finish(clock, happening)

    def _count_since_start(self, clock: NaiveClock) -> None:
        calendar = self._calendar(clock)
        stood = list(self.stood.pop(clock.key, ()))
        if clock.key in self.standing:
            begin, kind = self.standing.pop(clock.key)
            if begin < self.now:
                stood.append((begin, self.now, kind))
        if not clock.definition.pausable or clock.started_at == self.now:
            stood = []
        at = clock.started_at
        budget = clock.definition.pause_budget
        for begin, until, kind in stood:
            end = until
            if kind == "closed":
                clock.run(at, begin, calendar)
                at = end
                continue
            if clock.spent and kind == "counts":
                continue
            clock.run(at, begin, calendar)
            if kind == "counts":
                left = max(0, budget - clock.used_of_pause_budget)
                spent_at = calendar.after(begin, left, at_opening=False)
                if budget and spent_at < end:
                    clock.spent = True
                    clock.by_criteria = False
                    clock.status = "paused" if self._stands(clock) else "running"
                    end = spent_at
                clock.use_pause_budget(begin, end, calendar)
            at = end
            clock.paused_calendar += end - begin
            clock.paused_business += calendar.count(begin, end)
            if clock.status == "paused" and end == self.now:
                clock.pause_began = begin
            else:
                clock.stood.append((begin, end))
        clock.run(at, self.now, calendar)

    def _watch_waiting(self) -> None:
        """Remember since when a milestone that has not begun would stand still."""
        if self.version is None or self.entered_at is None:
            return
        process = self.world.processes[self.version]
        now: dict[str, tuple[int, str]] = {}
        for definition in process.milestones:
            key = definition.key
            has_begun = any(clock.key == key and clock.cycle == self.cycle for clock in self.clocks)
            if has_begun or definition.start != "process_entry" or not definition.pausable:
                continue
            if self.exited:
                now[key] = (self.now, "closed")
            elif self._is_paused_by_criteria(definition, self.version):
                now[key] = (self.now, "counts")
            elif self.case_pauses:
                is_free = all(pause.free for pause in self.case_pauses)
                now[key] = (self.now, "free" if is_free else "counts")
        for key, (begin, kind) in list(self.standing.items()):
            if key not in now or now[key][1] != kind:
                self.stood.setdefault(key, []).append((begin, self.now, kind))
                del self.standing[key]
        for key, standing in now.items():
            self.standing.setdefault(key, standing)

    # Look-ups

    def _tell(self, kind: str, clock: NaiveClock | None = None, trigger: str = "", repeat: int = 0) -> None:
        self.facts.append(Told(kind, self.now, clock.name if clock else None, trigger, repeat))

    def _open_clocks(self) -> list[NaiveClock]:
        return sorted((clock for clock in self.clocks if clock.is_open), key=self._rank)

    def _rank(self, clock: NaiveClock) -> tuple[int, str, int]:
        keys = [each.key for each in self.world.processes[clock.version].milestones]
        return (keys.index(clock.key), clock.key, clock.occurrence)

    def _place_in_version(self, key: str) -> int:
        assert self.version is not None
        keys = [each.key for each in self.world.processes[self.version].milestones]
        return keys.index(key) if key in keys else len(keys)

    def _open_clock(self, key: str) -> NaiveClock | None:
        return next((clock for clock in self.clocks if clock.key == key and clock.is_open), None)

    def _last_completed(self, key: str) -> NaiveClock | None:
        completed = [
            clock
            for clock in self.clocks
            if clock.key == key and clock.cycle == self.cycle and clock.status == "completed"
        ]
        return max(completed, key=lambda clock: clock.closed_order, default=None)

    def _current(self, key: str) -> MilestoneDefinition | None:
        return None if self.version is None else _definition(self.world.processes[self.version], key)

    def _promises(self, definition: MilestoneDefinition) -> bool:
        """Whether there is a budget for the priority at some time of the week."""
        wanted = str(self.fields.get("priority", "")).lower()
        bands = [each for each in definition.arrivals if each.priority.lower() in ("", wanted)]
        return bool(bands) or self._by_priority(definition) is not None

    def _by_priority(self, definition: MilestoneDefinition) -> Budget | None:
        wanted = str(self.fields.get("priority", "")).lower()
        named = {priority.lower(): budget for priority, budget in definition.budgets.items()}
        return named.get(wanted, definition.budget)

    def _budget(self, clock: NaiveClock) -> Budget | None:
        """By the time of the week in which the clock starts, else by priority alone."""
        wanted = str(self.fields.get("priority", "")).lower()
        weekday, time = self._calendar(clock).arrival(clock.started_at)
        for each in clock.definition.arrivals:
            is_day = weekday in each.weekdays or not each.weekdays
            if is_day and each.begins <= time < each.ends and each.priority.lower() in ("", wanted):
                return each.budget
        return self._by_priority(clock.definition)

    def _hours(self, definition: MilestoneDefinition) -> tuple[int | None, int]:
        assert self.version is not None
        assert self.coverage is not None
        process = self.world.processes[self.version]
        choices = (definition.hours, self.coverage.hours, process.hours, self.coverage.case_hours)
        hours = next((each for each in choices if each is not None), None)
        return hours, 0 if hours is None else self.timelines[hours]

    def _calendar(self, clock: NaiveClock) -> NaiveCalendar:
        return self.world.calendars[(clock.hours, clock.timeline)]

    def _statuses(self, version: int) -> Any:
        return self.world.processes[version].statuses

    def _ended(self, clock: NaiveClock) -> Ended:
        return Ended(
            clock.status,
            clock.violated,
            clock.is_at_risk,
            clock.started_at,
            clock.target,
            clock.closed_at,
            clock.consumed if clock.is_open else clock.closed_consumed,
            clock.paused_business,
            clock.paused_calendar,
        )


def _definition(process: Process, key: str) -> MilestoneDefinition | None:
    return next((each for each in process.milestones if each.key == key), None)
