"""Why a clock stands where it stands: every stretch that counted and every one that did not, to its target.

The same value answers page, API and print (domain rules, explanation). It is computed from the clock as the
fold left it and from pinned configuration, so it cannot disagree with what was promised.
"""

from collections.abc import Iterator
from typing import Literal

import msgspec

from entitlements.business_time.budget import Budget
from entitlements.business_time.calendar import Calendar
from entitlements.process.definition import VIOLATION, Severity
from milestones.clock.compiled import CompiledMilestone
from milestones.clock.counting import consumed, instant_of
from milestones.clock.fact import ClockId
from milestones.clock.plan import Plan
from milestones.clock.standing import Standing, standing
from milestones.clock.state import Clock, ClockStatus, HoursReason, Pause, PauseKind, State

StartRule = Literal["process_entry", "criteria_met", "previous_target"]
StretchKind = Literal["counted", "closed", "paused"]


class Stretch(msgspec.Struct, frozen=True):
    """A stretch of time, its end excluded, and what it added.

    `counted` is the open time it added, `total` what was counted when it ended (µs). `reason` says why a
    stretch did not count (`closed`, `holiday: <name>`, `date hours: <name>`, or the pause's own reason) or
    that the clocks change within it. `pause` is the kind of pause. `is_ahead`: it lies in the future and
    holds if nothing happens.
    """

    begin: int
    end: int
    kind: StretchKind
    reason: str
    counted: int
    total: int
    pause: PauseKind | None = None
    is_ahead: bool = False


class Upcoming(msgspec.Struct, frozen=True):
    """A trigger that lies ahead: reached at `at` (µs) when `level` (open µs) is counted.

    Provided that nothing happens meanwhile.
    """

    trigger: str
    severity: Severity
    level: int
    at: int
    repetition: int = 0


class Explanation(msgspec.Struct, frozen=True):
    """A clock explained at the instant `at`. Instants are µs since 1970 UTC, durations open µs unless
    `calendar_…`.

    `level` is the budget as open time (a day budget was converted once, and `ends_on_opening` when it ends on
    one). `stretches` lead without a gap from the start to the target, or to where the clock closed or stands
    still; their `total` at the target is `level`. `left` is negative past the target. `resumes_at` is where a
    paused clock goes on by itself at the latest. `entered_at` is when the process was entered in this cycle,
    None for an earlier one.
    """

    at: int
    clock: ClockId
    name: str
    type: str
    standing: Standing
    status: ClockStatus
    is_violated: bool
    at_risk: bool
    version: int
    entitlement: int | None
    tier: str
    start_rule: StartRule
    entered_at: int | None
    began_at: int
    started_at: int
    hours: int | None
    hours_reason: HoursReason
    timeline: int
    priority: str
    budget: Budget
    level: int
    ends_on_opening: bool
    consumed: int
    left: int
    percent: int
    paused_business: int
    paused_calendar: int
    target_at: int
    original_target_at: int
    closed_at: int | None
    past_target_business: int
    past_target_calendar: int
    stretches: tuple[Stretch, ...]
    upcoming: tuple[Upcoming, ...]
    resumes_at: int | None = None


def explain(plan: Plan, state: State, clock: Clock, at: int) -> Explanation:
    """Explain one clock of a case at `at`; an instant before the clock began is taken as its beginning.

    `clock` need not be one of `state`: a closed one, read back from where it is kept, is explained alike.
    """
    at = max(at, clock.began_at, clock.segments[-1].begin if clock.segments else clock.began_at)
    definition = plan.process(clock.version).by_key[clock.milestone]
    calendar = plan.calendar(clock.hours, clock.timeline)
    until = at if clock.closed_at is None else clock.closed_at
    counted = consumed(plan, clock, until)
    business, elapsed = _paused(clock, calendar, at)
    late = until > clock.target_at and clock.is_violated
    return Explanation(
        at=at,
        clock=clock.id,
        name=definition.definition.name,
        type=clock.type,
        standing=standing(clock.status, is_violated=clock.is_violated, at_risk=clock.at_risk),
        status=clock.status,
        is_violated=clock.is_violated,
        at_risk=clock.at_risk,
        version=clock.version,
        entitlement=None if state.promise is None else state.promise.entitlement,
        tier="" if state.promise is None else state.promise.tier,
        start_rule=_start_rule(definition, clock),
        entered_at=state.entered_at if clock.cycle == state.cycle else None,
        began_at=clock.began_at,
        started_at=clock.started_at,
        hours=clock.hours,
        hours_reason=clock.hours_reason,
        timeline=clock.timeline,
        priority=str(state.fields.get("priority") or ""),
        budget=clock.budget,
        level=clock.level,
        ends_on_opening=clock.at_opening,
        consumed=counted,
        left=clock.level - counted,
        percent=counted * 100 // clock.level if clock.level else 100,
        paused_business=business,
        paused_calendar=elapsed,
        target_at=clock.target_at,
        original_target_at=clock.original_target_at,
        closed_at=clock.closed_at,
        past_target_business=calendar.elapsed(clock.target_at, until) if late else 0,
        past_target_calendar=until - clock.target_at if late else 0,
        stretches=tuple(_stretches(plan, clock, at)),
        upcoming=tuple(upcoming(plan, clock)),
        resumes_at=resumes_at(clock),
    )


def resumes_at(clock: Clock) -> int | None:
    """When a paused clock goes on by itself at the latest: its pause budget is used up, or the last of its
    pauses reaches the end it was given. None where nothing makes it.
    """
    if clock.status != "paused":
        return None
    holding = [pause for pause in clock.pauses if pause.is_in_force]
    known = []
    if clock.next_at is not None and not any(pause.outside_budget for pause in holding):
        known.append(clock.next_at)
    ends = [pause.until for pause in holding if pause.until is not None]
    if holding and len(ends) == len(holding):
        known.append(max(ends))
    return min(known, default=None)


def upcoming(plan: Plan, clock: Clock) -> list[Upcoming]:
    """The triggers ahead of a running clock in the order in which they fire; of repeated ones, the next.
    While a clock stands still nothing lies ahead.
    """
    if clock.status != "running":
        return []
    ahead = []
    for base, trigger in plan.process(clock.version).by_key[clock.milestone].levels(clock.level):
        repetition = 0
        if trigger.key in clock.fired:
            repetition = clock.repeats.get(trigger.key, 0) + 1
            if not trigger.repeat_every or (trigger.repeat_limit and repetition > trigger.repeat_limit):
                continue
        level = base + repetition * trigger.repeat_every
        on_opening = clock.at_opening and trigger.key == VIOLATION and not repetition
        instant = instant_of(plan, clock, level, at_opening=on_opening)
        if instant is not None:
            ahead.append(Upcoming(trigger.key, trigger.severity, level, instant, repetition))
    return sorted(ahead, key=lambda each: (each.at, each.level, each.trigger))


def _start_rule(definition: CompiledMilestone, clock: Clock) -> StartRule:
    if clock.occurrence == 1:
        return "process_entry" if definition.definition.start == "process_entry" else "criteria_met"
    return "previous_target" if definition.definition.recurrence == "sequential" else "criteria_met"


def _paused(clock: Clock, calendar: Calendar, at: int) -> tuple[int, int]:
    """Business and calendar time paused, with the pause in force up to `at`."""
    if clock.status != "paused":
        return clock.paused_business, clock.paused_calendar
    since = clock.segments[-1].end or at if clock.segments else clock.started_at
    return clock.paused_business + calendar.elapsed(since, at), clock.paused_calendar + max(at - since, 0)


def _stretches(plan: Plan, clock: Clock, at: int) -> Iterator[Stretch]:
    """From the start to the target, the close, or the pause in force, cut where the reason changes, at `at`
    and at the target.
    """
    cuts = sorted({at, clock.target_at})
    position, total = clock.started_at, 0
    for segment in clock.segments:
        yield from _still(clock, position, segment.begin, total)
        end = max(at, clock.target_at) if segment.end is None else segment.end
        calendar = plan.calendar(clock.hours, segment.timeline)
        if end > segment.begin:
            for open_or_not in calendar.explain(segment.begin, end):
                for low, high in _cut(open_or_not.begin, open_or_not.end, cuts):
                    counted = high - low if open_or_not.is_open else 0
                    total += counted
                    kind: StretchKind = "counted" if open_or_not.is_open else "closed"
                    is_ahead = clock.is_open and low >= at
                    yield Stretch(low, high, kind, open_or_not.reason, counted, total, is_ahead=is_ahead)
        position = max(position, end)
    if clock.status == "paused":
        yield from _still(clock, position, at, total)
    elif clock.closed_at is not None:
        yield from _still(clock, position, clock.closed_at, total)


def _still(clock: Clock, begin: int, end: int, total: int) -> Iterator[Stretch]:
    """A stretch in which the clock stood still, cut where one pause takes over from another. Overlapping
    pauses count once; the one that began first is named.
    """
    if begin >= end:
        return
    edges = {begin, end}
    for each in clock.pauses:
        edges.update(edge for edge in (each.begin, each.end) if edge is not None and begin < edge < end)
    low = begin
    for high in sorted(edges - {begin}):
        pause = _in_force(clock.pauses, low)
        yield Stretch(
            low,
            high,
            "paused",
            pause.reason if pause is not None else "",
            0,
            total,
            pause=None if pause is None else pause.kind,
        )
        low = high


def _in_force(pauses: list[Pause], instant: int) -> Pause | None:
    holding = [each for each in pauses if each.begin <= instant and (each.end is None or instant < each.end)]
    return min(holding, key=lambda each: (each.begin, each.kind, each.id), default=None)


def _cut(begin: int, end: int, cuts: list[int]) -> Iterator[tuple[int, int]]:
    low = begin
    for cut in cuts:
        if low < cut < end:
            yield low, cut
            low = cut
    yield low, end
