"""Hours and local times as the examples write them."""

from datetime import date, datetime

from entitlements.business_time.calendar import Calendar, compile_calendar
from entitlements.business_time.holidays import FixedDate, Holiday
from entitlements.business_time.instants import HOUR, Instant, to_instant
from entitlements.business_time.revisions import DateHours, HoursRevision, Timeline
from entitlements.business_time.weekly_hours import WEEKDAYS, parse_shifts, parse_week
from tests.entitlements.business_time.minute_by_minute import wall_clock

NEW_YORK = "America/New_York"
WORKDAYS = "mon tue wed thu fri"
EVERY_DAY = " ".join(WEEKDAYS)


def week(*lines: str) -> dict[str, list[list[str]]]:
    """Lines like `"mon tue 09:00-12:00 13:00-17:00"` as a week."""
    found: dict[str, list[list[str]]] = {}
    for line in lines:
        words = line.split()
        intervals = [word.split("-") for word in words if ":" in word]
        found |= {word: intervals for word in words if ":" not in word}
    return found


def revision(
    zone: str,
    *lines: str,
    holidays: tuple[Holiday, ...] = (),
    dates: tuple[DateHours, ...] = (),
    effective: str | None = None,
) -> HoursRevision:
    return HoursRevision(
        zone=zone,
        week=parse_week(week(*lines)),
        holidays=holidays,
        dates=dates,
        effective=None if effective is None else datetime.fromisoformat(effective),
    )


def hours(
    zone: str, *lines: str, holidays: tuple[Holiday, ...] = (), dates: tuple[DateHours, ...] = ()
) -> Calendar:
    return compile_calendar(Timeline((revision(zone, *lines, holidays=holidays, dates=dates),)))


def closed_on(day: str, name: str = "closed") -> Holiday:
    return Holiday(name, FixedDate(date.fromisoformat(day)))


def closed_part(day: str, begins: int, ends: int, name: str = "closed") -> Holiday:
    """A part of a date, by hours of the wall clock."""
    return Holiday(name, FixedDate(date.fromisoformat(day)), begins * HOUR, ends * HOUR)


def open_on(day: str, *intervals: str, name: str = "") -> DateHours:
    return DateHours(
        date.fromisoformat(day), parse_shifts([each.split("-") for each in intervals], "dates"), name
    )


def local(zone: str, text: str, fold: int = 0) -> Instant:
    """`"2026-06-01 09:00"` on the wall clock of a zone; `fold=1` means the second occurrence."""
    return to_instant(datetime.fromisoformat(text).replace(tzinfo=wall_clock(zone), fold=fold))


def ny(text: str, fold: int = 0) -> Instant:
    return local(NEW_YORK, text, fold)


CAL = hours(NEW_YORK, f"{WORKDAYS} 09:00-17:00")
"""Monday to Friday 09:00 to 17:00 in New York, without holidays. 2026-06-01 is a Monday."""
