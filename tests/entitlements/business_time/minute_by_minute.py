"""A second, naive implementation: walks minute by minute and looks at the wall clock.

It shares no code with the product and is written from the rules. Hours are wall-clock times of a date.
A shift begins at the first minute whose wall clock has reached its opening. It ends at the last minute that
shows its closing, or, where no minute shows it, after the last one before it. A whole-day holiday takes the
shifts that open on its date; a partial one takes its stretch of wall clock from every shift.
"""

from datetime import UTC, date, datetime, timedelta
from importlib import resources
from typing import NamedTuple
from zoneinfo import ZoneInfo

MINUTE = 60_000_000


class Plain(NamedTuple):
    """Hours as people say them: minutes after midnight per weekday, holidays as dates or parts of dates."""

    zone: str
    weekly: dict[int, list[tuple[int, int]]]
    whole: set[date]
    parts: dict[date, list[tuple[int, int]]]
    own: dict[date, list[tuple[int, int]]]


def wall_clock(zone: str) -> ZoneInfo:
    """The zone by the rules of the tzdata package: those of the operating system may be older."""
    with resources.files("tzdata").joinpath("zoneinfo", *zone.split("/")).open("rb") as rules:
        return ZoneInfo.from_file(rules, key=zone)


class MinuteByMinute:
    """Open minutes between two dates (UTC midnights), as one flag a minute."""

    def __init__(self, plain: Plain, first: date, days: int) -> None:
        self.first = datetime(first.year, first.month, first.day, tzinfo=UTC)
        self.count = days * 1440
        zone = wall_clock(plain.zone)
        walls = [
            (self.first + timedelta(minutes=minute)).astimezone(zone).replace(tzinfo=None)
            for minute in range(self.count)
        ]
        self.open = [False] * self.count
        for offset in range(-3, days + 3):
            day = first + timedelta(days=offset)
            shifts = plain.own.get(day, plain.weekly.get(day.weekday(), []))
            for opens, closes in [] if day in plain.whole else shifts:
                self._mark(walls, day, opens, closes, True)
        for day, parts in plain.parts.items():
            for begins, ends in parts:
                self._mark(walls, day, begins, ends, False)

    def _mark(self, walls: list[datetime], day: date, opens: int, closes: int, state: bool) -> None:
        midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 (the wall clock)
        since, until = midnight + timedelta(minutes=opens), midnight + timedelta(minutes=closes)
        near = range(max(0, self._minute_of(since) - 1560), min(self.count, self._minute_of(until) + 1560))
        reached = [minute for minute in near if walls[minute] >= since]
        shown = [minute for minute in near if walls[minute] == until]
        before = [minute + 1 for minute in near if walls[minute] < until]
        if reached and (shown or before):
            for minute in range(reached[0], (shown or before)[-1]):
                self.open[minute] = state

    def _minute_of(self, wall: datetime) -> int:
        return int((wall.replace(tzinfo=UTC) - self.first).total_seconds()) // 60

    def instant(self, minute: int) -> int:
        return (int(self.first.timestamp()) + minute * 60) * 1_000_000

    def elapsed(self, a: int, b: int) -> int:
        """Open microseconds between two minutes."""
        return sum(self.open[a:b]) * MINUTE

    def due(self, start: int, minutes: int) -> int | None:
        """The minute at whose begin `minutes` were open since `start`; None where the range ends before."""
        counted = 0
        for minute in range(start, self.count):
            if counted == minutes:
                return minute
            counted += self.open[minute]
        return self.count if counted == minutes else None

    def subtract(self, end: int, minutes: int) -> int | None:
        """The latest minute from which `minutes` were open until `end`."""
        counted = 0
        for minute in range(end - 1, -1, -1):
            counted += self.open[minute]
            if counted == minutes:
                return minute
        return None
