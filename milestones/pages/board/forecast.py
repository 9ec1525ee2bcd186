"""The breach forecast: next targets by open hour, and how many of them are likely to be missed. Pure.

For each target of the coming hours its chance is the share of clocks of the same milestone type that, in the
last thirty days, were still open with as little time left and missed. The sum of the chances, rounded, is
what is likely to be violated. Nothing is assumed about people: what they did is all that is known.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from milestones.selectors.board.picture import Hours, Slot

HOUR = 3_600_000_000
SHOWN = 10
LOOKED_AT = 120
"""Clock hours looked through for open ones: five days."""


class Hour(NamedTuple):
    """One clock hour in which some hours are open. `likely` None: the past says too little."""

    begins: int
    due: int
    likely: float | None
    is_new_day: bool


def forecast(
    slots: Iterable[Slot],
    hours: Sequence[Hours],
    chances: Mapping[str, Sequence[float]],
    at: int,
    zone: ZoneInfo,
) -> list[Hour]:
    """The next ten open hours from the one that `at` (µs) lies in, by the clock of that zone.

    An hour is open when any of these hours is, in a part of it; targets lie nowhere else.
    """
    told = list(slots)
    found: list[Hour] = []
    begins = _full_hour(at, zone)
    day = _local(begins, zone).date()
    for _ in range(LOOKED_AT):
        ends = begins + HOUR
        here = [slot for slot in told if begins <= slot.begins < ends]
        if here or any(_is_open(each, max(begins, at), ends) for each in hours):
            left = len(found)
            local_day = _local(begins, zone).date()
            found.append(
                Hour(begins, sum(slot.total for slot in here), _likely(here, chances, left), local_day != day)
            )
            day = local_day
            if len(found) == SHOWN:
                break
        begins = ends
    return found


def _likely(slots: Sequence[Slot], chances: Mapping[str, Sequence[float]], left: int) -> float | None:
    """The number of these targets that will be missed, by the chances of their types with so many full hours
    of open time left.
    """
    total = 0.0
    for slot in slots:
        known = chances.get(slot.type) or chances.get("")
        if not known:
            return None
        total += slot.total * known[min(left, len(known) - 1)]
    return total


def _is_open(hours: Hours, begins: int, ends: int) -> bool:
    return hours.windows is None or any(opens < ends and closes > begins for opens, closes in hours.windows)


def _full_hour(at: int, zone: ZoneInfo) -> int:
    """The instant at which the wall clock of the zone last showed a full hour: half past in some zones."""
    local = _local(at, zone)
    return at - ((local.minute * 60 + local.second) * 1_000_000 + local.microsecond)


def _local(instant: int, zone: ZoneInfo) -> datetime:
    return (datetime.fromtimestamp(0, ZoneInfo("UTC")) + timedelta(microseconds=instant)).astimezone(zone)
