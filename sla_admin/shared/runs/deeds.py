"""What people do to a run: stop it, let it go on, take it back."""

from typing import Any

from django.db import transaction

from sla_admin.shared.api.instants import as_datetime
from sla_admin.shared.errors import Conflict, NotFound
from sla_admin.shared.models.background_run import ENDED, BackgroundRun, RunState
from sla_admin.shared.runs.kind import in_hand, installed_kinds
from sla_admin.shared.runs.start import start_run


@transaction.atomic
def stop_run(run_id: int, *, actor: str, at: int, reason: str = "") -> BackgroundRun:
    """Stop after the step in hand; what was done stays done. A run that nobody has taken up stops at once.

    Raises NotFound, Conflict where it has ended already.
    """
    run = _locked(run_id)
    if run.state in ENDED:
        raise Conflict(f"The run is {run.state} already.")
    if run.state == RunState.WAITING:
        run.state, run.ended_at = RunState.STOPPED, as_datetime(at)
    else:
        run.state = RunState.STOPPING
    _note(run, "stopped", actor=actor, at=at, reason=reason)
    run.save(update_fields=["state", "ended_at", "history"])
    return run


@transaction.atomic
def go_on(run_id: int, *, actor: str, at: int) -> BackgroundRun:
    """Let a stopped or failed run go on where it ended; one that waits for an instant waits for it again.

    Raises NotFound, Conflict where it is at work or done, was taken back, or another works on its subject.
    """
    run = _locked(run_id)
    if run.state not in (RunState.STOPPED, RunState.FAILED):
        raise Conflict(f"The run is {run.state}; only a stopped or failed one goes on.")
    if BackgroundRun.objects.filter(undoes=run).exists():
        raise Conflict("The run was taken back.")
    if run.subject:
        other = (
            BackgroundRun.objects.filter(kind=run.kind, subject=run.subject)
            .exclude(pk=run.pk)
            .exclude(state__in=ENDED)
            .first()
        )
        if other is not None:
            raise Conflict(f"“{other.title}” (run {other.pk}) works on the same.")
    run.state, run.ended_at, run.failure_reason, run.troubles = RunState.WAITING, None, "", 0
    _note(run, "went on", actor=actor, at=at)
    run.save(update_fields=["state", "ended_at", "failure_reason", "troubles", "history"])
    return run


@transaction.atomic
def undo_run(run_id: int, *, actor: str, at: int, reason: str = "") -> BackgroundRun:
    """Start the run that takes this one back, as far as it got.

    Raises NotFound, Conflict where it is at work, did nothing, was taken back before, or cannot be.
    """
    run = _locked(run_id)
    if run.state not in ENDED:
        raise Conflict("Stop the run before taking it back.")
    taken_back = BackgroundRun.objects.filter(undoes=run).first()
    if taken_back is not None:
        raise Conflict(f"It was taken back already, by run {taken_back.pk}.")
    kind = installed_kinds().get(run.kind)
    undoing = kind.undo(in_hand(run)) if kind is not None and run.done else None
    if undoing is None:
        raise Conflict("There is nothing to take back.")
    return start_run(
        undoing.kind, undoing.parameters, actor=actor, at=at, reason=reason or run.reason, undoes=run
    )


def can_be_undone(run: BackgroundRun) -> bool:
    """Whether *Undo* is offered."""
    kind = installed_kinds().get(run.kind)
    return (
        run.state in ENDED
        and run.done > 0
        and kind is not None
        and kind.may_undo(in_hand(run))
        and not BackgroundRun.objects.filter(undoes=run).exists()
    )


def _locked(run_id: int) -> BackgroundRun:
    run = BackgroundRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None:
        raise NotFound(f"There is no run {run_id}.")
    return run


def _note(run: BackgroundRun, deed: str, *, actor: str, at: int, reason: str = "") -> None:
    entry: dict[str, Any] = {"deed": deed, "actor": actor, "at": at, "done": run.done}
    if reason.strip():
        entry["reason"] = reason.strip()
    run.history = [*run.history, entry]
