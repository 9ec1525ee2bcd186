"""How a clock closes: completed or canceled."""

from milestones.clock import fact as facts
from milestones.clock.counting import go_on, stand_still, still_since
from milestones.clock.run import Run
from milestones.clock.state import Clock


def _close(run: Run, clock: Clock, at: int, cause: str) -> None:
    if clock.status == "paused":
        go_on(run, clock, at, still_since(clock))
    stand_still(run, clock, at)
    for pause in clock.pauses:
        if pause.end is None:
            pause.end = at
    clock.closed_at, clock.closed_by = at, cause
    clock.next_at = None
    clock.at_risk = False


def complete(run: Run, clock: Clock, at: int, cause: str, reason: str) -> None:
    """The milestone was done at `at`. A pause ends first. Late by the instant, be it by no business time."""
    _close(run, clock, at, cause)
    clock.status = "completed"
    # A violation may set off, at its own instant, the change that completes the clock: it stays violated.
    clock.is_violated = clock.is_violated or at > clock.target_at
    clock.used_before = run.state.used.get(clock.milestone)
    run.state.used[clock.milestone] = clock.target_at
    run.record(
        facts.COMPLETED,
        at,
        cause,
        clock,
        trigger="met_late" if clock.is_violated else "met",
        data={
            "target": clock.target_at,
            "consumed": clock.consumed,
            "paused": clock.paused_business,
            "reason": reason,
            **run.standing(clock),
        },
    )


def cancel(run: Run, clock: Clock, at: int, cause: str, reason: str) -> None:
    """The milestone is not wanted any more. It uses nothing up and delays nothing."""
    _close(run, clock, at, cause)
    clock.status = "canceled"
    run.record(facts.CANCELED, at, cause, clock, data={"target": clock.target_at, "reason": reason})
