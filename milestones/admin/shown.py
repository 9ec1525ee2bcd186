"""How stored microseconds and bytes are shown to people."""

from typing import Any

import msgspec

from entitlements.business_time.instants import to_datetime

_SECOND = 1_000_000


def duration(micros: int | None) -> str:
    """Microseconds as hours, minutes and seconds: `4:05:00`."""
    if micros is None:
        return "–"
    seconds, rest = divmod(abs(micros), _SECOND)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{rest:06d}" if rest else ""
    return f"{'−' if micros < 0 else ''}{hours}:{minutes:02d}:{seconds:02d}{fraction}"


def readable(stored: bytes | memoryview) -> str:
    """Canonical JSON bytes, indented for reading."""
    content: Any = msgspec.json.decode(bytes(stored))
    return msgspec.json.format(msgspec.json.encode(content), indent=2).decode()


def instant(micros: int | None) -> str:
    """An instant in µs as people read it, UTC."""
    return "–" if micros is None else to_datetime(micros).isoformat(sep=" ")
