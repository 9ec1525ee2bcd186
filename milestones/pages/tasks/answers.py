"""What a page shows after a deed on a task.

A fragment's request is answered with the list or card it came from, with Undo; a plain form is led back to
where it came from.
"""

from typing import Any
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from milestones.models import Case, Task
from milestones.pages.tasks.card import tasks_card
from milestones.pages.tasks.one_task import find_task, show_task
from milestones.pages.tasks.task_list import list_context
from milestones.services.tasks import Done
from sla_admin.shared.viewing.addresses import address
from sla_admin.shared.viewing.page import Page

CARD = "#tasks-card"
LIST = "#task-list"


def answered(request: HttpRequest, page: Page, done: Done, said: str, *, undo: bool = True) -> HttpResponse:
    """What the page shows after a deed: the part it came from, or the page it came from."""
    back = way_back(request)
    undo_url = (
        f"{reverse('task-undo', args=[done.task.pk, done.number])}?{urlencode({'back': back})}"
        if undo
        else ""
    )
    part = _part(request, page, done.task)
    if part is None:
        messages.success(request, said)
        return HttpResponseRedirect(back)
    part["X-Toast"] = quote(said)
    if undo_url:
        part["X-Toast-Undo"] = quote(undo_url)
    return part


def refused_with(
    request: HttpRequest, page: Page, found: Task, reason: str, *, status: int = 409
) -> HttpResponse:
    """Nothing was changed: the part, as things are now, with the reason on top; without script the task's own
    page."""
    part = _part(request, page, found, refused=reason)
    if part is not None:
        part.status_code = status
        part["X-Announce"] = quote(reason)
        return part
    return show_task(request, page, find_task(found.pk), refused=reason, status=status)


def _part(request: HttpRequest, page: Page, found: Task, refused: str = "") -> HttpResponse | None:
    wanted = request.headers.get("X-Fragment")
    if wanted == CARD and found.case is not None:
        context: dict[str, Any] = {"tasks_card": tasks_card(found.case, page), "refused": refused}
        return render(request, "milestones/tasks/card.html", context)
    if wanted == LIST:
        context = list_context(request, page, QueryDict(request.POST.get("view", ""))) | {"refused": refused}
        return render(request, "milestones/tasks/rows.html", context)
    return None


def way_back(request: HttpRequest, case: Case | None = None) -> str:
    """Where to go afterwards: the page that was named, if it is one of ours."""
    wanted = request.POST.get("back") or request.GET.get("back") or ""
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return (address("case", case.pk) if case is not None else "") or reverse("tasks")
