"""`/cases/`: every case, filtered and sorted: where any number that counts cases leads."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from milestones.pages.lists.asking import ACTING, asked_by
from milestones.pages.lists.context import list_context
from milestones.pages.lists.queue_list import with_cursor
from milestones.pages.lists.table import SORT_WORDS, URGENCY, table
from sla_admin.shared.templatetags.sla_parts import Action, Choice
from sla_admin.shared.viewing.for_roles import for_roles


@require_safe
@for_roles(*ACTING, "auditor")
def cases(request: HttpRequest) -> HttpResponse:
    """The list that answers the address."""
    asked = asked_by(request)
    sort = request.GET.get("sort", "")
    is_open = asked.question.state == "open"
    if sort not in SORT_WORDS or (sort == URGENCY and not is_open):
        sort = URGENCY if is_open else "newest"
    found = table(asked, sort, request.GET.get("at", ""))
    path = reverse("cases")
    keep = {"sort": [sort]} if "sort" in request.GET else {}
    context = list_context(request, asked, path, keep=keep, shown=len(found.rows), total=found.total)
    actions = [Action(_("Filter"), "filter", url=f"{path}?filter=open", dialog="filter-dialog")]
    if asked.may_act:
        actions.append(Action(_("New case"), "plus", url=reverse("case-new"), kind="primary"))
    return render(
        request,
        "milestones/queue/cases.html",
        context
        | {
            "title": _("Cases"),
            "crumbs": [(_("Cases"), "")],
            "actions": actions,
            "table": found,
            "sorts": _sorts(request, sort, is_open=is_open),
            "previous_url": with_cursor(request.GET, found.previous) if found.previous else "",
            "next_url": with_cursor(request.GET, found.next) if found.next else "",
        },
    )


def _sorts(request: HttpRequest, sort: str, *, is_open: bool) -> list[Choice]:
    choices = []
    for key, word in SORT_WORDS.items():
        if key == URGENCY and not is_open:
            continue
        changed = request.GET.copy()
        changed["sort"] = key
        changed.pop("at", None)
        choices.append(Choice(word, f"?{changed.urlencode()}", key == sort))
    return choices
