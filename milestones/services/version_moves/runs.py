"""Moving cases, and taking a move back, in the background."""

from typing import Any

from django.db.models import QuerySet

from entitlements.models import ProcessVersion
from milestones.clock.event import ENGINE, Event, Retraction
from milestones.clock.state import State
from milestones.engine.deciding import decide_for
from milestones.models import CaseEvent
from milestones.services.run_reports import add_up, case_names, findings_of, reports_of, tally_of
from milestones.services.version_moves.event import move_event, move_id
from milestones.services.version_moves.order import MoveOrder, cases_to_move, check_order, read_order, written
from sla_admin.shared.errors import InvalidInput, NotFound
from sla_admin.shared.models import BackgroundRun
from sla_admin.shared.runs import RunInHand, RunKind, Start, Step, start_run
from sla_admin.shared.viewing.addresses import address

A_STEP = 200
"""Cases moved in one transaction: short enough for their sources not to notice."""


def start_move(order: MoveOrder, *, actor: str, at: int, reason: str) -> BackgroundRun:
    """Move the cases in the background. Raises as `check_order`, and InvalidInput without a reason."""
    return start_run(MoveCases.name, written(order), actor=actor, at=at, reason=_required(reason))


def _required(reason: str) -> str:
    if not reason.strip():
        raise InvalidInput.of("reason", "Say why: the reason is kept with the move.")
    return reason.strip()


class MoveCases(RunKind):
    """Moves cases to another version of their process, a few hundred at a time."""

    name = "move cases"
    word = "Version move"

    def validate(self, parameters: dict[str, Any]) -> dict[str, Any]:
        order = read_order(parameters)
        check_order(order)
        return written(order)

    def title(self, parameters: dict[str, Any]) -> str:
        return f"Move cases to {_named(read_order(parameters).version)}"

    def subject(self, parameters: dict[str, Any]) -> str:
        process = ProcessVersion.objects.values_list("process_id", flat=True).get(pk=parameters["version"])
        return f"process:{process}"

    def count(self, parameters: dict[str, Any], at: int) -> int:
        order = read_order(parameters)
        return cases_to_move(order, check_order(order)).count()

    def step(self, run: RunInHand, at: int) -> Step:
        order = read_order(run.parameters)
        target = check_order(order)
        rows = cases_to_move(order, target).filter(pk__gt=run.cursor or 0)
        chosen = list(rows.values_list("pk", flat=True)[:A_STEP])
        event = move_event(order, run.id, actor=run.actor, at=at)
        found = decide_for(chosen, event, at, wanted=lambda state: _reason_to_stay(state, order.version))
        is_last = len(chosen) < A_STEP
        return Step(
            done=len(chosen),
            cursor=None if is_last else chosen[-1],
            items=reports_of(found, case_names),
            tally=tally_of(found, "moved"),
            result=add_up(run, found),
        )

    def may_undo(self, run: RunInHand) -> bool:
        return True

    def undo(self, run: RunInHand) -> Start | None:
        return Start(TakeMoveBack.name, {"run": run.id, "silent": bool(run.parameters.get("silent"))})

    def findings(self, run: RunInHand) -> list[tuple[str, int]]:
        return findings_of(run)

    def address(self, run: RunInHand) -> str:
        return address("setup-version", run.parameters["version"])

    def address_of_item(self, reference: int) -> str:
        return address("case", reference)


class TakeMoveBack(RunKind):
    """Retracts a move from every case it was recorded for: as if it had never been."""

    name = "take move back"
    word = "Undoing a version move"

    def validate(self, parameters: dict[str, Any]) -> dict[str, Any]:
        if not BackgroundRun.objects.filter(pk=int(parameters.get("run") or 0), kind=MoveCases.name).exists():
            raise InvalidInput.of("run", "There is no such move.")
        return {"run": parameters["run"], "silent": bool(parameters.get("silent"))}

    def title(self, parameters: dict[str, Any]) -> str:
        moved = BackgroundRun.objects.get(pk=parameters["run"])
        return f"Take back: {moved.title}"

    def subject(self, parameters: dict[str, Any]) -> str:
        return f"run:{parameters['run']}"

    def count(self, parameters: dict[str, Any], at: int) -> int:
        return _moved_by(parameters["run"]).count()

    def step(self, run: RunInHand, at: int) -> Step:
        moved = run.parameters["run"]
        rows = _moved_by(moved).filter(case__gt=run.cursor or 0)
        chosen = list(rows.order_by("case").values_list("case", flat=True)[:A_STEP])
        event = Event(
            id=f"undo:{move_id(moved)}",
            source=ENGINE,
            occurred_at=at,
            recorded_at=at,
            actor=run.actor,
            decision=Retraction(source=ENGINE, event=move_id(moved)),
            silent=run.parameters["silent"],
        )
        found = decide_for(chosen, event, at)
        is_last = len(chosen) < A_STEP
        return Step(
            done=len(chosen),
            cursor=None if is_last else chosen[-1],
            items=reports_of(found, case_names),
            tally=tally_of(found, "taken back"),
            result=add_up(run, found),
        )

    def findings(self, run: RunInHand) -> list[tuple[str, int]]:
        return findings_of(run)

    def address(self, run: RunInHand) -> str:
        return address("run", run.parameters["run"])

    def address_of_item(self, reference: int) -> str:
        return address("case", reference)


def _moved_by(run: int) -> QuerySet[CaseEvent]:
    # The prefix is said as well, so that the index which holds moves alone is found.
    return CaseEvent.objects.filter(source=ENGINE, event_id__startswith="move:", event_id=move_id(run))


def _reason_to_stay(state: State, version: int) -> str:
    """What has changed since the cases were chosen: they are locked only now."""
    if state.promise is None:
        return "It has no promise any more."
    if state.promise.version == version:
        return "It is on that version already."
    if state.exited_at is not None:
        return "It was closed meanwhile."
    return ""


def _named(version_id: int) -> str:
    version = ProcessVersion.objects.select_related("process").filter(pk=version_id).first()
    if version is None:
        raise NotFound(f"There is no process version {version_id}.")
    return f"{version.process} v{version.number}"
