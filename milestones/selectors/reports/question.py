"""What a report is asked: period, instant, narrowing, grouping. Pages, API and drill-down read it from the
same parameters, so that every figure has an address that counts exactly what it counted.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal, cast, get_args
from urllib.parse import urlencode

from django.conf import settings

from entitlements.business_time.local_time import instant_of
from entitlements.business_time.zones import load_zone, zone_names
from milestones.models.case import CHANNELS, RECORD_TYPES
from milestones.reporting.outcome import CLOCK_OUTCOMES
from milestones.reporting.periods import INTERVALS, Interval, Period, buckets, month_to_date
from milestones.selectors.reports.dimensions import DIMENSIONS, NONE, DimensionName, find_values
from sla_admin.shared.api.instants import SECOND, as_datetime, parse_instant
from sla_admin.shared.errors import InvalidInput

Basis = Literal["decided", "target", "completed", "opened", "closed"]
BASES: tuple[Basis, ...] = get_args(Basis)

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_EARLIEST, _LATEST = date(1970, 1, 2), date(2199, 12, 30)
LONGEST_DAYS = 366 * 20
MOST_VALUES = 100
MOST_CHARACTERS = 200

PARAMETERS = ("from", "to", "zone", "by", "as_of", "group", "interval", *DIMENSIONS)
"""What every report understands; the dimensions may be given more than once."""


@dataclass(frozen=True, slots=True)
class Question:
    """`as_of` is an instant (µs since 1970): everything that had happened by then counts, as known today.

    `narrowed` maps a dimension to the values it is narrowed to: as written, and the keys SQL compares with.
    `is_now` is True where nobody named an instant.
    """

    period: Period
    as_of: int
    by: Basis = "decided"
    group: DimensionName = "queue"
    interval: Interval = "month"
    narrowed: Mapping[DimensionName, Mapping[str, Any]] = field(default_factory=dict)
    is_now: bool = True

    def only(self, dimension: DimensionName, written: str, key: Any) -> "Question":
        """The same question about one value of a dimension."""
        return replace(self, narrowed={**self.narrowed, dimension: {written: key}})

    def without(self, dimension: DimensionName, written: str | None = None) -> "Question":
        """The same question, no more narrowed to that value, or to any of the dimension."""
        rest = {
            value: key
            for value, key in self.narrowed.get(dimension, {}).items()
            if written is not None and value != written
        }
        others = {name: values for name, values in self.narrowed.items() if name != dimension}
        return replace(self, narrowed={**others, dimension: rest} if rest else others)

    def within(self, period: Period) -> "Question":
        return replace(self, period=period)

    def parameters(
        self, more: Mapping[str, str] | None = None, *, pinned: bool = False
    ) -> list[tuple[str, str]]:
        """The question as parameters, and more of the caller's. `pinned` names the instant too: then the
        answer stays the same.
        """
        named = [("from", self.period.first.isoformat()), ("to", self.period.last.isoformat())]
        if self.period.zone != settings.TIME_ZONE:
            named.append(("zone", self.period.zone))
        named += [("by", self.by), ("group", self.group)]
        if self.interval != "month":
            named.append(("interval", self.interval))
        if pinned or not self.is_now:
            named.append(("as_of", written_instant(self.as_of)))
        for name in DIMENSIONS:
            named += [(name, written) for written in self.narrowed.get(name, {})]
        return named + list((more or {}).items())

    def query(self, more: Mapping[str, str] | None = None, *, pinned: bool = False) -> str:
        """The part of an address after the question mark."""
        return urlencode(self.parameters(more, pinned=pinned))


def written_instant(instant: int) -> str:
    """`2026-11-20T15:42:00Z`, with a fraction where there is one."""
    return as_datetime(instant).isoformat().replace("+00:00", "Z")


def read_question(
    given: Mapping[str, Sequence[str]],
    at: int,
    *,
    bases: Sequence[Basis] = ("decided", "target", "completed", "opened"),
    groups: Sequence[DimensionName] = DIMENSIONS,
    group: DimensionName = "queue",
    local_instants: bool = False,
) -> Question:
    """The question that these parameters ask at `at` (µs). The first of `bases` holds where none is named.

    With `local_instants`, `as_of` may be a wall-clock time of the period's zone, as forms write it. Raises
    InvalidInput naming each parameter that is wrong; nothing is ignored.
    """
    reading = _Reading(given)
    zone = reading.word("zone", settings.TIME_ZONE)
    if zone not in zone_names():
        reading.refuse("zone", f"{zone[:80]!r} is no IANA time zone, like Europe/Berlin.")
        zone = "UTC"
    as_of = reading.instant("as_of", at, zone if local_instants else None)
    usual = month_to_date(as_of, zone)
    first, last = reading.day("from"), reading.day("to")
    if first is None:
        first = usual.first if last is None or last >= usual.first else last.replace(day=1)
    if last is None:
        last = max(usual.last, first)
    if first > last:
        reading.refuse("to", f"The last day lies before the first, {first.isoformat()}.")
    elif (last - first).days > LONGEST_DAYS:
        reading.refuse("to", "A period has at most twenty years.")
    period = Period(first, max(first, last), zone)
    interval = cast(Interval, reading.one_of("interval", INTERVALS, "month"))
    if not reading.problems:
        try:
            buckets(period, interval)
        except ValueError:
            reading.refuse("interval", "Too many columns for one trend; choose a longer interval.")
    narrowed = {name: found for name in DIMENSIONS if (found := reading.values(name))}
    question = Question(
        period=period,
        as_of=as_of,
        by=cast(Basis, reading.one_of("by", bases, bases[0])),
        group=cast(DimensionName, reading.one_of("group", groups, group)),
        interval=interval,
        narrowed=narrowed,
        is_now="as_of" not in given or not any(given["as_of"]),
    )
    if reading.problems:
        raise InvalidInput(reading.problems)
    return question


class _Reading:
    """Collects what is wrong, so that all of it is told at once."""

    def __init__(self, given: Mapping[str, Sequence[str]]) -> None:
        self._given = given
        self.problems: list[tuple[str, str]] = []

    def refuse(self, name: str, reason: str) -> None:
        self.problems.append((name, reason))

    def word(self, name: str, usual: str) -> str:
        values = [each for each in self._given.get(name, ()) if each]
        if len(values) > 1:
            self.refuse(name, "Give this once.")
        return values[0] if values else usual

    def one_of(self, name: str, words: Sequence[str], usual: str) -> str:
        word = self.word(name, usual)
        if word not in words:
            self.refuse(name, f"One of: {', '.join(words)}.")
            return usual
        return word

    def day(self, name: str) -> date | None:
        written = self.word(name, "")
        if not written:
            return None
        try:
            day = date.fromisoformat(written) if _DAY.fullmatch(written) else None
        except ValueError:
            day = None
        if day is None:
            self.refuse(name, "Write a day like 2026-11-20.")
            return None
        if not _EARLIEST <= day <= _LATEST:
            self.refuse(name, "Days lie between 1970 and 2199.")
            return None
        return day

    def instant(self, name: str, at: int, zone: str | None) -> int:
        """Whole seconds where nobody named an instant, so that addresses stay short."""
        usual = at - at % SECOND
        written = self.word(name, "")
        if not written:
            return usual
        try:
            instant = parse_instant(_with_offset(written, zone) if zone else written)
        except ValueError as error:
            self.refuse(name, str(error))
            return usual
        if instant > at:
            self.refuse(name, "This instant lies ahead: a report tells what has happened.")
            return usual
        return instant

    def values(self, name: DimensionName) -> dict[str, Any]:
        asked = list(dict.fromkeys(each for each in self._given.get(name, ()) if each))
        if not asked:
            return {}
        if len(asked) > MOST_VALUES or any(len(each) > MOST_CHARACTERS or "\x00" in each for each in asked):
            self.refuse(name, f"At most {MOST_VALUES} values of {MOST_CHARACTERS} characters.")
            return {}
        words = {"channel": CHANNELS, "record_type": RECORD_TYPES}.get(name)
        found = find_values(name, asked)
        for each in asked:
            if each not in found or (words and each not in (*words, NONE)):
                hint = f" There are: {', '.join(words)}." if words else ""
                self.refuse(name, f"There is no {name.replace('_', ' ')} {each[:60]!r}.{hint}")
        return {each: found[each] for each in asked if each in found}


def _with_offset(written: str, zone: str) -> str:
    """A wall-clock time of a form (`2026-11-20T16:42`) with its zone's offset; anything else as it is."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?", written, re.ASCII):
        return written
    try:
        return written_instant(instant_of(load_zone(zone), datetime.fromisoformat(written)))
    except (ValueError, OverflowError):
        return written


__all__ = ["BASES", "CLOCK_OUTCOMES", "PARAMETERS", "Basis", "Question", "read_question", "written_instant"]
