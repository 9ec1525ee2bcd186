"""For what clocks were paused by hand: time by reason code, within a period."""

from typing import NamedTuple

from milestones.models import PauseReason
from milestones.selectors.reports.clocks import narrowing
from milestones.selectors.reports.counting import Counting
from milestones.selectors.reports.dimensions import BY_NAME, DIMENSIONS
from milestones.selectors.reports.reading import Sql
from sla_admin.shared.api.instants import as_datetime


class PausedUnder(NamedTuple):
    """Pauses by hand under one code ("": a text of somebody's own) that held in the period.

    `pauses` are deeds, `clocks` how many clocks they held; business and calendar µs are those of each clock,
    added up. Pauses that overlap are counted under each of their codes.
    """

    code: str
    name: str
    pauses: int
    clocks: int
    business: int
    calendar: int


_PAUSES = """
    SELECT held.code, count(DISTINCT (held.case_id, held.pause)), count(DISTINCT held.clock),
        coalesce(sum(business_elapsed(held.hours_id, held.timeline, held.begins, held.ends)), 0)::bigint,
        coalesce(sum(extract(epoch FROM held.ends - held.begins) * 1000000), 0)::bigint
    FROM (
        SELECT m.id AS clock, m.case_id, m.hours_id, m.timeline, pause ->> 'id' AS pause,
            coalesce(pause ->> 'code', '') AS code,
            greatest({begin}, %(begin)s) AS begins,
            least(coalesce({end}, m.closed_at, %(as_of)s), %(end)s, %(as_of)s) AS ends
        FROM milestones_casemilestone AS m
        JOIN milestones_case AS c ON c.id = m.case_id
        {joins}
        CROSS JOIN LATERAL jsonb_array_elements(m.pauses) AS pause
        WHERE m.pauses <> '[]' AND m.began_at < %(end)s AND m.began_at <= %(as_of)s
            AND (m.closed_at IS NULL OR m.closed_at > %(begin)s)
            AND pause ->> 'kind' IN ('case', 'milestone') AND {where}
    ) AS held
    WHERE held.begins < held.ends
    GROUP BY 1
"""
_INSTANT = "timestamptz 'epoch' + (pause ->> '{field}')::bigint * interval '1 microsecond'"


def pauses_by_reason(counting: Counting) -> list[PausedUnder]:
    """Every code that held a clock in the period, most time first."""
    question = counting.question
    params: dict[str, object] = {
        "as_of": as_datetime(question.as_of),
        "begin": as_datetime(question.period.begin),
        "end": as_datetime(question.period.end),
    }
    joins: list[str] = []
    for name in sorted(question.narrowed):
        joins += [join for join in BY_NAME[name].joins if join not in joins]
    conditions = [narrowing(question, name, params) for name in DIMENSIONS if name in question.narrowed]
    if counting.aside:
        conditions.append("m.case_id <> ALL(%(aside)s)")
        params["aside"] = counting.aside
    statement = _PAUSES.format(
        begin=_INSTANT.format(field="begin"),
        end=_INSTANT.format(field="end"),
        joins=" ".join(joins),
        where=" AND ".join(conditions) or "true",
    )
    names = dict(PauseReason.objects.values_list("key", "name"))
    found = [
        PausedUnder(code, names.get(code, code), *rest)
        for code, *rest in counting.rows(Sql(statement, params))
    ]
    return sorted(found, key=lambda each: (-each.business, -each.calendar, each.name))
