# ruff: noqa: S608 (statements are put together from constants of this package; values are parameters)
"""Who held a case, minute by minute: its elapsed time split without a gap and without an overlap.

Elapsed is from the opening to the last closing by the instant, or to the instant while the case is open. At
each moment one holder, the first of these that holds:

1. `closed`: the status was a closed one (a stretch between a closing and the re-opening after it);
2. `customer`: the status was a stopped one, or a clock of the case stood still by its pause criteria or the
   whole case by hand;
3. `night`: the hours of the case's promise were closed (a case without a promise has no night);
4. `owner`: somebody owned it; 5. `queue`: it waited in a queue; 6. `nobody`.
"""

from collections import defaultdict
from typing import Literal, NamedTuple, get_args

from milestones.selectors.reports.clocks import Relation, narrowing
from milestones.selectors.reports.counting import Counting
from milestones.selectors.reports.dimensions import BY_NAME, DIMENSIONS, DimensionName, Value, values_of
from milestones.selectors.reports.field_history import ORDER, SAID, STATUS_CLASSES, retracted, status_classes
from milestones.selectors.reports.reading import Sql
from milestones.selectors.reports.resolved import HOURS, ResolvedCases
from sla_admin.shared.api.instants import as_datetime
from sla_admin.shared.errors import Conflict

Holder = Literal["owner", "queue", "nobody", "customer", "night", "closed"]
HOLDERS: tuple[Holder, ...] = get_args(Holder)

MOST_CASES = 50_000
"""Every event of every case is read, so one report is about so many cases at most."""

Split = dict[Holder, int]
"""µs by holder; together the elapsed time."""


class HeldGroup(NamedTuple):
    value: Value
    cases: int
    elapsed: int
    split: Split


class HolderShare(NamedTuple):
    """Open time that one owner held cases, or that cases waited in one queue."""

    value: Value
    held: int


class Held(NamedTuple):
    """The whole, its groups, and whose time the owners' and the queues' is."""

    cases: int
    elapsed: int
    split: Split
    groups: list[HeldGroup]
    owners: list[HolderShare]
    queues: list[HolderShare]


class HeldCase(NamedTuple):
    case_id: int
    elapsed: int
    split: Split


def held_cases(cases: ResolvedCases, counting: Counting, *dimensions: DimensionName) -> Relation:
    """The cases that are split: by their last closing in the period, or by their opening, open ones too."""
    question = counting.question
    joins: list[str] = []
    for name in sorted({*dimensions, *question.narrowed}):
        joins += [join for join in BY_NAME[name].joins if join not in joins]
    params: dict[str, object] = {
        **cases.params,
        "begin": as_datetime(question.period.begin),
        "end": as_datetime(question.period.end),
    }
    opened = question.by == "opened"
    basis = "c.opened_at" if opened else "ended.closed_at"
    conditions = [f"{basis} >= %(begin)s", f"{basis} < %(end)s", "c.opened_at <= %(as_of)s"]
    conditions += [narrowing(question, name, params) for name in DIMENSIONS if name in question.narrowed]
    if counting.aside:
        conditions.append("c.id <> ALL(%(aside)s)")
        params["aside"] = counting.aside
    join = "LEFT JOIN" if opened else "JOIN"
    return Relation(
        f"milestones_case AS c {join} ({cases.closed_cases()}) AS ended ON ended.case_id = c.id"
        f" {' '.join(joins)}",
        " AND ".join(conditions),
        basis,
        params,
    )


def count_held_cases(cases: ResolvedCases, counting: Counting) -> int:
    """How many cases the report is about."""
    ((number,),) = counting.rows(held_cases(cases, counting).statement("count(*)"))
    return int(number)


def who_held(cases: ResolvedCases, counting: Counting, dimension: DimensionName) -> Held:
    """The split of all cases of the question together, and by a dimension.

    Raises Conflict for more than `MOST_CASES`.
    """
    total = count_held_cases(cases, counting)
    if total > MOST_CASES:
        raise Conflict(
            f"This report reads every event of its cases, and there are {total:,} of them; at most "
            f"{MOST_CASES:,} go at once. Choose a shorter period or narrow it."
        )
    key = BY_NAME[dimension].column
    relation = held_cases(cases, counting, dimension)
    pieces = _pieces(cases, counting, relation, key)
    splits: defaultdict[object, Split] = defaultdict(dict)
    owners: defaultdict[object, int] = defaultdict(int)
    queues: defaultdict[str, int] = defaultdict(int)
    for group, holder, owner, queue, held in counting.rows(
        Sql(
            f"{pieces.text} SELECT key, holder, CASE WHEN holder = 'owner' THEN owner END,"
            " CASE WHEN holder = 'queue' THEN queue END, sum(held)::bigint FROM held GROUP BY 1, 2, 3, 4",
            pieces.params,
        )
    ):
        split = splits[group]
        split[holder] = split.get(holder, 0) + held
        if holder == "owner":
            owners[int(owner)] += held
        elif holder == "queue":
            queues[queue] += held
    numbers = dict(counting.rows(relation.statement(f"{key}, count(*)", "GROUP BY 1")))
    for group in numbers:
        splits.setdefault(group, {})
    values = values_of(dimension, list(numbers))
    groups = [
        HeldGroup(values[group], numbers.get(group, 0), sum(split.values()), split)
        for group, split in splits.items()
    ]
    groups.sort(key=lambda each: (each.value.rank, each.value.word.casefold(), each.value.written))
    whole: Split = {}
    for each in groups:
        for holder, held in each.split.items():
            whole[holder] = whole.get(holder, 0) + held
    people = values_of("owner", list(owners))
    places = _queues_by_key(counting, list(queues))
    return Held(
        total,
        sum(whole.values()),
        whole,
        groups,
        sorted((HolderShare(people[pk], held) for pk, held in owners.items()), key=lambda one: -one.held),
        sorted((HolderShare(places[name], held) for name, held in queues.items()), key=lambda one: -one.held),
    )


def held_of(cases: ResolvedCases, counting: Counting, *, limit: int, offset: int) -> list[HeldCase]:
    """Case by case, those that took longest first."""
    relation = held_cases(cases, counting)
    page = relation.statement(
        "c.id",
        "ORDER BY coalesce(ended.closed_at, %(as_of)s) - c.opened_at DESC, c.id LIMIT %(limit)s OFFSET "
        "%(offset)s",
        limit=limit,
        offset=offset,
    )
    ids = [case_id for (case_id,) in counting.rows(page)]
    chosen = relation._replace(where="c.id = ANY(%(ids)s)", params={**relation.params, "ids": ids})
    pieces = _pieces(cases, counting, chosen, "NULL::text")
    splits: defaultdict[int, Split] = defaultdict(dict)
    for case_id, holder, held in counting.rows(
        Sql(f"{pieces.text} SELECT case_id, holder, sum(held)::bigint FROM held GROUP BY 1, 2", pieces.params)
    ):
        splits[case_id][holder] = held
    return [HeldCase(case_id, sum(splits[case_id].values()), splits[case_id]) for case_id in ids]


def _queues_by_key(counting: Counting, keys: list[str]) -> dict[str, Value]:
    found = counting.rows(
        Sql("SELECT key, name FROM milestones_queue WHERE key = ANY(%(keys)s)", {"keys": keys})
    )
    named = {key: Value(key, key, name) for key, name in found}
    return {key: named.get(key, Value(key, key, key)) for key in keys}


def _pieces(cases: ResolvedCases, counting: Counting, relation: Relation, key: str) -> Sql:
    """WITH …: `held` has a row for each piece: case_id, key, holder, owner, queue, held (µs)."""
    wanted = Sql(
        f"SELECT c.id AS case_id, c.opened_at, coalesce(ended.closed_at, %(as_of)s) AS until, {key} AS key,"
        f" coalesce(c.process_version_id, 0) AS version, {HOURS} AS hours FROM {relation.source}"
        " LEFT JOIN entitlements_entitlement AS pe ON pe.id = c.entitlement_id"
        " LEFT JOIN entitlements_processversion AS pv ON pv.id = c.process_version_id"
        f" WHERE {relation.where}",
        relation.params,
    )
    timelines = cases.timelines()
    params = {
        **wanted.params,
        **retracted(counting, Sql(f"SELECT case_id FROM ({wanted.text}) AS asked", wanted.params)),
        **status_classes(),
        "hours": list(timelines),
        "timelines": list(timelines.values()),
    }
    return Sql(_HELD.format(wanted=wanted.text, said=SAID, classes=STATUS_CLASSES, order=ORDER), params)


_HELD = """
WITH wanted AS MATERIALIZED ({wanted}),
classes AS MATERIALIZED ({classes}),
said AS MATERIALIZED ({said}),
steps AS (
    SELECT case_id, occurred_at, place, source, sequence, event_id, fields FROM said
    UNION ALL
    SELECT case_id, '-infinity'::timestamptz, -1, '', 0, '', '{{}}'::jsonb FROM wanted
),
counted AS (
    SELECT *,
        count(fields -> 'status') OVER in_order AS status_group,
        count(fields -> 'owner') OVER in_order AS owner_group,
        count(fields -> 'queue') OVER in_order AS queue_group,
        lead(occurred_at) OVER in_order AS next_at
    FROM steps
    WINDOW in_order AS (PARTITION BY case_id ORDER BY {order})
),
filled AS (
    SELECT case_id, occurred_at, next_at,
        max(fields ->> 'status') FILTER (WHERE fields -> 'status' IS NOT NULL)
            OVER (PARTITION BY case_id, greatest(status_group, 1)) AS status,
        CASE WHEN owner_group > 0 THEN max(nullif(fields ->> 'owner', ''))
            OVER (PARTITION BY case_id, owner_group) END AS owner,
        CASE WHEN queue_group > 0 THEN max(nullif(fields ->> 'queue', ''))
            OVER (PARTITION BY case_id, queue_group) END AS queue
    FROM counted
),
stretches AS (
    SELECT wanted.case_id, wanted.key, wanted.version, wanted.hours, filled.owner, filled.queue,
        lower(filled.status) AS status,
        greatest(filled.occurred_at, wanted.opened_at) AS begins,
        least(coalesce(filled.next_at, wanted.until), wanted.until) AS ends
    FROM filled
    JOIN wanted ON wanted.case_id = filled.case_id
),
classed AS (
    SELECT stretches.*,
        EXISTS (SELECT FROM classes WHERE classes.version = stretches.version AND kind = 'closed'
            AND classes.status = stretches.status) AS is_closed,
        EXISTS (SELECT FROM classes WHERE classes.version = stretches.version AND kind = 'stopped'
            AND classes.status = stretches.status) AS is_stopped
    FROM stretches
    WHERE begins < ends
),
pauses AS MATERIALIZED (
    SELECT m.case_id, range_agg(tstzrange(
        timestamptz 'epoch' + (pause ->> 'begin')::bigint * interval '1 microsecond',
        least(timestamptz 'epoch' + (pause ->> 'end')::bigint * interval '1 microsecond', %(as_of)s)
    )) AS paused
    FROM milestones_casemilestone AS m
    JOIN wanted ON wanted.case_id = m.case_id
    CROSS JOIN LATERAL jsonb_array_elements(m.pauses) AS pause
    WHERE pause ->> 'kind' IN ('criteria', 'case')
        AND (pause ->> 'begin')::bigint < extract(epoch FROM %(as_of)s::timestamptz) * 1000000
    GROUP BY m.case_id
),
pieces AS (
    SELECT case_id, key, version, hours, owner, queue, begins, ends,
        CASE WHEN is_closed THEN 'closed' WHEN is_stopped THEN 'customer' END AS holder
    FROM classed
    WHERE is_closed OR is_stopped
    UNION ALL
    SELECT classed.case_id, key, version, hours, owner, queue, lower(piece), upper(piece), 'customer'
    FROM classed
    JOIN pauses ON pauses.case_id = classed.case_id
    CROSS JOIN LATERAL unnest(tstzmultirange(tstzrange(begins, ends)) * pauses.paused) AS piece
    WHERE NOT is_closed AND NOT is_stopped
    UNION ALL
    SELECT classed.case_id, key, version, hours, owner, queue, lower(piece), upper(piece), NULL
    FROM classed
    LEFT JOIN pauses ON pauses.case_id = classed.case_id
    CROSS JOIN LATERAL unnest(
        tstzmultirange(tstzrange(begins, ends)) - coalesce(pauses.paused, '{{}}'::tstzmultirange)
    ) AS piece
    WHERE NOT is_closed AND NOT is_stopped
),
measured AS (
    SELECT case_id, key, holder, owner, queue, business_micros_between(begins, ends) AS calendar,
        CASE WHEN version = 0 OR pieces.hours IS NULL THEN business_micros_between(begins, ends)
            ELSE closing.w - opening.w END AS open
    FROM pieces
    LEFT JOIN unnest(%(hours)s::bigint[], %(timelines)s::bigint[]) AS h (id, timeline)
        ON h.id = pieces.hours AND pieces.holder IS NULL
    CROSS JOIN LATERAL business_positions(h.id, h.timeline, begins) AS opening
    CROSS JOIN LATERAL business_positions(h.id, h.timeline, ends) AS closing
),
held AS (
    SELECT case_id, key, holder, owner, queue, calendar AS held FROM measured WHERE holder IS NOT NULL
    UNION ALL
    SELECT case_id, key,
        CASE WHEN owner IS NOT NULL THEN 'owner' WHEN queue IS NOT NULL THEN 'queue' ELSE 'nobody' END,
        owner, queue, open
    FROM measured WHERE holder IS NULL AND open > 0
    UNION ALL
    SELECT case_id, key, 'night', owner, queue, calendar - open
    FROM measured WHERE holder IS NULL AND calendar > open
)
"""
