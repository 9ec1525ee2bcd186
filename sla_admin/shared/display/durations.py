"""Open time in words: `47 m`, `2 h 15 m`, `31 h 20 m`.

Never days, since a day of open time has no fixed length; only a budget that was written in days stays `3 d`.
All durations are integer microseconds.
"""

from sla_admin.shared.display.words import ENGLISH, Words

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE

NOTHING = "–"
"""Stands for a value that is not known. Zero is known and is written as zero."""


def open_time(micros: int, words: Words = ENGLISH) -> str:
    """A measured duration, rounded down to the minute: `47 m`, `1 h 06 m`, `5 h 00 m`, `under 1 m`, `0 m`.

    Minutes are padded after hours so that columns of numbers align. Raises ValueError for a negative
    duration: what is past has its own sentence.
    """
    if micros < 0:
        raise ValueError("A measured duration is never negative; say what is past with `past`.")
    if micros == 0:
        return f"0 {words.minute}"
    if micros < MINUTE:
        return words.under_a_minute
    hours, rest = divmod(micros, HOUR)
    minutes = rest // MINUTE
    if hours:
        return f"{hours} {words.hour} {minutes:02d} {words.minute}"
    return f"{minutes} {words.minute}"


def open_time_with_seconds(micros: int, words: Words = ENGLISH) -> str:
    """As `open_time`, but below an hour to the second: `12 m 05 s`, `45 s`. For the case page alone."""
    if not 0 < micros < HOUR:
        return open_time(micros, words)
    minutes, rest = divmod(micros, MINUTE)
    seconds = rest // SECOND
    if minutes:
        return f"{minutes} {words.minute} {seconds:02d} {words.second}"
    return f"{seconds} {words.second}"


def budget(
    micros: int, days: int | None = None, words: Words = ENGLISH, *, time_of_day: int | None = None
) -> str:
    """A promise, without empty parts: `8 h`, `1 h 30 m`, `45 m`; `3 d` where it was written in business days,
    `1 d, 16:00` where it ends at a time of the day (µs after midnight), `same day, 17:00` of the start's own.

    A budget is exact, so a part below the minute is written too: `90 s` is `1 m 30 s`.
    """
    if time_of_day is not None:
        hours, rest = divmod(time_of_day, HOUR)
        by = f"{hours:02d}:{rest // MINUTE:02d}"
        return f"{days} {words.day}, {by}" if days else words.same_day.format(time=by)
    if days:
        return f"{days} {words.day}"
    hours, rest = divmod(micros, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    seconds = rest // SECOND
    parts = [(hours, words.hour), (minutes, words.minute), (seconds, words.second)]
    written: list[str] = []
    for number, unit in parts:
        if number:
            written.append(f"{number:02d} {unit}" if written else f"{number} {unit}")
    return " ".join(written) or f"0 {words.minute}"


def left(micros: int, words: Words = ENGLISH, *, seconds: bool = False) -> str:
    """What is left of a budget, rounded down: `2 h 15 m left`."""
    measured = open_time_with_seconds(micros, words) if seconds else open_time(micros, words)
    return words.left.format(time=measured)


def past(micros: int, words: Words = ENGLISH) -> str:
    """How much open time has gone by since a target, rounded down: `3 h 37 m past`.

    A target missed on closing time is past by no open time at all until the hours open again: `under 1 m
    past`.
    """
    return words.past.format(time=open_time(micros, words) if micros >= MINUTE else words.under_a_minute)


def percent_of(consumed: int, whole: int) -> int:
    """The consumed share of a budget in whole percent, rounded down: 99 until it is reached to the
    microsecond."""
    return consumed * 100 // whole if whole > 0 else 100


def percent(share: float | None) -> str:
    """A share as reports write it, with one decimal: 0.9373 is `93.7 %`. None is unknown: `–`."""
    return NOTHING if share is None else f"{share * 100:.1f} %"


def count(number: int | None) -> str:
    """A whole number with thousands apart: `1,804`. None is unknown: `–`."""
    return NOTHING if number is None else f"{number:,}"
