"""Process versions with everything they promise."""

from datetime import datetime
from typing import Any, Literal

import django_filters
import msgspec
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view

from entitlements.api.milestone_types import RecurrenceWord
from entitlements.api.processes import VersionStatusWord
from entitlements.models import MilestoneDefinition, ProcessVersion, TimeTrigger
from sla_admin.shared.api.filters import IdFilter, WordFilter, YesNoFilter
from sla_admin.shared.api.instants import in_seconds, iso_duration
from sla_admin.shared.api.listing import Listing, One, Resource
from sla_admin.shared.api.page import Page

Criteria = dict[str, Any]


class TriggerAnswer(msgspec.Struct, frozen=True):
    """An instant somebody wants to hear of: `75` (percent), `-PT1H` (before the target), `+PT30M` (after it),
    `@PT45M` (since the start)."""

    key: str
    basis: Literal["percent", "since_start", "before_target", "after_target"]
    severity: Literal["info", "warning", "violation"]
    repeat_every: str | None
    repeat_every_seconds: float | None
    repeat_limit: int


class ArrivalBudgetAnswer(msgspec.Struct, frozen=True):
    """The budget of clocks that start on these weekdays (0 is Monday; none: every day) between these local
    times. `priority` empty: every one. The first that fits holds."""

    weekdays: list[int]
    begins: str
    ends: str
    priority: str
    budget: str


class MilestoneDefinitionAnswer(msgspec.Struct, frozen=True):
    """One milestone of a version. Budgets are ISO 8601 durations in business time, `P1D@16:00` a local time
    of a business day; `budgets_by_arrival` come before `budgets` by priority, these before `budget`.
    """

    key: str
    name: str
    type: str
    recurrence: RecurrenceWord
    start: Literal["process_entry", "criteria_met"]
    entry_criteria: Criteria | None
    completion_criteria: Criteria | None
    pause_criteria: Criteria | None
    on_criteria_lost: Literal["cancel", "keep"]
    budget: str | None
    budgets: dict[str, str]
    budgets_by_arrival: list[ArrivalBudgetAnswer]
    hours: int | None
    pausable: bool
    pause_budget: str | None
    triggers: list[TriggerAnswer]


class ProcessVersionAnswer(msgspec.Struct, frozen=True):
    """One version of a process. An active or retired one never changes. `entry_criteria` null: always;
    `exit_criteria` null: when the case is closed."""

    id: int
    process: int
    number: int
    status: VersionStatusWord
    is_default: bool
    entry_field: str
    entry_criteria: Criteria | None
    exit_criteria: Criteria | None
    reopen: Literal["continue", "new_cycle"]
    hours: int | None
    closed_statuses: list[str]
    stopped_statuses: list[str]
    spam_statuses: list[str]
    matrix_version: int | None
    notes: str
    activated_at: datetime | None
    retired_at: datetime | None
    milestones: list[MilestoneDefinitionAnswer]


class ProcessVersionPage(Page[ProcessVersionAnswer], frozen=True):
    """A page of process versions."""


class VersionFilters(django_filters.FilterSet):
    process = IdFilter(field_name="process_id", label="Versions of that process.")
    status = WordFilter(words=("draft", "active", "retired"), label="Where the version stands.")
    is_default = YesNoFilter(label="Whether new cases get it.")


def _trigger(trigger: TimeTrigger) -> TriggerAnswer:
    every = trigger.repeat_every
    return TriggerAnswer(
        key=trigger.key,
        basis=trigger.basis,  # type: ignore[arg-type]  # check constraints hold the words
        severity=trigger.severity,  # type: ignore[arg-type]  # as above
        repeat_every=iso_duration(every) if every else None,
        repeat_every_seconds=in_seconds(every) if every else None,
        repeat_limit=trigger.repeat_limit,
    )


def _milestone(milestone: MilestoneDefinition) -> MilestoneDefinitionAnswer:
    return MilestoneDefinitionAnswer(
        key=milestone.key,
        name=milestone.name,
        type=milestone.type.key,
        recurrence=milestone.recurrence,  # type: ignore[arg-type]  # check constraints hold the words
        start=milestone.start,  # type: ignore[arg-type]  # as above
        entry_criteria=milestone.entry_criteria,
        completion_criteria=milestone.completion_criteria,
        pause_criteria=milestone.pause_criteria,
        on_criteria_lost=milestone.on_criteria_lost,  # type: ignore[arg-type]  # as above
        budget=milestone.budget or None,
        budgets={each.priority: each.budget for each in milestone.budgets.all()},
        budgets_by_arrival=[
            ArrivalBudgetAnswer(each.weekdays, each.begins, each.ends, each.priority, each.budget)
            for each in milestone.arrivals.all()
        ],
        hours=milestone.hours_id,
        pausable=milestone.pausable,
        pause_budget=milestone.pause_budget or None,
        triggers=[_trigger(each) for each in milestone.triggers.all()],
    )


class Versions(Resource[ProcessVersion]):
    what = "process version"
    scope = "configuration"
    read_permissions = ("entitlements.view_processversion",)

    def rows(self) -> QuerySet[ProcessVersion]:
        milestones = (
            MilestoneDefinition.objects.order_by("position")
            .select_related("type")
            .prefetch_related("budgets", "arrivals", "triggers")
        )
        return ProcessVersion.objects.prefetch_related(Prefetch("milestones", milestones))

    def answers(self, rows: list[ProcessVersion]) -> list[Any]:
        return [
            ProcessVersionAnswer(
                id=version.pk,
                process=version.process_id,
                number=version.number,
                status=version.status,  # type: ignore[arg-type]  # check constraints hold the words
                is_default=version.is_default,
                entry_field=version.entry_field,
                entry_criteria=version.entry_criteria,
                exit_criteria=version.exit_criteria,
                reopen=version.reopen,  # type: ignore[arg-type]  # as above
                hours=version.hours_id,
                closed_statuses=version.closed_statuses,
                stopped_statuses=version.stopped_statuses,
                spam_statuses=version.spam_statuses,
                matrix_version=version.matrix_version,
                notes=version.notes,
                activated_at=version.activated_at,
                retired_at=version.retired_at,
                milestones=[_milestone(each) for each in version.milestones.all()],
            )
            for version in rows
        ]


@extend_schema_view(
    get=extend_schema(
        operation_id="list_process_versions",
        summary="Process versions",
        responses=ProcessVersionPage,
        tags=["configuration"],
    )
)
class ProcessVersionList(Versions, Listing[ProcessVersion]):
    """The list."""

    filterset_class = VersionFilters


@extend_schema_view(
    get=extend_schema(
        operation_id="get_process_version",
        summary="A process version",
        responses=ProcessVersionAnswer,
        tags=["configuration"],
    )
)
class ProcessVersionDetail(Versions, One[ProcessVersion]):
    """One by its id."""
