"""What one revision says about one local date."""

from datetime import date
from functools import cached_property

from entitlements.business_time.holidays import Holiday
from entitlements.business_time.instants import DAY, Instant
from entitlements.business_time.local_time import instant_of, local_time, occurrences
from entitlements.business_time.revisions import DateHours, HoursRevision
from entitlements.business_time.spans import Span
from entitlements.business_time.weekly_hours import Shifts
from entitlements.business_time.zones import load_zone


class DayPlan:
    """A revision ready to answer by date: which shifts open on it, which holidays close it."""

    def __init__(self, revision: HoursRevision) -> None:
        self.zone = load_zone(revision.zone, revision.rules)
        self.effective = None if revision.effective is None else instant_of(self.zone, revision.effective)
        self._week = revision.week
        self._dates = {hours.on.toordinal(): hours for hours in revision.dates}
        self._holidays = revision.holidays
        self._holidays_of_year: dict[int, dict[int, list[Holiday]]] = {}

    @cached_property
    def has_partial_holidays(self) -> bool:
        return any(not holiday.is_whole_day for holiday in self._holidays)

    def shifts_without_holidays(self, day: int) -> Shifts:
        """The hours of the date itself where it has some, else those of its weekday."""
        own = self._dates.get(day)
        return self._week[(day - 1) % 7] if own is None else own.shifts

    def shifts(self, day: int) -> Shifts:
        """The shifts that open on the date; none on a whole-day holiday."""
        if self._holidays and self.whole_day_holiday(day) is not None:
            return ()
        own = self._dates.get(day)
        return self._week[(day - 1) % 7] if own is None else own.shifts

    def holidays(self, day: int) -> list[Holiday]:
        """Holidays that fall on the date, whole days first."""
        year = date.fromordinal(day).year
        of_year = self._holidays_of_year.get(year)
        if of_year is None:
            of_year = self._holidays_of_year[year] = self._in_year(year)
        return of_year.get(day, [])

    def whole_day_holiday(self, day: int) -> Holiday | None:
        on_day = self.holidays(day)
        return on_day[0] if on_day and on_day[0].is_whole_day else None

    def date_hours(self, day: int) -> DateHours | None:
        return self._dates.get(day)

    def span(self, day: int, begins: int, ends: int) -> Span:
        """A stretch of a date's wall clock: from the first instant of its begin to the last instant of its
        end."""
        return occurrences(self.zone, day, begins)[0], occurrences(self.zone, day, ends)[1]

    def day_of(self, instant: Instant) -> int:
        """The local date of an instant."""
        return local_time(self.zone, instant)[0]

    def midnight(self, day: int) -> Instant:
        """The first instant of a local date."""
        return occurrences(self.zone, day, 0)[0]

    def changes_clock(self, begin: Instant, end: Instant) -> bool:
        """Whether the wall clock advances by something else than the time that passes."""
        (first_day, first), (last_day, last) = local_time(self.zone, begin), local_time(self.zone, end)
        return (last_day - first_day) * DAY + last - first != end - begin

    def partial_closures(self, day: int) -> list[tuple[Span, Holiday]]:
        """Stretches of the date closed by holidays that take a part of it."""
        return [
            (self.span(day, holiday.begins, holiday.ends), holiday)
            for holiday in self.holidays(day)
            if not holiday.is_whole_day
        ]

    def _in_year(self, year: int) -> dict[int, list[Holiday]]:
        found: dict[int, list[Holiday]] = {}
        for holiday in self._holidays:
            for on in holiday.rule.dates(year):
                found.setdefault(on.toordinal(), []).append(holiday)
        for on_day in found.values():
            on_day.sort(key=lambda holiday: not holiday.is_whole_day)
        return found
