"""Process versions as pure values."""

from functools import lru_cache

from django.db.models import Prefetch

from entitlements.business_time.durations import parse_budget
from entitlements.business_time.weekly_hours import parse_time
from entitlements.models import (
    ArrivalBudget,
    MilestoneBudget,
    MilestoneDefinition,
    ProcessVersion,
    TimeTrigger,
)
from entitlements.process import definition as values
from entitlements.process.compiled import CompiledProcess, compile_process

REMEMBERED = 512
"""Versions a process keeps; one in use never changes."""


def process_of(version_id: int) -> values.Process:
    """Everything that version promises; one in use is read once in the life of a process, a draft each time.

    Raises LookupError where there is no such version.
    """
    return _known(version_id) if _is_in_use(version_id) else read_process(version_id)


def compiled_process(version_id: int) -> CompiledProcess:
    """That version ready for the clock; remembered like `process_of`. Raises LookupError."""
    return _compiled(version_id) if _is_in_use(version_id) else compile_process(read_process(version_id))


def read_process(version_id: int) -> values.Process:
    """That version as it stands in the database now. Raises LookupError where there is none."""
    milestones = Prefetch(
        "milestones",
        MilestoneDefinition.objects.order_by("position")
        .select_related("type")
        .prefetch_related(
            Prefetch("budgets", MilestoneBudget.objects.order_by("id")),
            Prefetch("arrivals", ArrivalBudget.objects.order_by("position")),
            Prefetch("triggers", TimeTrigger.objects.order_by("id")),
        ),
    )
    row = (
        ProcessVersion.objects.select_related("process")
        .prefetch_related(milestones)
        .filter(pk=version_id)
        .first()
    )
    if row is None:
        raise LookupError(f"There is no process version {version_id}.")
    return _process(row)


_in_use: set[int] = set()


def _is_in_use(version_id: int) -> bool:
    if version_id in _in_use:
        return True
    if ProcessVersion.objects.filter(pk=version_id).exclude(status="draft").exists():
        _in_use.add(version_id)
        return True
    return False


@lru_cache(maxsize=REMEMBERED)
def _known(version_id: int) -> values.Process:
    return read_process(version_id)


@lru_cache(maxsize=REMEMBERED)
def _compiled(version_id: int) -> CompiledProcess:
    return compile_process(_known(version_id))


def _process(row: ProcessVersion) -> values.Process:
    return values.Process(
        version=row.pk,
        name=row.process.name,
        record_type=row.process.record_type,  # type: ignore[arg-type]  # a check constraint holds the words
        entry_field=row.entry_field,
        entry=row.entry_criteria,
        exit=row.exit_criteria,
        reopen=row.reopen,  # type: ignore[arg-type]  # as above
        hours=row.hours_id,
        statuses=values.StatusClasses(
            closed=tuple(row.closed_statuses),
            stopped=tuple(row.stopped_statuses),
            spam=tuple(row.spam_statuses),
        ),
        matrix_version=row.matrix_version,
        milestones=tuple(_milestone(each) for each in row.milestones.all()),
    )


def _milestone(row: MilestoneDefinition) -> values.MilestoneDefinition:
    return values.MilestoneDefinition(
        key=row.key,
        type=row.type.key,
        name=row.name,
        recurrence=row.recurrence,  # type: ignore[arg-type]  # a check constraint holds the words
        start=row.start,  # type: ignore[arg-type]  # as above
        entry=row.entry_criteria,
        completion=row.completion_criteria,
        pause=row.pause_criteria,
        on_criteria_lost=row.on_criteria_lost,  # type: ignore[arg-type]  # as above
        budget=parse_budget(row.budget) if row.budget else None,
        budgets={each.priority: parse_budget(each.budget) for each in row.budgets.all()},
        arrivals=tuple(_arrival(each) for each in row.arrivals.all()),
        hours=row.hours_id,
        pausable=row.pausable,
        pause_budget=parse_budget(row.pause_budget).micros if row.pause_budget else 0,
        triggers=tuple(_trigger(each) for each in row.triggers.all()),
    )


def _arrival(row: ArrivalBudget) -> values.ArrivalBudget:
    return values.ArrivalBudget(
        budget=parse_budget(row.budget),
        weekdays=tuple(row.weekdays),
        begins=parse_time(row.begins, "begins"),
        ends=parse_time(row.ends, "ends"),
        priority=row.priority,
    )


def _trigger(row: TimeTrigger) -> values.Trigger:
    return values.Trigger(
        key=row.key,
        basis=row.basis,  # type: ignore[arg-type]  # a check constraint holds the words
        amount=row.amount,
        severity=row.severity,  # type: ignore[arg-type]  # as above
        repeat_every=row.repeat_every,
        repeat_limit=row.repeat_limit,
    )
