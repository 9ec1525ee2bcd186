"""One case told in a few lines, and what became of its clocks, in wall-clock words.

Times are New York's: "Tue 09:20" (or "09:20:30" on Monday) in the week of Monday 2026-06-01, or a full
"2026-07-02 09:00". What comes back is written the same way: "Mon 10:00".
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from entitlements.business_time.budget import Budget
from entitlements.business_time.durations import parse_budget
from entitlements.process.definition import MilestoneDefinition, Process, Trigger
from entitlements.process.triggers import parse_trigger
from milestones.clock.event import CASE_OPENED, Command, Coverage, Decision, Event
from milestones.clock.fact import OF_TRIGGERS, Fact
from milestones.clock.fold import Folded, fold
from milestones.clock.state import Clock
from tests.milestones.clock.hours import ALWAYS, NEW_YORK, Hours
from tests.milestones.clock.naive.calendar import MINUTE
from tests.milestones.clock.plans import Configuration, Update

CAL, DAY_AND_NIGHT = 1, 2
KEY = "resolution"
_WEEK = {day: place for place, day in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))}
_ZONE = ZoneInfo(NEW_YORK)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant(text: str) -> int:
    """Microseconds since 1970 of a time in New York."""
    matched = re.fullmatch(r"(?:(\w{3}) |(\d{4}-\d\d-\d\d) )?(\d\d):(\d\d)(?::(\d\d))?", text)
    assert matched, text
    day, date, hour, minute, second = matched.groups()
    midnight = datetime.fromisoformat(date or "2026-06-01") + timedelta(0 if date else _WEEK[day or "Mon"])
    local = midnight.replace(hour=int(hour), minute=int(minute), second=int(second or 0), tzinfo=_ZONE)
    return (local.astimezone(UTC) - _EPOCH) // timedelta(microseconds=1)


def wall(at: int | None) -> str:
    """An instant on New York's wall; with its seconds where there are any."""
    if at is None:
        return ""
    local = (_EPOCH + timedelta(microseconds=at)).astimezone(_ZONE)
    return local.strftime("%a %H:%M:%S" if local.second else "%a %H:%M")


def budget(text: str | int) -> Budget:
    """Minutes, or business days: "P3D", "P1D@16:00"."""
    if isinstance(text, str):
        return parse_budget(text)
    return Budget(micros=text * MINUTE)


def trigger(text: str, severity: Any = "info", repeat: int = 0, limit: int = 0) -> Trigger:
    """ "75", "-PT1H", "+PT30M", "@PT45M"; `repeat` in minutes."""
    basis, amount = parse_trigger(text)
    return Trigger(text, basis, amount, severity, repeat * MINUTE, limit)


def triggers(*texts: str) -> tuple[Trigger, ...]:
    return tuple(trigger(text) for text in texts)


def field_is(name: str, value: Any) -> dict[str, Any]:
    return {"field": name, "op": "equals", "value": value}


def event_is(name: str, type: str = "") -> dict[str, Any]:
    return {"event": name, "type": type} if type else {"event": name}


CLOSED = field_is("is_closed", True)
STOPPED = field_is("is_stopped", True)
REPLY = event_is("public_reply_sent")
WANTED = field_is("attributes.wanted", True)


def milestone(minutes_or_days: str | int | None = None, /, **rules: Any) -> MilestoneDefinition:
    """A definition, on 24×7 unless it says otherwise, completed by closing unless it says otherwise."""
    budgets = {priority: budget(text) for priority, text in rules.pop("budgets", {}).items()}
    told = {"key": KEY, "type": KEY, "name": KEY, "completion": CLOSED, **rules}
    given = None if minutes_or_days is None else budget(minutes_or_days)
    return MilestoneDefinition(budget=given, budgets=budgets, **told)


class Story:
    """A case under one process (more versions may be given for moves): tell it event by event."""

    def __init__(
        self,
        *milestones: MilestoneDefinition,
        hours: Hours = ALWAYS,
        other_hours: Hours | None = None,
        versions: Mapping[int, Sequence[MilestoneDefinition]] | None = None,
        updates: Sequence[Update] = (),
        **rules: Any,
    ) -> None:
        processes = [
            Process(version, f"Version {version}", hours=CAL, milestones=tuple(definitions), **rules)
            for version, definitions in {1: milestones, **(versions or {})}.items()
        ]
        known: dict[tuple[int | None, int], Hours] = {(CAL, 1): hours, (DAY_AND_NIGHT, 1): ALWAYS}
        if other_hours is not None:
            known[(CAL, 2)] = other_hours
        self.plan = Configuration(processes, known, updates)
        self.events: list[Event] = []

    def opened(self, at: str, **fields: Any) -> "Story":
        promise = Coverage("covered", 1, 1, "Gold", calendars={CAL: 1, DAY_AND_NIGHT: 1})
        self.event(at, source="", decision=promise)
        return self.event(
            at, fields={"status": "new", "priority": "Normal", **_named(fields)}, signals=(CASE_OPENED,)
        )

    def event(
        self,
        at: str,
        *,
        source: str = "crm",
        fields: Mapping[str, Any] | None = None,
        signals: tuple[str, ...] = (),
        commands: tuple[Command, ...] = (),
        decision: Decision | None = None,
        recorded: str = "",
        sequence: int | None = None,
    ) -> "Story":
        place = len(self.events) + 1
        self.events.append(
            Event(
                id=str(place),
                source=source,
                occurred_at=instant(at),
                recorded_at=instant(recorded or at),
                sequence=place if sequence is None else sequence,
                fields=dict(fields or {}),
                signals=signals,
                commands=commands,
                decision=decision,
            )
        )
        return self

    def set(self, at: str, /, **fields: Any) -> "Story":
        return self.event(at, fields=_named(fields))

    def reply(self, at: str, /, **fields: Any) -> "Story":
        return self.event(at, signals=("public_reply_sent",), fields=_named(fields))

    def pause(
        self,
        at: str,
        id: str = "",
        *,
        milestone: str | None = None,
        until_reply: bool = False,
        until: str = "",
        outside: bool = False,
    ) -> "Story":
        command = Command(
            "pause",
            milestone,
            id,
            "waiting",
            until_reply,
            instant(until) if until else None,
            outside_budget=outside,
        )
        return self.event(at, commands=(command,))

    def resume(self, at: str, id: str = "", *, milestone: str | None = None) -> "Story":
        return self.event(at, commands=(Command("resume", milestone, id),))

    def complete(self, at: str, milestone: str = KEY) -> "Story":
        return self.event(at, commands=(Command("complete", milestone),))

    def decide(self, at: str, decision: Decision) -> "Story":
        return self.event(at, source="", decision=decision)

    def seen(self, at: str) -> "Seen":
        """The case as it stands just after that moment."""
        return Seen(fold(self.plan, self.events, instant(at) + 1))


class Seen:
    """What became of a case."""

    def __init__(self, folded: Folded) -> None:
        self.folded = folded

    def clock(self, occurrence: int = 1, *, key: str = KEY, cycle: int = 1) -> "SeenClock":
        return SeenClock(
            next(
                clock
                for clock in self.folded.clocks.values()
                if (clock.milestone, clock.cycle, clock.occurrence) == (key, cycle, occurrence)
            )
        )

    def spans(self, key: str = KEY) -> list[str]:
        """Start and target of every clock: "Mon 13:00 → Mon 13:20"."""
        clocks = [clock for clock in self.folded.clocks.values() if clock.milestone == key]
        return [f"{wall(clock.started_at)} → {wall(clock.target_at)}" for clock in clocks]

    def told(self, *kinds: str, key: str = KEY) -> list[str]:
        """Facts of these kinds with their instants, in order: "completed Mon 10:00"."""
        return [_written(fact) for fact in self.folded.facts if fact.kind in kinds and _is_of(fact, key)]

    def reached(self, key: str = KEY) -> list[str]:
        """Triggers, the violation among them: "50 Mon 12:00"; a repetition is "100*2 Mon 14:00"."""
        return [
            f"{fact.trigger}{f'*{fact.repeat}' if fact.repeat else ''} {wall(fact.occurred_at)}"
            for fact in self.folded.facts
            if fact.kind in OF_TRIGGERS and _is_of(fact, key)
        ]


class SeenClock:
    """One clock in wall-clock words; `consumed` and `paused` are whole business minutes."""

    def __init__(self, clock: Clock) -> None:
        self.is_violated = clock.is_violated
        self.at_risk = clock.at_risk
        self.status = clock.status
        self.started = wall(clock.started_at)
        self.target = wall(clock.target_at)
        self.original_target = wall(clock.original_target_at)
        self.closed = wall(clock.closed_at)
        self.consumed = clock.consumed // MINUTE
        self.paused = clock.paused_business // MINUTE
        self.span = f"{self.started} → {self.target}"


def _is_of(fact: Fact, key: str) -> bool:
    return fact.clock is None or fact.clock.milestone == key


def _written(fact: Fact) -> str:
    return f"{fact.kind} {wall(fact.occurred_at)}"


def _named(fields: Mapping[str, Any]) -> dict[str, Any]:
    own = ("status", "priority", "owner")
    return {name if name in own else f"attributes.{name}": value for name, value in fields.items()}
