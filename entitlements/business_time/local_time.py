"""The one place where local wall-clock time becomes instants."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from entitlements.business_time.instants import DAY, SECOND, Instant

_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_LOCAL_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 (the wall clock, before it has a zone)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def occurrences(zone: ZoneInfo, day: int, time: int) -> tuple[Instant, Instant]:
    """The first and the last instant at which a local time occurs; the same instant nearly always.

    `day` is a proleptic ordinal (`date.toordinal`), `time` microseconds of wall clock after its midnight;
    more than 24 hours means the days after. A local time that does not exist moves to the first instant that
    does. Of two occurrences, an opening takes the first and a closing the last. Holds for every kind of clock
    change, also half-hour and non-seasonal ones. (Domain rules, business time: intervals are local
    wall-clock.)
    """
    since_epoch = (day - _EPOCH_ORDINAL) * DAY + time
    local = _LOCAL_EPOCH + timedelta(0, 0, since_epoch)
    before = _micros(zone.utcoffset(local))
    after = _micros(zone.utcoffset(local.replace(fold=1)))
    if before == after:
        return since_epoch - before, since_epoch - before
    if before > after:
        return since_epoch - before, since_epoch - after
    change = _change_between(zone, since_epoch - after, since_epoch - before)
    return change, change


def local_time(zone: ZoneInfo, instant: Instant) -> tuple[int, int]:
    """What the wall clock shows at an instant: the day's ordinal and microseconds after midnight."""
    offset = zone.utcoffset((_EPOCH + timedelta(microseconds=instant)).astimezone(zone))
    day, time = divmod(instant + _micros(offset), DAY)
    return day + _EPOCH_ORDINAL, time


def instant_of(zone: ZoneInfo, local: datetime) -> Instant:
    """The first instant at which the wall clock shows a naive local date and time."""
    since = local - _LOCAL_EPOCH
    return occurrences(zone, since.days + _EPOCH_ORDINAL, since.seconds * SECOND + since.microseconds)[0]


def _micros(offset: timedelta | None) -> int:
    if offset is None:
        raise ValueError("A zone without an offset.")
    return (offset.days * 86_400 + offset.seconds) * SECOND


def _change_between(zone: ZoneInfo, early: Instant, late: Instant) -> Instant:
    """The instant in (early, late] at which the offset changes; clocks change on whole seconds."""
    offset = _offset_at(zone, early)
    low, high = early // SECOND, -(-late // SECOND)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset_at(zone, middle * SECOND) == offset:
            low = middle
        else:
            high = middle
    return high * SECOND


def _offset_at(zone: ZoneInfo, instant: Instant) -> timedelta | None:
    return zone.utcoffset((_EPOCH + timedelta(microseconds=instant)).astimezone(zone))
