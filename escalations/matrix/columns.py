"""The columns of a matrix: the keys of time triggers and, last, the two outcomes of success."""

from collections.abc import Iterable

from entitlements.process.triggers import HUNDRED_PERCENT, parse_trigger, trigger_key
from escalations.matrix.rows import MET, MET_LATE

_PLACES = {"since_start": 0, "before_target": 2, "after_target": 4}


def column_key(text: str) -> str:
    """The one way a column is written, for "75 %", "-PT60M", "met late" …

    Raises ValueError when the text is neither a trigger nor an outcome of success.
    """
    outcome = text.strip().lower().replace(" ", "_")
    if outcome in (MET, MET_LATE):
        return outcome
    return trigger_key(*parse_trigger(text))


def in_order(keys: Iterable[str]) -> list[str]:
    """Distinct keys as a clock meets them:

    since start, percent, before the target, at it, after it, success.
    """
    return sorted(set(keys), key=_place)


def column_name(key: str) -> str:
    """The key in words: "75 %", "1 h before the target", "met late"."""
    if key == MET:
        return "met"
    if key == MET_LATE:
        return "met late"
    basis, amount = parse_trigger(key)
    if basis == "percent":
        return f"{key} %"
    minutes, seconds = divmod(amount // 1_000_000, 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{value} {unit}" for value, unit in ((hours, "h"), (minutes, "min"), (seconds, "s")) if value]
    side = {
        "since_start": "after the start",
        "before_target": "before the target",
        "after_target": "after the target",
    }
    return f"{' '.join(parts) or '0 min'} {side[basis]}"


def _place(key: str) -> tuple[int, int]:
    if key in (MET, MET_LATE):
        return (5, int(key == MET_LATE))
    basis, amount = parse_trigger(key)
    if basis == "percent":
        return (1 if amount < HUNDRED_PERCENT else 3, amount)
    return (_PLACES[basis], -amount if basis == "before_target" else amount)
