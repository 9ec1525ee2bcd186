"""`/tasks/`: what is to be done, by whom and until when; and every deed on a task.

Deeds answer a fragment's request with the list or card they came from, with Undo; a plain form is led back
to where it came from.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from entitlements.business_time.instants import to_instant
from milestones.models import Case, Task
from milestones.pages.task_forms import ChangeForm, GiveForm, TaskForm, holder, show_refusal
from milestones.pages.task_rows import ACTING, grouped, may_act, task_rows
from milestones.pages.tasks_card import new_task_form, tasks_card
from milestones.selectors.actors import actor_of_user
from milestones.selectors.tasks import (
    SCOPES,
    Scope,
    closed_tasks,
    count_due,
    history_of,
    open_tasks,
    tasks_with_people,
)
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
from sla_admin.shared.templatetags.sla_parts import Action, Choice
from sla_admin.shared.viewing.addresses import address
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles
from sla_admin.shared.viewing.page import Page

ON_A_PAGE = 100
CARD = "#tasks-card"
LIST = "#task-list"


@require_safe
@for_roles(*ACTING, "auditor")
def tasks(request: HttpRequest) -> HttpResponse:
    """What is to be done, or was: mine, my team's, everybody's."""
    page = page_of(request)
    return render(request, "milestones/tasks/list.html", _list(request, page, request.GET))


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
            return _answer(request, page, done, _("Task created."))
    if request.headers.get("X-Fragment") == CARD and case is not None:
        context = {"tasks_card": tasks_card(case, page, form)}
        return render(request, "milestones/tasks/card.html", context, status=400)
    return _new(request, page, case, form)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ACTING, "auditor")
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """One task with its history; posting changes its words and its due instant."""
    page = page_of(request)
    found = _find(pk)
    if request.method != "POST":
        return _detail(request, page, found)
    if not may_act(page):
        return _refused(request, page, found, _("Auditors look and change nothing."), status=403)
    form = _change_form(page, found, request.POST)
    if not form.is_valid():
        return _detail(request, page, found, change=form, status=400)
    given: dict[str, Any] = {
        name: form.cleaned_data[name] for name in ("subject", "text", "due_at") if name in form.cleaned_data
    }
    try:
        done = change_task(pk, given, actor=_me(page), at=page.at)
    except InvalidInput as refused:
        show_refusal(form, refused, {"due_at": "due"})
        return _detail(request, page, found, change=form, status=400)
    except Conflict as refused:
        return _refused(request, page, found, str(refused))
    return _answer(request, page, done, _("Task changed."))


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
    found = _find(pk)
    form = GiveForm(request.POST, prefix="give")
    if not form.is_valid():
        return _detail(request, page, found, give=form, status=400)
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
    found = _find(pk)
    try:
        done = deed(page)
    except NotFound as refused:
        raise Http404(str(refused)) from refused
    except Refusal as refused:
        status = 409 if isinstance(refused, Conflict) else 400
        reason = refused.problems[0][1] if isinstance(refused, InvalidInput) else str(refused)
        return _refused(request, page, found, reason, status=status)
    return _answer(request, page, done, said, undo=undo)


def _answer(request: HttpRequest, page: Page, done: Done, said: str, *, undo: bool = True) -> HttpResponse:
    """What the page shows after a deed: the part it came from, or the page it came from."""
    back = _back(request)
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


def _refused(
    request: HttpRequest, page: Page, found: Task, reason: str, *, status: int = 409
) -> HttpResponse:
    """Nothing was changed: the part, as things are now, with the reason on top; without script the task's own
    page."""
    part = _part(request, page, found, refused=reason)
    if part is not None:
        part.status_code = status
        part["X-Announce"] = quote(reason)
        return part
    return _detail(request, page, _find(found.pk), refused=reason, status=status)


def _part(request: HttpRequest, page: Page, found: Task, refused: str = "") -> HttpResponse | None:
    wanted = request.headers.get("X-Fragment")
    if wanted == CARD and found.case is not None:
        context: dict[str, Any] = {"tasks_card": tasks_card(found.case, page), "refused": refused}
        return render(request, "milestones/tasks/card.html", context)
    if wanted == LIST:
        context = _list(request, page, QueryDict(request.POST.get("view", ""))) | {"refused": refused}
        return render(request, "milestones/tasks/rows.html", context)
    return None


def _list(request: HttpRequest, page: Page, query: QueryDict) -> dict[str, Any]:
    me = page.viewer.user_id or 0
    scope: Scope = next((each for each in SCOPES if each == query.get("scope")), "mine")
    is_done = query.get("show") == "done"
    number = int(query.get("page", "1")) if query.get("page", "1").isdecimal() else 1
    first = (max(1, min(number, 10_000)) - 1) * ON_A_PAGE
    found = closed_tasks(scope, me) if is_done else open_tasks(scope, me)
    some = list(found[first : first + ON_A_PAGE + 1])
    rows = task_rows(some[:ON_A_PAGE], page)
    mine, overdue = count_due(me, page.at)
    view = query.copy()
    view.pop("page", None)
    return {
        "scope": scope,
        "is_done": is_done,
        "view": query.urlencode(),
        "groups": [] if is_done else grouped(rows, page),
        "rows": rows,
        "subtitle": _counted(mine, overdue),
        "scopes": [
            Choice(word, _address(scope=name, show=query.get("show", "")), name == scope)
            for name, word in (("mine", _("Mine")), ("team", _("My team")), ("all", _("All")))
        ],
        "shows": [
            Choice(word, _address(scope=scope, show=name), (name == "done") == is_done)
            for name, word in (("", _("To do")), ("done", _("Done")))
        ],
        "first": first + 1,
        "last": first + len(rows),
        "previous_url": _address(scope=scope, show=query.get("show", ""), page=str(number - 1))
        if first
        else "",
        "next_url": _address(scope=scope, show=query.get("show", ""), page=str(number + 1))
        if len(some) > ON_A_PAGE
        else "",
        "actions": [Action(_("New task"), "plus", url=reverse("task-create"), kind="primary")]
        if may_act(page)
        else [],
        "crumbs": [(_("Tasks"), "")],
        "back": f"{reverse('tasks')}?{query.urlencode()}" if query else reverse("tasks"),
    }


def _counted(mine: int, overdue: int) -> str:
    if not mine:
        return _("You have nothing to do.")
    said = ngettext("%(number)d to do", "%(number)d to do", mine) % {"number": mine}
    if overdue:
        said += ", " + ngettext("%(number)d overdue", "%(number)d overdue", overdue) % {"number": overdue}
    return said + "."


def _address(**query: str) -> str:
    wanted = {name: value for name, value in query.items() if value and value != "mine"}
    return f"{reverse('tasks')}?{urlencode(wanted)}" if wanted else reverse("tasks")


def _new(request: HttpRequest, page: Page, case: Case | None, form: TaskForm) -> HttpResponse:
    context = {
        "form": form,
        "case": case,
        "back": _back(request, case),
        "crumbs": [(_("Tasks"), reverse("tasks")), (_("New task"), "")],
    }
    return render(request, "milestones/tasks/new.html", context, status=400 if form.is_bound else 200)


def _detail(
    request: HttpRequest,
    page: Page,
    found: Task,
    *,
    change: ChangeForm | None = None,
    give: GiveForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    acts = may_act(page) and found.is_open
    steps = history_of(found)
    last = steps[-1].change if steps else None
    context = {
        "row": task_rows([found], page)[0],
        "steps": [(step, to_instant(step.change.at)) for step in steps],
        "change_form": (change or _change_form(page, found)) if acts else None,
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


def _change_form(page: Page, found: Task, data: QueryDict | None = None) -> ChangeForm:
    return ChangeForm(
        data,
        page=page,
        case=found.case,
        due_at=to_instant(found.due_at),
        prefix="change",
        initial={"subject": found.subject, "text": found.text, "due": ChangeForm.KEEP},
    )


def _find(pk: int) -> Task:
    found = (
        tasks_with_people()
        .select_related("case__entitlement__hours", "case__process_version__hours")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404(_("There is no such task."))
    return found


def _case(number: str | None) -> Case | None:
    if not number:
        return None
    rows = Case.objects.select_related("entitlement__hours", "process_version__hours", "account")
    found = rows.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
    if found is None:
        raise Http404(_("There is no such case."))
    return found


def _back(request: HttpRequest, case: Case | None = None) -> str:
    """Where to go afterwards: the page that was named, if it is one of ours."""
    wanted = request.POST.get("back") or request.GET.get("back") or ""
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return (address("case", case.pk) if case is not None else "") or reverse("tasks")


def _me(page: Page) -> str:
    return actor_of_user(page.viewer.user_id)
