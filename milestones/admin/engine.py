"""The engine's own rows: what is due, what is set aside and why, what was purged."""

from typing import Any

import msgspec
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from entitlements.admin.read_only import ReadOnly
from milestones.admin.shown import readable
from milestones.models import CaseState, OpenCase, Tombstone
from milestones.services.quarantine import release_from_quarantine
from sla_admin.shared.system_clock import database_time
from sla_admin.shared.typed_admin import ModelAdmin


class QuarantineFilter(admin.SimpleListFilter):
    title = "quarantine"
    parameter_name = "quarantine"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "in quarantine")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[CaseState]) -> QuerySet[CaseState]:
        return queryset.filter(quarantined_at__isnull=False) if self.value() == "yes" else queryset


@admin.register(CaseState)
class CaseStateAdmin(ReadOnly, ModelAdmin[CaseState]):
    """Where the engine stands with each case. Cases in quarantine are released here."""

    list_display = ("case", "next_due_at", "folded_at", "quarantined_at", "quarantine_reason")
    list_filter = (QuarantineFilter,)
    list_select_related = ("case",)
    search_fields = ("case__external_id__startswith", "quarantine_reason")
    show_full_result_count = False
    exclude = ("state", "ledger_hash", "event_hash")
    readonly_fields = ("content", "ledger_head", "event_head")
    actions = ("release",)

    @admin.display(description="state")
    def content(self, row: CaseState) -> str:
        try:
            return readable(row.state)
        except msgspec.DecodeError as error:
            return f"cannot be read: {error}"

    @admin.display(description="head of the ledger")
    def ledger_head(self, row: CaseState) -> str:
        return f"{row.ledger_seq}: {bytes(row.ledger_hash).hex()}"

    @admin.display(description="head of the events")
    def event_head(self, row: CaseState) -> str:
        return f"{row.event_number}: {bytes(row.event_hash).hex()}"

    def has_release_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("milestones.change_casestate")

    @admin.action(
        description="Release from quarantine (fold afresh from the events)", permissions=["release"]
    )
    def release(self, request: HttpRequest, rows: QuerySet[CaseState]) -> None:
        turn = release_from_quarantine(list(rows.values_list("pk", flat=True)), at=database_time())
        done = turn.cases - len(turn.quarantined)
        if done:
            self.message_user(request, f"{done} cases run again.", messages.SUCCESS)
        for case_id, reason in turn.quarantined.items():
            self.message_user(request, f"Case {case_id} stays in quarantine: {reason}", messages.ERROR)


@admin.register(Tombstone)
class TombstoneAdmin(ReadOnly, ModelAdmin[Tombstone]):
    list_display = ("case_number", "purged_at", "reason", "actor", "ledger_seq")
    list_filter = ("purged_at",)
    search_fields = ("=case_number", "reason", "actor")
    exclude = ("ledger_hash",)
    readonly_fields = ("last_hash",)

    @admin.display(description="last hash of the ledger")
    def last_hash(self, stone: Tombstone) -> str:
        return bytes(stone.ledger_hash).hex()


@admin.register(OpenCase)
class OpenCaseAdmin(ReadOnly, ModelAdmin[OpenCase]):
    """What boards count and order by. Kept by triggers: a look at it, nothing to change."""

    list_display = ("case", "standing", "due_at", "type", "queue", "owner", "priority", "coverage_outcome")
    list_filter = ("standing", "coverage_outcome", "priority")
    list_select_related = ("case", "queue", "owner")
    search_fields = ("case__external_id__startswith",)
    show_full_result_count = False
