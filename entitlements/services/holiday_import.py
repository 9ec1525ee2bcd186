"""Holidays from elsewhere, expanded to dated ones: public-holiday sets, and calendar files people upload.

Expansion is bounded in size and in years. What is read but cannot be a holiday here is listed with its
reason, never dropped in silence.
"""

import calendar
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import holidays as public
import icalendar
from icalendar.error import BrokenCalendarProperty

from entitlements.business_time.holidays import FixedDate, Holiday
from entitlements.business_time.instants import DAY, SECOND
from entitlements.business_time.zones import load_zone
from sla_admin.shared.errors import InvalidInput

MOST_YEARS = 30
MOST_BYTES = 1_000_000
MOST_EVENTS = 5_000
MOST_HOLIDAYS = 2_000
LONGEST_EVENT = timedelta(days=92)
LONGEST_NAME = 200

_SUPPORTED = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "WKST"}
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class ImportedHolidays(NamedTuple):
    """Holidays in order of their dates, and (name, reason) of what was left out."""

    holidays: tuple[Holiday, ...]
    skipped: tuple[tuple[str, str], ...]


def public_holidays(
    country: str, first_year: int, last_year: int, *, subdivision: str = "", language: str = ""
) -> ImportedHolidays:
    """The public holidays of a country or one of its regions, by ISO 3166 code, as dated holidays.

    Raises InvalidInput for a country, region, language or range of years that is not known or too long.
    """
    years = _years(first_year, last_year)
    supported = public.list_supported_countries(include_aliases=True)
    country, subdivision = country.strip().upper(), subdivision.strip()
    if country not in supported:
        raise InvalidInput.of(
            "country", f"There is no holiday set for {country[:20]!r}; give a code like DE."
        )
    if subdivision and subdivision not in supported[country]:
        known = ", ".join(supported[country]) or "none"
        raise InvalidInput.of("subdivision", f"{country} has no {subdivision[:20]!r}; known are: {known}.")
    languages = public.list_localized_countries(include_aliases=True).get(country, [])
    if language and language not in languages:
        known = ", ".join(languages) or "none but its own"
        raise InvalidInput.of("language", f"{country} has no names in {language[:20]!r}; known are: {known}.")
    dated = public.country_holidays(
        country, subdiv=subdivision or None, years=list(years), language=language or None
    )
    # The library adds neighbours of the years asked for where a holiday is observed on another date.
    found = [
        Holiday(name[:LONGEST_NAME], FixedDate(on)) for on, name in sorted(dated.items()) if on.year in years
    ]
    return ImportedHolidays(_bounded(found), ())


def holidays_from_ics(data: bytes, zone: str, first_year: int, last_year: int) -> ImportedHolidays:
    """The events of an uploaded calendar file (iCalendar) as dated holidays.

    All-day events close whole dates, others their part of the wall clock in `zone`. Yearly recurrence is
    expanded within the years given. Raises InvalidInput where the file is none, is too large, or expands to
    too much.
    """
    years = _years(first_year, last_year)
    events = _events(data)
    moved = _moved_occurrences(events)
    found: list[Holiday] = []
    skipped: list[tuple[str, str]] = []
    for event in events:
        name = _name(event)
        try:
            for holiday in _of_event(event, name, zone, years, moved):
                found.append(holiday)
                if len(found) > MOST_HOLIDAYS:
                    raise InvalidInput.of("file", f"It expands to more than {MOST_HOLIDAYS} holidays.")
        except _NoHolidayError as reason:
            skipped.append((name, str(reason)))
        except BrokenCalendarProperty as error:
            skipped.append((name, f"It has an unreadable property ({str(error.__cause__ or error)[:120]})."))
        except OverflowError:
            skipped.append((name, "It lies outside the years 1 to 9999."))
    if not found and not skipped:
        raise InvalidInput.of("file", "The calendar holds no events.")
    unique = {(holiday.rule, holiday.name, holiday.begins, holiday.ends): holiday for holiday in found}
    return ImportedHolidays(_bounded(sorted(unique.values(), key=_date_of)), tuple(skipped))


class _NoHolidayError(Exception):
    """An event that cannot become a holiday; the message says why."""


def _years(first: int, last: int) -> range:
    if not 1900 <= first <= last <= 2199:
        raise InvalidInput.of("years", "Give a first and a last year between 1900 and 2199, in order.")
    if last - first >= MOST_YEARS:
        raise InvalidInput.of("years", f"At most {MOST_YEARS} years at a time.")
    return range(first, last + 1)


def _bounded(found: Sequence[Holiday]) -> tuple[Holiday, ...]:
    if len(found) > MOST_HOLIDAYS:
        raise InvalidInput.of("years", f"These are more than {MOST_HOLIDAYS} holidays; choose fewer years.")
    return tuple(found)


def _date_of(holiday: Holiday) -> tuple[date, int]:
    return (holiday.rule.on if isinstance(holiday.rule, FixedDate) else date.max), holiday.begins


def _events(data: bytes) -> list[Any]:
    if len(data) > MOST_BYTES:
        raise InvalidInput.of("file", f"The file is larger than {MOST_BYTES // 1000} kB.")
    if data.upper().count(b"BEGIN:VEVENT") > MOST_EVENTS:
        raise InvalidInput.of("file", f"The calendar holds more than {MOST_EVENTS} events.")
    if b"BEGIN:VCALENDAR" not in data[:2000].upper():
        raise InvalidInput.of("file", "This is no calendar file: it does not begin with BEGIN:VCALENDAR.")
    try:
        calendars = icalendar.Calendar.from_ical(data.removeprefix(b"\xef\xbb\xbf"), multiple=True)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        # The parser lets several kinds of error through on malformed lines.
        raise InvalidInput.of("file", f"The calendar file is damaged: {str(error)[:120]}") from error
    return [event for each in calendars for event in each.walk("VEVENT")]


def _name(event: Any) -> str:
    return " ".join(str(event.get("SUMMARY", "")).split())[:LONGEST_NAME] or "Holiday"


def _moved_occurrences(events: Iterable[Any]) -> set[tuple[str, date]]:
    """Occurrences of recurring events that an event of its own replaces."""
    moved = set()
    for event in events:
        with suppress(BrokenCalendarProperty):
            replaced = getattr(event.get("RECURRENCE-ID"), "dt", None)
            if isinstance(replaced, date):
                moved.add((str(event.get("UID", "")), _as_date(replaced)))
    return moved


def _of_event(
    event: Any, name: str, zone: str, years: range, moved: set[tuple[str, date]]
) -> Iterator[Holiday]:
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        raise _NoHolidayError("It is canceled.")
    begin, end = _begin_and_end(event, zone)
    uid = str(event.get("UID", ""))
    left_out = set(_dates_listed(event, "EXDATE"))
    starts = {start for start in _starts(event, begin, years) if start not in left_out}
    if "RECURRENCE-ID" not in event:
        starts = {start for start in starts if (uid, start) not in moved}
    in_years = sorted(start for start in starts if start.year in years)
    if not in_years:
        raise _NoHolidayError(f"It does not fall into {years[0]} to {years[-1]}.")
    for start in in_years:
        for holiday in _days(name, begin, end, start - begin.date()):
            if isinstance(holiday.rule, FixedDate) and holiday.rule.on.year in years:
                yield holiday


def _begin_and_end(event: Any, zone: str) -> tuple[datetime, datetime]:
    """Where an event begins and ends on the wall clock of the hours."""
    start = getattr(event.get("DTSTART"), "dt", None)
    if not isinstance(start, date):
        raise _NoHolidayError("It has no readable begin (DTSTART).")
    begin = _wall_clock(start, zone)
    stop = getattr(event.get("DTEND"), "dt", None)
    duration = getattr(event.get("DURATION"), "dt", None)
    if isinstance(stop, date):
        end = _wall_clock(stop, zone)
    elif isinstance(duration, timedelta):
        end = begin + duration
    else:
        end = begin if isinstance(start, datetime) else begin + timedelta(days=1)
    if not isinstance(start, datetime) and end == begin:
        # Some programs write the last day of an all-day event as its end, although the end is excluded.
        end = begin + timedelta(days=1)
    if end <= begin:
        raise _NoHolidayError("It takes no time, or ends before it begins.")
    if end - begin > LONGEST_EVENT:
        raise _NoHolidayError(f"It lasts longer than {LONGEST_EVENT.days} days.")
    return begin, end


def _wall_clock(moment: date, zone: str) -> datetime:
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time())
    if moment.tzinfo is not None:
        moment = moment.astimezone(load_zone(zone))
    return moment.replace(tzinfo=None)


def _days(name: str, begin: datetime, end: datetime, shift: timedelta) -> Iterator[Holiday]:
    """One event as closures of the dates it touches."""
    day = begin.date()
    while datetime.combine(day, time()) < end:
        midnight = datetime.combine(day, time())
        since = max(begin - midnight, timedelta())
        until = min(end - midnight, timedelta(days=1))
        yield Holiday(name, FixedDate(day + shift), _micros(since), _micros(until))
        day += timedelta(days=1)


def _micros(span: timedelta) -> int:
    return span.days * DAY + span.seconds * SECOND + span.microseconds


def _starts(event: Any, begin: datetime, years: range) -> Iterator[date]:
    """The dates on which an event begins: its own, those listed, those of its yearly rule."""
    yield begin.date()
    yield from _dates_listed(event, "RDATE")
    rules = event.get("RRULE")
    for rule in rules if isinstance(rules, list) else [rules] if rules is not None else []:
        if not isinstance(rule, icalendar.vRecur):
            raise _NoHolidayError("Its recurrence is not readable.")
        yield from _yearly(rule, begin.date(), years)


def _dates_listed(event: Any, key: str) -> Iterator[date]:
    listed = event.get(key)
    for entry in listed if isinstance(listed, list) else [listed] if listed is not None else []:
        for each in getattr(entry, "dts", []):
            if isinstance(each.dt, date):
                yield _as_date(each.dt)


def _as_date(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _yearly(rule: Any, begin: date, years: range) -> Iterator[date]:
    """Dates of a yearly rule. Others recur too often to be holidays, and are refused by name."""
    if [str(value).upper() for value in rule.get("FREQ", [])] != ["YEARLY"] or not rule.keys() <= _SUPPORTED:
        written = rule.to_ical().decode("utf-8", "replace")[:80]
        raise _NoHolidayError(f"Its recurrence is not a plain yearly one ({written}).")
    if "BYDAY" in rule and "BYMONTH" not in rule:
        raise _NoHolidayError("Its recurrence names a weekday of the year; name the month too.")
    interval = max(1, int(rule.get("INTERVAL", [1])[0]))
    left = int(rule["COUNT"][0]) if "COUNT" in rule else None
    until = _as_date(rule["UNTIL"][0]) if "UNTIL" in rule else date.max
    for year in range(begin.year, years[-1] + 1, interval):
        for on in _dates_of_year(rule, begin, year):
            if on < begin or on > until:
                continue
            if left is not None:
                if left == 0:
                    return
                left -= 1
            yield on


def _dates_of_year(rule: Any, begin: date, year: int) -> list[date]:
    months = sorted({int(month) for month in rule.get("BYMONTH", [begin.month])} & set(range(1, 13)))
    named = {int(day) for day in rule.get("BYMONTHDAY", [] if "BYDAY" in rule else [begin.day])}
    weekdays = [_weekday(str(each)) for each in rule.get("BYDAY", [])]
    found = []
    for month in months:
        length = calendar.monthrange(year, month)[1]
        for day in range(1, length + 1):
            if named and day not in named and day - length - 1 not in named:
                continue
            on = date(year, month, day)
            from_first, from_last = (day + 6) // 7, -((length - day) // 7 + 1)
            if weekdays and not any(
                on.weekday() == weekday and nth in (0, from_first, from_last) for nth, weekday in weekdays
            ):
                continue
            found.append(on)
    return found


def _weekday(written: str) -> tuple[int, int]:
    """`4TH` as (4, 3): which of the month (0: each), and the weekday from Monday."""
    place, weekday = written[:-2], written[-2:].upper()
    if weekday not in _WEEKDAYS or (place and not place.lstrip("+-").isdigit()):
        raise _NoHolidayError(f"Its recurrence names no weekday ({written[:10]}).")
    return int(place or 0), _WEEKDAYS.index(weekday)
