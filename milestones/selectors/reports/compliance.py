"""Compliance: on time ÷ (completed or violated), by any dimension and as a trend."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from milestones.reporting.outcome import CLOCK_OUTCOMES, Tally
from milestones.reporting.periods import Bucket, Interval, Period, buckets
from milestones.selectors.reports.counting import Counting
from milestones.selectors.reports.dimensions import BY_NAME, DimensionName, Value, values_of
from sla_admin.shared.api.instants import as_datetime


class Group(NamedTuple):
    """One row of a table: a value and its clocks by outcome."""

    value: Value
    tally: Tally


class Series(NamedTuple):
    """One line of a trend: a value and its clocks by outcome in every column."""

    value: Value
    tallies: list[Tally]


class Trend(NamedTuple):
    buckets: list[Bucket]
    series: list[Series]
    """Of a dimension with more values than lines: those with most clocks."""
    total: list[Tally]


class Counted(NamedTuple):
    """What one look at the clocks gives: a table by the question's dimension and one by the trend's, the
    trend, the total of the period before, and how many clocks stand on which process version and which hours
    (None: 24×7).
    """

    groups: list[Group]
    by_series: list[Group]
    trend: Trend
    before: Tally
    versions: dict[int, int]
    hours: dict[int | None, int]


MANY_VALUES = ("account", "owner")
"""Dimensions with so many values that a table of them is counted apart from the trend."""

LINES = 3
"""A trend shows at most so many lines: those with most clocks."""


def compliance_by(counting: Counting, dimension: DimensionName) -> list[Group]:
    """Clocks of the period by outcome for each value, in the order in which people expect the values."""
    relation = counting.clocks(dimension)
    found: _Counts = defaultdict(_nothing)
    for key, outcome, number in counting.rows(
        relation.statement(f"{BY_NAME[dimension].column}, m.outcome, count(*)", "GROUP BY 1, 2")
    ):
        found[key][outcome] = number
    return _groups(dimension, found)


def total(groups: Iterable[Group]) -> Tally:
    """All groups together."""
    whole = Tally()
    for group in groups:
        whole = whole.plus(group.tally)
    return whole


def compliance(counting: Counting, series: DimensionName, shown: Period, interval: Interval) -> Counted:
    """The question's table, beside it `series` as table and as trend over `shown`, and the period before.

    One look at the clocks for all of it: they are counted by both dimensions and by the stretches between
    all the edges that any of the answers needs.
    """
    question = counting.question
    group = series if question.group in MANY_VALUES else question.group
    before = question.period.before()
    columns = buckets(shown, interval)
    edges = sorted(
        {each.begin for each in columns}
        | {each for period in (question.period, before, shown) for each in (period.begin, period.end)}
    )
    whole = Period(min(shown.first, before.first, question.period.first), question.period.last, shown.zone)
    relation = counting.clocks(group, series, question=question.within(whole))
    by_group: _Counts = defaultdict(_nothing)
    by_series: _Counts = defaultdict(_nothing)
    by_column: defaultdict[object, list[list[int]]] = defaultdict(lambda: [_nothing() for _ in columns])
    total_before = _nothing()
    versions: Counter[int] = Counter()
    hours: Counter[int | None] = Counter()
    column_of = {each.begin: place for place, each in enumerate(columns)}
    for key, line, place, outcome, version, of_hours, number in counting.rows(
        relation.statement(
            f"{BY_NAME[group].column}, {BY_NAME[series].column},"
            f" width_bucket({relation.basis}, %(edges)s::timestamptz[]), m.outcome, m.process_version_id,"
            " m.hours_id, count(*)",
            "GROUP BY 1, 2, 3, 4, 5, 6",
            edges=[as_datetime(edge) for edge in edges],
        )
    ):
        begin = edges[place - 1]
        if question.period.begin <= begin < question.period.end:
            by_group[key][outcome] += number
            by_series[line][outcome] += number
            versions[version] += number
            hours[of_hours] += number
        if before.begin <= begin < before.end:
            total_before[outcome] += number
        if columns[0].begin <= begin < columns[-1].end:
            column = max(each for each in column_of if each <= begin)
            by_column[line][column_of[column]][outcome] += number
    series_groups = _groups(series, by_series)
    return Counted(
        groups=compliance_by(counting, question.group)
        if question.group in MANY_VALUES
        else _groups(group, by_group),
        by_series=series_groups,
        trend=_trend(series, columns, by_column),
        before=Tally(*total_before),
        versions=dict(versions),
        hours=dict(hours),
    )


_Counts = defaultdict[object, list[int]]


def _nothing() -> list[int]:
    return [0] * len(CLOCK_OUTCOMES)


def _groups(dimension: DimensionName, counts: _Counts) -> list[Group]:
    values = values_of(dimension, counts)
    groups = [Group(values[key], Tally(*each)) for key, each in counts.items()]
    groups.sort(key=lambda group: (group.value.rank, group.value.word.casefold(), group.value.written))
    return groups


def _trend(
    dimension: DimensionName, columns: list[Bucket], counted: Mapping[object, list[list[int]]]
) -> Trend:
    whole = [Tally() for _ in columns]
    for tallies in counted.values():
        whole = [so_far.plus(Tally(*each)) for so_far, each in zip(whole, tallies, strict=True)]
    largest = sorted(counted, key=lambda key: -sum(map(sum, counted[key])))[:LINES]
    values = values_of(dimension, largest)
    series = [Series(values[key], [Tally(*each) for each in counted[key]]) for key in largest]
    series.sort(key=lambda each: (each.value.rank, each.value.word.casefold()))
    return Trend(columns, series, whole)
