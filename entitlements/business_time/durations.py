"""Budgets as text: what people type, and the ISO 8601 form that is stored."""

import re

from entitlements.business_time.budget import Budget
from entitlements.business_time.errors import InvalidBudget
from entitlements.business_time.instants import HOUR, MINUTE, SECOND

LONGEST_DAYS = 3660
LONGEST_MICROS = LONGEST_DAYS * 24 * HOUR
"""Ten years: a longer promise is a typing error."""

_HOURS = r"(?:(?P<hours>\d{1,9})h)?(?:(?P<minutes>\d{1,9})m)?(?:(?P<seconds>\d{1,9}(?:\.\d{1,6})?)s)?"
_OPEN_TIME = re.compile(rf"pt(?=\d){_HOURS}\Z", re.ASCII)
_OPEN_TIME_SHORT = re.compile(rf"(?=\d){_HOURS}\Z", re.ASCII)
_HOURS_AND_MINUTES_SHORT = re.compile(r"(?P<hours>\d{1,9})h(?P<minutes>\d{1,2})\Z", re.ASCII)
_DAYS = re.compile(r"p?(?P<days>\d{1,9})d\Z", re.ASCII)
_DAYS_AT = re.compile(
    r"(?:p?(?P<days>\d{1,9})d|(?P<named>next|same)(?:business|working|open)?day)"
    r"@?(?P<hours>\d{1,2}):(?P<minutes>\d{2})(?::(?P<seconds>\d{2}))?\Z",
    re.ASCII,
)


def parse_budget(text: str) -> Budget:
    """Read a budget: open time (`PT4H`, `PT1H30M`, `4h`, `90m`, `1h30`), business days (`P3D`, `3d`), or a
    time of a business day (`P1D@16:00`, "next business day 16:00", "same day 17:00").

    Raises `InvalidBudget` for what is no budget: nothing or less, days mixed with hours, weeks, months,
    years, and anything longer than ten years. (Domain rules, business time: budgets.)
    """
    written = re.sub(r"\s+", "", text).lower()
    if not written:
        raise InvalidBudget("A budget is missing; write it like PT4H, 90m or P3D.")
    if written.startswith(("-", "p-", "pt-")):
        raise InvalidBudget(f"{text!r} is negative; a budget is more than nothing.")
    if days := _DAYS.match(written):
        return _of_days(text, int(days["days"]))
    if at := _DAYS_AT.match(written):
        return _of_time(text, at)
    matched = (
        _OPEN_TIME.match(written)
        or _HOURS_AND_MINUTES_SHORT.match(written)
        or _OPEN_TIME_SHORT.match(written)
    )
    if matched is None:
        raise InvalidBudget(_reason(text, written))
    parts = matched.groupdict()
    micros = (
        int(parts["hours"] or 0) * HOUR
        + int(parts["minutes"] or 0) * MINUTE
        + _micros(parts.get("seconds") or "0")
    )
    if micros == 0:
        raise InvalidBudget(f"{text!r} is no time at all; a budget is more than nothing.")
    if micros > LONGEST_MICROS:
        raise InvalidBudget(f"{text!r} is longer than ten years.")
    return Budget(micros=micros)


def format_budget(budget: Budget) -> str:
    """The budget in ISO 8601, largest units first: `PT1H30M`, `PT48H`, `P3D`; a time of a business day stands
    behind the days: `P1D@16:00`. Reads back as the same budget."""
    if budget.by_days:
        return f"P{budget.days}D" + ("" if budget.at is None else f"@{_time_of_day(budget.at)}")
    hours, rest = divmod(budget.micros, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    seconds, micros = divmod(rest, SECOND)
    written = f"{hours}H" if hours else ""
    written += f"{minutes}M" if minutes else ""
    if micros:
        written += f"{seconds}.{micros:06d}".rstrip("0") + "S"
    elif seconds:
        written += f"{seconds}S"
    return f"PT{written}"


def _of_days(text: str, days: int) -> Budget:
    if days == 0:
        raise InvalidBudget(f"{text!r} is no time at all; a budget is more than nothing.")
    if days > LONGEST_DAYS:
        raise InvalidBudget(f"{text!r} is longer than ten years.")
    return Budget(days=days)


def _of_time(text: str, matched: re.Match[str]) -> Budget:
    named = matched["named"]
    days = int(matched["days"]) if named is None else int(named == "next")
    if days > LONGEST_DAYS:
        raise InvalidBudget(f"{text!r} is longer than ten years.")
    hours, minutes, seconds = (int(matched[name] or 0) for name in ("hours", "minutes", "seconds"))
    if hours > 23 or minutes > 59 or seconds > 59:
        raise InvalidBudget(f"{text!r} names no time of day between 00:00 and 23:59.")
    if not days + hours + minutes + seconds:
        raise InvalidBudget(f"{text!r} has passed whenever a day begins; a budget is more than nothing.")
    return Budget(days=days, at=hours * HOUR + minutes * MINUTE + seconds * SECOND)


def _time_of_day(micros: int) -> str:
    hours, rest = divmod(micros, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    return f"{hours:02d}:{minutes:02d}" + (f":{rest // SECOND:02d}" if rest else "")


def _micros(seconds: str) -> int:
    whole, _, fraction = seconds.partition(".")
    return int(whole) * SECOND + int(fraction.ljust(6, "0") or 0)


def _reason(text: str, written: str) -> str:
    date_part = written.partition("t")[0]
    if re.search(r"\d[wy]", written) or re.search(r"^p.*\dm", date_part):
        return f"{text!r} names weeks, months or years, which are no fixed time; use hours or business days."
    if re.search(r"\dd", written) and re.search(r"\d[hms]", written):
        return f"{text!r} mixes business days with hours; they are different promises, so choose one."
    return f"{text!r} is no budget; write open time like PT4H, 90m or 1h30, or business days like P3D."
