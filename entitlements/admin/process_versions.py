"""Versions of processes, and everything a version says."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from entitlements.admin.choices import SharedChoices
from entitlements.admin.deeds import ReasonForm, ServicePage, by, reason_given
from entitlements.admin.of_draft import GoesWithItsChildren, OfDraft
from entitlements.admin.read_only import ReadOnly
from entitlements.admin.version_forms import MilestoneForm, MilestonesOfVersion, VersionForm
from entitlements.models import MilestoneDefinition, PolicyTest, ProcessVersion
from entitlements.process.criteria import describe_criteria, validate_criteria
from entitlements.process.definition import Process, StatusClasses
from entitlements.services.activate_version import activate_version
from entitlements.services.check_version import check_version
from entitlements.services.copy_to_draft import copy_to_draft
from entitlements.services.create_draft import create_draft
from entitlements.services.delete_draft import delete_draft
from entitlements.services.locked_version import locked_draft
from entitlements.services.retire_version import retire_version
from sla_admin.shared.system_clock import database_time
from sla_admin.shared.typed_admin import ModelAdmin, ModelForm, StackedInline


class MilestoneInline(OfDraft, SharedChoices, StackedInline[MilestoneDefinition, ProcessVersion]):
    """Budgets by priority and triggers are edited on the milestone's own page, behind the link "Change"."""

    model = MilestoneDefinition
    form = MilestoneForm
    formset = MilestonesOfVersion
    extra = 0
    show_change_link = True
    readonly_fields = ("by_priority", "by_arrival", "hears_of_it")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("position", "key", "type", "name"),
                    ("budget", "by_priority", "by_arrival"),
                    "hears_of_it",
                )
            },
        ),
        (
            "When it applies, is done, stands still",
            {
                "fields": (
                    "entry_criteria",
                    "completion_criteria",
                    "pause_criteria",
                    ("recurrence", "start", "on_criteria_lost"),
                    ("hours", "pausable", "pause_budget"),
                )
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[MilestoneDefinition]:
        return super().get_queryset(request).prefetch_related("budgets", "arrivals", "triggers")

    @admin.display(description="budgets by priority")
    def by_priority(self, milestone: MilestoneDefinition) -> str:
        return _listed(milestone, "budgets")

    @admin.display(description="budgets by arrival")
    def by_arrival(self, milestone: MilestoneDefinition) -> str:
        return _listed(milestone, "arrivals")

    @admin.display(description="triggers")
    def hears_of_it(self, milestone: MilestoneDefinition) -> str:
        return _listed(milestone, "triggers")


@admin.register(ProcessVersion)
class ProcessVersionAdmin(OfDraft, ServicePage, GoesWithItsChildren):
    """A draft is edited here; it is activated, copied and retired by the actions of the list."""

    form = VersionForm
    action_form = ReasonForm
    actions = ("activate", "copy", "retire")
    list_display = (
        "__str__",
        "status",
        "is_default",
        "milestone_count",
        "hours",
        "activated_at",
        "activated_by",
    )
    list_filter = ("status", "is_default", "process", "process__record_type")
    list_select_related = ("process", "hours")
    search_fields = ("process__name", "notes", "activated_reason")
    inlines = (MilestoneInline,)
    _LIFE = (
        "number",
        "status",
        "is_default",
        "created_at",
        "created_by",
        "activated_at",
        "activated_by",
        "activated_reason",
        "retired_at",
        "retired_by",
        "retired_reason",
    )
    fieldsets = (
        (None, {"fields": ("process", "notes", "checks", "in_words")}),
        (
            "Who enters and leaves",
            {"fields": ("entry_field", "entry_criteria", "exit_criteria", "reopen")},
        ),
        ("Statuses", {"fields": ("closed_statuses", "stopped_statuses", "spam_statuses")}),
        ("Hours and escalation", {"fields": ("hours", "matrix_version")}),
        ("Its life", {"classes": ("collapse",), "fields": _LIFE}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProcessVersion]:
        rows: QuerySet[ProcessVersion] = super().get_queryset(request)
        return rows.annotate(milestones_defined=Count("milestones"))

    def get_readonly_fields(self, request: HttpRequest, obj: ProcessVersion | None = None) -> tuple[str, ...]:
        fixed = (*self._LIFE, "checks", "in_words")
        return ("process", *fixed) if obj else fixed

    def get_inlines(self, request: HttpRequest, obj: ProcessVersion | None) -> Any:
        return () if obj is None else self.inlines

    def save_model(
        self, request: HttpRequest, obj: ProcessVersion, form: ModelForm[ProcessVersion], change: bool
    ) -> None:
        if change:
            locked_draft(obj.pk)
            super().save_model(request, obj, form, change)
            return
        made = create_draft(
            process_id=obj.process_id,
            content=_content(obj),
            actor=by(request),
            at=database_time(),
            notes=obj.notes,
        )
        obj.pk, obj.number = made.pk, made.number

    def response_add(
        self, request: HttpRequest, obj: ProcessVersion, post_url_continue: str | None = None
    ) -> HttpResponse:
        """A new version has no milestones yet: go on to them."""
        self.message_user(request, f"{obj} was made. Now give it its milestones.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:entitlements_processversion_change", args=[obj.pk]))

    def delete_model(self, request: HttpRequest, obj: ProcessVersion) -> None:
        delete_draft(version_id=obj.pk)

    @admin.display(description="milestones", ordering="milestones_defined")
    def milestone_count(self, version: ProcessVersion) -> int:
        return int(version.__dict__["milestones_defined"])

    @admin.display(description="checks")
    def checks(self, version: ProcessVersion) -> SafeString | str:
        if not version.pk:
            return "Shown once the draft is saved."
        lines = [
            (finding.severity, finding.object, finding.why, finding.fix)
            for finding in check_version(version.pk)
        ]
        if not lines:
            return "Nothing to find fault with."
        return format_html("<ul>{}</ul>", format_html_join("", "<li><b>{}</b> · {}: {} {}</li>", lines))

    @admin.display(description="in words")
    def in_words(self, version: ProcessVersion) -> SafeString | str:
        if not version.pk:
            return ""
        told = [("Entered by", version.entry_criteria), ("Left when", version.exit_criteria)]
        for milestone in version.milestones.order_by("position"):
            told.append((f"{milestone.name} applies when", milestone.entry_criteria))
            told.append((f"{milestone.name} is done when", milestone.completion_criteria))
            told.append((f"{milestone.name} stands still while", milestone.pause_criteria))
        lines = [
            (what, describe_criteria(tree))
            for what, tree in told
            if tree and not validate_criteria(tree, None)
        ]
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{} {}</li>", lines))

    @admin.action(description="Check and activate (give a reason)", permissions=["change"])
    def activate(self, request: HttpRequest, versions: QuerySet[ProcessVersion]) -> None:
        def one(version: ProcessVersion) -> tuple[str, str]:
            activation = activate_version(
                version_id=version.pk, actor=by(request), at=database_time(), reason=reason_given(request)
            )
            warnings = "; ".join(f"{each.object}: {each.why}" for each in activation.warnings)
            return f"{version} is active and the default for new cases.", warnings

        self.do_each(request, versions, one)

    @admin.action(description="Copy to a new draft", permissions=["add"])
    def copy(self, request: HttpRequest, versions: QuerySet[ProcessVersion]) -> None:
        def one(version: ProcessVersion) -> str:
            made = copy_to_draft(version_id=version.pk, actor=by(request), at=database_time())
            return f"{made} was made from {version}."

        self.do_each(request, versions, one)

    @admin.action(description="Retire (give a reason)", permissions=["change"])
    def retire(self, request: HttpRequest, versions: QuerySet[ProcessVersion]) -> None:
        def one(version: ProcessVersion) -> str:
            retire_version(
                version_id=version.pk, actor=by(request), at=database_time(), reason=reason_given(request)
            )
            return f"{version} is retired. The cases it serves keep it."

        self.do_each(request, versions, one)


@admin.register(PolicyTest)
class PolicyTestAdmin(ReadOnly, ModelAdmin[PolicyTest]):
    """All policy tests, to look one up; they are written on the pages of their versions."""

    list_display = ("name", "version", "position")
    list_filter = ("version__status", "version__process")
    list_select_related = ("version__process",)
    search_fields = ("name", "version__process__name")


def _listed(milestone: MilestoneDefinition, what: str) -> str:
    if not milestone.pk:
        return "Save first; the link “Change” then leads to them."
    return ", ".join(str(each) for each in getattr(milestone, what).all()) or "none"


def _content(version: ProcessVersion) -> Process:
    """What the form says, before there are milestones."""
    return Process(
        version=0,
        name="",
        entry_field=version.entry_field,
        entry=version.entry_criteria,
        exit=version.exit_criteria,
        reopen=version.reopen,  # type: ignore[arg-type]  # the form offers no other word
        hours=version.hours_id,
        statuses=StatusClasses(
            tuple(version.closed_statuses), tuple(version.stopped_statuses), tuple(version.spam_statuses)
        ),
        matrix_version=version.matrix_version,
    )
