"""Where the clocks of cases stand at an instant: read for many cases at once, computed by the clock's own
rules.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

import msgspec
from django.db.models import QuerySet

from entitlements.business_time.budget import Budget
from milestones.clock.counting import consumed
from milestones.clock.explanation import upcoming
from milestones.clock.fold import decode_state
from milestones.clock.plan import Plan
from milestones.clock.standing import CaseStanding, Standing, overall, standing
from milestones.clock.state import Clock, Pause, Segment, State
from milestones.models import Case, CaseMilestone
from sla_admin.shared.api.instants import as_instant

NextKind = Literal["trigger", "resume", "start", "entry"]


class MilestoneNow(NamedTuple):
    """A clock at an instant.

    Durations are open µs unless `calendar_…`; `left` is negative past the target.
    """

    row: CaseMilestone
    name: str
    standing: Standing
    consumed: int
    left: int
    percent: int
    paused_business: int
    paused_calendar: int


class Next(NamedTuple):
    """What happens by itself next: a trigger is reached, a pause ends with its budget or at its own end, a
    milestone starts, the process is entered. `milestone` is the definition's key, empty for the entry.
    """

    kind: NextKind
    at: int
    milestone: str = ""
    trigger: str = ""
    severity: str = ""


class CaseNow(NamedTuple):
    """A case at an instant: every milestone it ever had, the open ones first, and what happens next."""

    case: Case
    standing: CaseStanding
    milestones: list[MilestoneNow]
    next: Next | None
    quarantine_reason: str


def cases_with_people() -> QuerySet[Case]:
    """Cases with everything their answers name, so that no list asks for each row again."""
    return Case.objects.select_related(
        "account",
        "contact",
        "owner",
        "queue",
        "entitlement__tier",
        "process_version__process",
        "engine_state",
    )


def cases_with_promise() -> QuerySet[Case]:
    """Cases with what their promises name. Few entitlements and versions serve many cases, so each is read
    once rather than joined to every row.
    """
    return (
        Case.objects.select_related("engine_state")
        .prefetch_related("entitlement__tier", "process_version__process")
        .only(
            "source",
            "external_id",
            "coverage_outcome",
            "coverage_candidates",
            "entitlement",
            "process_version",
            "engine_state__state",
            "engine_state__quarantine_reason",
        )
    )


def standings_of(cases: Iterable[Case]) -> dict[int, CaseStanding]:
    """The word for each case, by case id, in one query."""
    words: defaultdict[int, set[Standing]] = defaultdict(set)
    ids = [case.pk for case in cases]
    rows = CaseMilestone.objects.filter(case__in=ids).values_list("case", "status", "is_violated", "at_risk")
    for case_id, status, is_violated, at_risk in rows:
        word = standing(status, is_violated=is_violated, at_risk=at_risk)  # type: ignore[arg-type]  # a check holds the words
        words[case_id].add(word)
    return {case_id: overall(words.get(case_id, ())) for case_id in ids}


def cases_now(cases: Sequence[Case], at: int, plan: Plan) -> list[CaseNow]:
    """These cases (of `cases_with_promise`) at `at`, in their order, with two queries for all their clocks.

    A case in quarantine is told as it was when it was set aside: its stored numbers, and nothing to come.
    """
    rows: defaultdict[int, list[CaseMilestone]] = defaultdict(list)
    for row in CaseMilestone.objects.filter(case__in=[case.pk for case in cases]).prefetch_related("hours"):
        rows[row.case_id].append(row)
    return [_case_now(case, rows.get(case.pk, []), at, plan) for case in cases]


def milestones_now(rows: Sequence[CaseMilestone], at: int, plan: Plan) -> list[MilestoneNow]:
    """These clocks at `at`, in their order. Their cases' engine states must be loaded with them."""
    return [
        _milestone_now(row, at, plan, is_aside=bool(row.case.engine_state.quarantine_reason)) for row in rows
    ]


def state_of(case: Case) -> State:
    """The fold's state of the case."""
    return decode_state(bytes(case.engine_state.state))


def clock_of(row: CaseMilestone) -> Clock:
    """The clock as the fold left it. Of an open clock, repetitions and the instant of the next trigger are in
    the case's state alone.
    """
    return Clock(
        milestone=row.definition,
        cycle=row.cycle,
        occurrence=row.occurrence,
        version=row.process_version_id,
        type=row.type,
        started_at=as_instant(row.started_at),
        began_at=as_instant(row.began_at),
        budget=budget_of(row),
        level=row.level,
        target_at=as_instant(row.target_at),
        original_target_at=as_instant(row.original_target_at),
        hours=row.hours_id,
        hours_reason=row.hours_reason,  # type: ignore[arg-type]  # only the engine writes it, from this very type
        timeline=row.timeline,
        status=row.status,  # type: ignore[arg-type]  # a check constraint holds the words
        is_violated=row.is_violated,
        at_risk=row.at_risk,
        segments=msgspec.convert(row.segments, list[Segment]),
        pauses=msgspec.convert(row.pauses, list[Pause]),
        paused_business=row.paused_business,
        paused_calendar=row.paused_calendar,
        fired=list(row.reached),
        closed_at=None if row.closed_at is None else as_instant(row.closed_at),
        consumed=row.consumed,
    )


def budget_of(row: CaseMilestone) -> Budget:
    """The promise as it was written."""
    return Budget(micros=row.budget or 0, days=row.budget_days or 0, at=row.budget_at)


def _case_now(case: Case, rows: list[CaseMilestone], at: int, plan: Plan) -> CaseNow:
    reason = case.engine_state.quarantine_reason
    found = [_milestone_now(row, at, plan, is_aside=bool(reason)) for row in rows]
    found.sort(key=lambda each: (each.row.closed_at is not None, each.row.target_at, each.row.pk))
    return CaseNow(
        case=case,
        standing=overall(each.standing for each in found),
        milestones=found,
        next=None if reason else next_of(state_of(case), plan),
        quarantine_reason=reason,
    )


def _milestone_now(row: CaseMilestone, at: int, plan: Plan, *, is_aside: bool) -> MilestoneNow:
    counted, business, calendar = row.consumed, row.paused_business, row.paused_calendar
    if not is_aside and row.closed_at is None:
        clock = clock_of(row)
        last = clock.segments[-1] if clock.segments else None
        if row.status == "running":
            counted = consumed(plan, clock, max(at, last.begin) if last is not None else at)
        else:
            since = clock.started_at if last is None or last.end is None else last.end
            if since < at:
                business += plan.calendar(clock.hours, clock.timeline).elapsed(since, at)
                calendar += at - since
    return MilestoneNow(
        row=row,
        name=row.definition if is_aside else _name_of(row, plan),
        standing=standing(row.status, is_violated=row.is_violated, at_risk=row.at_risk),  # type: ignore[arg-type]  # as above
        consumed=counted,
        left=row.level - counted,
        percent=counted * 100 // row.level if row.level else 100,
        paused_business=business,
        paused_calendar=calendar,
    )


def _name_of(row: CaseMilestone, plan: Plan) -> str:
    """A version in use never changes, so its definitions are there as long as clocks name them."""
    return plan.process(row.process_version_id).by_key[row.definition].definition.name


def next_of(state: State, plan: Plan) -> Next | None:
    """What happens to the case by itself next; None while nothing can."""
    due = state.next_due_at
    if due is None:
        return None
    if state.pause_ends_at == due:
        return Next("resume", due, _paused_until(state, due))
    if state.entry_due_at == due:
        return Next("entry", due)
    for milestone, instant in sorted(state.pending.items()):
        if instant == due:
            return Next("start", due, milestone)
    clock = min((each for each in state.clocks if each.next_at == due), key=lambda each: each.milestone)
    if clock.status == "paused":
        return Next("resume", due, clock.milestone)
    first = upcoming(plan, clock)[0]
    return Next("trigger", due, clock.milestone, first.trigger, first.severity)


def _paused_until(state: State, instant: int) -> str:
    """The first milestone that a pause with this end holds; empty where it is the case's alone."""
    held = [
        clock.milestone
        for clock in state.clocks
        if clock.is_open and any(pause.until == instant and pause.is_in_force for pause in clock.pauses)
    ]
    return min(held, default="")
