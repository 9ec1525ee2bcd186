"""Cases as they stand: fields, clocks, events, comments and ledger on one page."""

import json
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from entitlements.admin.read_only import ReadOnly
from entitlements.business_time.durations import format_budget
from milestones.admin.shown import duration, readable
from milestones.models import Case, CaseEvent, CaseMilestone, Comment, LedgerEntry
from milestones.models.case_milestone import OPEN
from milestones.selectors.sla import budget_of
from milestones.services.coverage import cover_again
from sla_admin.shared.system_clock import database_time
from sla_admin.shared.typed_admin import ModelAdmin, TabularInline

LATEST = 100
"""How many events and ledger entries a case's page shows at most; their own lists have all."""


class StandsStill(ReadOnly):
    """An inline that shows the latest rows and changes none."""

    extra = 0
    can_delete = False
    show_change_link = True


class MilestoneInline(StandsStill, TabularInline[CaseMilestone, Case]):
    model = CaseMilestone
    fields = (
        "definition",
        "cycle",
        "occurrence",
        "status",
        "is_violated",
        "at_risk",
        "started_at",
        "target_at",
        "closed_at",
        "next_trigger_at",
    )
    readonly_fields = fields


class CommentInline(StandsStill, TabularInline[Comment, Case]):
    model = Comment
    fields = ("occurred_at", "kind", "author", "body")
    readonly_fields = fields


class EventInline(StandsStill, TabularInline[CaseEvent, Case]):
    model = CaseEvent
    fields = ("number", "occurred_at", "recorded_at", "source", "event_id", "actor", "silent", "content")
    readonly_fields = fields
    verbose_name_plural = f"source events (the latest {LATEST})"

    def get_queryset(self, request: HttpRequest) -> QuerySet[CaseEvent]:
        return _latest(super().get_queryset(request), request, "number")

    @admin.display(description="content")
    def content(self, event: CaseEvent) -> str:
        return json.dumps(json.loads(bytes(event.payload)), ensure_ascii=False)


class LedgerInline(StandsStill, TabularInline[LedgerEntry, Case]):
    model = LedgerEntry
    fields = (
        "seq",
        "kind",
        "clock",
        "occurred_at",
        "recorded_at",
        "actor",
        "cause",
        "generation",
        "withdraws",
    )
    readonly_fields = fields
    verbose_name_plural = f"ledger (the latest {LATEST} entries)"

    def get_queryset(self, request: HttpRequest) -> QuerySet[LedgerEntry]:
        return _latest(super().get_queryset(request), request, "seq")


def _latest(rows: QuerySet[Any], request: HttpRequest, number: str) -> QuerySet[Any]:
    """The last rows of the case whose page this is. An inline's query set may be filtered but not sliced."""
    match = request.resolver_match
    case_id = match.kwargs.get("object_id") if match else None
    own = rows.filter(case_id=case_id) if case_id else rows.none()
    newest = own.order_by(f"-{number}").values_list(number, flat=True)[:1]
    return own.filter(**{f"{number}__gt": max((newest[0] if newest else 0) - LATEST, 0)}).order_by(number)


class QuarantineFilter(admin.SimpleListFilter):
    title = "quarantine"
    parameter_name = "quarantine"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "in quarantine"), ("no", "running")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() is None:
            return queryset
        return queryset.filter(engine_state__quarantined_at__isnull=self.value() == "no")


@admin.register(Case)
class CaseAdmin(ReadOnly, ModelAdmin[Case]):
    list_display = (
        "external_id",
        "source",
        "subject",
        "account",
        "priority",
        "status",
        "owner",
        "coverage_outcome",
        "opened_at",
        "closed_at",
        "quarantined",
    )
    list_filter = ("coverage_outcome", QuarantineFilter, "record_type", "source", "channel", "opened_at")
    search_fields = ("external_id__startswith", "subject", "account__name")
    search_help_text = "The beginning of the external id, the subject, or the account."
    show_full_result_count = False
    inlines = (MilestoneInline, CommentInline, EventInline, LedgerInline)
    actions = ("cover_afresh",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Case]:
        related = ("account", "contact", "owner", "queue", "entitlement__account", "process_version__process")
        rows = super().get_queryset(request).select_related(*related, "engine_state")
        return rows.defer("engine_state__state")

    @admin.display(description="quarantined", boolean=True)
    def quarantined(self, case: Case) -> bool:
        return case.engine_state.quarantined_at is not None

    def has_cover_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("milestones.change_case")

    @admin.action(description="Decide coverage again, from now on", permissions=["cover"])
    def cover_afresh(self, request: HttpRequest, cases: QuerySet[Case]) -> None:
        turn = cover_again(
            list(cases.values_list("pk", flat=True)), at=database_time(), actor=f"user:{request.user.pk}"
        )
        self.message_user(request, f"Coverage of {turn.cases} cases was decided again.", messages.SUCCESS)


class OpenFilter(admin.SimpleListFilter):
    title = "open"
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "open"), ("no", "closed")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() is None:
            return queryset
        return (
            queryset.filter(status__in=OPEN) if self.value() == "yes" else queryset.exclude(status__in=OPEN)
        )


@admin.register(CaseMilestone)
class CaseMilestoneAdmin(ReadOnly, ModelAdmin[CaseMilestone]):
    list_display = (
        "case",
        "definition",
        "cycle",
        "occurrence",
        "status",
        "is_violated",
        "at_risk",
        "started_at",
        "target_at",
        "closed_at",
    )
    list_filter = (OpenFilter, "status", "is_violated", "at_risk", "type", "hours")
    list_select_related = ("case",)
    search_fields = ("case__external_id__startswith", "definition")
    show_full_result_count = False
    readonly_fields = ("budget_shown", "consumed_shown", "paused_shown")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        hidden = {"budget", "level", "consumed", "paused_business", "paused_calendar", *self.readonly_fields}
        plain = [name for name in super().get_fields(request, obj) if name not in hidden]
        return [*plain, *self.readonly_fields]

    @admin.display(description="budget (open time)")
    def budget_shown(self, clock: CaseMilestone) -> str:
        return format_budget(budget_of(clock)) if clock.budget is None else duration(clock.budget)

    @admin.display(description="counted up to the last change")
    def consumed_shown(self, clock: CaseMilestone) -> str:
        return duration(clock.consumed)

    @admin.display(description="paused (open, calendar)")
    def paused_shown(self, clock: CaseMilestone) -> str:
        return f"{duration(clock.paused_business)}, {duration(clock.paused_calendar)}"


@admin.register(Comment)
class CommentAdmin(ReadOnly, ModelAdmin[Comment]):
    list_display = ("case", "kind", "author", "occurred_at")
    list_filter = ("kind", "occurred_at")
    list_select_related = ("case",)
    search_fields = ("case__external_id__startswith", "author")
    show_full_result_count = False


@admin.register(CaseEvent)
class CaseEventAdmin(ReadOnly, ModelAdmin[CaseEvent]):
    list_display = ("case", "number", "source", "event_id", "occurred_at", "recorded_at", "actor", "silent")
    list_filter = ("silent", "recorded_at")
    list_select_related = ("case",)
    search_fields = ("case__external_id__startswith", "event_id")
    show_full_result_count = False
    exclude = ("payload", "hash")
    readonly_fields = ("content", "chain")

    @admin.display(description="content")
    def content(self, event: CaseEvent) -> str:
        return readable(event.payload)

    @admin.display(description="hash")
    def chain(self, event: CaseEvent) -> str:
        return bytes(event.hash).hex()


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnly, ModelAdmin[LedgerEntry]):
    list_display = (
        "case",
        "seq",
        "kind",
        "clock",
        "occurred_at",
        "recorded_at",
        "actor",
        "cause",
        "generation",
        "withdraws",
    )
    list_filter = ("kind", "recorded_at")
    list_select_related = ("case",)
    search_fields = ("case__external_id__startswith",)
    show_full_result_count = False
    exclude = ("body", "hash")
    readonly_fields = ("content", "chain")

    @admin.display(description="content")
    def content(self, entry: LedgerEntry) -> str:
        return readable(entry.body)

    @admin.display(description="hash")
    def chain(self, entry: LedgerEntry) -> str:
        return bytes(entry.hash).hex()
