"""The explanation of a stored clock."""

from milestones.clock.explanation import Explanation, explain
from milestones.clock.fact import ClockId
from milestones.clock.plan import Plan
from milestones.clock.state import Clock, State
from milestones.models import CaseMilestone
from milestones.selectors.sla import clock_of, state_of
from sla_admin.shared.errors import Conflict


def explained(row: CaseMilestone, at: int, plan: Plan) -> Explanation:
    """Why the clock stands where it stands at `at` (µs since 1970 UTC); `row` comes with its case's engine
    state.

    Raises Conflict for a case that is set aside: its clocks cannot be computed, and the reason says why.
    """
    reason = row.case.engine_state.quarantine_reason
    if reason:
        raise Conflict(f"The case is set aside and nothing can be computed for it: {reason}")
    state = state_of(row.case)
    return explain(plan, state, whole_clock(row, state, plan), at)


def whole_clock(row: CaseMilestone, state: State, plan: Plan) -> Clock:
    """The clock of the state while it is there, since it alone knows repetitions; else the one kept."""
    wanted = ClockId(row.definition, row.cycle, row.occurrence)
    found = next((clock for clock in state.clocks if clock.id == wanted), None)
    if found is not None:
        return found
    kept = clock_of(row)
    if kept.budget.by_days:
        # Whether a day budget ended on an opening shows in its target: closed time lies right before it.
        calendar = plan.calendar(kept.hours, kept.timeline)
        kept.at_opening = calendar.at_position(calendar.position(kept.target_at)) < kept.target_at
    return kept
