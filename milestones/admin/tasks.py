"""Tasks as they stand; changed on their own pages, where every step is kept."""

from django.contrib import admin

from entitlements.admin.read_only import ReadOnly
from milestones.models import Task, TaskChange
from sla_admin.shared.typed_admin import ModelAdmin, TabularInline


class ChangeInline(ReadOnly, TabularInline[TaskChange, Task]):
    model = TaskChange
    fields = ("number", "deed", "at", "actor", "note")
    readonly_fields = fields
    extra = 0
    can_delete = False


@admin.register(Task)
class TaskAdmin(ReadOnly, ModelAdmin[Task]):
    list_display = ("subject", "case", "assignee", "queue", "due_at", "status", "created_by")
    list_filter = ("status", "queue", "assignee")
    list_select_related = ("case", "assignee", "queue")
    search_fields = ("subject", "text", "case__external_id", "assignee__username", "origin")
    date_hierarchy = "due_at"
    inlines = (ChangeInline,)


@admin.register(TaskChange)
class TaskChangeAdmin(ReadOnly, ModelAdmin[TaskChange]):
    list_display = ("task", "number", "deed", "at", "actor", "note")
    list_filter = ("deed",)
    list_select_related = ("task",)
    search_fields = ("task__subject", "actor", "note")
