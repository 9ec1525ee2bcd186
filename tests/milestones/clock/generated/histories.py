"""Random histories: late, tied, doubled, retracted, moved; every one from its seed."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import msgspec

from entitlements.process.definition import Process
from milestones.clock.event import Command, Coverage, Decision, Event, HoursAdopted, Retraction, VersionMoved
from tests.milestones.clock.generated.processes import CAL, DAY_AND_NIGHT, NAMED, SPLIT, composed
from tests.milestones.clock.hours import (
    ALWAYS,
    NINE_TO_EIGHT,
    NINE_TO_FIVE,
    SPLIT_SHIFT,
    SPLIT_SHIFT_AND_A_HOLIDAY,
    Hours,
)
from tests.milestones.clock.naive.calendar import MINUTE
from tests.milestones.clock.plans import Configuration, Update

MONDAY = 1_780_286_400_000_000
"""2026-06-01, midnight in New York."""

OLD, NEW = 1, 2
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HOURS: dict[tuple[int | None, int], Hours] = {
    (CAL, OLD): NINE_TO_FIVE,
    (CAL, NEW): NINE_TO_EIGHT,
    (SPLIT, OLD): SPLIT_SHIFT,
    (SPLIT, NEW): SPLIT_SHIFT_AND_A_HOLIDAY,
    (DAY_AND_NIGHT, OLD): ALWAYS,
    (DAY_AND_NIGHT, NEW): ALWAYS,
}
_UPDATES = (
    Update("first_response", "100", "priority", "Critical"),
    Update("first_response", "50", "priority", "High", "Low"),
    Update("resolution", "75", "priority", "High"),
    Update("resolution", "100", "priority", "Low", "High"),
    Update("resolution", "100", "priority", "High", "Low"),
    Update("resolution", "+PT30M", "status", "pending"),
    Update("next_update", "100", "attributes.stage", "done"),
    Update("call_back", "@PT45M", "status", "open"),
    Update("extra", "100", "status", "closed"),
    Update("update", "75", "attributes.reported", True),
    Update("regulator", "90", "priority", "Critical"),
)
_LOOPS = (
    Update("resolution", "100", "priority", "High", "Low"),
    Update("resolution", "@PT45M", "priority", "Low", "High"),
    Update("first_response", "@PT45M", "priority", "Low", "High"),
    Update("first_response", "100", "priority", "High", "Low"),
    Update("first_response", "50", "status", "open"),
)

_PRIORITIES = ("Low", "Normal", "High", "Critical", "low")
_STATUSES = ("open", "open", "pending", "Pending", "solved", "closed", "resolved", "on hold", "spam")


class History(NamedTuple):
    """A configuration and what was told about one case, in the order of arrival; `until` is now."""

    seed: int
    plan: Configuration
    arrivals: list[Event]
    until: int


def random_history(seed: int, length: int | None = None) -> History:
    """At least fourteen events about one case; 40 % of them arrive late."""
    rng = random.Random(seed)
    processes: list[Process] = list(NAMED)
    if rng.random() < 0.6:
        processes = [composed(rng, version) for version in (1, 2, 3)]
    updates = rng.choice(((), _UPDATES, _UPDATES, _LOOPS))
    plan = Configuration(processes, _HOURS, [each for each in updates if rng.random() < 0.7])
    events = _Author(rng, processes).write(length or rng.randint(14, 22))
    arrivals = _arrivals(rng, events)
    last = max(event.occurred_at for event in arrivals)
    return History(seed, plan, arrivals, last + rng.randrange(0, 3000) * MINUTE)


def _arrivals(rng: random.Random, events: list[Event]) -> list[Event]:
    told = [
        (event.occurred_at + rng.randrange(0, 1800) * MINUTE * (rng.random() < 0.4), event)
        for event in events
    ]
    told += [
        (event.occurred_at + rng.randrange(0, 1800) * MINUTE, _double(rng, event))
        for event in rng.sample(events, 2)
    ]
    told.sort(key=lambda each: each[0])
    return [msgspec.structs.replace(event, recorded_at=at + place) for place, (at, event) in enumerate(told)]


def _double(rng: random.Random, event: Event) -> Event:
    """The same event told twice, or another one under its name."""
    if rng.random() < 0.5:
        return event
    shift = rng.choice((0, 30, -30)) * MINUTE
    fields = {"priority": rng.choice(_PRIORITIES)}
    return msgspec.structs.replace(event, occurred_at=event.occurred_at + shift, fields=fields)


class _Author:
    def __init__(self, rng: random.Random, processes: list[Process]) -> None:
        self.rng = rng
        self.versions = rng.sample([process.version for process in processes], 2)
        self.keys = [
            each.key
            for process in processes
            if process.version in self.versions
            for each in process.milestones
        ]
        self.opened_at = (
            MONDAY + rng.choice((7 * 60, 9 * 60, 10 * 60, 10 * 60 + 7, 16 * 60, 20 * 60)) * MINUTE
        )
        self.at = self.opened_at
        self.events: list[Event] = []

    def write(self, length: int) -> list[Event]:
        self._open()
        while len(self.events) < length:
            self._tell()
        return sorted(self.events, key=lambda event: event.occurred_at)

    def _open(self) -> None:
        rng = self.rng
        version = None if rng.random() < 0.15 else rng.choice(self.versions)
        fields: dict[str, Any] = {"status": rng.choice(("new", "new", "open", "pending", "closed"))}
        if rng.random() < 0.8:
            fields["priority"] = rng.choice(_PRIORITIES)
        if rng.random() < 0.5:
            fields["attributes.installed_at"] = self._date()
        self._add(decision=self._coverage(version))
        self._add(source="crm", fields=fields, signals=("case_opened",))
        if rng.random() < 0.1:
            early = self.opened_at - rng.randrange(1, 90) * MINUTE
            self.events.append(Event("early", "crm", early, 0, fields={"attributes.reported": False}))

    def _tell(self) -> None:
        rng = self.rng
        if rng.random() < 0.7:
            step = rng.choice((1, 5, 30, 30, 30, 60, 60, 90, 120, 240, 600))
            self.at = max(self.opened_at, (self.at // (30 * MINUTE)) * 30 * MINUTE) + step * MINUTE
        deed = rng.choices(
            (self._fields, self._reply, self._command, self._decide, self._retract, self._mixed),
            (34, 14, 24, 14, 6, 8),
        )[0]
        deed()

    def _fields(self) -> None:
        self._add(source=self.rng.choice(("crm", "crm", "import")), fields=self._some_fields())

    def _some_fields(self) -> dict[str, Any]:
        rng = self.rng
        name = rng.choice(
            ("priority", "priority", "status", "status", "status", "reported", "stage", "installed")
        )
        if name == "priority":
            return {"priority": rng.choice(_PRIORITIES)}
        if name == "status":
            return {"status": rng.choice(_STATUSES)}
        if name == "reported":
            return {"attributes.reported": rng.random() < 0.5}
        if name == "stage":
            return {"attributes.stage": rng.choice(("done", "begun"))}
        return {"attributes.installed_at": self._date()}

    def _reply(self) -> None:
        self._add(source="mail", signals=(self.rng.choice(("public_reply_sent", "customer_replied")),))

    def _command(self) -> None:
        self._add(
            source="desk", commands=tuple(self._one_command() for _ in range(self.rng.choice((1, 1, 1, 2))))
        )

    def _one_command(self) -> Command:
        rng = self.rng
        milestone = rng.choice(self.keys)
        scope = rng.choice((None, milestone))
        pause_id = rng.choice(("", "", "p", "q"))
        deed = rng.random()
        if deed < 0.2:
            return Command("complete", milestone)
        if deed < 0.65:
            until = rng.choice((None, None, 0, 20, 30, 60, 90, 240, 600))
            return Command(
                "pause",
                scope,
                pause_id=pause_id,
                until_reply=rng.random() < 0.3,
                until=None if until is None else self.at + until * MINUTE,
                outside_budget=rng.random() < 0.3,
            )
        return Command("resume", scope, pause_id=pause_id)

    def _decide(self) -> None:
        rng = self.rng
        kind = rng.random()
        hours = rng.choice((CAL, SPLIT, DAY_AND_NIGHT))
        decision: Decision
        if kind < 0.3:
            decision = self._coverage(None if rng.random() < 0.3 else rng.choice(self.versions))
        elif kind < 0.6:
            decision = HoursAdopted(
                hours, rng.choice((OLD, NEW, NEW)), rng.choice(("keep", "count", "count"))
            )
        else:
            decision = VersionMoved(
                rng.choice(self.versions),
                rng.choice(("keep", "start", "prorate")),
                rng.choice(("fire", "skip")),
                {hours: rng.choice((OLD, NEW))},
            )
        self._add(decision=decision)

    def _retract(self) -> None:
        target = self.rng.choice(self.events[-6:])
        if "case_opened" not in target.signals or self.rng.random() < 0.2:
            self._add(source=self.rng.choice(("", "crm")), decision=Retraction(target.source, target.id))

    def _mixed(self) -> None:
        rng = self.rng
        self._add(
            source="crm",
            fields={**self._some_fields(), **self._some_fields()},
            signals=tuple(rng.sample(("public_reply_sent", "customer_replied", "status_changed"), 2)),
            commands=(self._one_command(),),
        )

    def _coverage(self, version: int | None) -> Coverage:
        rng = self.rng
        return Coverage(
            outcome="covered" if version else "no_entitlement",
            version=version,
            tier="Gold" if version else "",
            hours=rng.choice((None, None, SPLIT)),
            case_hours=rng.choice((None, CAL)),
            calendars={
                CAL: rng.choice((OLD, OLD, NEW)),
                SPLIT: rng.choice((OLD, OLD, NEW)),
                DAY_AND_NIGHT: OLD,
            },
        )

    def _date(self) -> str:
        minutes = self.rng.choice((-120, 0, 60, 180, 1500))
        return (_EPOCH + timedelta(microseconds=self.opened_at + minutes * MINUTE)).isoformat()

    def _add(
        self,
        source: str = "",
        fields: dict[str, Any] | None = None,
        signals: tuple[str, ...] = (),
        commands: tuple[Command, ...] = (),
        decision: Decision | None = None,
    ) -> None:
        self.events.append(
            Event(
                id=f"{len(self.events):02d}" if self.rng.random() < 0.5 else f"{99 - len(self.events):02d}",
                source=source,
                occurred_at=self.at,
                recorded_at=0,
                sequence=self.rng.choice((0, 0, len(self.events))),
                fields=fields or {},
                signals=signals,
                commands=commands,
                decision=decision,
            )
        )
