"""Reading and writing dates with hours of their own."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from entitlements.business_time.errors import InvalidHours, Problem
from entitlements.business_time.revisions import DateHours
from entitlements.business_time.weekly_hours import parse_shifts

_KEYS = {"date", "name", "intervals"}


def parse_date_hours(raw: Any, field: str = "date_hours") -> tuple[DateHours, ...]:
    """Read `[{"date": "2026-12-24", "name": "Christmas Eve", "intervals": [["09:00", "13:00"]]}]`.

    No intervals means closed on that date. Raises `InvalidHours` naming the field.
    """
    if not isinstance(raw, Sequence) or isinstance(raw, str | bytes):
        raise InvalidHours([Problem("no list of dates", field, "Give a list of dates with their intervals.")])
    return tuple(_parse_one(each, f"{field}.{place}") for place, each in enumerate(raw))


def _parse_one(raw: Any, field: str) -> DateHours:
    if not isinstance(raw, Mapping) or not {"date", "intervals"} <= raw.keys() <= _KEYS:
        reason = "Give date and intervals, and a name if there is one."
        raise InvalidHours([Problem("no date with hours", field, reason)])
    name = raw.get("name", "")
    if not isinstance(name, str):
        raise InvalidHours([Problem("no name", f"{field}.name", "A name is a text.")])
    return DateHours(parse_date(raw["date"], f"{field}.date"), parse_shifts(raw["intervals"], field), name)


def parse_date(raw: Any, field: str) -> date:
    """An ISO 8601 date, like `2026-12-24`. Raises `InvalidHours` naming the field."""
    try:
        if isinstance(raw, str) and len(raw) == 10:
            return date.fromisoformat(raw)
    except ValueError:
        pass
    raise InvalidHours([Problem("no date", field, f"{str(raw)[:40]!r} is no date, like 2026-12-24.")])
