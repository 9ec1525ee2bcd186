"""What holds for any hours, any zone, any instants; and agreement with a naive second implementation."""

from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entitlements.business_time.calendar import AroundTheClock, Calendar, around_the_clock, compile_calendar
from entitlements.business_time.holidays import FixedDate, Holiday
from entitlements.business_time.instants import HOUR, MINUTE
from entitlements.business_time.revisions import DateHours, HoursRevision, Timeline
from entitlements.business_time.weekly_hours import OPEN_WEEK, Interval
from tests.entitlements.business_time.minute_by_minute import MinuteByMinute, Plain

AROUND_A_CHANGE = [
    ("America/New_York", date(2026, 3, 4)),
    ("America/New_York", date(2026, 10, 28)),
    ("Europe/Berlin", date(2026, 3, 25)),
    ("Europe/Berlin", date(2026, 10, 21)),
    ("Australia/Lord_Howe", date(2026, 4, 1)),  # half an hour back
    ("Australia/Lord_Howe", date(2026, 9, 30)),  # half an hour forward
    ("Africa/Casablanca", date(2025, 2, 19)),  # Ramadan begins: the clocks change, and it is no summer time
    ("Africa/Casablanca", date(2025, 4, 2)),
    ("America/Havana", date(2025, 10, 29)),  # midnight itself occurs twice
    ("Asia/Beirut", date(2026, 3, 25)),  # midnight does not exist
    ("Asia/Kolkata", date(2026, 6, 1)),
    ("Asia/Kathmandu", date(2026, 6, 1)),
    ("Pacific/Apia", date(2011, 12, 27)),  # a whole date is missing
]
DAYS = 12

quarter_hours = st.integers(0, 95).map(lambda quarter: quarter * 15)


@st.composite
def shifts(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Up to three intervals of one day that neither overlap nor reach beyond 06:00 of the next."""
    edges = sorted(draw(st.lists(st.integers(0, 119), min_size=0, max_size=6, unique=True)))
    pairs = [(edges[at] * 15, edges[at + 1] * 15) for at in range(0, len(edges) - 1, 2)]
    return [(opens, closes) for opens, closes in pairs if opens < 1440 and closes - opens <= 1440]


def in_order(pair: tuple[int, int]) -> tuple[int, int]:
    return min(pair), max(pair)


@st.composite
def plain_hours(draw: st.DrawFn) -> tuple[Plain, date]:
    zone, first = draw(st.sampled_from(AROUND_A_CHANGE))
    dates = st.integers(0, DAYS - 1).map(lambda days: first + timedelta(days=days))
    weekly = {weekday: draw(shifts()) for weekday in range(7)}
    parts = st.tuples(quarter_hours, quarter_hours).map(in_order).filter(lambda part: part[0] < part[1])
    whole = draw(st.sets(dates, max_size=3))
    partial = draw(st.dictionaries(dates, st.lists(parts, min_size=1, max_size=2), max_size=2))
    own = draw(st.dictionaries(dates, shifts(), max_size=2))
    return Plain(zone, weekly, whole, partial, own), first


def compiled(plain: Plain) -> Calendar:
    def intervals(pairs: list[tuple[int, int]]) -> tuple[Interval, ...]:
        return tuple(Interval(opens * MINUTE, closes * MINUTE) for opens, closes in pairs)

    return compile_calendar(
        Timeline(
            (
                HoursRevision(
                    zone=plain.zone,
                    week=tuple(intervals(plain.weekly[weekday]) for weekday in range(7)),
                    dates=tuple(DateHours(day, intervals(pairs)) for day, pairs in plain.own.items()),
                    holidays=(
                        *(Holiday("whole", FixedDate(day)) for day in plain.whole),
                        *(
                            Holiday("part", FixedDate(day), begins * MINUTE, ends * MINUTE)
                            for day, parts in plain.parts.items()
                            for begins, ends in parts
                        ),
                    ),
                ),
            )
        )
    )


class TestAgainstMinuteByMinute:
    @settings(deadline=None, max_examples=60)
    @given(plain_hours(), st.data())
    def test_open_time_deadlines_and_openness_agree(
        self, drawn: tuple[Plain, date], data: st.DataObject
    ) -> None:
        plain, first = drawn
        calendar, naive = compiled(plain), MinuteByMinute(plain, first, DAYS)
        minutes = st.integers(2 * 1440, naive.count - 3 * 1440)
        for _ in range(8):
            a, b = sorted((data.draw(minutes), data.draw(minutes)))
            start, end = naive.instant(a), naive.instant(b)
            assert calendar.is_open(start) == naive.open[a]
            assert calendar.elapsed(start, end) == naive.elapsed(a, b)
            assert calendar.elapsed(end, start) == -naive.elapsed(a, b)
            budget = data.draw(st.integers(1, 3000))
            due = naive.due(a, budget)
            if due is not None:
                assert calendar.due(start, budget * MINUTE) == naive.instant(due)
            begun = naive.subtract(b, budget)
            if begun is not None:
                assert calendar.subtract(end, budget * MINUTE) == naive.instant(begun)

    @settings(deadline=None, max_examples=30)
    @given(plain_hours())
    def test_periods_are_the_open_minutes(self, drawn: tuple[Plain, date]) -> None:
        plain, first = drawn
        calendar, naive = compiled(plain), MinuteByMinute(plain, first, DAYS)
        low, high = 2 * 1440, naive.count - 3 * 1440
        found = [False] * naive.count
        origin = naive.instant(0)
        for begin, end in calendar.periods(naive.instant(low), naive.instant(high)):
            for minute in range((begin - origin) // MINUTE, (end - origin) // MINUTE):
                found[minute] = True
        assert found[low:high] == naive.open[low:high]

    @settings(deadline=None, max_examples=30)
    @given(plain_hours())
    def test_an_explanation_has_no_gap_and_counts_what_is_open(self, drawn: tuple[Plain, date]) -> None:
        plain, first = drawn
        calendar = compiled(plain)
        begin = to_instant_of(first) + 2 * 24 * HOUR
        end = begin + 6 * 24 * HOUR + 17
        stretches = calendar.explain(begin, end)
        assert stretches[0].begin == begin
        assert stretches[-1].end == end
        assert all(one.end == two.begin for one, two in pairwise(stretches))
        assert all(stretch.begin < stretch.end for stretch in stretches)
        counted = sum(stretch.end - stretch.begin for stretch in stretches if stretch.is_open)
        assert counted == calendar.elapsed(begin, end)
        assert all(stretch.reason for stretch in stretches if not stretch.is_open)


def to_instant_of(day: date) -> int:
    return (day.toordinal() - date(1970, 1, 1).toordinal()) * 24 * HOUR


@lru_cache
def split_shifts(zone: str) -> Calendar:
    plain = Plain(
        zone,
        {weekday: [(8 * 60, 12 * 60), (13 * 60, 17 * 60), (22 * 60, 29 * 60)] for weekday in range(5)}
        | {5: [], 6: [(120, 600)]},
        {date(2026, 12, 25), date(2027, 1, 1)},
        {date(2026, 12, 24): [(780, 1440)]},
        {date(2026, 12, 31): [(540, 720)]},
    )
    return compiled(plain)


zones = st.sampled_from(sorted({zone for zone, _ in AROUND_A_CHANGE}))
instants = st.integers(to_instant_of(date(2025, 1, 1)), to_instant_of(date(2028, 1, 1)))
budgets = st.integers(1, 2000 * HOUR)


class TestArithmetic:
    @settings(deadline=None, max_examples=200)
    @given(zones, instants, budgets)
    def test_what_elapses_until_the_deadline_is_the_budget(self, zone: str, start: int, micros: int) -> None:
        calendar = split_shifts(zone)
        assert calendar.elapsed(start, calendar.due(start, micros)) == micros

    @settings(deadline=None, max_examples=200)
    @given(zones, instants, budgets)
    def test_the_deadline_is_the_earliest_such_instant(self, zone: str, start: int, micros: int) -> None:
        calendar = split_shifts(zone)
        assert calendar.elapsed(start, calendar.due(start, micros) - 1) == micros - 1

    @settings(deadline=None, max_examples=200)
    @given(zones, instants, budgets)
    def test_subtracting_answers_the_latest_such_instant(self, zone: str, end: int, micros: int) -> None:
        calendar = split_shifts(zone)
        begun = calendar.subtract(end, micros)
        assert calendar.elapsed(begun, end) == micros
        assert calendar.elapsed(begun + 1, end) == micros - 1

    @settings(deadline=None, max_examples=200)
    @given(zones, instants, instants)
    def test_open_time_never_decreases_nor_outruns_the_clock(self, zone: str, a: int, b: int) -> None:
        calendar = split_shifts(zone)
        early, late = min(a, b), max(a, b)
        assert 0 <= calendar.position(late) - calendar.position(early) <= late - early

    @settings(deadline=None, max_examples=200)
    @given(zones, instants, instants, instants)
    def test_open_time_adds_up_over_any_point_between(self, zone: str, a: int, b: int, c: int) -> None:
        calendar = split_shifts(zone)
        assert calendar.elapsed(a, b) + calendar.elapsed(b, c) == calendar.elapsed(a, c)

    @settings(deadline=None, max_examples=200)
    @given(zones, instants, budgets, budgets)
    def test_a_budget_may_be_spent_in_two_parts(self, zone: str, start: int, one: int, two: int) -> None:
        calendar = split_shifts(zone)
        assert calendar.due(calendar.due(start, one), two) == calendar.due(start, one + two)

    @settings(deadline=None, max_examples=200)
    @given(zones, instants, budgets)
    def test_subtracting_what_was_added_returns_to_the_opening_or_the_start(
        self, zone: str, start: int, micros: int
    ) -> None:
        calendar = split_shifts(zone)
        counted_from = start if calendar.is_open(start) else calendar.next_opening(start)
        assert calendar.subtract(calendar.due(start, micros), micros) == counted_from

    @settings(deadline=None, max_examples=100)
    @given(zones, instants, budgets)
    def test_with_at_opening_a_deadline_is_never_a_closing(self, zone: str, start: int, micros: int) -> None:
        calendar = split_shifts(zone)
        latest = calendar.due(start, micros, at_opening=True)
        assert calendar.elapsed(start, latest) == micros
        assert calendar.is_open(latest)

    @settings(deadline=None, max_examples=100)
    @given(zones, instants, st.integers(1, 60))
    def test_a_day_budget_is_its_open_time_and_its_side(self, zone: str, start: int, days: int) -> None:
        calendar = split_shifts(zone)
        target, micros, at_opening = calendar.due_days(start, days)
        assert calendar.due(start, micros, at_opening) == target

    @settings(deadline=None, max_examples=100)
    @given(zones, instants)
    def test_openings_and_closings_surround_an_instant(self, zone: str, t: int) -> None:
        calendar = split_shifts(zone)
        assert calendar.previous_opening(t) <= t <= calendar.next_opening(t)
        assert calendar.previous_closing(t) <= t < calendar.next_closing(t)
        assert calendar.is_open(t) == (calendar.previous_opening(t) >= calendar.previous_closing(t))

    @settings(deadline=None, max_examples=50)
    @given(instants, instants, budgets)
    def test_the_order_of_questions_changes_no_answer(self, a: int, b: int, micros: int) -> None:
        one, two = (compiled_fresh("Europe/Berlin") for _ in range(2))
        answers = one.position(a), one.position(b), one.due(a, micros)
        reverse = two.due(a, micros), two.position(b), two.position(a)
        assert answers == reverse[::-1]


def compiled_fresh(zone: str) -> Calendar:
    return compile_calendar(split_shifts(zone).timeline)


@pytest.mark.parametrize("zone", sorted({zone for zone, _ in AROUND_A_CHANGE}))
def test_around_the_clock_answers_as_compiled_hours_of_24_by_7(zone: str) -> None:
    fast = around_the_clock(zone)
    compiled_hours = Calendar(Timeline((HoursRevision(zone=zone, week=OPEN_WEEK),)))
    assert isinstance(fast, AroundTheClock)
    for day in range(0, 3000, 7):
        t = to_instant_of(date(2019, 11, 1)) + day * 24 * HOUR + day * 1_234_567
        assert fast.position(t) == compiled_hours.position(t)
        assert fast.due(t, 99 * HOUR) == compiled_hours.due(t, 99 * HOUR)
        assert fast.subtract(t, 99 * HOUR) == compiled_hours.subtract(t, 99 * HOUR)
        assert fast.due_days(t, 3) == compiled_hours.due_days(t, 3)
        assert fast.elapsed(t, t + HOUR) == compiled_hours.elapsed(t, t + HOUR)
