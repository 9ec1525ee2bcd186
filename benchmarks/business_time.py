"""python -m benchmarks.business_time: deadlines and elapsed business time beside the libraries of the field.

Monday to Friday 9 to 17 in Berlin with ten holidays; spans of a day, a month and a year; every library in the
same run, on the same thousand starts, after checking that they agree. Prints microseconds per call (the best
of several rounds) and ratios, then what is asked of them.
"""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import businesstimedelta
import pytz  # type: ignore[import-untyped]  # businesstimedelta asks for its zones; it ships no types
import workclock
from business_duration import businessDuration

from entitlements.business_time.calendar import Calendar, compile_calendar
from entitlements.business_time.holidays import FixedDate, Holiday
from entitlements.business_time.instants import DAY, HOUR, SECOND, to_datetime, to_instant
from entitlements.business_time.revisions import HoursRevision, Timeline
from entitlements.business_time.weekly_hours import parse_week

ZONE = "Europe/Berlin"
HOLIDAYS = tuple(
    date.fromisoformat(day)
    for day in (
        "2026-01-01", "2026-01-06", "2026-04-03", "2026-04-06", "2026-05-01",
        "2026-05-14", "2026-05-25", "2026-12-25", "2027-01-01", "2028-01-03",
    )
)  # fmt: skip
SPANS = {"1 day": 8, "30 days": 168, "1 year": 2000}
"""Business hours in about so much calendar time."""

STARTS = 1000
ROUNDS = 7
SLOWEST_LIBRARY_CALLS = 20


class Library(NamedTuple):
    """A way to ask; None where the library has no such operation."""

    name: str
    due: Callable[[Any, Any], Any] | None
    elapsed: Callable[[Any, Any], Any]
    moment: Callable[[int], Any]
    amount: Callable[[int], Any]
    calls: int
    instant: Callable[[Any], int]
    micros: Callable[[Any], int]


def office() -> Calendar:
    nine_to_five = [[["09:00", "17:00"]]] * 5 + [[], []]
    holidays = tuple(Holiday("holiday", FixedDate(day)) for day in HOLIDAYS)
    return compile_calendar(
        Timeline((HoursRevision(zone=ZONE, week=parse_week(nine_to_five), holidays=holidays),))
    )


def libraries(calendar: Calendar) -> list[Library]:
    berlin = ZoneInfo(ZONE)
    schedule = workclock.Schedule(
        [workclock.WorkDay(time(9), time(17)), workclock.Holidays(list(HOLIDAYS))], time_zone=berlin
    )
    rules = businesstimedelta.Rules(
        [
            businesstimedelta.WorkDayRule(time(9), time(17), [0, 1, 2, 3, 4], tz=pytz.timezone(ZONE)),
            businesstimedelta.HolidayRule(dict.fromkeys(HOLIDAYS, "holiday"), tz=pytz.timezone(ZONE)),
        ]
    )

    def timedelta_between(a: datetime, b: datetime) -> Any:
        return rules.difference(a, b)

    def timedelta_due(a: datetime, amount: Any) -> Any:
        return a + amount

    def due_of_datetimes(start: datetime, micros: int) -> datetime:
        return to_datetime(calendar.due(to_instant(start), micros))

    def elapsed_of_datetimes(a: datetime, b: datetime) -> int:
        return calendar.elapsed(to_instant(a), to_instant(b))

    def local(instant: int) -> datetime:
        return to_datetime(instant).astimezone(berlin)

    def naive(instant: int) -> datetime:
        return local(instant).replace(tzinfo=None)

    holidays = list(HOLIDAYS)
    return [
        Library("integers", calendar.due, calendar.elapsed, int, int, STARTS, int, int),
        Library(
            "datetimes", due_of_datetimes, elapsed_of_datetimes, to_datetime, int, STARTS, to_instant, int
        ),
        Library(
            "workclock",
            schedule.add,
            schedule.between,
            local,
            lambda micros: timedelta(microseconds=micros),
            STARTS,
            to_instant,
            lambda span: span // timedelta(microseconds=1),
        ),
        Library(
            "businesstimedelta",
            timedelta_due,
            timedelta_between,
            lambda instant: to_datetime(instant).astimezone(pytz.timezone(ZONE)),
            lambda micros: businesstimedelta.BusinessTimeDelta(rules, hours=micros // HOUR),
            SLOWEST_LIBRARY_CALLS,
            to_instant,
            lambda span: span.hours * HOUR + span.seconds * SECOND,
        ),
        Library(
            "business-duration",
            None,
            lambda a, b: businessDuration(a, b, time(9), time(17), holidaylist=holidays, unit="sec"),
            naive,
            int,
            SLOWEST_LIBRARY_CALLS,
            to_instant,
            lambda seconds: round(seconds) * SECOND,
        ),
    ]


def microseconds_per_call(ask: Callable[[Any, Any], Any], pairs: Sequence[tuple[Any, Any]]) -> float:
    """The best round, so that what else the machine does is left out."""
    best = float("inf")
    for _ in range(ROUNDS):
        began = perf_counter()
        for one, two in pairs:
            ask(one, two)
        best = min(best, perf_counter() - began)
    return best / len(pairs) * 1e6


def starts() -> list[int]:
    """Whole seconds within office hours and outside, in the first months of 2026."""
    chosen = random.Random(1)
    first = to_instant(datetime(2026, 1, 5, tzinfo=UTC))
    return [first + chosen.randrange(40 * DAY // SECOND) * SECOND for _ in range(STARTS)]


def measure() -> dict[tuple[str, str, str], float]:
    """Microseconds per call by operation, span and library."""
    calendar = office()
    asked = libraries(calendar)
    found: dict[tuple[str, str, str], float] = {}
    for span, hours in SPANS.items():
        begins = starts()
        ends = [calendar.due(begin, hours * HOUR) for begin in begins]
        for library in asked:
            some = list(zip(begins, ends, strict=True))[: library.calls]
            budget = library.amount(hours * HOUR)
            dues = [(library.moment(begin), budget) for begin, _ in some]
            spans = [(library.moment(begin), library.moment(end)) for begin, end in some]
            if library.due is not None:
                answers = [library.instant(library.due(*pair)) for pair in dues]
                check(library.name, "due", answers, [end for _, end in some])
                found["due", span, library.name] = microseconds_per_call(library.due, dues)
            answers = [library.micros(library.elapsed(*pair)) for pair in spans]
            check(library.name, "elapsed", answers, [hours * HOUR] * len(some))
            found["elapsed", span, library.name] = microseconds_per_call(library.elapsed, spans)
    return found


def check(library: str, operation: str, answers: Sequence[int], expected: Sequence[int]) -> None:
    """A yardstick that answers something else measures something else; say so."""
    differing = sum(answer != right for answer, right in zip(answers, expected, strict=True))
    if differing:
        print(f"note: {library} answers {differing} of {len(answers)} {operation} questions otherwise")


def compile_twenty_years() -> float:
    """Milliseconds to compile twenty years, the best of several."""
    first = to_instant(datetime(2020, 1, 1, tzinfo=UTC))
    last = to_instant(datetime(2040, 1, 1, tzinfo=UTC))
    best = float("inf")
    for _ in range(ROUNDS):
        calendar = office()
        began = perf_counter()
        calendar.cover(first, last)
        best = min(best, perf_counter() - began)
    return best * 1e3


def main() -> None:
    found = measure()
    names = list(dict.fromkeys(name for _, _, name in found))
    print(f"microseconds per call, {ZONE} Mon-Fri 9-17, {len(HOLIDAYS)} holidays, {STARTS} starts")
    print(f"{'':16}" + "".join(f"{name:>19}" for name in names))
    for operation in ("due", "elapsed"):
        for span in SPANS:
            cells = [found.get((operation, span, name)) for name in names]
            print(
                f"{operation:8}{span:8}"
                + "".join(f"{'-' if cell is None else f'{cell:.2f}':>19}" for cell in cells)
            )

    def worst(name: str) -> float:
        return max(value for (_, _, whose), value in found.items() if whose == name)

    def advantage(whose: str, against: str) -> str:
        """How many times as long another library takes: least and most over operations and spans."""
        ratios = [
            value / found[op, span, against] for (op, span, name), value in found.items() if name == whose
        ]
        return f"{min(ratios):.0f} to {max(ratios):.0f}"

    flat = max(found[op, "1 year", "integers"] / found[op, "1 day", "integers"] for op in ("due", "elapsed"))
    compiled = compile_twenty_years()
    print()
    print(f"integers, slowest operation and span: {worst('integers'):.2f} us (asked: at most 2)")
    print(f"datetimes, slowest operation and span: {worst('datetimes'):.2f} us (asked: at most 4)")
    print(f"a year against a day: {flat:.2f} times (asked: flat)")
    asked = {"businesstimedelta": "100", "business-duration": "100", "workclock": "more than 1"}
    for library, least in asked.items():
        print(
            f"{library} takes {advantage(library, 'integers')} times as long as integers, "
            f"{advantage(library, 'datetimes')} times as long as datetimes (asked: {least})"
        )
    print(f"compiling 20 years: {compiled:.1f} ms (asked: at most 50)")


if __name__ == "__main__":
    main()
