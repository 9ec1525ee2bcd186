"""How a clock begins: which hours count, from when, and what it has passed already."""

from milestones.clock import fact as facts
from milestones.clock.closing import complete
from milestones.clock.compiled import CompiledMilestone
from milestones.clock.counting import consumed, set_level
from milestones.clock.hours import hours_of, timeline_of
from milestones.clock.pausing import follow_criteria, waiting_stretches
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
        if milestone.budget_for(run.priority) is None:
            continue
        target_before = state.used.get(key)
        if milestone.definition.recurrence == "none" and target_before is not None:
            continue
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
    if milestone is not None and milestone.budget_for(run.priority) is not None:
        start(run, milestone, promise, at, cause="timer", signals=set())


def start(
    run: Run, milestone: CompiledMilestone, promise: Promise, at: int, *, cause: str, signals: set[str]
) -> None:
    """Begin one clock at `at`; the first of a cycle may count from the process's entry."""
    state = run.state
    definition = milestone.definition
    key = definition.key
    occurrence = state.occurrences.get(key, 0) + 1
    is_first = occurrence == 1
    budget = milestone.budget_for(run.priority)
    if budget is None:  # pragma: no cover - both callers have asked
        raise AssertionError(f"{key} has no budget for priority {run.priority!r}.")
    counts_from_entry = is_first and definition.start == "process_entry" and state.entered_at is not None
    started_at = (state.entered_at or at) if counts_from_entry else at
    hours, reason = hours_of(run, milestone, promise)
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
        timeline=timeline_of(promise, hours),
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
    pausable = run.definition(clock).definition.pausable
    begin = clock.started_at
    still_from: int | None = None
    if pausable:
        for stretch_begin, stretch_end in waiting_stretches(run, clock.milestone, at):
            clock.segments.append(Segment(begin, stretch_begin, clock.timeline))
            clock.pauses.append(Pause("criteria", stretch_begin, "", stretch_end))
            end = at if stretch_end is None else stretch_end
            if stretch_end is None:
                still_from = stretch_begin
            else:
                calendar = run.calendar(clock)
                clock.paused_business += calendar.elapsed(stretch_begin, end)
                clock.paused_calendar += end - stretch_begin
            begin = end
        for pause in run.state.pauses:
            clock.pauses.append(Pause("case", pause.begin, pause.id, None, pause.reason, pause.until_reply))
        _settle_waiting(run, clock, at)
    if still_from is None and begin < at:
        clock.segments.append(Segment(begin, at, clock.timeline))
    is_still = pausable and any(pause.end is None for pause in clock.pauses)
    if is_still:
        clock.status = "paused"
    elif clock.segments and clock.segments[-1].end == at and begin < at and still_from is None:
        clock.segments[-1].end = None
    else:
        clock.segments.append(Segment(at, None, clock.timeline))
    clock.consumed = consumed(run.plan, clock, at)


def _settle_waiting(run: Run, clock: Clock, at: int) -> None:
    """A pause kept while waiting becomes the clock's own: by criteria if they hold, else it ends with the
    wait.
    """
    definition = run.definition(clock)
    holds = definition.pause is not None and definition.pause.holds(run.state.fields, ())
    for pause in clock.pauses:
        if pause.kind == "criteria" and pause.end is None and not holds:
            pause.end = at
    follow_criteria(run, clock, at)
