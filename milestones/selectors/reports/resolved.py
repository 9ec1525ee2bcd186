# ruff: noqa: S608 (statements are put together from constants of this package; values are parameters)
"""Time to resolve: of each case from its opening to its last closing, never summed from milestones."""

from collections.abc import Mapping
from typing import NamedTuple

from entitlements.selectors.calendars import current_timelines
from milestones.reporting.periods import Bucket, Interval, Period, buckets
from milestones.selectors.reports.clocks import Relation, narrowing
from milestones.selectors.reports.counting import Counting
from milestones.selectors.reports.dimensions import BY_NAME, DIMENSIONS, DimensionName
from milestones.selectors.reports.field_history import closings_since
from milestones.selectors.reports.question import Question
from milestones.selectors.reports.reading import Sql
from milestones.selectors.reports.response import NOTHING, Times, spread_sql, times_of
from sla_admin.shared.api.instants import as_datetime, as_instant

HOURS = "coalesce(pe.hours_id, pv.hours_id)"
"""The hours of a case's promise: the entitlement's, else the process version's; NULL is 24×7."""

_PROMISE = (
    "LEFT JOIN entitlements_entitlement AS pe ON pe.id = c.entitlement_id "
    "LEFT JOIN entitlements_processversion AS pv ON pv.id = c.process_version_id"
)
_WINDOWS = (
    f"LEFT JOIN unnest(%(hours)s::bigint[], %(timelines)s::bigint[]) AS h (id, timeline) ON h.id = {HOURS} "
    "CROSS JOIN LATERAL business_positions(h.id, h.timeline, r.opened_at) AS opening "
    "CROSS JOIN LATERAL business_positions(h.id, h.timeline, r.closed_at) AS closing"
)
BUSINESS = "CASE WHEN c.process_version_id IS NOT NULL THEN closing.w - opening.w END"
CALENDAR = "(extract(epoch FROM r.closed_at - r.opened_at) * 1000000)::bigint"
_FIGURES = f"{spread_sql(BUSINESS)}, {spread_sql(CALENDAR)}"


class HoursInUse(NamedTuple):
    """Hours that cases of the answer were promised, the timeline that counts, how many cases, and the
    instants (µs) between which it must be compiled.
    """

    hours: int
    timeline: int
    cases: int
    begin: int
    end: int


class ResolvedCases:
    """The cases that were closed at the question's instant, each with its last closing by then.

    Of most the row says it; those of which something was told since are read from their events, once.
    """

    def __init__(self, counting: Counting) -> None:
        self._counting = counting
        self._reopened = closings_since(counting)
        self._timelines: Mapping[int, int] | None = None

    def relation(
        self, *dimensions: DimensionName, question: Question | None = None, with_hours: bool = False
    ) -> Relation:
        """Cases (`c`) with `r.opened_at` and `r.closed_at`; `with_hours` also W at both."""
        asked = question or self._counting.question
        joins: list[str] = []
        for name in sorted({*dimensions, *asked.narrowed}):
            joins += [join for join in BY_NAME[name].joins if join not in joins]
        params: dict[str, object] = {
            **self.params,
            "begin": as_datetime(asked.period.begin),
            "end": as_datetime(asked.period.end),
        }
        basis = "r.opened_at" if asked.by == "opened" else "r.closed_at"
        conditions = [f"{basis} >= %(begin)s", f"{basis} < %(end)s"]
        conditions += [narrowing(asked, name, params) for name in DIMENSIONS if name in asked.narrowed]
        if self._counting.aside:
            conditions.append("c.id <> ALL(%(aside)s)")
            params["aside"] = self._counting.aside
        if with_hours:
            joins += [_PROMISE, _WINDOWS]
            timelines = self.timelines()
            params |= {"hours": list(timelines), "timelines": list(timelines.values())}
        if self._reopened:
            source = f"({self.closed_cases()}) AS r JOIN milestones_case AS c ON c.id = r.case_id"
        else:
            source = "milestones_case AS c CROSS JOIN LATERAL (SELECT c.opened_at, c.closed_at) AS r"
            conditions.append("c.closed_at <= %(as_of)s")
        return Relation(
            f"{source} {' '.join(joins)}",
            " AND ".join(conditions),
            basis,
            params,
        )

    def closed_cases(self) -> str:
        """SQL: (case_id, opened_at, closed_at) of every case closed at the instant. Parameters: `params`."""
        by_row = (
            "SELECT id AS case_id, opened_at, closed_at FROM milestones_case WHERE closed_at <= %(as_of)s"
        )
        if not self._reopened:
            return by_row
        return f"""
            {by_row}
            UNION ALL
            SELECT again.case_id, known.opened_at, again.closed_at
            FROM unnest(%(again_cases)s::bigint[], %(again_closed)s::timestamptz[])
                AS again (case_id, closed_at)
            JOIN milestones_case AS known ON known.id = again.case_id
        """

    @property
    def params(self) -> Mapping[str, object]:
        return {
            "as_of": as_datetime(self._counting.question.as_of),
            "again_cases": [case_id for case_id, _ in self._reopened],
            "again_closed": [closed_at for _, closed_at in self._reopened],
        }

    def timelines(self) -> Mapping[int, int]:
        """The newest timeline of every set of hours that a promise names."""
        if self._timelines is None:
            found = self._counting.rows(
                Sql(
                    "SELECT hours_id FROM entitlements_entitlement WHERE hours_id IS NOT NULL"
                    " UNION SELECT hours_id FROM entitlements_processversion WHERE hours_id IS NOT NULL",
                    {},
                )
            )
            self._timelines = current_timelines(hours for (hours,) in found)
        return self._timelines


class Resolved(NamedTuple):
    """Times of all cases, and by the keys of a dimension."""

    total: Times
    by: dict[object, Times]


def time_to_resolve(cases: ResolvedCases, counting: Counting, question: Question | None = None) -> Times:
    """Of all cases that the question is about."""
    relation = cases.relation(question=question, with_hours=True)
    (row,) = counting.rows(relation.statement(_FIGURES))
    return times_of(row)


def time_to_resolve_by(
    cases: ResolvedCases, counting: Counting, dimension: DimensionName, question: Question | None = None
) -> Resolved:
    """The same beside those by the keys of a dimension, with one look at the cases."""
    relation = cases.relation(dimension, question=question, with_hours=True)
    column = BY_NAME[dimension].column
    found = counting.rows(
        relation.statement(
            f"grouping({column}), {column}, {_FIGURES}", f"GROUP BY GROUPING SETS (({column}), ())"
        )
    )
    whole = NOTHING
    by: dict[object, Times] = {}
    for is_total, key, *figures in found:
        if is_total:
            whole = times_of(tuple(figures))
        else:
            by[key] = times_of(tuple(figures))
    return Resolved(whole, by)


class TimesTrend(NamedTuple):
    buckets: list[Bucket]
    times: list[Times]


class ResolvedReport(NamedTuple):
    """Times of the period, by a dimension, of the period before, and as a trend."""

    total: Times
    by: dict[object, Times]
    before: Times
    trend: TimesTrend


def resolved_report(
    cases: ResolvedCases, counting: Counting, shown: Period, interval: Interval
) -> ResolvedReport:
    """Everything with one look at the cases: each is measured once, whatever it is counted in."""
    question = counting.question
    before = question.period.before()
    columns = buckets(shown, interval)
    widest = Period(min(shown.first, before.first, question.period.first), question.period.last, shown.zone)
    dimension = BY_NAME[question.group]
    relation = cases.relation(question.group, question=question.within(widest), with_hours=True)
    measured = relation.statement(
        f"({dimension.column})::text AS key, {relation.basis} AS basis_at, {BUSINESS} AS business,"
        f" {CALENDAR} AS calendar"
    )
    figures = f"{spread_sql('business')}, {spread_sql('calendar')}"
    found = counting.rows(
        Sql(
            f"""
            WITH measured AS MATERIALIZED ({measured.text})
            SELECT CASE WHEN grouping(key) = 1 THEN 'total' ELSE 'by' END, key, 0, {figures} FROM measured
            WHERE basis_at >= %(period_begin)s AND basis_at < %(period_end)s
            GROUP BY GROUPING SETS ((key), ())
            UNION ALL
            SELECT 'before', NULL, 0, {figures} FROM measured
            WHERE basis_at >= %(before_begin)s AND basis_at < %(before_end)s
            UNION ALL
            SELECT 'trend', NULL, width_bucket(basis_at, %(edges)s::timestamptz[]), {figures} FROM measured
            WHERE basis_at >= %(shown_begin)s
            GROUP BY 3
            """,
            {
                **measured.params,
                "period_begin": as_datetime(question.period.begin),
                "period_end": as_datetime(question.period.end),
                "before_begin": as_datetime(before.begin),
                "before_end": as_datetime(before.end),
                "shown_begin": as_datetime(shown.begin),
                "edges": [as_datetime(each.begin) for each in columns],
            },
        )
    )
    single: dict[str, Times] = {}
    by: dict[object, Times] = {}
    of_place: dict[int, Times] = {}
    for kind, key, place, *row in found:
        times = times_of(tuple(row))
        if kind == "by":
            by[int(key) if key is not None and dimension.cast == "bigint" else key] = times
        elif kind == "trend":
            of_place[place] = times
        else:
            single[kind] = times
    return ResolvedReport(
        single.get("total", NOTHING),
        by,
        single.get("before", NOTHING),
        TimesTrend(columns, [of_place.get(place, NOTHING) for place in range(1, len(columns) + 1)]),
    )


def hours_in_use(cases: ResolvedCases, counting: Counting, relation: Relation) -> list[HoursInUse]:
    """Which hours the cases (`c`) of a relation were promised, and how far they must be compiled."""
    found = counting.rows(
        Sql(
            f"SELECT {HOURS}, min(c.opened_at), count(*) FROM {relation.source} {_PROMISE}"
            f" WHERE {relation.where} GROUP BY 1",
            relation.params,
        )
    )
    timelines = cases.timelines()
    return [
        HoursInUse(hours, timelines[hours], number, as_instant(first), counting.question.as_of)
        for hours, first, number in found
        if hours is not None
    ]
