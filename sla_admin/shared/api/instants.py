"""Instants and durations as the API writes them.

Inside, both are integer microseconds (instants since 1970, UTC). Outside, an instant is ISO 8601 with an
offset and a duration is an ISO 8601 duration beside its number of seconds.
"""

import re
from datetime import UTC, datetime, timedelta

SECOND = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FORM = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d{1,9})?(?P<offset>[Zz]|[+-]\d{2}:\d{2})?", re.ASCII
)
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)


def as_datetime(instant: int) -> datetime:
    """The instant as an aware datetime in UTC, exact to the microsecond."""
    return _EPOCH + timedelta(microseconds=instant)


def as_instant(moment: datetime) -> int:
    """An aware datetime as microseconds since 1970, UTC, exactly."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def parse_instant(text: str) -> int:
    """Microseconds since 1970 of an RFC 3339 instant. Raises ValueError with a sentence for the sender.

    A local time without offset is refused rather than guessed at. Digits below the microsecond are cut off.
    """
    match = _FORM.fullmatch(text)
    if match is None:
        raise ValueError("Write an instant like 2026-06-01T09:00:00+02:00.")
    if match["offset"] is None:
        raise ValueError("Give the offset from UTC, like 2026-06-01T09:00:00Z or 2026-06-01T09:00:00+02:00.")
    try:
        moment = datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError("There is no such instant.") from error
    if not _EARLIEST <= moment < _LATEST:
        raise ValueError("Instants lie between 1970 and 2199.")
    return as_instant(moment)


def iso_duration(micros: int) -> str:
    """An ISO 8601 duration in hours, minutes and seconds: `PT4H`, `PT1M30.5S`, `-PT20M`, `PT0S`.

    Never in days: a day of business hours is not 24 hours.
    """
    sign = "-" if micros < 0 else ""
    seconds, fraction = divmod(abs(micros), SECOND)
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    text = f"{hours}H" if hours else ""
    text += f"{minutes}M" if minutes else ""
    if fraction:
        text += f"{seconds}.{fraction:06d}".rstrip("0") + "S"
    elif seconds:
        text += f"{seconds}S"
    return f"{sign}PT{text or '0S'}"


def in_seconds(micros: int) -> float:
    """The same duration as a number of seconds, exact for all spans below 285 years."""
    return micros / SECOND
