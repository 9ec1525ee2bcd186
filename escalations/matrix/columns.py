"""The columns of a matrix: the keys of time triggers and, last, the two outcomes of success."""

from entitlements.process.triggers import parse_trigger, trigger_key
from escalations.matrix.rows import MET, MET_LATE


def column_key(text: str) -> str:
    """The one way a column is written, for "75 %", "-PT60M", "met late" …

    Raises ValueError when the text is neither a trigger nor an outcome of success.
    """
    outcome = text.strip().lower().replace(" ", "_")
    if outcome in (MET, MET_LATE):
        return outcome
    return trigger_key(*parse_trigger(text))


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
