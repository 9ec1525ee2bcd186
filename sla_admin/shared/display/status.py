"""The nine things a clock can be shown as: one word, one shape, one tone, everywhere.

Open states can still be acted on and are saturated; closed ones are history and quieter. Moon (outside its
hours) is not a state: it is drawn with one.
"""

from dataclasses import dataclass
from typing import Literal, get_args

StatusKey = Literal[
    "on_track", "at_risk", "violated", "paused", "met", "met_late", "canceled", "no_clock", "not_started"
]
STATUS_KEYS: tuple[StatusKey, ...] = get_args(StatusKey)


@dataclass(frozen=True, slots=True)
class Status:
    """`word` is English and a key of the translation catalogue; `tone` names the colour tokens."""

    key: StatusKey
    word: str
    tone: str
    is_open: bool


_TABLE = {
    status.key: status
    for status in (
        Status("on_track", "On track", "ok", True),
        Status("at_risk", "At risk", "risk", True),
        Status("violated", "Violated", "bad", True),
        Status("paused", "Paused", "pause", True),
        Status("met", "Met", "met", False),
        Status("met_late", "Met late", "late", False),
        Status("canceled", "Canceled", "plain", False),
        Status("no_clock", "No clock", "plain", True),
        Status("not_started", "Not started", "plain", False),
    )
}


def status_of(key: str) -> Status:
    """The status of that key. Raises ValueError for a word that is none: a wrong status is never drawn as
    another."""
    for known in STATUS_KEYS:
        if known == key:
            return _TABLE[known]
    raise ValueError(f"{key!r} is no status; the statuses are {', '.join(STATUS_KEYS)}.")
