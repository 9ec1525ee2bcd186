"""The hours of clock tests: one description each, made into a compiled calendar and a naive one."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from entitlements.business_time.calendar import Calendar, compile_calendar
from entitlements.business_time.revisions import DateHours, HoursRevision, Timeline
from entitlements.business_time.weekly_hours import Interval, Shifts, parse_time
from tests.milestones.clock.naive.calendar import NaiveCalendar, Spans


class Hours(NamedTuple):
    """Open spans by weekday (0 is Monday), and dates with spans of their own."""

    zone: str
    week: Mapping[int, Spans]
    dates: Mapping[date, Spans] = {}

    def compiled(self) -> Calendar:
        week = tuple(_shifts(self.week.get(day, ())) for day in range(7))
        dates = tuple(DateHours(on, _shifts(spans)) for on, spans in self.dates.items())
        return compile_calendar(Timeline((HoursRevision(self.zone, week, dates=dates),)))

    def naive(self) -> NaiveCalendar:
        return NaiveCalendar(self.zone, self.week, self.dates)


def _shifts(spans: Spans) -> Shifts:
    return tuple(Interval(parse_time(begin, "opens"), parse_time(end, "closes")) for begin, end in spans)


NEW_YORK = "America/New_York"
ALWAYS = Hours(NEW_YORK, {day: [("00:00", "24:00")] for day in range(7)})
NINE_TO_FIVE = Hours(NEW_YORK, {day: [("09:00", "17:00")] for day in range(5)})
NINE_TO_EIGHT = Hours(NEW_YORK, {day: [("09:00", "20:00")] for day in range(5)})
SPLIT_SHIFT = Hours(NEW_YORK, {day: [("08:30", "12:15"), ("13:00", "17:30")] for day in range(6)})
SPLIT_SHIFT_AND_A_HOLIDAY = Hours(
    NEW_YORK, SPLIT_SHIFT.week, {date(2026, 6, 2): [("10:00", "12:00")], date(2026, 6, 3): []}
)
