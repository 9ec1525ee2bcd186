"""Which cases a move means, and whether it can be."""

from typing import Any, Literal

import msgspec
from django.db.models import QuerySet

from entitlements.models import ProcessVersion, VersionStatus
from milestones.models import Case
from milestones.selectors.narrowed import narrowed
from sla_admin.shared.errors import Conflict, InvalidInput, NotFound

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


def written(order: MoveOrder) -> dict[str, Any]:
    """The order as a run keeps it."""
    kept: dict[str, Any] = msgspec.to_builtins(order)
    return kept


def read_order(parameters: dict[str, Any]) -> MoveOrder:
    """The order that a run keeps. Raises InvalidInput."""
    try:
        return msgspec.convert(parameters, MoveOrder)
    except msgspec.ValidationError as error:
        raise InvalidInput.of("", str(error)) from error
