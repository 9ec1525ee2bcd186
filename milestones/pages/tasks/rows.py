"""Tasks as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from entitlements.business_time.instants import to_instant
from milestones.models import Task
from milestones.models.task import TaskStatus
from milestones.selectors.actors import names_of, person_name
from sla_admin.shared.display.moments import local
from sla_admin.shared.viewing.addresses import address
from sla_admin.shared.viewing.page import Page
from sla_admin.shared.viewing.roles import Role

ACTING: tuple[Role, ...] = ("agent", "manager", "administrator")
"""Roles that may do something to tasks; auditors look."""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task on a page. `can_take`: the viewer may begin it. `who` has it, `of` made it."""

    task: Task
    who: str
    by: str
    closed_by: str
    due_at: int
    closed_at: int | None
    is_overdue: bool
    is_mine: bool
    can_take: bool
    can_close: bool
    case_url: str
    case_number: str

    @property
    def is_done(self) -> bool:
        return self.task.status == TaskStatus.DONE


@dataclass(frozen=True, slots=True)
class TaskGroup:
    title: str | Promise
    rows: list[TaskRow]
    is_late: bool = False


def task_rows(tasks: Sequence[Task], page: Page) -> list[TaskRow]:
    """These tasks for this viewer, with one query for all the names."""
    names = names_of({each for task in tasks for each in (task.created_by, task.closed_by) if each})
    return [_row(task, page, names) for task in tasks]


def grouped(rows: Sequence[TaskRow], page: Page) -> list[TaskGroup]:
    """Open tasks in the order they are due: overdue, today, tomorrow, later; empty groups left out."""
    today = page.now.date()
    overdue, soon, next_day, later = [], [], [], []
    for row in rows:
        day = local(row.due_at, page.viewer.zone).date()
        if row.is_overdue:
            overdue.append(row)
        elif day <= today:
            soon.append(row)
        elif day == today + timedelta(days=1):
            next_day.append(row)
        else:
            later.append(row)
    groups = (
        TaskGroup(gettext_lazy("Overdue"), overdue, is_late=True),
        TaskGroup(gettext_lazy("Today"), soon),
        TaskGroup(gettext_lazy("Tomorrow"), next_day),
        TaskGroup(gettext_lazy("Later"), later),
    )
    return [group for group in groups if group.rows]


def may_act(page: Page) -> bool:
    """Whether the viewer may do something to tasks."""
    return bool(page.viewer.roles & set(ACTING))


def _row(task: Task, page: Page, names: dict[str, str]) -> TaskRow:
    due_at = to_instant(task.due_at)
    me = page.viewer.user_id
    acts = may_act(page)
    return TaskRow(
        task=task,
        who=_who(task),
        by=names.get(task.created_by, ""),
        closed_by=names.get(task.closed_by, ""),
        due_at=due_at,
        closed_at=None if task.closed_at is None else to_instant(task.closed_at),
        is_overdue=task.is_open and due_at < page.at,
        is_mine=task.assignee_id == me,
        can_take=acts and task.status == TaskStatus.WAITING and task.assignee_id in (None, me),
        can_close=acts and task.is_open,
        case_url="" if task.case_id is None else address("case", task.case_id),
        case_number="" if task.case is None else task.case.external_id,
    )


def _who(task: Task) -> str:
    if task.assignee is not None:
        return person_name(task.assignee)
    return _("queue %(queue)s") % {"queue": task.queue}
