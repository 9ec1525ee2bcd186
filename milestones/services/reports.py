"""Reports as pages and the API ask for them: counted in one snapshot, kept for a short while where nothing
has changed since.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple, TypeVar

from django.core.cache import cache
from django.db import DataError, connection

from entitlements.models import BusinessHours, ProcessVersion
from entitlements.services.open_windows import ensure_windows
from milestones.models import Case
from milestones.reporting.outcome import Tally
from milestones.reporting.periods import Period, trend_of
from milestones.selectors.reports.accountability import (
    Held,
    HeldCase,
    Split,
    count_held_cases,
    held_cases,
    held_of,
    who_held,
)
from milestones.selectors.reports.case_outcomes import CaseGroup, case_outcomes_by
from milestones.selectors.reports.compliance import (
    Group,
    Trend,
    compliance,
    compliance_by,
    total,
)
from milestones.selectors.reports.counting import Counting
from milestones.selectors.reports.dimensions import DimensionName, Value, all_keys, values_of
from milestones.selectors.reports.lateness import NOT_LATE, LateGroup, Lateness, lateness, lateness_by
from milestones.selectors.reports.lifted import count_lifted
from milestones.selectors.reports.not_counted import NotCounted, not_counted
from milestones.selectors.reports.question import Question
from milestones.selectors.reports.reading import reading
from milestones.selectors.reports.resolved import (
    HoursInUse,
    Resolved,
    ResolvedCases,
    TimesTrend,
    hours_in_use,
    resolved_report,
    time_to_resolve,
    time_to_resolve_by,
)
from milestones.selectors.reports.response import (
    NOTHING,
    Times,
    TimesGroup,
    named_groups,
    response_times,
    response_times_by,
)
from sla_admin.shared.api.instants import SECOND

Answer = TypeVar("Answer")

_NOT_COMPILED = "22000"
_BEGINNING = date(1970, 1, 2)

KEPT_SECONDS = 60
"""An answer is given again so long, while no event and no fact was recorded; it says as of when it is."""

FIRST_RESPONSE = "first_response"
"""Key of the milestone type that the report of first responses is about, where nobody names another."""

_FEW_VALUES: tuple[DimensionName, ...] = ("type", "tier", "priority", "channel", "record_type")
"""A trend shows the table's own dimension where that has few values, else the tiers."""

COLUMNS = {"month": 12, "week": 13, "day": 31}
"""So many columns has a trend that ends with the period."""


class Basics(NamedTuple):
    """What every report says of itself: process versions and hours by name, with their number of clocks or
    cases.
    """

    versions: list[tuple[str, int]]
    hours: list[tuple[str, int]]


class ComplianceReport(NamedTuple):
    question: Question
    groups: list[Group]
    total: Tally
    before: Tally
    before_period: Period
    series: DimensionName
    by_series: list[Group]
    trend: Trend
    late: Lateness
    past_target: Lateness
    resolve: Resolved
    response: Times
    lifted: int
    left_out: NotCounted
    basics: Basics


class LateReport(NamedTuple):
    """Late completions, or open past target."""

    question: Question
    groups: list[LateGroup]
    total: Lateness
    other: Lateness
    counted: Tally
    left_out: NotCounted


class TimesReport(NamedTuple):
    """Time to resolve."""

    question: Question
    groups: list[TimesGroup]
    total: Times
    before: Times
    before_period: Period
    trend: TimesTrend
    hours: list[tuple[str, int]]


class ResponseReport(NamedTuple):
    """First response, or another milestone type's times."""

    question: Question
    type: Value | None
    groups: list[TimesGroup]
    total: Times
    compliance: Tally
    counted: list[Group]
    left_out: NotCounted


class OutcomeReport(NamedTuple):
    question: Question
    groups: list[CaseGroup]
    left_out: NotCounted


class AccountabilityReport(NamedTuple):
    question: Question
    held: Held
    hours: list[tuple[str, int]]


class HeldLine(NamedTuple):
    """A case and who held its time, µs."""

    case_id: int
    source: str
    external_id: str
    subject: str
    elapsed: int
    split: Split


def compliance_report(question: Question) -> ComplianceReport:
    """Compliance with its trend, the misses apart, and beside it time to resolve and first response."""
    cases = of_cases(question)

    def count() -> ComplianceReport:
        with reading() as cursor:
            counting = Counting(cursor, question)
            columns = trend_of(question.period, question.interval, COLUMNS[question.interval])
            series: DimensionName = question.group if question.group in _FEW_VALUES else "tier"
            counted = compliance(counting, series, columns, question.interval)
            whole = total(counted.groups)
            resolved = ResolvedCases(counting)
            if question.group == "type":
                resolve = Resolved(time_to_resolve(resolved, counting, cases), {})
            else:
                resolve = time_to_resolve_by(resolved, counting, question.group, cases)
            responses = question.only("type", FIRST_RESPONSE, FIRST_RESPONSE)
            return ComplianceReport(
                question=question,
                groups=counted.groups,
                total=whole,
                before=counted.before,
                before_period=question.period.before(),
                series=series,
                by_series=counted.by_series,
                trend=counted.trend,
                late=lateness(counting, "late") if whole.late else NOT_LATE,
                past_target=lateness(counting, "open_past_target") if whole.open_past_target else NOT_LATE,
                resolve=resolve,
                response=response_times(Counting(cursor, responses))
                if _is_of_type(question, FIRST_RESPONSE)
                else NOTHING,
                lifted=count_lifted(counting),
                left_out=not_counted(counting),
                basics=Basics(_versions(counted.versions), _hours(counted.hours)),
            )

    return _kept("compliance", question, lambda: with_windows(cases, count))


def late_report(question: Question) -> LateReport:
    """Late completions: how many, how late, by a dimension; open past target is only told beside."""

    def count() -> LateReport:
        with reading() as cursor:
            counting = Counting(cursor, question)
            return LateReport(
                question,
                lateness_by(counting, "late", question.group),
                lateness(counting, "late"),
                lateness(counting, "open_past_target"),
                total(compliance_by(counting, question.group)),
                not_counted(counting),
            )

    return _kept("late", question, count)


def past_target_report(question: Question) -> LateReport:
    """Open past target: how many, how long, by a dimension."""

    def count() -> LateReport:
        with reading() as cursor:
            counting = Counting(cursor, question)
            return LateReport(
                question,
                lateness_by(counting, "open_past_target", question.group),
                lateness(counting, "open_past_target"),
                lateness(counting, "late"),
                total(compliance_by(counting, question.group)),
                not_counted(counting),
            )

    return _kept("past target", question, count)


def times_report(question: Question) -> TimesReport:
    """Time to resolve, in business and calendar time, by a dimension and as a trend."""
    columns = trend_of(question.period, question.interval, COLUMNS[question.interval])

    def count() -> TimesReport:
        with reading() as cursor:
            counting = Counting(cursor, question)
            cases = ResolvedCases(counting)
            found = resolved_report(cases, counting, columns, question.interval)
            return TimesReport(
                question,
                named_groups(question.group, found.by),
                found.total,
                found.before,
                question.period.before(),
                found.trend,
                _timelines(hours_in_use(cases, counting, cases.relation())),
            )

    return _kept("times", question, lambda: with_windows(question, count))


def response_report(question: Question) -> ResponseReport:
    """How long clocks of one milestone type took; of first response where none is named."""
    named = question.narrowed.get("type", {})
    key = next(iter(named), FIRST_RESPONSE)
    asked = question if named else question.only("type", key, key)

    def count() -> ResponseReport:
        with reading() as cursor:
            counting = Counting(cursor, asked)
            counted = compliance_by(counting, question.group)
            return ResponseReport(
                asked,
                values_of("type", [key])[key],
                named_groups(question.group, response_times_by(counting, question.group)),
                response_times(counting),
                total(counted),
                counted,
                not_counted(counting),
            )

    return _kept("response", asked, count)


def outcome_report(question: Question) -> OutcomeReport:
    """Cases by outcome: all met, some missed, all missed."""

    def count() -> OutcomeReport:
        with reading() as cursor:
            counting = Counting(cursor, question)
            return OutcomeReport(
                question,
                case_outcomes_by(ResolvedCases(counting), counting, question.group),
                not_counted(counting),
            )

    return _kept("outcome", question, count)


def accountability_report(question: Question) -> AccountabilityReport:
    """Who held the cases. Raises Conflict where there are too many of them."""

    def count() -> AccountabilityReport:
        with reading() as cursor:
            counting = Counting(cursor, question)
            cases = ResolvedCases(counting)
            held = who_held(cases, counting, question.group)
            used = hours_in_use(cases, counting, held_cases(cases, counting))
            return AccountabilityReport(question, held, _timelines(used))

    return _kept("accountability", question, lambda: with_windows(question, count))


def held_lines(question: Question, *, limit: int, offset: int) -> tuple[int, list[HeldLine]]:
    """How many cases the question is about, and who held each of a page of them."""

    def count() -> tuple[int, list[HeldCase]]:
        with reading() as cursor:
            counting = Counting(cursor, question)
            cases = ResolvedCases(counting)
            total = count_held_cases(cases, counting)
            return total, held_of(cases, counting, limit=limit, offset=offset)

    total, held = with_windows(question, count)
    named = Case.objects.in_bulk([each.case_id for each in held])
    return total, [
        HeldLine(
            each.case_id,
            named[each.case_id].source,
            named[each.case_id].external_id,
            named[each.case_id].subject,
            each.elapsed,
            each.split,
        )
        for each in held
        if each.case_id in named
    ]


def _is_of_type(question: Question, key: str) -> bool:
    return key in question.narrowed.get("type", {key: key})


def of_cases(question: Question) -> Question:
    """The question of the case-level figures that stand beside one of clocks: by closing, of all types."""
    return replace(question.without("type"), by="opened" if question.by == "opened" else "closed")


def with_windows(question: Question, count: Callable[[], Answer]) -> Answer:
    """What `count` answers; where open time is not compiled far enough for SQL, it is compiled first.

    Compiled windows are a cache of what the published hours say; nearly always they are there.
    """
    try:
        return count()
    except DataError as error:
        if getattr(error.__cause__, "sqlstate", None) != _NOT_COMPILED:
            raise
    reach(question)
    return count()


def reach(question: Question) -> None:
    """Compile open time as far back as any case goes that such a question can be about."""
    with reading() as cursor:
        counting = Counting(cursor, question)
        everything = Period(_BEGINNING, question.period.last, question.period.zone)
        relation = held_cases(
            ResolvedCases(counting), Counting(cursor, replace(question, by="opened").within(everything))
        )
        used = hours_in_use(ResolvedCases(counting), counting, relation)
    for each in used:
        ensure_windows(each.hours, each.timeline, each.begin, each.end)


def _kept(name: str, question: Question, count: Callable[[], Answer]) -> Answer:
    """The answer counted a moment ago, if no event and no fact was recorded since, else a new one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT max(id) FROM milestones_ledgerentry), (SELECT max(id) FROM milestones_caseevent),"
            " (SELECT max(id) FROM milestones_tombstone), current_database()"
        )
        tag = cursor.fetchone()
    moment = question.as_of // (KEPT_SECONDS * SECOND)
    key = f"report:{hash_of((name, question.query(), moment, tag))}"
    answer: Answer | None = cache.get(key)
    if answer is None:
        answer = count()
        cache.set(key, answer, KEPT_SECONDS)
    return answer


def hash_of(value: Any) -> str:
    """A short name for a value, for cache keys."""
    from hashlib import sha256

    return sha256(repr(value).encode()).hexdigest()[:32]


def _versions(counts: dict[int, int]) -> list[tuple[str, int]]:
    found = ProcessVersion.objects.select_related("process").in_bulk(counts)
    named = [(str(found[key]), number) for key, number in counts.items() if key in found]
    return sorted(named, key=lambda each: -each[1])


def _hours(counts: dict[int | None, int]) -> list[tuple[str, int]]:
    found = BusinessHours.objects.in_bulk([key for key in counts if key is not None])
    named = [
        ("24×7" if key is None else f"{found[key].name} ({found[key].zone})", number)
        for key, number in counts.items()
        if key is None or key in found
    ]
    return sorted(named, key=lambda each: -each[1])


def _timelines(used: list[HoursInUse]) -> list[tuple[str, int]]:
    """The hours that counted, by name and timeline, with their number of cases."""
    found = BusinessHours.objects.in_bulk([each.hours for each in used])
    return [
        (f"{found[each.hours].name} ({found[each.hours].zone}), timeline {each.timeline}", each.cases)
        for each in used
        if each.hours in found
    ]


def dimension_values(name: DimensionName) -> list[Value]:
    """The values a filter offers, in the order in which people expect them; of accounts none, as they are
    found by typing.
    """
    values = [value for key, value in values_of(name, all_keys(name)).items() if key is not None]
    return sorted(values, key=lambda value: (value.rank, value.word.casefold()))
