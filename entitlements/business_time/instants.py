"""Instants as integers: microseconds since 1970-01-01T00:00Z."""

import re
from datetime import UTC, datetime, timedelta

from entitlements.business_time.errors import InvalidInstant

Instant = int
"""Microseconds since 1970 in UTC. Exact, comparable, free of zones."""

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
"""Twenty-four elapsed hours, never "the same time tomorrow"."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EXTENDED_ISO = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}([.,]\d{1,6})?)?([Zz]|[+-]\d{2}:?\d{2})?\Z", re.ASCII
)


def to_instant(moment: datetime) -> Instant:
    """The instant of an aware datetime. A naive one raises `InvalidInstant`: it names no instant."""
    if moment.tzinfo is None:
        raise InvalidInstant("The datetime has no zone, so it names no instant.")
    since = moment - _EPOCH
    return since.days * DAY + since.seconds * SECOND + since.microseconds


def to_datetime(instant: Instant) -> datetime:
    """The instant as a datetime in UTC. Outside the years 1 to 9999 it raises `InvalidInstant`."""
    try:
        return _EPOCH + timedelta(0, 0, instant)
    except OverflowError:
        raise InvalidInstant(f"The instant {instant} lies outside the years 1 to 9999.") from None


def parse_instant(text: str) -> Instant:
    """Read an ISO 8601 date and time with an offset, like `2026-03-08T01:30:00-05:00` or `…Z`.

    Raises `InvalidInstant` saying what is missing: an offset is required, since local times are ambiguous.
    """
    matched = _EXTENDED_ISO.match(text)
    if matched is None:
        raise InvalidInstant(
            f"{text[:40]!r} is no ISO 8601 date and time with an offset, like 2026-03-08T01:30:00Z."
        )
    if matched[3] is None:
        raise InvalidInstant(f"{text!r} has no offset from UTC; add Z or one like +01:00.")
    try:
        return to_instant(datetime.fromisoformat(text.upper().replace(",", ".")))
    except (ValueError, OverflowError) as error:
        raise InvalidInstant(f"{text!r} is no date and time: {error}.") from None


def format_instant(instant: Instant) -> str:
    """The instant in UTC as ISO 8601 with `Z`; a fraction is written only where there is one."""
    return to_datetime(instant).replace(tzinfo=None).isoformat() + "Z"
