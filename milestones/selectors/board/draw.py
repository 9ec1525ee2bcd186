"""Reads a board: a handful of statements, as many for ten cases as for a hundred thousand."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import msgspec
from django.contrib.auth import get_user_model
from django.db import connection

from entitlements.business_time.calendar import Calendar
from entitlements.business_time.instants import DAY, to_instant
from entitlements.models import BusinessHours
from entitlements.selectors.calendars import calendar_for
from milestones.clock.standing import standing
from milestones.models.open_case import COUNTING, WITHOUT
from milestones.selectors.board.past import Past
from milestones.selectors.board.picture import Gap, Hours, Lane, Load, Picture, Row, Slot
from milestones.selectors.board.question import DUE, GAP, NOBODY, BoardQuestion
from milestones.selectors.board.scope import LaneHead, Scope, scope_of
from sla_admin.shared.api.instants import as_datetime

ROWS = 22
"""Rows a lane shows at first, and at most when more are asked for."""
MORE_ROWS = 200
LOADS = 6
"""People on the card of workload: those most in need of a look."""
GAP_ACCOUNTS = 2
AHEAD = 5 * DAY
"""How far the forecast looks at targets; its ten open hours lie within, but for long holidays."""
WINDOWS = 30
"""Open windows a page knows of: some weeks."""

_FROM = "milestones_opencase AS kept"
_WITH_DAYS = f"""{_FROM} JOIN unnest(%s::bigint[], %s::timestamptz[]) AS days (queue_id, closes_at)
    ON days.queue_id = coalesce(kept.queue_id, 0)"""
"""Cases with the end of their lane's day; nothing else joins, for most questions do not need it."""

_IS_DUE = f"(kept.rank = {COUNTING} AND kept.due_at <= days.closes_at)"
_ENGINE = "(SELECT {what} FROM milestones_casestate AS engine WHERE engine.case_id = kept.case_id)"
_WAITS = _ENGINE.format(what="engine.next_due_at IS NOT NULL AND engine.quarantined_at IS NULL")
_IS_ASIDE = _ENGINE.format(what="engine.quarantined_at IS NOT NULL")
_IS_GAP = (
    f"((kept.coverage_outcome <> 'covered' OR kept.rank = {WITHOUT})"
    f" AND NOT (kept.coverage_outcome = 'covered' AND coalesce({_WAITS}, false)))"
)
"""As `milestones.selectors.open_gaps` says. What an index answers stands first; only what is left of it is
looked up one by one.
"""

_TALLY = """
    SELECT kept.queue_id, kept.owner_id, kept.standing, count(*), count(*) FILTER (WHERE {gap}),
        min(kept.due_at) FILTER (WHERE kept.rank = {counting})
    FROM {cases}
    WHERE {wanted}
    GROUP BY 1, 2, 3
"""

_DUE = """
    SELECT kept.queue_id, kept.owner_id, count(*)
    FROM unnest(%s::bigint[], %s::timestamptz[]) AS days (queue_id, closes_at)
    JOIN milestones_opencase AS kept ON {here}
    WHERE {due} AND {wanted}
    GROUP BY 1, 2
"""

_ROWS = """
    SELECT kept.queue_id, kept.case_id, stored.external_id, stored.subject, account.name, kept.priority,
        tier.name, tier.rank, tier.color, coalesce(defined.name, kept.type), kept.standing, kept.rank,
        clock.status, clock.is_violated, clock.at_risk, clock.level, clock.consumed, clock.budget_days,
        clock.target_at, clock.hours_id, clock.timeline, clock.segments, owner.first_name, owner.last_name,
        owner.username, kept.coverage_outcome, engine.quarantined_at IS NOT NULL, kept.opened_at,
        clock.budget_at
    FROM unnest(%s::bigint[], %s::timestamptz[], %s::int[]) AS days (queue_id, closes_at, most)
    CROSS JOIN LATERAL (
        SELECT * FROM milestones_opencase AS kept
        WHERE {here} AND {wanted}
        ORDER BY kept.rank, kept.due_at, kept.case_id
        LIMIT days.most
    ) AS kept
    JOIN milestones_case AS stored ON stored.id = kept.case_id
    LEFT JOIN milestones_casestate AS engine ON engine.case_id = kept.case_id
    LEFT JOIN milestones_casemilestone AS clock ON clock.id = kept.milestone_id
    LEFT JOIN entitlements_milestonedefinition AS defined
        ON defined.version_id = clock.process_version_id AND defined.key = clock.definition
    LEFT JOIN entitlements_account AS account ON account.id = kept.account_id
    LEFT JOIN entitlements_supporttier AS tier ON tier.id = kept.tier_id
    LEFT JOIN auth_user AS owner ON owner.id = kept.owner_id
"""

_SLOTS = """
    SELECT date_bin('15 minutes', kept.due_at, timestamptz '1970-01-01 00:00:00+00'), kept.type, count(*)
    FROM {cases}
    WHERE kept.rank = {counting} AND kept.due_at < %s AND {wanted}
    GROUP BY 1, 2
    ORDER BY 1, 2
"""

_GAPS = """
    SELECT CASE WHEN kept.coverage_outcome = 'covered' AND {aside} THEN 'set_aside'
            ELSE kept.coverage_outcome END, account.name, count(*)
    FROM {cases}
    LEFT JOIN entitlements_account AS account ON account.id = kept.account_id
    WHERE {gap} AND {wanted}
    GROUP BY 1, 2
    ORDER BY 3 DESC, 2
"""


Days = tuple[list[int], list[Any]]
"""Queues (0: none) and when the day of each ends, as two columns."""


class _Wanted(NamedTuple):
    """A condition on `kept` (and `days`), and its values; `cases` is what it is asked of."""

    sql: str
    values: list[Any]
    cases: str


class _Key(NamedTuple):
    """A set of hours at a timeline; None: 24×7."""

    hours: int | None
    timeline: int

    @property
    def text(self) -> str:
        return "always" if self.hours is None else f"{self.hours}-{self.timeline}"


def draw(question: BoardQuestion, at: int, past: Past) -> Picture:
    """The board as it stands at `at` (µs), with `past` for what cannot be seen from open cases."""
    scope = scope_of(question, at)
    days = _days_of(scope)
    wanted = _wanted(question, scope, days)
    lane_of = {queue: head for head in scope.heads for queue in head.queues}
    totals = _Totals()
    by_lane: defaultdict[str, _Totals] = defaultdict(_Totals)
    by_owner: defaultdict[int | None, _Totals] = defaultdict(_Totals)
    for queue, owner, word, total, gaps, next_at in _tally(wanted):
        for each in (totals, by_lane[lane_of[queue].key], by_owner[owner]):
            each.add(word, total, gaps, next_at)
    for queue, owner, due in _due(days, wanted):
        for each in (totals, by_lane[lane_of[queue].key], by_owner[owner]):
            each.due += due
    lanes, used = _lanes(question, scope, wanted, by_lane, at)
    slots = _slots(wanted, at)
    loads = _loads(by_owner)
    return Picture(
        at=at,
        title=scope.title,
        total=totals.total,
        counts=dict(totals.counts),
        due=totals.due,
        gaps_total=totals.gaps,
        lanes=lanes,
        hours=_hours({*used, *(_Key(*head.hours) for head in scope.heads if head.hours is not None)}, at),
        slots=slots,
        chances=past.chances,
        on_time=past.on_time.share,
        completed=past.on_time.total,
        gaps=_gaps(wanted) if totals.gaps else [],
        loads=loads[:LOADS],
        people=sum(1 for each in by_owner if each is not None),
    )


class _Totals:
    """Sums over cells of the tally."""

    __slots__ = ("counts", "due", "gaps", "next_at", "total")

    def __init__(self) -> None:
        self.counts: defaultdict[str, int] = defaultdict(int)
        self.total = self.due = self.gaps = 0
        self.next_at: int | None = None

    def add(self, word: str, total: int, gaps: int, next_at: int | None) -> None:
        self.counts[word] += total
        self.total += total
        self.gaps += gaps
        if next_at is not None and (self.next_at is None or next_at < self.next_at):
            self.next_at = next_at


def _wanted(question: BoardQuestion, scope: Scope, days: Days) -> _Wanted:
    """The filters as one condition. Nothing of what was typed becomes SQL."""
    parts: list[str] = []
    values: list[Any] = []

    def add(sql: str, *given: Any) -> None:
        parts.append(sql)
        values.extend(given)

    if not scope.is_all:
        add("kept.queue_id = ANY(%s::bigint[])", [queue for queue in scope.queues if queue is not None])
    if question.tier:
        add(
            "kept.tier_id IN (SELECT id FROM entitlements_supporttier WHERE key = ANY(%s))",
            list(question.tier),
        )
    if question.priority:
        add("lower(kept.priority) = ANY(%s)", [each.lower() for each in question.priority])
    if question.type:
        add("kept.type = ANY(%s)", list(question.type))
    if question.account:
        add("kept.account_id = ANY(%s::bigint[])", list(question.account))
    if question.owner:
        named = "kept.owner_id IN (SELECT id FROM auth_user WHERE username = ANY(%s))"
        nobody = " OR kept.owner_id IS NULL" if NOBODY in question.owner else ""
        add(f"({named}{nobody})", list(question.owner))
    if question.state:
        asked = ["kept.standing = ANY(%s)"]
        asked += [_IS_DUE] if DUE in question.state else []
        asked += [_IS_GAP] if GAP in question.state else []
        add(f"({' OR '.join(asked)})", list(question.state))
    needs_days = DUE in question.state
    return _Wanted(
        " AND ".join(parts) or "true",
        [*days, *values] if needs_days else values,
        _WITH_DAYS if needs_days else _FROM,
    )


def _days_of(scope: Scope) -> Days:
    pairs = [(queue or 0, as_datetime(head.days.closes_at)) for head in scope.heads for queue in head.queues]
    return [queue for queue, _ in pairs], [closes for _, closes in pairs]


def _run(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _tally(wanted: _Wanted) -> list[tuple[Any, ...]]:
    """Cells of queue, owner and standing: cases, gaps among them, the next target (µs)."""
    sql = _TALLY.format(gap=_IS_GAP, counting=COUNTING, cases=wanted.cases, wanted=wanted.sql)
    return [(*row[:5], None if row[5] is None else to_instant(row[5])) for row in _run(sql, wanted.values)]


def _due(days: Days, wanted: _Wanted) -> list[tuple[Any, ...]]:
    """Cells of queue and owner: cases whose next target comes before their lane's day ends. For each queue
    one stretch of the index by urgency.
    """
    found = []
    for here, chosen in _sides(list(zip(*days, strict=True))):
        columns = [list(column) for column in zip(*chosen, strict=True)]
        sql = _DUE.format(here=here, due=_IS_DUE, wanted=wanted.sql)
        found += _run(sql, [*columns, *_filters_of(wanted)])
    return found


def _sides(pairs: list[tuple[Any, ...]]) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """Queues, and apart from them what waits in none: no index finds NULL by equality."""
    queued = [pair for pair in pairs if pair[0]]
    nowhere = [pair for pair in pairs if not pair[0]]
    sides = [("kept.queue_id = days.queue_id", queued), ("kept.queue_id IS NULL", nowhere)]
    return [(here, chosen) for here, chosen in sides if chosen]


def _filters_of(wanted: _Wanted) -> list[Any]:
    """The values of the condition alone, for statements that bring the days themselves."""
    return wanted.values[2:] if wanted.cases is _WITH_DAYS else wanted.values


def _lanes(
    question: BoardQuestion, scope: Scope, wanted: _Wanted, totals: dict[str, _Totals], at: int
) -> tuple[list[Lane], set[_Key]]:
    shown = [head for head in scope.heads if head.key != "none" or (totals.get(head.key) or _Totals()).total]
    found = _rows(question, shown, wanted)
    calendars = _Calendars()
    used: set[_Key] = set()
    lanes = []
    for head in shown:
        most = MORE_ROWS if head.key in question.more else ROWS
        rows = sorted((row for queue in head.queues for row in found.get(queue, ())), key=_urgency)[:most]
        summed = totals.get(head.key) or _Totals()
        drawn = []
        for row in rows:
            value, key = _row(row, calendars, at)
            drawn.append(value)
            if key is not None:
                used.add(key)
        lanes.append(
            Lane(
                key=head.key,
                name=head.name,
                total=summed.total,
                counts=dict(summed.counts),
                due=summed.due,
                lead=head.lead,
                hours="" if head.hours is None else _Key(*head.hours).text,
                hours_name=head.hours_name,
                is_open=head.days.is_open,
                changes_at=head.days.changes_at,
                scope=head.scope,
                rows=drawn,
            )
        )
    return lanes, used


def _rows(
    question: BoardQuestion, heads: Sequence[LaneHead], wanted: _Wanted
) -> dict[int | None, list[tuple[Any, ...]]]:
    """The most urgent cases of every queue."""
    asked: list[tuple[Any, ...]] = [
        (
            queue or 0,
            as_datetime(head.days.closes_at),
            MORE_ROWS if head.key in question.more else ROWS,
        )
        for head in heads
        for queue in head.queues
    ]
    found: defaultdict[int | None, list[tuple[Any, ...]]] = defaultdict(list)
    for here, chosen in _sides(asked):
        columns = [list(column) for column in zip(*chosen, strict=True)]
        for row in _run(_ROWS.format(here=here, wanted=wanted.sql), [*columns, *_filters_of(wanted)]):
            found[row[0]].append(row[1:])
    return found


def _urgency(row: tuple[Any, ...]) -> tuple[int, float, int]:
    """The order of the board: rank, then due; cases without a target by when they were opened."""
    rank, target, opened_at = row[10], row[17], row[26]
    return rank, (target or opened_at).timestamp(), row[0]


class _Calendars:
    def __init__(self) -> None:
        self._known: dict[tuple[int | None, int], Calendar] = {}

    def of(self, hours: int | None, timeline: int) -> Calendar:
        known = self._known.get((hours, timeline))
        if known is None:
            known = self._known[hours, timeline] = calendar_for(hours, timeline)
        return known


def _row(row: tuple[Any, ...], calendars: _Calendars, at: int) -> tuple[Row, _Key | None]:
    (
        case_id, number, subject, account, priority, tier, tier_rank, tier_color, milestone, word, _rank,
        status, is_violated, at_risk, level, consumed, budget_days, target_at, hours, timeline, segments,
        first_name, last_name, username, outcome, is_aside, _opened_at, budget_at,
    ) = row  # fmt: skip
    key = None
    if status is not None:
        own = standing(status, is_violated=is_violated, at_risk=at_risk)
        key = _Key(hours, timeline)
        if status == "running" and not is_aside:
            consumed = _counted(segments, hours, calendars, at)
    else:
        own = word
    return Row(
        case=case_id,
        number=number,
        subject=subject,
        account=account or "",
        priority=priority,
        tier=tier or "",
        tier_rank=tier_rank or 0,
        tier_color=tier_color or "",
        milestone=milestone or "",
        status=own,
        level=level or 0,
        consumed=consumed or 0,
        budget_days=budget_days,
        budget_at=budget_at,
        target=None if target_at is None else to_instant(target_at),
        hours="" if key is None else key.text,
        owner=f"{first_name} {last_name}".strip() or (username or "") if username else "",
        outcome=outcome,
        worse=word == "at_risk" and own == "on_track",
        is_aside=is_aside,
    ), key


def _counted(segments: Any, hours: int | None, calendars: _Calendars, at: int) -> int:
    """Open µs a running clock has counted at `at`, as `milestones.clock.counting` counts them."""
    told = msgspec.json.decode(segments) if isinstance(segments, str | bytes) else segments
    total = 0
    for begin, end, timeline in told:
        until = at if end is None else end
        if until > begin:
            total += calendars.of(hours, timeline).elapsed(begin, until)
    return total


def _slots(wanted: _Wanted, at: int) -> list[Slot]:
    sql = _SLOTS.format(cases=wanted.cases, counting=COUNTING, wanted=wanted.sql)
    days, filters = (
        (wanted.values[:2], wanted.values[2:]) if wanted.cases is _WITH_DAYS else ([], wanted.values)
    )
    return [
        Slot(to_instant(begins), of_type, total)
        for begins, of_type, total in _run(sql, [*days, as_datetime(at + AHEAD), *filters])
    ]


def _gaps(wanted: _Wanted) -> list[Gap]:
    """Gaps by outcome, those of most cases first; `covered` are cases whose promise has begun no clock."""
    sql = _GAPS.format(cases=wanted.cases, gap=_IS_GAP, aside=_IS_ASIDE, wanted=wanted.sql)
    totals: defaultdict[str, int] = defaultdict(int)
    accounts: defaultdict[str, list[str]] = defaultdict(list)
    for outcome, account, total in _run(sql, wanted.values):
        totals[outcome] += total
        if account is not None:
            accounts[outcome].append(account)
    return [
        Gap(
            outcome=outcome,
            total=total,
            accounts=accounts[outcome][:GAP_ACCOUNTS],
            others=max(0, len(accounts[outcome]) - GAP_ACCOUNTS),
        )
        for outcome, total in sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))
    ]


def _loads(by_owner: dict[int | None, _Totals]) -> list[Load]:
    """Whom to look at first: most violated, then most due before close, then most open."""
    people = [(owner, totals) for owner, totals in by_owner.items() if owner is not None]
    people.sort(key=lambda pair: (-pair[1].counts["violated"], -pair[1].due, -pair[1].total, pair[0]))
    chosen = people[:LOADS]
    names = {
        user.pk: (user.get_username(), user.get_full_name() or user.get_username())
        for user in get_user_model().objects.filter(pk__in=[owner for owner, _ in chosen])
    }
    return [
        Load(
            owner=owner,
            username=names[owner][0],
            name=names[owner][1],
            total=totals.total,
            violated=totals.counts["violated"],
            at_risk=totals.counts["at_risk"],
            paused=totals.counts["paused"],
            due=totals.due,
            next_at=totals.next_at,
        )
        for owner, totals in chosen
        if owner in names
    ]


def _hours(keys: Collection[_Key], at: int) -> list[Hours]:
    named = {
        pk: (name, zone)
        for pk, name, zone in BusinessHours.objects.filter(
            pk__in=[key.hours for key in keys if key.hours is not None]
        ).values_list("pk", "name", "zone")
    }
    found = []
    for key in sorted(keys, key=lambda each: each.text):
        calendar = calendar_for(key.hours, key.timeline)
        windows: list[tuple[int, int]] | None
        until: int | None
        spans = calendar.windows(at, WINDOWS)
        if len(spans) == 1 and spans[0][0] <= at and spans[0][1] - at > 30 * DAY:
            windows, until = None, None
        else:
            windows = [(opens, closes) for opens, closes in spans]
            until = windows[-1][1] if windows else at + DAY
        name, zone = (
            named.get(key.hours, ("", calendar.zone)) if key.hours is not None else ("", calendar.zone)
        )
        found.append(Hours(key.text, name, zone, windows, until))
    return found
