"""The event that moves a case."""

from entitlements.selectors.calendars import current_timelines
from entitlements.selectors.process_versions import process_of
from milestones.clock.event import ENGINE, Event, VersionMoved
from milestones.services.version_moves.order import MoveOrder


def move_event(order: MoveOrder, run: int | str, *, actor: str, at: int) -> Event:
    """The event that moves a case: named after its run, so that it happens to a case once."""
    process = process_of(order.version)
    named = {process.hours, *(milestone.hours for milestone in process.milestones)}
    return Event(
        id=move_id(run),
        source=ENGINE,
        occurred_at=at,
        recorded_at=at,
        actor=actor,
        decision=VersionMoved(
            version=order.version,
            targets=order.targets,
            passed=order.passed,
            calendars=current_timelines(hours for hours in named if hours is not None),
        ),
        silent=order.silent,
    )


def move_id(run: int | str) -> str:
    """How the event of a move run is called in the history of a case."""
    return f"move:{run}"
