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


def parse_budget(text: str) -> Budget:
    """Read a budget: open time (`PT4H`, `PT1H30M`, `4h`, `90m`, `1h30`) or business days (`P3D`, `3d`).

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
    """The budget in ISO 8601, largest units first: `PT1H30M`, `PT48H`, `P3D`. Reads back as the same
    budget."""
    if budget.days:
        return f"P{budget.days}D"
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
