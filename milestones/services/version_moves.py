"""Moving running cases to another version of their process: which, what it would mean, and doing it.

A move is an event of each case, and taking it back retracts that event; the engine does the rest. Cases are
moved in a background run (`MoveCases`), taken back in another (`TakeMoveBack`).
"""

from collections.abc import Iterator
from typing import Any, Literal

import msgspec
from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from entitlements.models import ProcessVersion, VersionStatus
from entitlements.selectors.calendars import current_timelines
from entitlements.selectors.process_versions import process_of
from milestones.clock.effect import Summary
from milestones.clock.event import ENGINE, Event, Retraction, VersionMoved
from milestones.clock.state import State
from milestones.engine.cursor import raw_cursor
from milestones.engine.deciding import ASIDE, decide_for
from milestones.engine.foresee import foresee
from milestones.engine.load import histories
from milestones.engine.plan import PinnedPlan
from milestones.models import Case, CaseEvent
from milestones.selectors.narrowed import narrowed
from milestones.services.run_reports import add_up, case_names, findings_of, reports_of, tally_of
from sla_admin.shared.errors import Conflict, InvalidInput, NotFound
from sla_admin.shared.models import BackgroundRun
from sla_admin.shared.runs import RunInHand, RunKind, Start, Step, start_run

A_STEP = 200
"""Cases moved in one transaction: short enough for their sources not to notice."""

LARGEST_LIST = 1_000
"""So many cases can be named one by one."""

Targets = Literal["keep", "start", "prorate"]
Passed = Literal["fire", "skip"]


class MoveOrder(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which open cases of a process go to which of its versions, and how their clocks are treated.

    `targets`: keep them, count again from the start on the new version, or scale what is left. `passed`: of
    the triggers that lie in the past then, fire (the violation, and the last of the others) or skip (the
    violation is recorded all the same). `silent` records without telling anybody. The rest narrows the cases:
    instants are µs, UTC; `cases` names them one by one.
    """

    version: int
    targets: Targets = "start"
    passed: Passed = "fire"
    silent: bool = False
    from_version: int | None = None
    tier: str = ""
    account: int | None = None
    queue: str = ""
    priority: str = ""
    opened_from: int | None = None
    opened_before: int | None = None
    cases: tuple[int, ...] = ()


class MovePreview(msgspec.Struct, frozen=True):
    """What a move would do at the instant `at`. `looked_at` cases of `cases` were folded."""

    at: int
    cases: int
    looked_at: int
    summary: Summary
    failures: list[tuple[int, str]]

    @property
    def is_whole(self) -> bool:
        return self.looked_at == self.cases


def check_order(order: MoveOrder) -> ProcessVersion:
    """The version to move to. Raises NotFound, Conflict (a draft), InvalidInput naming what is wrong."""
    target = ProcessVersion.objects.select_related("process").filter(pk=order.version).first()
    if target is None:
        raise NotFound(f"There is no process version {order.version}.")
    if target.status == VersionStatus.DRAFT:
        raise Conflict(f"{target} is a draft. Activate it before moving cases to it.")
    problems = []
    if order.from_version is not None:
        source = ProcessVersion.objects.select_related("process").filter(pk=order.from_version).first()
        if source is None:
            problems.append(("from_version", f"There is no process version {order.from_version}."))
        elif source.pk == target.pk:
            problems.append(("from_version", "is the version to move to."))
        elif source.process_id != target.process_id:
            problems.append(("from_version", _of_another_process(source, target)))
    begin, end = order.opened_from, order.opened_before
    if begin is not None and end is not None and begin >= end:
        problems.append(("opened_before", "lies before the beginning of the period."))
    if len(order.cases) > LARGEST_LIST:
        problems.append(("cases", f"Name at most {LARGEST_LIST} cases; use a filter for more."))
    elif order.cases:
        problems += _misfits(order, target)
    if problems:
        raise InvalidInput(problems)
    return target


def _of_another_process(source: ProcessVersion, target: ProcessVersion) -> str:
    kinds = (source.process.record_type, target.process.record_type)
    if kinds[0] != kinds[1]:
        words = [kind.replace("_", " ") for kind in kinds]
        return f"{source} is for {words[0]}s, {target} for {words[1]}s: they have no milestone in common."
    return f"{source} is of another process than {target}. Give the cases another entitlement instead."


def _misfits(order: MoveOrder, target: ProcessVersion) -> list[tuple[str, str]]:
    rows = {
        row.pk: row
        for row in Case.objects.filter(pk__in=order.cases).select_related("process_version__process")
    }
    found = []
    for place, case_id in enumerate(order.cases):
        case = rows.get(case_id)
        if case is None:
            found.append((f"cases.{place}", f"There is no case {case_id}."))
        elif case.process_version is None:
            found.append((f"cases.{place}", f"Case {case_id} has no promise that could be moved."))
        elif case.process_version.process_id != target.process_id:
            found.append((f"cases.{place}", _of_another_process(case.process_version, target)))
    return found[:20]


def cases_to_move(order: MoveOrder, target: ProcessVersion) -> QuerySet[Case]:
    """The open cases the order means, by their id: of the target's process, on another version."""
    rows = Case.objects.filter(closed_at=None, process_version__process_id=target.process_id).exclude(
        process_version=target.pk
    )
    if order.from_version is not None:
        rows = rows.filter(process_version=order.from_version)
    rows = narrowed(rows, order)
    if order.cases:
        rows = rows.filter(pk__in=order.cases)
    return rows.order_by("pk")


def preview_move(order: MoveOrder, *, at: int, most: int | None = None) -> MovePreview:
    """Fold the move into each case at `at`, read-only, and count what becomes of its clocks.

    `most` bounds the cases that are folded; the number there are is counted all the same. Raises as
    `check_order`.
    """
    target = check_order(order)
    rows = cases_to_move(order, target)
    summary = Summary()
    failures: list[tuple[int, str]] = []
    event = move_event(order, "preview", actor="", at=at)
    plan = PinnedPlan()
    for case_id, state, quarantined in _states(rows if most is None else rows[:most]):
        if quarantined is not None:
            failures.append((case_id, ASIDE))
            summary.cases += 1
            continue
        try:
            seen = foresee(plan, state, event, at, lambda case_id=case_id: _history(case_id))  # type: ignore[misc]  # bound per case
        except Exception as error:  # noqa: BLE001 - one case that cannot be folded hides no other
            failures.append((case_id, f"{type(error).__name__}: {error}"))
            summary.cases += 1
            continue
        summary.add(case_id, seen.effects, 0 if order.silent else seen.alerts)
    count = summary.cases if most is None or summary.cases < most else rows.count()
    return MovePreview(at=at, cases=count, looked_at=summary.cases, summary=summary, failures=failures)


def _states(rows: QuerySet[Case]) -> Iterator[tuple[int, bytes, Any]]:
    for case_id, state, quarantined in rows.values_list(
        "pk", "engine_state__state", "engine_state__quarantined_at"
    ).iterator(chunk_size=1000):
        yield case_id, bytes(state), quarantined


def _history(case_id: int) -> list[Event]:
    with raw_cursor() as cursor:
        return histories(cursor, [case_id])[case_id]


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


def start_move(order: MoveOrder, *, actor: str, at: int, reason: str) -> BackgroundRun:
    """Move the cases in the background. Raises as `check_order`, and InvalidInput without a reason."""
    return start_run(MoveCases.name, _written(order), actor=actor, at=at, reason=_required(reason))


def _required(reason: str) -> str:
    if not reason.strip():
        raise InvalidInput.of("reason", "Say why: the reason is kept with the move.")
    return reason.strip()


def _written(order: MoveOrder) -> dict[str, Any]:
    written: dict[str, Any] = msgspec.to_builtins(order)
    return written


def read_order(parameters: dict[str, Any]) -> MoveOrder:
    """The order as a run keeps it. Raises InvalidInput."""
    try:
        return msgspec.convert(parameters, MoveOrder)
    except msgspec.ValidationError as error:
        raise InvalidInput.of("", str(error)) from error


class MoveCases(RunKind):
    """Moves cases to another version of their process, a few hundred at a time."""

    name = "move cases"
    word = "Version move"

    def validate(self, parameters: dict[str, Any]) -> dict[str, Any]:
        order = read_order(parameters)
        check_order(order)
        return _written(order)

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
        return _page("setup-version", run.parameters["version"])

    def address_of_item(self, reference: int) -> str:
        return _page("case", reference)


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
        return _page("run", run.parameters["run"])

    def address_of_item(self, reference: int) -> str:
        return _page("case", reference)


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


def _page(name: str, pk: int) -> str:
    try:
        return reverse(name, args=[pk])
    except NoReverseMatch:
        return ""
