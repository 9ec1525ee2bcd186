"""One task with its history, and what can be filled in about it."""

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from entitlements.business_time.instants import to_instant
from milestones.models import Task
from milestones.pages.tasks.forms import ChangeForm, GiveForm
from milestones.pages.tasks.rows import may_act, task_rows
from milestones.selectors.tasks import history_of, tasks_with_people
from sla_admin.shared.viewing.page import Page


def find_task(pk: int) -> Task:
    """The task, with the people and hours that its page names. Raises Http404."""
    found = (
        tasks_with_people()
        .select_related("case__entitlement__hours", "case__process_version__hours")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404(_("There is no such task."))
    return found


def show_task(
    request: HttpRequest,
    page: Page,
    found: Task,
    *,
    change: ChangeForm | None = None,
    give: GiveForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page of one task; `change` and `give` are forms that came back with reasons."""
    acts = may_act(page) and found.is_open
    steps = history_of(found)
    last = steps[-1].change if steps else None
    context = {
        "row": task_rows([found], page)[0],
        "steps": [(step, to_instant(step.change.at)) for step in steps],
        "change_form": (change or change_form(page, found)) if acts else None,
        "give_form": (give or GiveForm(prefix="give")) if acts else None,
        "may_act": may_act(page),
        "undo_number": last.number
        if last is not None and last.deed not in ("create", "undo") and may_act(page)
        else None,
        "outcome": request.POST.get("outcome", ""),
        "reason": request.POST.get("reason", ""),
        "refused": refused,
        "back": reverse("task", args=[found.pk]),
        "crumbs": [(_("Tasks"), reverse("tasks")), (found.subject, "")],
    }
    return render(request, "milestones/tasks/task.html", context, status=status)


def change_form(page: Page, found: Task, data: QueryDict | None = None) -> ChangeForm:
    """What can be changed of the task, filled in as it is."""
    return ChangeForm(
        data,
        page=page,
        case=found.case,
        due_at=to_instant(found.due_at),
        prefix="change",
        initial={"subject": found.subject, "text": found.text, "due": ChangeForm.KEEP},
    )
