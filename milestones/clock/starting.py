"""How a clock begins: which hours count, from when, and what it has passed already."""

from milestones.clock import fact as facts
from milestones.clock.closing import complete
from milestones.clock.compiled import CompiledMilestone
from milestones.clock.counting import consumed, set_level
from milestones.clock.hours import hours_of, timeline_of
from milestones.clock.pausing import copy_of, waiting_stretches
from milestones.clock.promised import budget_promised
from milestones.clock.run import Run
from milestones.clock.state import Clock, Pause, Promise, Segment
from milestones.clock.triggers import arm, set_next


def start_phase(run: Run, at: int, cause: str, signals: set[str]) -> None:
    """Begin every clock whose time has come, at most one for each definition; let sequential ones wait."""
    state = run.state
    if state.entered_at is None or state.exited_at is not None or state.promise is None:
        return
    milestones = run.plan.process(state.promise.version).milestones
    for milestone in milestones:
        key = milestone.definition.key
        if run.open_clock(key) is not None:
            state.pending.pop(key, None)
            continue
        if milestone.entry is not None and not milestone.entry.holds(state.fields, signals):
            if key in state.pending and milestone.entry.excluded(state.fields):
                del state.pending[key]
            continue
        if not milestone.may_promise(run.priority):
            continue
        if _is_used_up(run, milestone):
            state.pending.pop(key, None)
            continue
        target_before = state.used.get(key)
        if (
            milestone.definition.recurrence == "sequential"
            and target_before is not None
            and target_before > at
        ):
            state.pending[key] = target_before
            continue
        start(run, milestone, state.promise, at, cause=cause, signals=signals)


def start_pending(run: Run, key: str) -> None:
    """The timer of a waiting start: the previous target has come."""
    state = run.state
    at = state.pending.pop(key)
    promise = state.promise
    if promise is None:
        return
    milestone = run.plan.process(promise.version).by_key.get(key)
    if milestone is None or not milestone.may_promise(run.priority):
        return
    if not _is_used_up(run, milestone):
        start(run, milestone, promise, at, cause="timer", signals=set())


def _is_used_up(run: Run, milestone: CompiledMilestone) -> bool:
    """Whether the milestone was completed in this cycle and does not come again."""
    definition = milestone.definition
    return definition.recurrence == "none" and definition.key in run.state.used


def start(
    run: Run, milestone: CompiledMilestone, promise: Promise, at: int, *, cause: str, signals: set[str]
) -> None:
    """Begin one clock at `at`; the first of a cycle may count from the process's entry.

    None begins where nothing is promised for its time of arrival.
    """
    state = run.state
    definition = milestone.definition
    key = definition.key
    occurrence = state.occurrences.get(key, 0) + 1
    is_first = occurrence == 1
    counts_from_entry = is_first and definition.start == "process_entry" and state.entered_at is not None
    started_at = (state.entered_at or at) if counts_from_entry else at
    hours, reason = hours_of(run, milestone, promise)
    timeline = timeline_of(promise, hours)
    budget = budget_promised(run, milestone, started_at, hours, timeline)
    if budget is None:
        return
    clock = Clock(
        milestone=key,
        cycle=state.cycle,
        occurrence=occurrence,
        version=promise.version,
        type=definition.type,
        started_at=started_at,
        began_at=at,
        budget=budget,
        level=0,
        target_at=started_at,
        original_target_at=started_at,
        hours=hours,
        hours_reason=reason,
        timeline=timeline,
    )
    set_level(run, clock)
    _count_since_start(run, clock, at)
    state.occurrences[key] = occurrence
    state.pending.pop(key, None)
    state.waiting.pop(key, None)
    state.clocks.append(clock)
    started = run.record(facts.STARTED, at, cause, clock)
    arm(run, clock, at, cause)
    clock.original_target_at = clock.target_at
    started.data.update(
        started_at=clock.started_at,
        target=clock.target_at,
        level=clock.level,
        hours=clock.hours,
        timeline=clock.timeline,
        version=clock.version,
    )
    if clock.status == "paused":
        run.record(facts.PAUSED, at, cause, clock, data={"consumed": clock.consumed})
    if is_first and milestone.completion is not None and milestone.completion.holds(state.fields, signals):
        complete(run, clock, at, cause, "criteria")
        signals.add(f"milestone_completed:{clock.type}")
    else:
        set_next(run, clock)


def _count_since_start(run: Run, clock: Clock, at: int) -> None:
    """Lay out what has counted between the clock's start and `at`, and whether it stands still now."""
    milestone = run.definition(clock)
    begin = clock.started_at
    held: Pause | None = None
    if milestone.definition.pausable:
        for stretch in waiting_stretches(run, clock, at):
            if stretch.kind != "closed" and clock.pause_spent and not stretch.outside_budget:
                continue
            clock.segments.append(Segment(begin, stretch.begin, clock.timeline))
            spent_at = _spent_at(run, clock, stretch)
            if spent_at is not None and spent_at < (at if stretch.end is None else stretch.end):
                clock.pause_spent = True
                begin = _stood_still(run, clock, stretch, spent_at)
            elif stretch.end is None:
                held = stretch
            else:
                begin = _stood_still(run, clock, stretch, stretch.end)
        clock.pauses.extend(
            copy_of(pause) for pause in run.state.pauses if pause.outside_budget or not clock.pause_spent
        )
        waits = milestone.pause is not None and milestone.pause.holds(run.state.fields, ())
        if waits and not clock.pause_spent:
            since = held.begin if held is not None and held.kind == "criteria" else at
            clock.pauses.append(Pause("criteria", since))
    if any(pause.end is None for pause in clock.pauses):
        clock.status = "paused"
        if held is None:
            clock.segments.append(Segment(begin, at, clock.timeline))
    else:
        clock.segments.append(Segment(begin, None, clock.timeline))
    clock.consumed = consumed(run.plan, clock, at)


def _stood_still(run: Run, clock: Clock, stretch: Pause, end: int) -> int:
    """The clock would have stood still for this stretch, until `end`."""
    clock.pauses.append(
        Pause(stretch.kind, stretch.begin, "", end, code=stretch.code, outside_budget=stretch.outside_budget)
    )
    if stretch.kind != "closed":
        business = run.calendar(clock).elapsed(stretch.begin, end)
        clock.paused_business += business
        clock.paused_calendar += end - stretch.begin
        clock.paused_outside += business if stretch.outside_budget else 0
    return end


def _spent_at(run: Run, clock: Clock, stretch: Pause) -> int | None:
    """When this stretch would have used up the clock's pause budget; None without one."""
    allowed = run.definition(clock).definition.pause_budget
    if not allowed or stretch.kind == "closed" or stretch.outside_budget:
        return None
    used = clock.paused_business - clock.paused_outside
    return run.calendar(clock).due(stretch.begin, max(0, allowed - used))
