"""Milestones of versions, with their budgets and triggers."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from entitlements.admin.deeds import ServicePage
from entitlements.admin.of_draft import GoesWithItsChildren, OfDraft
from entitlements.admin.read_only import ReadOnly
from entitlements.admin.version_forms import (
    ArrivalBudgetForm,
    BudgetsOfMilestone,
    MilestoneForm,
    PriorityBudgetForm,
    TriggerForm,
)
from entitlements.models import (
    ArrivalBudget,
    MilestoneBudget,
    MilestoneDefinition,
    ProcessVersion,
    TimeTrigger,
)
from entitlements.services.locked_version import locked_draft
from sla_admin.shared.typed_admin import ModelAdmin, ModelForm, TabularInline


class BudgetInline(OfDraft, TabularInline[MilestoneBudget, MilestoneDefinition]):
    model = MilestoneBudget
    form = PriorityBudgetForm
    formset = BudgetsOfMilestone
    extra = 1


class ArrivalInline(OfDraft, TabularInline[ArrivalBudget, MilestoneDefinition]):
    model = ArrivalBudget
    form = ArrivalBudgetForm
    fields = ("position", "weekdays", "begins", "ends", "priority", "budget")
    extra = 1


class TriggerInline(OfDraft, TabularInline[TimeTrigger, MilestoneDefinition]):
    model = TimeTrigger
    form = TriggerForm
    fields = ("key", "severity", "repeat_every", "repeat_limit")
    extra = 1


@admin.register(MilestoneDefinition)
class MilestoneDefinitionAdmin(OfDraft, ServicePage, GoesWithItsChildren):
    form = MilestoneForm
    list_display = ("name", "key", "version", "position", "type", "budget", "hours", "recurrence", "pausable")
    list_filter = ("version__status", "type", "recurrence", "pausable", "version__process")
    list_select_related = ("version__process", "type", "hours")
    search_fields = ("name", "key", "version__process__name")
    readonly_fields = ("version",)
    inlines = (BudgetInline, ArrivalInline, TriggerInline)
    fields = (
        "version",
        ("position", "key", "type", "name"),
        "budget",
        ("recurrence", "start", "on_criteria_lost"),
        ("hours", "pausable", "pause_budget"),
        "entry_criteria",
        "completion_criteria",
        "pause_criteria",
    )

    def has_add_permission(self, request: HttpRequest, *parent: Any) -> bool:
        """Milestones are added on the page of their version."""
        return False

    def save_model(
        self,
        request: HttpRequest,
        obj: MilestoneDefinition,
        form: ModelForm[MilestoneDefinition],
        change: bool,
    ) -> None:
        locked_draft(obj.version_id)
        super().save_model(request, obj, form, change)


class OfMilestone(ReadOnly, ModelAdmin[Any]):
    """What is under a milestone, of all versions, to look one up; it is edited on the milestone's page."""

    list_select_related = ("definition__version__process",)

    @admin.display(description="version")
    def version(self, row: Any) -> ProcessVersion:
        version: ProcessVersion = row.definition.version
        return version


@admin.register(MilestoneBudget)
class MilestoneBudgetAdmin(OfMilestone):
    """All budgets."""

    list_display = ("definition", "version", "priority", "budget")
    list_filter = ("priority", "definition__version__status", "definition__version__process")
    search_fields = ("priority", "definition__name", "definition__key", "definition__version__process__name")


@admin.register(ArrivalBudget)
class ArrivalBudgetAdmin(OfMilestone):
    """All budgets by arrival."""

    list_display = ("definition", "version", "__str__")
    list_filter = ("priority", "definition__version__status", "definition__version__process")
    search_fields = ("priority", "definition__name", "definition__key", "definition__version__process__name")


@admin.register(TimeTrigger)
class TimeTriggerAdmin(OfMilestone):
    """All triggers."""

    list_display = ("definition", "version", "key", "severity", "repeat_every", "repeat_limit")
    list_filter = ("severity", "basis", "definition__version__status", "definition__version__process")
    search_fields = ("key", "definition__name", "definition__key", "definition__version__process__name")
