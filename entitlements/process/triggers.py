"""Keys and levels of time triggers.

The key is what people write and what a column of the escalation matrix is called: "75%" or "87.5%" of the
budget (stored "75", "87.5"), "-PT1H" before the target, "+PT30M" after it, "@PT45M" since the start. All
durations are open time.
"""

import re

from entitlements.business_time.durations import LONGEST_MICROS
from entitlements.process.definition import VIOLATION, Trigger, TriggerBasis

HUNDRED_PERCENT = 10_000
"""The amount of the violation, in hundredths of a percent."""

MAXIMUM_PERCENT = 100_000
"""1,000 %: nobody means more."""

SHORTEST_REPEAT = 60 * 1_000_000
"""A trigger repeats every minute at most, in µs."""

MOST_REPEATS = 10_000

_SECOND = 1_000_000
_SIGNS: dict[str, TriggerBasis] = {"-": "before_target", "+": "after_target", "@": "since_start"}
_PERCENT = re.compile(r"(\d{1,4})(?:\.(\d{1,2}))?\s*%?", re.ASCII)
_DURATION = re.compile(r"P(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,10})S)?)?", re.ASCII)


def trigger_key(basis: TriggerBasis, amount: int) -> str:
    """The one way a trigger is written: `amount` is hundredths of a percent, or open microseconds.

    Raises ValueError for an amount that cannot be a trigger, or is no whole number of seconds.
    """
    if amount < 0 or (amount == 0 and basis != "since_start"):
        raise ValueError("A trigger's amount is positive.")
    if basis == "percent":
        if amount > MAXIMUM_PERCENT:
            raise ValueError("A trigger lies at no more than 1000 % of the budget.")
        whole, hundredths = divmod(amount, 100)
        return str(whole) if not hundredths else f"{whole}.{hundredths:02d}".rstrip("0")
    sign = next(sign for sign, of_basis in _SIGNS.items() if of_basis == basis)
    return sign + _written(amount)


def parse_trigger(text: str) -> tuple[TriggerBasis, int]:
    """Basis and amount of a trigger as written: "75%", "75", "-PT1H", "+PT30M", "@PT45M".

    Raises ValueError naming what is wrong. Days are refused: a trigger counts open time.
    """
    text = text.strip()
    if text[:1] in _SIGNS:
        basis = _SIGNS[text[0]]
        amount = _read(text[1:])
    else:
        match = _PERCENT.fullmatch(text)
        if match is None:
            raise ValueError(f"{text[:40]!r} is no trigger: write 75%, -PT1H, +PT30M or @PT45M.")
        basis, amount = "percent", int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0"))
    trigger_key(basis, amount)
    return basis, amount


def level(trigger: Trigger, budget_micros: int) -> int:
    """Open time (µs) after the clock's start at which the trigger is reached; never below 0.

    `budget_micros` is the open time of the budget; percent is rounded down (domain rules, business time).
    """
    if trigger.basis == "percent":
        return max(0, budget_micros * trigger.amount // HUNDRED_PERCENT)
    if trigger.basis == "since_start":
        return max(0, trigger.amount)
    if trigger.basis == "before_target":
        return max(0, budget_micros - trigger.amount)
    return max(0, budget_micros + trigger.amount)


def wrong_trigger(trigger: Trigger) -> str | None:
    """Why a trigger can not be stored, in a sentence; None where nothing is wrong with it."""
    try:
        key = trigger_key(trigger.basis, trigger.amount)
    except ValueError as error:
        return str(error)
    at_target = trigger.basis == "percent" and trigger.amount == HUNDRED_PERCENT
    if trigger.key != key:
        return f"Its key is {key}, not {trigger.key[:40]!r}."
    if trigger.amount > LONGEST_MICROS:
        return "A trigger lies at most ten years away."
    if at_target and trigger.severity != "violation":
        return "The trigger at 100 % is the violation."
    if trigger.severity == "violation" and not _is_from_target_on(trigger):
        return "A trigger before the target is information or a warning."
    return _wrong_repetition(trigger)


def _wrong_repetition(trigger: Trigger) -> str | None:
    if not trigger.repeat_every and not trigger.repeat_limit:
        return None
    if not _is_from_target_on(trigger):
        return "Only a trigger at or after the target repeats."
    if not SHORTEST_REPEAT <= trigger.repeat_every <= LONGEST_MICROS:
        return "A trigger repeats every minute at most, every ten years at least."
    return (
        None
        if 0 <= trigger.repeat_limit <= MOST_REPEATS
        else f"A trigger repeats at most {MOST_REPEATS} times."
    )


def _is_from_target_on(trigger: Trigger) -> bool:
    return trigger.basis == "after_target" or (
        trigger.basis == "percent" and trigger.amount >= HUNDRED_PERCENT
    )


def violation() -> Trigger:
    """The trigger at the target that every definition has."""
    return Trigger(key=VIOLATION, basis="percent", amount=HUNDRED_PERCENT, severity="violation")


def _read(text: str) -> int:
    match = _DURATION.fullmatch(text)
    if match is None or text in ("P", "") or text.endswith("T"):
        raise ValueError(f"{text[:40]!r} is no ISO 8601 duration such as PT30M or PT1H30M.")
    if match[1] is not None:
        raise ValueError(f"{text[:40]!r} counts days; a trigger counts open time: write hours, such as PT8H.")
    hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    return ((hours * 60 + minutes) * 60 + seconds) * _SECOND


def _written(amount: int) -> str:
    seconds, rest = divmod(amount, _SECOND)
    if rest:
        raise ValueError("A trigger's offset is a whole number of seconds.")
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = f"{hours}H" * bool(hours) + f"{minutes}M" * bool(minutes) + f"{seconds}S" * bool(seconds)
    return f"PT{parts or '0S'}"
