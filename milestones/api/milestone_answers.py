"""How the milestones of cases are answered."""

from datetime import datetime

import msgspec

from entitlements.business_time.durations import format_budget
from milestones.clock.standing import Standing
from milestones.clock.state import ClockStatus, HoursReason
from milestones.selectors.sla import MilestoneNow, budget_of
from sla_admin.shared.api.instants import in_seconds, iso_duration
from sla_admin.shared.api.page import Page


class HoursAnswer(msgspec.Struct, frozen=True):
    """The hours a clock counts on, and who named them. `id` null: around the clock."""

    id: int | None
    name: str
    zone: str | None
    reason: HoursReason


class MilestoneAnswer(msgspec.Struct, frozen=True):
    """One clock of a case at the instant of the request. Durations are business time unless named calendar;
    `left` is negative past the target; `budget` is `P1D@16:00` where it ends at a time of a business day.
    `definition`, `cycle` and `occurrence` name the clock in the ledger.
    """

    id: int
    case: int
    definition: str
    cycle: int
    occurrence: int
    name: str
    type: str
    process_version: int
    status: ClockStatus
    standing: Standing
    is_violated: bool
    is_completed: bool
    at_risk: bool
    began_at: datetime
    started_at: datetime
    target_at: datetime
    original_target_at: datetime
    completed_at: datetime | None
    closed_at: datetime | None
    next_trigger_at: datetime | None
    hours: HoursAnswer
    budget: str
    budget_seconds: float | None
    target_level: str
    target_level_seconds: float
    consumed: str
    consumed_seconds: float
    left: str
    left_seconds: float
    percent: int
    paused: str
    paused_seconds: float
    calendar_paused: str
    calendar_paused_seconds: float


class MilestonePage(Page[MilestoneAnswer], frozen=True):
    """A page of milestones of cases."""


AROUND_THE_CLOCK = "24×7"


def milestone_answer(now: MilestoneNow) -> MilestoneAnswer:
    """The answer for one clock."""
    row = now.row
    budget = budget_of(row)
    return MilestoneAnswer(
        id=row.pk,
        case=row.case_id,
        definition=row.definition,
        cycle=row.cycle,
        occurrence=row.occurrence,
        name=now.name,
        type=row.type,
        process_version=row.process_version_id,
        status=row.status,  # type: ignore[arg-type]  # check constraints hold the words
        standing=now.standing,
        is_violated=row.is_violated,
        is_completed=row.is_completed,
        at_risk=row.at_risk,
        began_at=row.began_at,
        started_at=row.started_at,
        target_at=row.target_at,
        original_target_at=row.original_target_at,
        completed_at=row.completed_at,
        closed_at=row.closed_at,
        next_trigger_at=row.next_trigger_at if row.status == "running" else None,
        hours=HoursAnswer(
            id=row.hours_id,
            name=AROUND_THE_CLOCK if row.hours is None else row.hours.name,
            zone=None if row.hours is None else row.hours.zone,
            reason=row.hours_reason,  # type: ignore[arg-type]  # only the engine writes it
        ),
        budget=format_budget(budget),
        budget_seconds=in_seconds(budget.micros) if budget.micros else None,
        target_level=iso_duration(row.level),
        target_level_seconds=in_seconds(row.level),
        consumed=iso_duration(now.consumed),
        consumed_seconds=in_seconds(now.consumed),
        left=iso_duration(now.left),
        left_seconds=in_seconds(now.left),
        percent=now.percent,
        paused=iso_duration(now.paused_business),
        paused_seconds=in_seconds(now.paused_business),
        calendar_paused=iso_duration(now.paused_calendar),
        calendar_paused_seconds=in_seconds(now.paused_calendar),
    )
