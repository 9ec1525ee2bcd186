"""Every deed on a task."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from milestones.models import Case
from milestones.pages.tasks.answers import CARD, answered, refused_with, way_back
from milestones.pages.tasks.card import new_task_form, tasks_card
from milestones.pages.tasks.forms import GiveForm, TaskForm, holder, show_refusal
from milestones.pages.tasks.one_task import change_form, find_task, show_task
from milestones.pages.tasks.rows import ACTING, may_act
from milestones.selectors.actors import actor_of_user
from milestones.services.tasks import (
    Done,
    TaskWish,
    change_task,
    create_task,
    drop_task,
    finish_task,
    reassign_task,
    reopen_task,
    take_task,
    undo_task,
)
from sla_admin.shared.errors import Conflict, InvalidInput, NotFound, Refusal
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles
from sla_admin.shared.viewing.page import Page


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ACTING)
def task_create(request: HttpRequest) -> HttpResponseBase:
    """A new task, on a case where the address names one."""
    page = page_of(request)
    case = _case(request.POST.get("case") or request.GET.get("case"))
    if request.method != "POST":
        return _new(request, page, case, new_task_form(page, case))
    form = TaskForm(request.POST, page=page, case=case, prefix="task")
    if form.is_valid():
        given = form.cleaned_data
        wish = TaskWish(
            subject=given["subject"],
            text=given["text"],
            due_at=given["due_at"],
            case=None if case is None else case.pk,
            **holder(given["who"]),
        )
        try:
            done = create_task(wish, actor=_me(page), at=page.at)
        except InvalidInput as refused:
            show_refusal(form, refused, {"assignee": "who", "queue": "who", "due_at": "due"})
        else:
            return answered(request, page, done, _("Task created."))
    if request.headers.get("X-Fragment") == CARD and case is not None:
        context = {"tasks_card": tasks_card(case, page, form)}
        return render(request, "milestones/tasks/card.html", context, status=400)
    return _new(request, page, case, form)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ACTING, "auditor")
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """One task with its history; posting changes its words and its due instant."""
    page = page_of(request)
    found = find_task(pk)
    if request.method != "POST":
        return show_task(request, page, found)
    if not may_act(page):
        return refused_with(request, page, found, _("Auditors look and change nothing."), status=403)
    form = change_form(page, found, request.POST)
    if not form.is_valid():
        return show_task(request, page, found, change=form, status=400)
    given: dict[str, Any] = {
        name: form.cleaned_data[name] for name in ("subject", "text", "due_at") if name in form.cleaned_data
    }
    try:
        done = change_task(pk, given, actor=_me(page), at=page.at)
    except InvalidInput as refused:
        show_refusal(form, refused, {"due_at": "due"})
        return show_task(request, page, found, change=form, status=400)
    except Conflict as refused:
        return refused_with(request, page, found, str(refused))
    return answered(request, page, done, _("Task changed."))


@require_POST
@for_roles(*ACTING)
def task_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a task: one of a queue becomes the viewer's."""

    def deed(page: Page) -> Done:
        return take_task(pk, user=page.viewer.user_id or 0, actor=_me(page), at=page.at)

    return _do(request, pk, deed, _("Begun. The task is yours."))


@require_POST
@for_roles(*ACTING)
def task_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Done, with what came of it."""
    outcome = request.POST.get("outcome", "")
    return _do(
        request,
        pk,
        lambda page: finish_task(pk, outcome=outcome, actor=_me(page), at=page.at),
        _("Task done."),
    )


@require_POST
@for_roles(*ACTING)
def task_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """No longer needed, with the reason."""
    reason = request.POST.get("reason", "")
    return _do(
        request,
        pk,
        lambda page: drop_task(pk, reason=reason, actor=_me(page), at=page.at),
        _("Marked as no longer needed."),
    )


@require_POST
@for_roles(*ACTING)
def task_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """To be done after all."""
    return _do(
        request, pk, lambda page: reopen_task(pk, actor=_me(page), at=page.at), _("The task is open again.")
    )


@require_POST
@for_roles(*ACTING)
def task_reassign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it to somebody else or to a queue."""
    page = page_of(request)
    found = find_task(pk)
    form = GiveForm(request.POST, prefix="give")
    if not form.is_valid():
        return show_task(request, page, found, give=form, status=400)
    given = form.cleaned_data
    return _do(
        request,
        pk,
        lambda page: reassign_task(
            pk, note=given["note"], actor=_me(page), at=page.at, **holder(given["who"])
        ),
        _("The task has somebody else now."),
    )


@require_POST
@for_roles(*ACTING)
def task_undo(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Take back the latest deed."""
    return _do(
        request,
        pk,
        lambda page: undo_task(pk, number, actor=_me(page), at=page.at),
        _("Taken back."),
        undo=False,
    )


def _do(
    request: HttpRequest, pk: int, deed: Callable[[Page], Done], said: str, *, undo: bool = True
) -> HttpResponse:
    page = page_of(request)
    found = find_task(pk)
    try:
        done = deed(page)
    except NotFound as refused:
        raise Http404(str(refused)) from refused
    except Refusal as refused:
        status = 409 if isinstance(refused, Conflict) else 400
        reason = refused.problems[0][1] if isinstance(refused, InvalidInput) else str(refused)
        return refused_with(request, page, found, reason, status=status)
    return answered(request, page, done, said, undo=undo)


def _new(request: HttpRequest, page: Page, case: Case | None, form: TaskForm) -> HttpResponse:
    context = {
        "form": form,
        "case": case,
        "back": way_back(request, case),
        "crumbs": [(_("Tasks"), reverse("tasks")), (_("New task"), "")],
    }
    return render(request, "milestones/tasks/new.html", context, status=400 if form.is_bound else 200)


def _case(number: str | None) -> Case | None:
    if not number:
        return None
    rows = Case.objects.select_related("entitlement__hours", "process_version__hours", "account")
    found = rows.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
    if found is None:
        raise Http404(_("There is no such case."))
    return found


def _me(page: Page) -> str:
    return actor_of_user(page.viewer.user_id)
