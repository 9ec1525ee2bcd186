"""Deeds by hand: completing, pausing and resuming, whoever asks.

Each is an event of the case like any other. What would certainly be void now (completing what is closed,
resuming what is not paused by hand) is refused instead of recorded; a deed dated back is recorded and the
fold decides.
"""

from typing import Any

import msgspec

from milestones.clock.event import Command
from milestones.models import Case, CaseMilestone, CaseState
from milestones.models.case import LOCAL
from milestones.selectors.sla import clock_of, state_of
from milestones.services.case_request import CaseRequest, Recorded
from milestones.services.record import record
from sla_admin.shared.errors import Conflict, NotFound


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody does to a clock or a case. Instants are µs since 1970 UTC; `occurred_at` None: now."""

    command: Command
    actor: str
    occurred_at: int | None = None
    event_id: str = ""
    silent: bool = False


def command_milestone(milestone_id: int, deed: Deed, at: int) -> Recorded:
    """Complete, pause or resume one milestone of a case. The caller's transaction holds the case until it
    ends.

    Raises NotFound, Conflict when the milestone's present state forbids it.
    """
    case_id = CaseMilestone.objects.filter(pk=milestone_id).values_list("case", flat=True).first()
    if case_id is None:
        raise NotFound(f"There is no milestone {milestone_id}.")
    case = _locked(case_id)
    row = CaseMilestone.objects.filter(pk=milestone_id).first()
    if row is None:
        raise NotFound(f"There is no milestone {milestone_id}.")
    if deed.occurred_at is None:
        _refuse_void(row, deed.command)
    return _record(case, deed, at, milestone=row.definition)


def command_case(case_id: int, deed: Deed, at: int) -> Recorded:
    """Pause or resume a case as a whole. The caller's transaction holds the case until it ends.

    Raises NotFound, Conflict when there is nothing to resume.
    """
    case = _locked(case_id)
    is_aside = bool(
        case.engine_state.quarantine_reason
    )  # its state is not to be relied on; the event is kept
    if deed.occurred_at is None and deed.command.kind == "resume" and not is_aside:
        held = [pause for pause in state_of(case).pauses if _is_held(pause, deed.command)]
        if not held:
            raise Conflict("The case is not paused by hand.")
    return _record(case, deed, at, milestone=None)


def lock_case(source: str, external_id: str) -> int | None:
    """Hold the case of that source until the caller's transaction ends; its id, None where there is none."""
    states = CaseState.objects.select_for_update(of=("self",))
    return (
        states.filter(case__source=source, case__external_id=external_id)
        .values_list("case", flat=True)
        .first()
    )


def _locked(case_id: int) -> Case:
    """The case with its state, whose row is the lock every writer takes first."""
    if not CaseState.objects.select_for_update().filter(pk=case_id).exists():
        raise NotFound(f"There is no case {case_id}.")
    return Case.objects.select_related("engine_state").get(pk=case_id)


def _refuse_void(row: CaseMilestone, command: Command) -> None:
    if row.closed_at is not None:
        raise Conflict(f"The milestone is {row.status}.")
    if command.kind == "resume":
        pauses = [pause for pause in clock_of(row).pauses if pause.kind == "milestone"]
        if not any(_is_held(pause, command) for pause in pauses):
            raise Conflict("The milestone is not paused by hand.")


def _is_held(pause: Any, command: Command) -> bool:
    return pause.end is None and command.pause_id in ("", pause.id)


def _record(case: Case, deed: Deed, at: int, *, milestone: str | None) -> Recorded:
    request = CaseRequest(
        source=case.source,
        external_id=case.external_id,
        must_exist=True,
        event_source=LOCAL,
        event_id=deed.event_id,
        occurred_at=deed.occurred_at,
        actor=deed.actor,
        commands=(msgspec.structs.replace(deed.command, milestone=milestone),),
        silent=deed.silent,
    )
    return record([request], at=at)[0]
