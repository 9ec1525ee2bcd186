"""The cases a board shows: the most urgent of every queue, each with the clock it is ranked by."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import msgspec

from entitlements.business_time.calendar import Calendar
from entitlements.business_time.instants import to_instant
from entitlements.selectors.calendars import calendar_for
from milestones.clock.standing import standing
from milestones.selectors.board.hours import Key
from milestones.selectors.board.picture import Row
from milestones.selectors.board.question import BoardQuestion
from milestones.selectors.board.scope import LaneHead
from milestones.selectors.board.wanted import Wanted, filters_of, run, sides
from sla_admin.shared.api.instants import as_datetime

ROWS = 22
"""Rows a lane shows at first."""

MORE_ROWS = 200
"""Rows it shows at most, when more are asked for."""

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


def rows_of(
    question: BoardQuestion, heads: Sequence[LaneHead], wanted: Wanted
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
    for here, chosen in sides(asked):
        columns = [list(column) for column in zip(*chosen, strict=True)]
        for row in run(_ROWS.format(here=here, wanted=wanted.sql), [*columns, *filters_of(wanted)]):
            found[row[0]].append(row[1:])
    return found


def urgency(row: tuple[Any, ...]) -> tuple[int, float, int]:
    """The order of the board: rank, then due; cases without a target by when they were opened."""
    rank, target, opened_at = row[10], row[17], row[26]
    return rank, (target or opened_at).timestamp(), row[0]


class Calendars:
    """Compiled hours, each asked for once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int | None, int], Calendar] = {}

    def of(self, hours: int | None, timeline: int) -> Calendar:
        known = self._known.get((hours, timeline))
        if known is None:
            known = self._known[hours, timeline] = calendar_for(hours, timeline)
        return known


def row_of(row: tuple[Any, ...], calendars: Calendars, at: int) -> tuple[Row, Key | None]:
    """A found case at `at`, and the hours its clock counts on; None where no clock is open."""
    (
        case_id, number, subject, account, priority, tier, tier_rank, tier_color, milestone, word, _rank,
        status, is_violated, at_risk, level, consumed, budget_days, target_at, hours, timeline, segments,
        first_name, last_name, username, outcome, is_aside, _opened_at, budget_at,
    ) = row  # fmt: skip
    key = None
    if status is not None:
        own = standing(status, is_violated=is_violated, at_risk=at_risk)
        key = Key(hours, timeline)
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


def _counted(segments: Any, hours: int | None, calendars: Calendars, at: int) -> int:
    """Open µs a running clock has counted at `at`, as `milestones.clock.counting` counts them."""
    told = msgspec.json.decode(segments) if isinstance(segments, str | bytes) else segments
    total = 0
    for begin, end, timeline in told:
        until = at if end is None else end
        if until > begin:
            total += calendars.of(hours, timeline).elapsed(begin, until)
    return total
