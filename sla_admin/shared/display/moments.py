"""Instants in words, in the viewer's zone: `17:48` today, `Mon 09:50` within six days, `27 Nov 09:00` beyond.

An instant is microseconds since 1970, UTC. `now` is an argument, never asked for.
"""

from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from sla_admin.shared.display.durations import HOUR, open_time
from sla_admin.shared.display.words import ENGLISH, Words

HourCycle = Literal["24", "12"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NEAR_DAYS = 6
"""Within so many days a weekday names one day only."""
SOON = 12 * HOUR
"""Up to here a change of hours is told as a wait, beyond as a moment alone."""


def local(instant: int, zone: ZoneInfo) -> datetime:
    """The wall clock at the instant, exact to the microsecond."""
    return (_EPOCH + timedelta(microseconds=instant)).astimezone(zone)


def time_of_day(
    at: datetime, cycle: HourCycle = "24", words: Words = ENGLISH, *, seconds: bool = False
) -> str:
    """`17:48`, `5:48 pm`; with seconds `17:48:05`."""
    tail = f":{at.second:02d}" if seconds else ""
    if cycle == "24":
        return f"{at.hour:02d}:{at.minute:02d}{tail}"
    half = words.am if at.hour < 12 else words.pm
    return f"{at.hour % 12 or 12}:{at.minute:02d}{tail} {half}"


def zone_name(instant: int, zone: ZoneInfo) -> str:
    """The zone's abbreviation at the instant: `CET`. Zones that have none are written by offset: `UTC−3`."""
    at = local(instant, zone)
    name = at.tzname() or ""
    if name and name[0] not in "+-":
        return name
    offset = at.utcoffset() or timedelta()
    minutes = int(offset.total_seconds()) // 60
    sign, minutes = ("−", -minutes) if minutes < 0 else ("+", minutes)
    hours, minutes = divmod(minutes, 60)
    return f"UTC{sign}{hours}" + (f":{minutes:02d}" if minutes else "")


def moment(
    instant: int,
    now: int,
    zone: ZoneInfo,
    cycle: HourCycle = "24",
    words: Words = ENGLISH,
    *,
    say_today: bool = False,
) -> str:
    """The instant as it is read beside others: `17:48`, `Mon 09:50`, `27 Nov 09:00`, `4 Jan 2027 09:00`.

    `say_today` writes `today 17:48`, for sentences in which a bare time would hang in the air. Local dates
    decide what is today and what lies within six days, so 23:59 and 00:01 are different days.
    """
    at, here = local(instant, zone), local(now, zone)
    clock = time_of_day(at, cycle, words)
    days = (at.date() - here.date()).days
    if days == 0:
        return words.today.format(time=clock) if say_today else clock
    if abs(days) <= NEAR_DAYS:
        return f"{words.weekdays[at.weekday()]} {clock}"
    date = f"{at.day} {words.months[at.month - 1]}"
    return f"{date} {clock}" if at.year == here.year else f"{date} {at.year} {clock}"


def full_moment(
    instant: int,
    now: int,
    zone: ZoneInfo,
    cycle: HourCycle = "24",
    words: Words = ENGLISH,
    *,
    seconds: bool = False,
) -> str:
    """Day, time and zone, for headlines and hovers: `Mon 23 Nov, 15:22 CET`; with the year when it is
    another."""
    at = local(instant, zone)
    date = f"{words.weekdays[at.weekday()]} {at.day} {words.months[at.month - 1]}"
    if at.year != local(now, zone).year:
        date += f" {at.year}"
    return f"{date}, {time_of_day(at, cycle, words, seconds=seconds)} {zone_name(instant, zone)}"


def clock_of_day(now: int, zone: ZoneInfo, cycle: HourCycle = "24", words: Words = ENGLISH) -> str:
    """The local clock of the top bar: `Fri 20 Nov, 16:42 CET`."""
    return full_moment(now, now, zone, cycle, words)


def due(
    instant: int,
    now: int,
    zone: ZoneInfo,
    cycle: HourCycle = "24",
    words: Words = ENGLISH,
    *,
    say_today: bool = False,
) -> str:
    """`due Mon 09:50`; once the instant has gone by, `was due 13:05`."""
    pattern = words.was_due if instant < now else words.due
    return pattern.format(time=moment(instant, now, zone, cycle, words, say_today=say_today))


def opening(instant: int, now: int, zone: ZoneInfo, cycle: HourCycle = "24", words: Words = ENGLISH) -> str:
    """When closed hours open: `opens in 18 m, Fri 17:00 CET`; further off `opens Mon 05:00 CET`.

    The wait is wall-clock time. The weekday is always written here, as the hours may be of another zone.
    """
    at = local(instant, zone)
    clock = f"{time_of_day(at, cycle, words)} {zone_name(instant, zone)}"
    near = abs((at.date() - local(now, zone).date()).days) <= NEAR_DAYS
    named = words.weekdays[at.weekday()] if near else f"{at.day} {words.months[at.month - 1]}"
    if 0 <= instant - now <= SOON:
        return f"{words.opens_in.format(time=open_time(instant - now, words))}, {named} {clock}"
    return words.opens.format(time=f"{named} {clock}")


def closing(instant: int, now: int, zone: ZoneInfo, cycle: HourCycle = "24", words: Words = ENGLISH) -> str:
    """When open hours close: `closes in 1 h 18 m`; further off `closes Mon 05:00`."""
    if 0 <= instant - now <= SOON:
        return words.closes_in.format(time=open_time(instant - now, words))
    return words.closes.format(time=moment(instant, now, zone, cycle, words))
