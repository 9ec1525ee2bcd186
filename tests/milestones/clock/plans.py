"""A plan held in memory, and the same configuration as the naive clock reads it."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from entitlements.business_time.calendar import Calendar
from entitlements.process.definition import Process
from milestones.clock.compiled import CompiledProcess, compile_process
from tests.milestones.clock.hours import ALWAYS, Hours
from tests.milestones.clock.naive.calendar import NaiveCalendar
from tests.milestones.clock.naive.simulate import World

DEFAULT = (None, 0)


class Update(NamedTuple):
    """A field that escalation sets at a trigger of a milestone type, maybe for one priority alone."""

    type: str
    trigger: str
    field: str
    value: Any
    priority: str = ""


class Configuration:
    """Versions, hours by (hours, timeline), and field updates: the plan of a test, and its naive world."""

    def __init__(
        self,
        processes: Sequence[Process],
        hours: Mapping[tuple[int | None, int], Hours],
        updates: Sequence[Update] = (),
    ) -> None:
        self._processes = {process.version: process for process in processes}
        self._compiled = {process.version: compile_process(process) for process in processes}
        self._hours = {DEFAULT: ALWAYS, **hours}
        self._updates = updates

    def process(self, version: int) -> CompiledProcess:
        return self._compiled[version]

    def calendar(self, hours: int | None, timeline: int) -> Calendar:
        return _compiled(_key(self._hours[(hours, timeline)]))

    def field_updates(
        self, version: int, tier: str, priority: str, type: str, trigger: str
    ) -> Sequence[tuple[str, Any]]:
        return [
            (update.field, update.value)
            for update in self._updates
            if (update.type, update.trigger) == (type, trigger) and update.priority in ("", priority)
        ]

    def world(self) -> World:
        calendars = {place: _naive(_key(hours)) for place, hours in self._hours.items()}
        return World(self._processes, calendars, self.field_updates)


# Calendars are compiled once for all tests; the key is the description, spelled as a value.
_Key = tuple[Any, ...]


def _key(hours: Hours) -> _Key:
    week = tuple((day, tuple(spans)) for day, spans in hours.week.items())
    dates = tuple((day, tuple(spans)) for day, spans in hours.dates.items())
    return (hours.zone, week, dates)


def _hours(key: _Key) -> Hours:
    zone, week, dates = key
    return Hours(zone, dict(week), dict(dates))


@cache
def _compiled(key: _Key) -> Calendar:
    return _hours(key).compiled()


@cache
def _naive(key: _Key) -> NaiveCalendar:
    return _hours(key).naive()
