"""When a row of a tier table counts: "24x7", "8x5", "Mon-Fri 09:00-18:00 Pacific", "8x5; 24x7 for S1, S2".

Such phrases leave much open. What was chosen in reading them is a remark, so that whoever checks the plan
sees it; what cannot be read is a refusal, never a guess at opening times.
"""

import re
from typing import Literal

import msgspec

from entitlements.business_time.instants import DAY, HOUR, MINUTE
from entitlements.business_time.weekly_hours import CLOSED_WEEK, OPEN_WEEK, Interval, Week, parse_time

ClockKind = Literal["unstated", "always", "business", "window"]


class Clock(msgspec.Struct, frozen=True):
    """Which open time a row counts.

    `unstated`: each amount says it itself. `always`: day and night. `business`: the business hours of whoever
    enters the table, Monday to Friday from nine, `day` microseconds long where the phrase says ("8x5").
    `window`: the `week` the phrase names; `zone` and `country` (its public holidays are closed) where named.
    """

    kind: ClockKind = "unstated"
    day: int = 0
    week: Week = ()
    zone: str = ""
    country: str = ""


class UnreadableClock(ValueError):
    """The phrase names no hours that can be read; the message says why."""


ALWAYS = Clock("always")
BUSINESS = Clock("business")
UNSTATED = Clock()
OPENS = 9 * HOUR
USUAL = "the hours named for the table, else Monday to Friday, 09:00 to 17:00"
"""What business hours without times are."""

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*"
_RANGE = re.compile(rf"\b({_DAY})\s*(?:-|–|to)\s*({_DAY})\b")
_EVERY_DAY = re.compile(r"\b7\s*(?:days|/7)")
_TIMES = re.compile(r"\b(\d{1,2}:\d{2})\s*(?:-|–|to)\s*(\d{1,2}:\d{2})\b")
_ALWAYS = re.compile(r"\b(?:24\s*[x×/]\s*7(?:\s*[x×/]\s*365)?|around the clock|day and night)\b")
_BY_DAYS = re.compile(r"\b(\d{1,2}(?:\.\d)?)\s*[x×]\s*([57])\b")
_EXCEPT = re.compile(r"\s+(?:except|for|excluding)\s+(.+)$")
_LEADING = re.compile(r"^(?P<who>[a-z0-9_ /&]+?)\s+(?P<rest>24\s*[x×/]\s*7.*)$")
_NOTHING_SAID = {"", "n/a", "mixed", "-", "–", "varies", "see below", "none"}
_ZONES = {
    "us pacific": "America/Los_Angeles",
    "pacific": "America/Los_Angeles",
    "us eastern": "America/New_York",
    "eastern": "America/New_York",
    "us central": "America/Chicago",
    "utc": "UTC",
    "gmt": "Europe/London",
    "cet": "Europe/Berlin",
}
_COUNTRIES = {"uk bank holidays": "GB", "us federal holidays": "US", "german public holidays": "DE"}


def read_clock(phrase: str, priority: str) -> tuple[Clock, tuple[str, ...]]:
    """The clock on which rows of `priority` count, and what was chosen in reading it.

    A phrase may name priorities: "8x5; 24x7 for S1, S2", "24x7 except Low", "P1 24x7; others business hours".
    Raises UnreadableClock.
    """
    fallback: tuple[Clock, tuple[str, ...]] | None = None
    wanted = priority.casefold().strip()
    for part in (each.strip().casefold() for each in phrase.split(";")):
        clock, remarks, named, is_exception = _read_part(part)
        if not named:
            fallback = fallback or (clock, remarks)
        elif is_exception:
            if wanted not in named:
                return clock, remarks
            fallback = fallback or (BUSINESS, (f"“{phrase}” leaves {priority} to business hours.",))
        elif wanted in named:
            return clock, remarks
    if fallback is None:
        return BUSINESS, (f"“{phrase}” does not name {priority}: read as business hours.",)
    return fallback


def name_of(clock: Clock, zone: str) -> str:
    """What hours drafted for this clock are called."""
    if clock.kind == "always":
        return "Around the clock"
    week = week_of(clock)
    opened = [day for day, shifts in enumerate(week) if shifts]
    days = "every day" if len(opened) == 7 else f"{_DAYS[opened[0]].title()}–{_DAYS[opened[-1]].title()}"
    shift = week[opened[0]][0]
    named = f"{days} {_written(shift.opens)}–{_written(shift.closes)}, {clock.zone or zone}"
    return f"{named}, holidays of {clock.country}" if clock.country else named


def week_of(clock: Clock) -> Week:
    """The weekly hours of a clock that states them; business hours open at nine for eight hours."""
    if clock.kind == "always":
        return OPEN_WEEK
    if clock.kind == "window":
        return clock.week
    return _week(range(5), OPENS, OPENS + (clock.day or 8 * HOUR))


def _read_part(part: str) -> tuple[Clock, tuple[str, ...], frozenset[str], bool]:
    """The clock of one part of a phrase, what was chosen, the priorities it names, and whether it names those
    it leaves out."""
    named: frozenset[str] = frozenset()
    is_exception = False
    tail = _EXCEPT.search(part)
    if tail is not None and _ALWAYS.search(part[: tail.start()] + " "):
        named = _names(tail[1])
        is_exception = "except" in tail[0] or "excluding" in tail[0]
        part = part[: tail.start()]
    else:
        leading = _LEADING.match(part)
        if leading is not None:
            named, part = _names(leading["who"]), leading["rest"]
    part = re.sub(r"^(?:all )?others?\s+", "", part)
    clock, remarks = _read_hours(part.strip())
    return clock, remarks, named, is_exception


def _names(text: str) -> frozenset[str]:
    return frozenset(each.strip() for each in re.split(r",|/|&|\band\b", text) if each.strip())


def _read_hours(text: str) -> tuple[Clock, tuple[str, ...]]:
    if text in _NOTHING_SAID:
        return UNSTATED, ()
    times = _TIMES.search(text)
    if times is not None:
        return _read_window(text, times)
    if _ALWAYS.search(text):
        return ALWAYS, ()
    by_days = _BY_DAYS.search(text)
    if by_days is not None:
        return _read_by_days(text, by_days)
    if "business" in text or "working" in text or "office" in text:
        return BUSINESS, (f"“{text}” names no times: read as {USUAL}.",)
    raise UnreadableClock(f"{text!r} names no hours; write them like 24x7, 8x5 or Mon-Fri 09:00-17:00.")


def _read_by_days(text: str, matched: re.Match[str]) -> tuple[Clock, tuple[str, ...]]:
    length = int(float(matched[1]) * 60) * MINUTE
    if not 0 < length <= DAY:
        raise UnreadableClock(f"{matched[0]!r} does not fit into a day.")
    if matched[2] == "7":
        opens = OPENS if length <= DAY - OPENS else 0
        week = _week(range(7), opens, opens + length)
        return Clock("window", week=week), (f"“{text}” names no times: read as from {_written(opens)}.",)
    if length > DAY - OPENS:
        return Clock("window", week=_week(range(5), 0, length)), (
            f"“{text}” names no times: read as from 00:00, Monday to Friday.",
        )
    return Clock("business", day=length), (f"“{text}” names no times: read as from 09:00, Monday to Friday.",)


def _read_window(text: str, times: re.Match[str]) -> tuple[Clock, tuple[str, ...]]:
    opens, closes = parse_time(times[1], "hours"), parse_time(times[2], "hours")
    if closes <= opens:
        closes += DAY
    remarks = []
    span = _RANGE.search(text)
    if span is not None:
        first, last = _DAYS.index(span[1][:3]), _DAYS.index(span[2][:3])
        days = [(first + step) % 7 for step in range((last - first) % 7 + 1)]
    elif _EVERY_DAY.search(text):
        days = list(range(7))
    else:
        days = list(range(5))
        remarks.append(f"“{text}” names no weekdays: read as Monday to Friday.")
    zone = next((zone for name, zone in _ZONES.items() if re.search(rf"\b{name}\b", text)), "")
    if "local" in text or "customer" in text:
        remarks.append("Local to the customer: name hours of their zone on the entitlement.")
    country = next((code for name, code in _COUNTRIES.items() if name in text), "")
    if not country and ("holiday" in text or "except" in text):
        remarks.append(f"“{text}” excludes days that it does not date: add them to the hours.")
    return Clock("window", week=_week(days, opens, closes), zone=zone, country=country), tuple(remarks)


def _week(days: "range | list[int]", opens: int, closes: int) -> Week:
    shifts = (Interval(opens, closes),)
    return tuple(shifts if day in days else CLOSED_WEEK[day] for day in range(7))


def _written(micros: int) -> str:
    return f"{micros % DAY // HOUR if micros != DAY else 24:02d}:{micros % HOUR // MINUTE:02d}"
