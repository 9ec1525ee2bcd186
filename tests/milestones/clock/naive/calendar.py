"""Hours as a question asked of each quarter of an hour: is it open?"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

SECOND = 1_000_000
MINUTE = 60 * SECOND
GRAIN = 15 * MINUTE
"""Hours used here open and close on quarters of an hour, so nothing about them changes within one."""

Spans = Sequence[tuple[str, str]]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FAR = 400 * 24 * 4


class DayEnd(NamedTuple):
    """Where a budget of business days ends, how much open time that is, and whether it ends on an opening."""

    target: int
    micros: int
    at_opening: bool


class NaiveCalendar:
    """Weekly spans ("09:00", "17:00") by weekday (0 is Monday); `dates` replaces those of one local date."""

    def __init__(
        self, zone: str, week: Mapping[int, Spans], dates: Mapping[date, Spans] | None = None
    ) -> None:
        self._zone = ZoneInfo(zone)
        self._week = week
        self._dates = dates or {}
        self._known: dict[int, bool] = {}

    def is_open(self, at: int) -> bool:
        grain = at // GRAIN
        known = self._known.get(grain)
        if known is None:
            local = self._local(grain * GRAIN)
            clock = f"{local:%H:%M}"
            known = any(begin <= clock < end for begin, end in self._spans(local.date()))
            self._known[grain] = known
        return known

    def count(self, begin: int, end: int) -> int:
        """Open microseconds between two instants."""
        return sum(after - at for at, after in self.grains(begin, end) if self.is_open(at))

    def grains(self, begin: int, end: int) -> Iterator[tuple[int, int]]:
        """The stretch cut where hours may change."""
        while begin < end:
            after = min(end, (begin // GRAIN + 1) * GRAIN)
            yield begin, after
            begin = after

    def opening(self, at: int) -> int:
        """That instant if it is open, else the next that is."""
        for _ in range(_FAR):
            if self.is_open(at):
                return at
            at = (at // GRAIN + 1) * GRAIN
        raise AssertionError("never opens")

    def after(self, begin: int, left: int, at_opening: bool) -> int:
        """The earliest instant by which `left` was open since `begin`; at an opening where that is wanted."""
        at = begin
        for _ in range(_FAR):
            if left == 0:
                return self.opening(at) if at_opening else at
            after = (at // GRAIN + 1) * GRAIN
            if self.is_open(at):
                if left <= after - at:
                    at, left = at + left, 0
                    continue
                left -= after - at
            at = after
        raise AssertionError("never comes")

    def after_days(self, begin: int, days: int) -> DayEnd:
        """The same local time that many open dates later."""
        first = self.opening(begin)
        wall = self._local(first)
        day = wall.date()
        while days:
            day += timedelta(days=1)
            if self._spans(day):
                days -= 1
        clock = f"{wall:%H:%M}"
        spans = self._spans(day)
        if any(start <= clock < end for start, end in spans):
            target = self._instant(
                day, wall.replace(tzinfo=None) - datetime.combine(wall.date(), datetime.min.time())
            )
        else:
            closings = [end for _, end in spans if end <= clock]
            target = self._instant(
                day, _offset(max(closings) if closings else min(start for start, _ in spans))
            )
        is_opening = self.is_open(target) and not self.is_open(target - 1)
        return DayEnd(target, self.count(first, target), is_opening)

    def after_days_at(self, begin: int, days: int, offset: int) -> DayEnd:
        """A time of day that many open dates after the date of the beginning; none: the first to come."""
        day = self._local(begin).date()
        left = days
        for _ in range(_FAR):
            if left or days:
                day += timedelta(days=1)
                left -= bool(self._spans(day))
                if left:
                    continue
                break
            if self._spans(day) and self._at(day, offset) > begin:
                break
            day += timedelta(days=1)
        target = self._at(day, offset)
        is_opening = self.is_open(target) and not self.is_open(target - 1)
        return DayEnd(target, self.count(begin, target), is_opening)

    def arrival(self, at: int) -> tuple[int, int]:
        """Weekday and microseconds since midnight on the wall clock."""
        wall = self._local(at)
        return wall.weekday(), ((wall.hour * 60 + wall.minute) * 60 + wall.second) * SECOND

    def _at(self, day: date, offset: int) -> int:
        minutes = offset // MINUTE
        clock = f"{minutes // 60:02d}:{minutes % 60:02d}"
        spans = self._spans(day)
        if any(start <= clock < end for start, end in spans):
            return self._instant(day, timedelta(microseconds=offset))
        closings = [end for _, end in spans if end <= clock]
        return self._instant(day, _offset(max(closings) if closings else min(start for start, _ in spans)))

    def _spans(self, day: date) -> Spans:
        return self._dates.get(day, self._week.get(day.weekday(), ()))

    def _local(self, at: int) -> datetime:
        return (_EPOCH + timedelta(microseconds=at)).astimezone(self._zone)

    def _instant(self, day: date, offset: timedelta) -> int:
        local = datetime.combine(day, datetime.min.time()) + offset
        return (local.replace(tzinfo=self._zone).astimezone(UTC) - _EPOCH) // timedelta(microseconds=1)


def _offset(clock: str) -> timedelta:
    hours, minutes = clock.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))
