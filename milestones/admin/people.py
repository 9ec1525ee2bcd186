"""Teams, agents and queues."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from milestones.models import Agent, Queue, Team
from sla_admin.shared.typed_admin import ModelAdmin, TabularInline


class AgentInline(TabularInline[Agent, Team]):
    model = Agent
    fk_name = "team"
    fields = ("user", "manager", "time_zone")
    autocomplete_fields = ("user", "manager")
    extra = 0


@admin.register(Team)
class TeamAdmin(ModelAdmin[Team]):
    list_display = ("name", "lead", "manager", "hours", "members")
    list_select_related = ("lead", "manager", "hours")
    search_fields = ("name", "lead__username", "manager__username")
    autocomplete_fields = ("lead", "manager", "hours")
    inlines = (AgentInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Team]:
        return super().get_queryset(request).annotate(member_count=Count("agents"))

    @admin.display(description="agents", ordering="member_count")
    def members(self, team: Any) -> int:
        return int(team.member_count)


@admin.register(Agent)
class AgentAdmin(ModelAdmin[Agent]):
    list_display = ("user", "team", "manager", "time_zone")
    list_filter = ("team",)
    list_select_related = ("user", "team", "manager")
    search_fields = ("user__username", "user__first_name", "user__last_name", "team__name")
    autocomplete_fields = ("user", "team", "manager")


@admin.register(Queue)
class QueueAdmin(ModelAdmin[Queue]):
    list_display = ("name", "key", "team", "email")
    list_filter = ("team",)
    list_select_related = ("team",)
    search_fields = ("name", "key", "email")
    autocomplete_fields = ("team",)
    filter_horizontal = ("members",)
    prepopulated_fields: ClassVar[Any] = {"key": ("name",)}
