"""When the target of an open clock moves: another budget, other hours, another version."""

from entitlements.business_time.budget import Budget
from milestones.clock import fact as facts
from milestones.clock.closing import cancel
from milestones.clock.counting import consumed, count_again, count_pause_so_far, open_time, set_level
from milestones.clock.event import Decision, HoursAdopted, VersionMoved
from milestones.clock.hours import hours_of, timeline_of
from milestones.clock.promised import budget_of
from milestones.clock.run import Run
from milestones.clock.state import Clock, Segment
from milestones.clock.triggers import arm


def retiming_phase(run: Run, at: int, cause: str, decision: Decision | None) -> None:
    """Re-time every open clock whose budget, hours or version this event changes. Closed clocks never
    change.
    """
    for clock in run.state.clocks:
        if not clock.is_open and clock.id in run.moved_from:
            clock.version = run.moved_from[clock.id]
    run.moved_from.clear()
    for clock in run.open_clocks():
        if isinstance(decision, VersionMoved):
            _move(run, clock, decision, at, cause)
        elif isinstance(decision, HoursAdopted):
            _adopt_hours(run, clock, decision, at, cause)
        if clock.is_open:
            _follow_priority(run, clock, at, cause)


def _retime(
    run: Run, clock: Clock, at: int, cause: str, *, quiet: bool = False, keeps_target: bool = False
) -> None:
    before = clock.target_at
    retimed = run.record(facts.RETIMED, at, cause, clock)
    clock.consumed = consumed(run.plan, clock, at)
    arm(run, clock, at, cause, quiet=quiet, keeps_target=keeps_target)
    retimed.data.update(
        target_before=before, target=clock.target_at, level=clock.level, consumed=clock.consumed
    )


def _follow_priority(run: Run, clock: Clock, at: int, cause: str) -> None:
    budget = budget_of(run, clock)
    if budget is None or budget == clock.budget:
        return
    clock.budget = budget
    set_level(run, clock)
    _retime(run, clock, at, cause)


def _adopt_hours(run: Run, clock: Clock, adopted: HoursAdopted, at: int, cause: str) -> None:
    if adopted.mode != "count" or clock.hours != adopted.hours or clock.timeline == adopted.timeline:
        return
    if clock.status == "paused":
        count_pause_so_far(run, clock, at)
    clock.timeline = adopted.timeline
    if clock.status == "running":
        clock.segments[-1].end = at
        clock.segments.append(Segment(at, None, adopted.timeline))
    if clock.budget.by_days:
        set_level(run, clock)
    _retime(run, clock, at, cause)


def _move(run: Run, clock: Clock, moved: VersionMoved, at: int, cause: str) -> None:
    milestone = run.plan.process(moved.version).by_key.get(clock.milestone)
    if milestone is None:
        if moved.targets != "keep":
            cancel(run, clock, at, cause, "version moved")
        return
    if clock.status == "paused":
        # Another version may allow less pausing than there has been: what is left counts from here.
        count_pause_so_far(run, clock, at)
    # The decision itself has moved what was open then; a clock that re-opened at this event follows here.
    clock.version = moved.version
    level, at_opening = clock.level, clock.at_opening
    if moved.targets == "start":
        _count_again(run, clock)
    budget = budget_of(run, clock) or clock.budget
    old_budget, clock.budget = clock.budget, budget
    if moved.targets == "start":
        set_level(run, clock)
    elif moved.targets == "prorate" and budget != old_budget:
        _prorate(run, clock, old_budget, at)
    keeps_target = moved.targets != "start" and (level, at_opening) == (clock.level, clock.at_opening)
    _retime(run, clock, at, cause, quiet=moved.passed == "skip", keeps_target=keeps_target)


def _count_again(run: Run, clock: Clock) -> None:
    """Count every segment again on the hours of the clock's new version; uncovered, on those it has."""
    promise = run.state.promise
    if promise is not None:
        clock.hours, clock.hours_reason = hours_of(run, run.definition(clock), promise)
        clock.timeline = timeline_of(promise, clock.hours)
    count_again(run, clock)


def _prorate(run: Run, clock: Clock, old_budget: Budget, at: int) -> None:
    """Scale what is left by new budget ÷ old budget; where nothing is left, level and target stay."""
    used = consumed(run.plan, clock, at)
    left = clock.level - used
    if left <= 0:
        return
    old = open_time(run, clock, old_budget).micros
    new = open_time(run, clock, clock.budget)
    clock.level = used + left * new.micros // old
    clock.at_opening = new.at_opening
