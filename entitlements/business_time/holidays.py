"""Dates on which hours are closed, wholly or in part."""

import calendar
from collections.abc import Iterator
from datetime import date

import msgspec

from entitlements.business_time.instants import DAY

LAST = -1
"""The last such weekday of a month, for `NthWeekday.nth`."""


class FixedDate(msgspec.Struct, frozen=True, tag="date"):
    """One date. Public-holiday sets and uploaded calendars are expanded to these."""

    on: date

    def dates(self, year: int) -> Iterator[date]:
        if self.on.year == year:
            yield self.on


class Yearly(msgspec.Struct, frozen=True, tag="yearly"):
    """The same day every year; 29 February only in leap years."""

    month: int
    day: int

    def dates(self, year: int) -> Iterator[date]:
        if self.day <= calendar.monthrange(year, self.month)[1]:
            yield date(year, self.month, self.day)


class NthWeekday(msgspec.Struct, frozen=True, tag="weekday"):
    """The Nth weekday of a month every year: `weekday` 0 is Monday, `nth` 1 to 5 or `LAST`."""

    month: int
    weekday: int
    nth: int

    def dates(self, year: int) -> Iterator[date]:
        first_weekday, length = calendar.monthrange(year, self.month)
        first = 1 + (self.weekday - first_weekday) % 7
        day = first + 7 * (self.nth - 1) if self.nth > 0 else first + 7 * ((length - first) // 7)
        if day <= length:
            yield date(year, self.month, day)


HolidayRule = FixedDate | Yearly | NthWeekday


class Holiday(msgspec.Struct, frozen=True, omit_defaults=True):
    """A named closure.

    Without `begins` and `ends` the whole date: every shift that opens on it is off, also where it would run
    past midnight; a night shift of the evening before still ends in its morning. With them, the stretch of
    wall clock from `begins` to `ends` (microseconds after midnight) of the date, whoever's shift that is. A
    holiday beats weekly hours and hours of a date.
    """

    name: str
    rule: HolidayRule
    begins: int = 0
    ends: int = DAY

    @property
    def is_whole_day(self) -> bool:
        return self.begins == 0 and self.ends == DAY
