"""Amounts of time as tier tables state them: "4 business hours", "1 working day", "30m", "1h or as agreed".

An amount says how much, and sometimes on which clock. What it leaves open the row's hours decide. Every
reading that is a choice is a remark: "1 month" has no fixed length, so what it was taken for is said.
"""

import re
from typing import Literal, NamedTuple

from entitlements.business_time.budget import Budget
from entitlements.business_time.durations import LONGEST_MICROS, parse_budget
from entitlements.business_time.errors import InvalidBudget
from entitlements.business_time.instants import HOUR, MINUTE

AmountClock = Literal["", "business", "always"]
"""What the amount itself says of its clock: nothing, open time, or around the clock."""


class Amount(NamedTuple):
    """A stated amount: the budget, its clock as far as stated, and what was chosen in reading it."""

    budget: Budget
    clock: AmountClock = ""
    remarks: tuple[str, ...] = ()


class NoAmount(ValueError):
    """The text is no amount of time; the message says why. `states_time` tells a misspelt amount from words
    such as "next release", which promise no time at all."""

    def __init__(self, reason: str, *, states_time: bool) -> None:
        super().__init__(reason)
        self.states_time = states_time


_PREFIX = re.compile(r"(?:within|in|up to|under|less than|<=?|≤|every)\s*", re.IGNORECASE)
_TAIL = re.compile(r"\s*(?:\(.*\)|,.*|or as agreed|or better|or less)\s*\Z", re.IGNORECASE)
_STATED = re.compile(
    r"(?P<number>\d{1,6}(?:[.,]\d{1,3})?)\s*-?\s*"
    r"(?P<clock>business|working|open|clock|calendar|elapsed|consecutive)?\s*-?\s*"
    r"(?P<unit>[a-z]+)\.?",
    re.IGNORECASE,
)
_NEXT_DAY = re.compile(r"(?:nbd|next (?:business|working) day)", re.IGNORECASE)

_UNITS = {
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), "minute"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "hour"),
    **dict.fromkeys(("d", "day", "days"), "day"),
    **dict.fromkeys(("bd", "wd"), "business day"),
    **dict.fromkeys(("w", "wk", "week", "weeks"), "week"),
    **dict.fromkeys(("month", "months"), "month"),
}
_CLOCKS: dict[str, AmountClock] = {
    **dict.fromkeys(("business", "working", "open"), "business"),
    **dict.fromkeys(("clock", "calendar", "elapsed", "consecutive"), "always"),
}
DAYS_OF_A_MONTH = 30
WORKING_DAYS_OF_A_WEEK = 5


def read_amount(text: str) -> Amount:
    """The amount that `text` states. Raises NoAmount where it states none that can be read."""
    written = " ".join(text.split())
    remarks: list[str] = []
    tail = _TAIL.search(written)
    if tail is not None:
        remarks.append(f"“{tail[0].strip()}” is for people: agree with the customer, then the target stays.")
        written = written[: tail.start()]
    written = _PREFIX.sub("", written, count=1) if _PREFIX.match(written) else written
    if _NEXT_DAY.fullmatch(written):
        return Amount(Budget(days=1), "business", (*remarks, "Read as one business day."))
    stated = _STATED.fullmatch(written)
    if stated is None:
        return _as_budget(text, written, tuple(remarks))
    unit = _UNITS.get(stated["unit"].lower())
    if unit is None:
        known = "minutes, hours, days, weeks or months"
        raise NoAmount(f"{stated['unit']!r} is no unit of time; write {known}.", states_time=True)
    clock = _CLOCKS[stated["clock"].lower()] if stated["clock"] else ""
    if unit == "business day":
        unit, clock = "day", "business"
    return _amount(stated["number"].replace(",", "."), unit, clock, remarks)


def _amount(number: str, unit: str, clock: AmountClock, remarks: list[str]) -> Amount:
    whole, _, fraction = number.partition(".")
    if unit in ("minute", "hour"):
        micros = (MINUTE if unit == "minute" else HOUR) * int(whole + fraction) // 10 ** len(fraction)
        return Amount(_bounded(micros=micros), clock, tuple(remarks))
    if fraction.strip("0"):
        raise NoAmount(f"A part of a {unit} has no fixed length; write hours.", states_time=True)
    count = int(whole)
    if unit == "week":
        days = count * (WORKING_DAYS_OF_A_WEEK if clock == "business" else 7)
        remarks.append(f"Read as {days} {'business ' * (clock == 'business')}days.")
        return Amount(_bounded(days=days), clock or "always", tuple(remarks))
    if unit == "month":
        if clock == "business":
            raise NoAmount("A business month has no fixed length; write business days.", states_time=True)
        remarks.append(f"A month has no fixed length: read as {count * DAYS_OF_A_MONTH} days, day and night.")
        return Amount(_bounded(days=count * DAYS_OF_A_MONTH), "always", tuple(remarks))
    return Amount(_bounded(days=count), clock, tuple(remarks))


def _as_budget(text: str, written: str, remarks: tuple[str, ...]) -> Amount:
    """The forms that budgets are typed in everywhere else: PT4H, 1h30, P3D."""
    if not any(letter.isdigit() for letter in written):
        raise NoAmount(f"{text!r} states no amount of time.", states_time=False)
    try:
        return Amount(parse_budget(written), "", remarks)
    except InvalidBudget as error:
        raise NoAmount(str(error), states_time=True) from error


def _bounded(*, micros: int = 0, days: int = 0) -> Budget:
    if micros + days <= 0:
        raise NoAmount("A budget is more than nothing.", states_time=True)
    if micros + days * 24 * HOUR > LONGEST_MICROS:
        raise NoAmount("A budget is at most ten years.", states_time=True)
    return Budget(micros=micros, days=days)
