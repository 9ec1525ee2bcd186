"""Open intervals of a weekday or a date, on the wall clock."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from entitlements.business_time.errors import InvalidHours, Problem
from entitlements.business_time.instants import DAY, HOUR, MINUTE, SECOND

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?\Z", re.ASCII)


class Interval(msgspec.Struct, frozen=True, array_like=True, order=True):
    """From `opens` until just before `closes`, microseconds of wall clock after the midnight of its day.

    `closes` may lie past 24 hours: a night shift belongs to the day it opens.
    """

    opens: int
    closes: int


Shifts = tuple[Interval, ...]
"""The intervals of one day; several for split shifts, none for a closed day."""

Week = tuple[Shifts, ...]
"""Seven days, Monday first."""

WHOLE_DAY: Shifts = (Interval(0, DAY),)
CLOSED_WEEK: Week = ((),) * 7
OPEN_WEEK: Week = (WHOLE_DAY,) * 7


def parse_time(text: Any, field: str) -> int:
    """Wall-clock time `HH:MM` (seconds and a fraction allowed, up to `24:00`) as microseconds after
    midnight."""
    matched = _TIME.match(text) if isinstance(text, str) else None
    if matched is None:
        raise InvalidHours([Problem("no time of day", field, f"{text!r} is no time of day, like 09:00.")])
    hours, minutes, seconds = int(matched[1]), int(matched[2]), int(matched[3] or 0)
    time = hours * HOUR + minutes * MINUTE + seconds * SECOND + int((matched[4] or "0").ljust(6, "0"))
    if minutes > 59 or seconds > 59 or time > DAY:
        raise InvalidHours(
            [Problem("no time of day", field, f"{text!r} is no time of day between 00:00 and 24:00.")]
        )
    return time


def format_time(time: int) -> str:
    """Microseconds after midnight as `HH:MM`, with seconds where there are any; past 24 hours, of the next
    day."""
    hours, rest = divmod(time % DAY if time > DAY else time, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    seconds, micros = divmod(rest, SECOND)
    written = f"{hours:02d}:{minutes:02d}"
    if seconds or micros:
        written += f":{seconds:02d}"
    if micros:
        written += f".{micros:06d}".rstrip("0")
    return written


def parse_shifts(raw: Any, field: str) -> Shifts:
    """Read pairs of times like `[["09:00", "12:00"], ["13:00", "17:00"]]`, sorted by opening.

    A closing at or before its opening is on the next day (`["22:00", "06:00"]`); `["00:00", "00:00"]` is the
    whole day. Raises `InvalidHours` naming the field.
    """
    if not _is_list(raw):
        raise InvalidHours(
            [Problem("no list of intervals", field, "Give a list of pairs like 09:00 and 17:00.")]
        )
    return tuple(sorted(_parse_interval(pair, f"{field}.{place}") for place, pair in enumerate(raw)))


def parse_week(raw: Any, field: str = "weekly") -> Week:
    """Read a week: seven lists of pairs, Monday first, or a mapping of `mon` … `sun` to lists of pairs."""
    if isinstance(raw, Mapping):
        unknown = [str(name) for name in raw if name not in WEEKDAYS]
        if unknown:
            raise InvalidHours(
                [Problem("unknown weekday", field, f"{unknown[0]!r} is no weekday (mon … sun).")]
            )
        return tuple(parse_shifts(raw.get(name, []), f"{field}.{name}") for name in WEEKDAYS)
    if not _is_list(raw) or len(raw) != 7:
        raise InvalidHours([Problem("no week", field, "Give seven lists of intervals, Monday first.")])
    return tuple(parse_shifts(day, f"{field}.{name}") for name, day in zip(WEEKDAYS, raw, strict=True))


def format_shifts(shifts: Shifts) -> list[list[str]]:
    """The pairs of times that `parse_shifts` reads back as the same shifts."""
    return [[format_time(shift.opens), format_time(shift.closes)] for shift in shifts]


def format_week(week: Week) -> list[list[list[str]]]:
    return [format_shifts(shifts) for shifts in week]


def _is_list(raw: Any) -> bool:
    return isinstance(raw, Sequence) and not isinstance(raw, str | bytes)


def _parse_interval(pair: Any, field: str) -> Interval:
    if not _is_list(pair) or len(pair) != 2:
        raise InvalidHours(
            [Problem("no interval", field, "An interval is a pair of times: opens and closes.")]
        )
    opens, closes = parse_time(pair[0], field), parse_time(pair[1], field)
    if opens == closes and opens not in (0, DAY):
        raise InvalidHours(
            [
                Problem(
                    "end before begin",
                    field,
                    f"It closes when it opens ({pair[0]}); 24 hours are 00:00 to 24:00.",
                )
            ]
        )
    if opens == DAY:
        raise InvalidHours(
            [Problem("no time of day", field, "It cannot open at 24:00; that is 00:00 of the next day.")]
        )
    return Interval(opens, closes if closes > opens else closes + DAY)
