"""The card of a case's tasks, for every page that shows a case: `milestones/tasks/card.html`."""

from dataclasses import dataclass

from milestones.models import Case
from milestones.pages.tasks.forms import TaskForm
from milestones.pages.tasks.rows import TaskRow, may_act, task_rows
from milestones.selectors.tasks import tasks_of_case
from sla_admin.shared.viewing.addresses import address
from sla_admin.shared.viewing.page import Page


@dataclass(frozen=True, slots=True)
class TasksCard:
    """What the template takes as `tasks_card`. `form` is None for those who only look."""

    case: Case
    case_url: str
    open: list[TaskRow]
    closed: list[TaskRow]
    form: TaskForm | None

    @property
    def is_form_open(self) -> bool:
        return self.form is not None and self.form.is_bound


def tasks_card(case: Case, page: Page, form: TaskForm | None = None) -> TasksCard:
    """The card for this case and viewer; `form` where one came back with errors. Six queries, however many
    tasks."""
    rows = task_rows(tasks_of_case(case.pk), page)
    if form is None and may_act(page):
        form = new_task_form(page, case)
    return TasksCard(
        case=case,
        case_url=address("case", case.pk),
        open=[row for row in rows if row.task.is_open],
        closed=[row for row in rows if not row.task.is_open],
        form=form,
    )


def new_task_form(page: Page, case: Case | None) -> TaskForm:
    """An empty form, for oneself unless said otherwise."""
    return TaskForm(page=page, case=case, prefix="task", initial={"who": f"user:{page.viewer.user_id}"})
