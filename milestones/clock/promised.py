"""Which budget a milestone promises: by priority, and where it says so by the time of arrival."""

from entitlements.business_time.budget import Budget
from milestones.clock.compiled import CompiledMilestone
from milestones.clock.run import Run
from milestones.clock.state import Clock


def budget_promised(
    run: Run, milestone: CompiledMilestone, started_at: int, hours: int | None, timeline: int
) -> Budget | None:
    """The budget of a clock that starts at `started_at` on these hours, at the priority of now.

    The arrival is where counting begins, on the wall clock of the hours' zone. None: nothing is promised.
    """
    if not milestone.depends_on_arrival:
        return milestone.budget_for(run.priority)
    return milestone.budget_for(run.priority, run.plan.calendar(hours, timeline).wall_clock(started_at))


def budget_of(run: Run, clock: Clock) -> Budget | None:
    """The budget an open clock is promised now: its arrival never changes, its priority may."""
    return budget_promised(run, run.definition(clock), clock.started_at, clock.hours, clock.timeline)
