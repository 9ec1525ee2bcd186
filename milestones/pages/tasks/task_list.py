"""The list: mine, my team's, everybody's."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from milestones.pages.tasks.rows import ACTING, grouped, may_act, task_rows
from milestones.selectors.tasks import SCOPES, Scope, closed_tasks, count_due, open_tasks
from sla_admin.shared.templatetags.sla_parts import Action, Choice
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles
from sla_admin.shared.viewing.page import Page

ON_A_PAGE = 100


@require_safe
@for_roles(*ACTING, "auditor")
def tasks(request: HttpRequest) -> HttpResponse:
    """What is to be done, or was: mine, my team's, everybody's."""
    page = page_of(request)
    return render(request, "milestones/tasks/list.html", list_context(request, page, request.GET))


def list_context(request: HttpRequest, page: Page, query: QueryDict) -> dict[str, Any]:
    """What the list says to this question, a hundred tasks a page."""
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
