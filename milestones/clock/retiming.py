"""When the target of an open clock moves: another budget, other hours, another version."""

from milestones.clock import fact as facts
from milestones.clock.closing import cancel
from milestones.clock.counting import consumed, set_level
from milestones.clock.event import Decision, HoursAdopted, VersionMoved
from milestones.clock.hours import hours_of, timeline_of
from milestones.clock.run import Run
from milestones.clock.state import Clock, Segment
from milestones.clock.triggers import arm


def retiming_phase(run: Run, at: int, cause: str, decision: Decision | None) -> None:
    """Re-time every open clock whose budget, hours or version this event changes. Closed clocks never
    change.
    """
    for clock in run.open_clocks():
        if isinstance(decision, VersionMoved):
            _move(run, clock, decision, at, cause)
        elif isinstance(decision, HoursAdopted):
            _adopt_hours(run, clock, decision, at, cause)
        if clock.is_open:
            _follow_priority(run, clock, at, cause)


def _retime(run: Run, clock: Clock, at: int, cause: str, *, quiet: bool = False) -> None:
    before = clock.target_at
    retimed = run.record(facts.RETIMED, at, cause, clock)
    clock.consumed = consumed(run.plan, clock, at)
    arm(run, clock, at, cause, quiet=quiet)
    retimed.data.update(
        target_before=before, target=clock.target_at, level=clock.level, consumed=clock.consumed
    )


def _follow_priority(run: Run, clock: Clock, at: int, cause: str) -> None:
    budget = run.definition(clock).budget_for(run.priority)
    if budget is None or budget == clock.budget:
        return
    clock.budget = budget
    set_level(run, clock)
    _retime(run, clock, at, cause)


def _adopt_hours(run: Run, clock: Clock, adopted: HoursAdopted, at: int, cause: str) -> None:
    if adopted.mode != "count" or clock.hours != adopted.hours or clock.timeline == adopted.timeline:
        return
    clock.timeline = adopted.timeline
    if clock.status == "running":
        clock.segments[-1].end = at
        clock.segments.append(Segment(at, None, adopted.timeline))
    if clock.budget.days:
        set_level(run, clock)
    _retime(run, clock, at, cause)


def _move(run: Run, clock: Clock, moved: VersionMoved, at: int, cause: str) -> None:
    milestone = run.plan.process(moved.version).by_key.get(clock.milestone)
    if milestone is None:
        if moved.targets != "keep":
            cancel(run, clock, at, cause, "version moved")
        return
    clock.version = moved.version
    budget = milestone.budget_for(run.priority) or clock.budget
    old_budget, clock.budget = clock.budget, budget
    if moved.targets == "start":
        _count_again(run, clock)
        set_level(run, clock)
    elif moved.targets == "prorate":
        _prorate(run, clock, old_level=clock.level, at=at, changed=budget != old_budget)
    _retime(run, clock, at, cause, quiet=moved.passed == "skip")


def _count_again(run: Run, clock: Clock) -> None:
    """Count every segment again on the hours of the clock's new version."""
    promise = run.state.promise
    if promise is None:
        return
    clock.hours, clock.hours_reason = hours_of(run, run.definition(clock), promise)
    clock.timeline = timeline_of(promise, clock.hours)
    for segment in clock.segments:
        segment.timeline = clock.timeline


def _prorate(run: Run, clock: Clock, *, old_level: int, at: int, changed: bool) -> None:
    """Scale what is left by new budget ÷ old budget; where nothing is left, the target stays."""
    used = consumed(run.plan, clock, at)
    left = old_level - used
    if left <= 0 or not changed:
        return
    set_level(run, clock)
    clock.level = used + left * clock.level // old_level
    clock.at_opening = False
