"""Which hours a clock counts on, and why."""

from milestones.clock.compiled import CompiledMilestone
from milestones.clock.run import Run
from milestones.clock.state import HoursReason, Promise


def hours_of(run: Run, milestone: CompiledMilestone, promise: Promise) -> tuple[int | None, HoursReason]:
    """The first that is named: by the milestone, the entitlement, the process, the case; else 24×7 (None)."""
    if milestone.definition.hours is not None:
        return milestone.definition.hours, "milestone"
    if promise.hours is not None:
        return promise.hours, "entitlement"
    process = run.plan.process(promise.version).process
    if process.hours is not None:
        return process.hours, "process"
    if promise.case_hours is not None:
        return promise.case_hours, "case"
    return None, "default"


def timeline_of(promise: Promise, hours: int | None) -> int:
    """The timeline of those hours in force for new clocks. LookupError where the promise names none."""
    if hours is None:
        return 0
    try:
        return promise.calendars[hours]
    except KeyError:
        raise LookupError(
            f"The promise of this case names no timeline for business hours {hours}: coverage is incomplete."
        ) from None
