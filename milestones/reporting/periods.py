"""Periods of whole local days, and the months or weeks a trend is drawn by."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Literal, NamedTuple, get_args

from entitlements.business_time.local_time import instant_of, local_time
from entitlements.business_time.zones import load_zone

Interval = Literal["month", "week", "day"]
INTERVALS: tuple[Interval, ...] = get_args(Interval)

MOST_BUCKETS = 400
"""A trend has at most so many columns; more would be neither counted fast nor read."""


class Bucket(NamedTuple):
    """A month, week or day of a trend: its first and last local day, and its instants (µs), end excluded."""

    first: date
    last: date
    begin: int
    end: int


class Period(NamedTuple):
    """Whole local days, both included, of an IANA zone."""

    first: date
    last: date
    zone: str

    @property
    def begin(self) -> int:
        """The first instant of the first day, µs since 1970."""
        return beginning(self.first, self.zone)

    @property
    def end(self) -> int:
        """The first instant after the last day."""
        return beginning(self.last + timedelta(days=1), self.zone)

    def before(self) -> "Period":
        """What one compares with: the month before a month to date, as far; else as many days before."""
        if self.first.day == 1 and (self.first.year, self.first.month) == (self.last.year, self.last.month):
            last_of_before = self.first - timedelta(days=1)
            first = last_of_before.replace(day=1)
            is_whole = (self.last + timedelta(days=1)).day == 1
            last = last_of_before if is_whole else min(last_of_before, first + (self.last - self.first))
            return Period(first, last, self.zone)
        return Period(
            self.first - (self.last - self.first) - timedelta(days=1),
            self.first - timedelta(days=1),
            self.zone,
        )


def beginning(day: date, zone: str) -> int:
    """The first instant of a local day, µs since 1970."""
    return instant_of(load_zone(zone), datetime.combine(day, time()))


def day_of(instant: int, zone: str) -> date:
    """The local day of an instant."""
    return date.fromordinal(local_time(load_zone(zone), instant)[0])


def month_to_date(at: int, zone: str) -> Period:
    """The month of that instant so far."""
    today = day_of(at, zone)
    return Period(today.replace(day=1), today, zone)


def first_of(day: date, interval: Interval) -> date:
    """The first day of the month or week (Monday) of that day."""
    if interval == "month":
        return day.replace(day=1)
    if interval == "week":
        return day - timedelta(days=day.weekday())
    return day


def next_first(first: date, interval: Interval) -> date:
    """The first day of the month, week or day after."""
    if interval == "month":
        return (first + timedelta(days=31)).replace(day=1)
    return first + timedelta(days=7 if interval == "week" else 1)


def buckets(period: Period, interval: Interval) -> list[Bucket]:
    """The months, weeks or days that cover the period, the first and last cut to it.

    Raises ValueError for more than `MOST_BUCKETS`.
    """
    firsts = [period.first]
    while (following := next_first(first_of(firsts[-1], interval), interval)) <= period.last:
        firsts.append(following)
        if len(firsts) > MOST_BUCKETS:
            raise ValueError(f"A trend has at most {MOST_BUCKETS} columns.")
    firsts.append(period.last + timedelta(days=1))
    instants = [beginning(first, period.zone) for first in firsts]
    return [
        Bucket(first, after - timedelta(days=1), begin, end)
        for (first, after), (begin, end) in zip(pairwise(firsts), pairwise(instants), strict=True)
    ]


def trend_of(period: Period, interval: Interval, columns: int) -> Period:
    """The period that many whole columns long which ends where this one does."""
    first = first_of(period.last, interval)
    for _ in range(columns - 1):
        first = first_of(first - timedelta(days=1), interval)
    return Period(first, period.last, period.zone)
