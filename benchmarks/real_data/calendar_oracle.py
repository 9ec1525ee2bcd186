"""python -m benchmarks.real_data.calendar_oracle FILE: business time against answers recorded from others.

The file holds questions with calendars of their own and the answers that other implementations gave (its
`meta` explains it). Every question whose operation the product has is asked; answers are compared to the
nearest second, a half away from zero. Cases not asked are listed with the reason. The last line is `agree N
of M`. Exits with 1 where a case that an independent reference confirms (`ref: agree`) is answered otherwise,
with 2 where the file is none of this form.
"""

import json
import re
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from entitlements.business_time.calendar import Calendar, compile_calendar
from entitlements.business_time.errors import InvalidHours, InvalidInstant, SearchFailed
from entitlements.business_time.holidays import FixedDate, Holiday, Yearly
from entitlements.business_time.instants import (
    DAY,
    SECOND,
    Instant,
    format_instant,
    parse_instant,
)
from entitlements.business_time.local_time import local_time, occurrences
from entitlements.business_time.revisions import DateHours, HoursRevision, Timeline
from entitlements.business_time.spans import Span
from entitlements.business_time.weekly_hours import (
    CLOSED_WEEK,
    WEEKDAYS,
    WHOLE_DAY,
    parse_shifts,
    parse_time,
    parse_week,
)
from entitlements.business_time.zones import load_zone

_NUMBER = re.compile(r"-?\d+(\.\d+)?\Z", re.ASCII)

BREAK = "break"
HOLIDAY = "holiday"


class NotAskedError(Exception):
    """The product has no such operation, or the calendar is none of weekly hours; the message says which."""


class Asked(NamedTuple):
    """A question as it was put, and both answers in comparable form."""

    answer: object
    expected: object

    @property
    def agrees(self) -> bool:
        return self.answer == self.expected


def calendar_of(raw: dict[str, Any]) -> Calendar:
    """The oracle's calendar as the product's: breaks become holidays that take a part of their dates."""
    if "weekly_hours" not in raw and "raw_rules" in raw:
        return compile_calendar(Timeline((_of_a_rule(raw["raw_rules"]),)))
    zone = raw["time_zone"]
    week = {day: _until_midnight(pairs) for day, pairs in raw.get("weekly_hours", {}).items()}
    revision = HoursRevision(
        zone=zone,
        week=parse_week(week),
        dates=tuple(
            DateHours(date.fromisoformat(on), parse_shifts(_until_midnight(pairs), f"date_overrides.{on}"))
            for on, pairs in raw.get("date_overrides", {}).items()
        ),
        holidays=(
            *(_holiday(on) for on in raw.get("holidays", [])),
            *(part for pair in raw.get("breaks_utc", []) for part in _break(zone, *map(parse_instant, pair))),
        ),
    )
    return compile_calendar(Timeline((revision,)))


def _of_a_rule(rules: list[dict[str, Any]]) -> HoursRevision:
    """A lone rule of another library: its own periods are what is asked for, work or not."""
    if len(rules) != 1:
        raise NotAskedError("its calendar combines rules of another library, and is none of weekly hours")
    rule = rules[0]
    if "dates" in rule:
        dates = tuple(DateHours(date.fromisoformat(on), WHOLE_DAY) for on in rule["dates"])
        return HoursRevision(zone=rule["tz"], week=CLOSED_WEEK, dates=dates)
    week = {WEEKDAYS[day]: [[rule["start"], rule["end"]]] for day in rule["days"]}
    return HoursRevision(zone=rule["tz"], week=parse_week(week))


def _until_midnight(pairs: list[list[str]]) -> list[list[str]]:
    """Without the intervals that take no time; the product would read their end as the next day's."""
    return [pair for pair in pairs if pair[0] != pair[1]]


def _holiday(on: str) -> Holiday:
    if len(on) == len("MM-DD"):
        month, day = on.split("-")
        return Holiday(HOLIDAY, Yearly(int(month), int(day)))
    return Holiday(HOLIDAY, FixedDate(date.fromisoformat(on)))


def _break(zone: str, begin: Instant, end: Instant) -> list[Holiday]:
    """A closed interval of UTC on the wall clock, one part for each local date it touches."""
    rules = load_zone(zone)
    (first, since), (last, until) = local_time(rules, begin), local_time(rules, end)
    parts = [
        (day, since if day == first else 0, until if day == last else DAY)
        for day in range(first, last + 1)
        if (since if day == first else 0) < (until if day == last else DAY)
    ]
    if begin < end and (
        not parts or occurrences(rules, first, since)[0] != begin or occurrences(rules, last, until)[1] != end
    ):
        raise NotAskedError("it has a break whose edge lies in a repeated hour of the wall clock")
    return [Holiday(BREAK, FixedDate(date.fromordinal(day)), low, high) for day, low, high in parts]


def moved(calendar: Calendar, start: Instant, micros: int, backwards: bool) -> Instant:
    """Open time added to, or taken from, an instant. No time at all leads from closed hours to their edge."""
    if micros < 0:
        backwards, micros = not backwards, -micros
    if micros:
        return calendar.subtract(start, micros) if backwards else calendar.due(start, micros)
    return last_open_moment(calendar, start) if backwards else first_open_moment(calendar, start)


def first_open_moment(calendar: Calendar, at: Instant) -> Instant:
    """The instant itself where hours are open, else the next opening."""
    return at if calendar.is_open(at) else calendar.next_opening(at)


def last_open_moment(calendar: Calendar, at: Instant) -> Instant:
    """The instant itself where hours were open just before it, else the closing before."""
    return at if calendar.is_open(at - 1) else calendar.previous_closing(at)


def periods_after(calendar: Calendar, origin: Instant, count: int) -> list[Span]:
    """The next open stretches, however far ahead."""
    found: list[Span] = []
    at = origin
    while len(found) < count:
        begin = first_open_moment(calendar, at)
        end = calendar.next_closing(begin)
        found.append((begin, end))
        at = end
    return found


def periods_before(calendar: Calendar, origin: Instant, count: int) -> list[Span]:
    """The open stretches before an instant, latest first."""
    found: list[Span] = []
    at = origin
    while len(found) < count:
        end = last_open_moment(calendar, at)
        begin = calendar.previous_opening(end - 1)
        found.append((begin, end))
        at = begin
    return found


def reason_at(calendar: Calendar, at: Instant) -> str:
    """Why an instant is closed, as an explanation says it."""
    return calendar.explain(at, at + 1)[0].reason


def business_day(calendar: Calendar, day: date) -> bool:
    zone = load_zone(calendar.zone)
    return bool(
        calendar.periods(
            occurrences(zone, day.toordinal(), 0)[0], occurrences(zone, day.toordinal() + 1, 0)[0]
        )
    )


def business_days_later(calendar: Calendar, start: str, days: int) -> Instant:
    if len(start) == len("YYYY-MM-DD"):
        raise NotAskedError("the product counts business days from an instant, not from a date")
    if days <= 0:
        raise NotAskedError("the product counts business days forwards, and at least one")
    return calendar.due_days(parse_instant(start), days).target


def wall_to_utc(raw_calendar: dict[str, Any], asked: dict[str, Any]) -> Instant:
    zone = load_zone(raw_calendar["time_zone"])
    day = date.fromisoformat(asked["date"]).toordinal()
    time = parse_time(asked["time"], "time") + asked.get("second", 0) * SECOND
    instant = occurrences(zone, day, time)[0]
    if local_time(zone, instant) != (day + time // DAY, time % DAY):
        raise NotAskedError(
            "a wall-clock time that does not exist moves to the first that does, not by the gap"
        )
    return instant


Answer = Callable[[Calendar, dict[str, Any]], object]

ANSWERS: dict[str, Answer] = {
    "elapsed_seconds": lambda c, q: Seconds(c.elapsed(parse_instant(q["from"]), parse_instant(q["to"]))),
    "add_seconds": lambda c, q: moved(c, parse_instant(q["start"]), _micros(q["seconds"]), backwards=False),
    "sub_seconds": lambda c, q: moved(c, parse_instant(q["start"]), _micros(q["seconds"]), backwards=True),
    "is_open": lambda c, q: c.is_open(parse_instant(q["at"])),
    "next_open": lambda c, q: first_open_moment(c, parse_instant(q["at"])),
    "next_close": lambda c, q: c.next_closing(parse_instant(q["at"])),
    "prev_open_moment": lambda c, q: last_open_moment(c, parse_instant(q["at"])),
    "next_working_time": lambda c, q: c.next_opening(parse_instant(q["at"]) + 1),
    "periods_after": lambda c, q: periods_after(c, parse_instant(q["origin"]), q["count"]),
    "periods_before": lambda c, q: periods_before(c, parse_instant(q["origin"]), q["count"]),
    "add_business_days": lambda c, q: business_days_later(c, q["start"], q["days"]),
    "sub_business_days": lambda c, q: business_days_later(c, q["start"], -q["days"]),
    "is_working_day": lambda c, q: business_day(c, date.fromisoformat(q["date"])),
    "on_holiday": lambda c, q: reason_at(c, parse_instant(q["at"])) == f"holiday: {HOLIDAY}",
    "on_break": lambda c, q: reason_at(c, parse_instant(q["at"])) == f"holiday: {BREAK}",
}


class Seconds(int):
    """Microseconds that are a duration rather than an instant."""


def _micros(seconds: float) -> int:
    return round(seconds * SECOND)


def nearest_second(micros: int) -> int:
    """Whole seconds, a half away from zero."""
    return (abs(micros) + SECOND // 2) // SECOND * (1 if micros >= 0 else -1)


def comparable(value: object) -> object:
    """An answer, ours or theirs, to the nearest second and in one notation."""
    if isinstance(value, bool):
        return value
    if isinstance(value, Seconds):
        return nearest_second(value)
    if isinstance(value, int):
        return format_instant(nearest_second(value) * SECOND)
    if isinstance(value, list | tuple):
        return [comparable(each) for each in value]
    return value


def comparable_expectation(value: Any) -> object:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return nearest_second(_micros(value))
    if isinstance(value, list):
        return [comparable_expectation(each) for each in value]
    if _NUMBER.match(value):
        return nearest_second(_micros(float(value)))
    return comparable(parse_instant(value)) if "T" in value else value


def ask(case: dict[str, Any]) -> Asked:
    """Put one case to the product. Raises NotAskedError where the product has no such operation."""
    operation = case["op"]
    if operation == "wall_to_utc":
        answer: object = wall_to_utc(case["calendar"], case["input"])
    elif operation not in ANSWERS:
        raise NotAskedError(f"the product has no operation {operation}")
    else:
        calendar = calendar_of(case["calendar"])
        try:
            answer = ANSWERS[operation](calendar, case["input"])
        except SearchFailed as failure:
            return Asked(f"{type(failure).__name__}: {failure}", comparable_expectation(case["expected"]))
    return Asked(comparable(answer), comparable_expectation(case["expected"]))


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("usage: python -m benchmarks.real_data.calendar_oracle FILE", file=sys.stderr)
        return 2
    try:
        cases = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))["cases"]
        titles = [f"{case['id']} {case['source']} {case['op']} (ref: {case['ref']})" for case in cases]
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"{arguments[0]} is no file of oracle cases: {error}", file=sys.stderr)
        return 2
    agreed = asked = broken = 0
    for case, title in zip(cases, titles, strict=True):
        try:
            outcome = ask(case)
        except NotAskedError as reason:
            print(f"not asked  {title}: {reason}")
            continue
        except (InvalidHours, InvalidInstant, KeyError, ValueError) as error:
            broken += case["ref"] == "agree"
            asked += 1
            print(f"unreadable {title}: {type(error).__name__}: {error}")
            continue
        asked += 1
        agreed += outcome.agrees
        if not outcome.agrees:
            broken += case["ref"] == "agree"
            note = f"; {case['note']}" if case.get("note") else ""
            print(f"differs    {title}: {outcome.answer}, recorded {outcome.expected}{note}")
    if broken:
        print(f"{broken} cases confirmed by the reference are answered otherwise")
    print(f"agree {agreed} of {asked}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
