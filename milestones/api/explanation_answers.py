"""How an explanation is answered:

the value of `milestones.clock.explanation`, with names and readable numbers.
"""

from datetime import datetime

import msgspec

from entitlements.business_time.durations import format_budget
from entitlements.process.definition import Severity
from milestones.api.milestone_answers import AROUND_THE_CLOCK, HoursAnswer
from milestones.api.sla_answers import CoverageAnswer, VersionName, coverage_answer
from milestones.clock.explanation import Explanation, StartRule, Stretch, StretchKind, Upcoming
from milestones.clock.standing import Standing
from milestones.clock.state import ClockStatus, PauseKind
from milestones.models import CaseMilestone
from sla_admin.shared.api.instants import as_datetime, in_seconds, iso_duration


class StretchAnswer(msgspec.Struct, frozen=True):
    """A stretch of time and what it added: `counted`, outside hours (`closed`, with the reason: `closed`,
    `holiday: <name>` …) or `paused` (with the pause's reason). `total` is what was counted when it ended.
    `is_ahead`:
    it lies in the future and holds if nothing happens."""

    begin: datetime
    end: datetime
    kind: StretchKind
    reason: str | None
    pause: PauseKind | None
    counted: str
    counted_seconds: float
    total: str
    total_seconds: float
    is_ahead: bool


class UpcomingAnswer(msgspec.Struct, frozen=True):
    """A trigger ahead and the instant at which it is reached if nothing happens. `level` is the open time at
    which it is.
    """

    trigger: str
    severity: Severity
    repetition: int
    at: datetime
    level: str
    level_seconds: float


class ExplanationAnswer(msgspec.Struct, frozen=True):
    """Why a clock stands where it stands: promise and losers, version, start rule, hours and their source,
    every stretch that counted and every one that did not, the arithmetic to the target, what fires next. The
    `total` of the stretch that ends at the target equals `target_level`.
    """

    at: datetime
    milestone: int
    case: int
    definition: str
    cycle: int
    occurrence: int
    name: str
    type: str
    standing: Standing
    status: ClockStatus
    is_violated: bool
    at_risk: bool
    coverage: CoverageAnswer
    process_version: VersionName
    start_rule: StartRule
    process_entered_at: datetime | None
    began_at: datetime
    started_at: datetime
    hours: HoursAnswer
    priority: str | None
    budget: str
    target_level: str
    target_level_seconds: float
    ends_on_opening: bool
    consumed: str
    consumed_seconds: float
    left: str
    left_seconds: float
    percent: int
    paused: str
    paused_seconds: float
    calendar_paused: str
    calendar_paused_seconds: float
    target_at: datetime
    original_target_at: datetime
    closed_at: datetime | None
    past_target: str
    past_target_seconds: float
    calendar_past_target: str
    calendar_past_target_seconds: float
    stretches: list[StretchAnswer]
    upcoming: list[UpcomingAnswer]
    resumes_at: datetime | None


def explanation_answer(row: CaseMilestone, found: Explanation) -> ExplanationAnswer:
    """The answer for one clock; `row` comes with case, hours and version."""
    version = row.process_version
    return ExplanationAnswer(
        at=as_datetime(found.at),
        milestone=row.pk,
        case=row.case_id,
        definition=found.clock.milestone,
        cycle=found.clock.cycle,
        occurrence=found.clock.occurrence,
        name=found.name,
        type=found.type,
        standing=found.standing,
        status=found.status,
        is_violated=found.is_violated,
        at_risk=found.at_risk,
        coverage=coverage_answer(row.case),
        process_version=VersionName(version.pk, version.process.name, version.number),
        start_rule=found.start_rule,
        process_entered_at=_moment(found.entered_at),
        began_at=as_datetime(found.began_at),
        started_at=as_datetime(found.started_at),
        hours=HoursAnswer(
            id=row.hours_id,
            name=AROUND_THE_CLOCK if row.hours is None else row.hours.name,
            zone=None if row.hours is None else row.hours.zone,
            reason=found.hours_reason,
        ),
        priority=found.priority or None,
        budget=format_budget(found.budget),
        target_level=iso_duration(found.level),
        target_level_seconds=in_seconds(found.level),
        ends_on_opening=found.ends_on_opening,
        consumed=iso_duration(found.consumed),
        consumed_seconds=in_seconds(found.consumed),
        left=iso_duration(found.left),
        left_seconds=in_seconds(found.left),
        percent=found.percent,
        paused=iso_duration(found.paused_business),
        paused_seconds=in_seconds(found.paused_business),
        calendar_paused=iso_duration(found.paused_calendar),
        calendar_paused_seconds=in_seconds(found.paused_calendar),
        target_at=as_datetime(found.target_at),
        original_target_at=as_datetime(found.original_target_at),
        closed_at=_moment(found.closed_at),
        past_target=iso_duration(found.past_target_business),
        past_target_seconds=in_seconds(found.past_target_business),
        calendar_past_target=iso_duration(found.past_target_calendar),
        calendar_past_target_seconds=in_seconds(found.past_target_calendar),
        stretches=[_stretch(each) for each in found.stretches],
        upcoming=[_upcoming(each) for each in found.upcoming],
        resumes_at=_moment(found.resumes_at),
    )


def _moment(instant: int | None) -> datetime | None:
    return None if instant is None else as_datetime(instant)


def _stretch(stretch: Stretch) -> StretchAnswer:
    return StretchAnswer(
        begin=as_datetime(stretch.begin),
        end=as_datetime(stretch.end),
        kind=stretch.kind,
        reason=stretch.reason or None,
        pause=stretch.pause,
        counted=iso_duration(stretch.counted),
        counted_seconds=in_seconds(stretch.counted),
        total=iso_duration(stretch.total),
        total_seconds=in_seconds(stretch.total),
        is_ahead=stretch.is_ahead,
    )


def _upcoming(upcoming: Upcoming) -> UpcomingAnswer:
    return UpcomingAnswer(
        trigger=upcoming.trigger,
        severity=upcoming.severity,
        repetition=upcoming.repetition,
        at=as_datetime(upcoming.at),
        level=iso_duration(upcoming.level),
        level_seconds=in_seconds(upcoming.level),
    )
