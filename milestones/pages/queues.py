"""`/queue/`, `/queue/team/`, `/queue/unassigned/` and saved views: cases by urgency, live.

One address, page or fragment: asked with `X-Fragment: live` it answers with the lists alone, or 304.
"""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from milestones.models import SavedView
from milestones.pages.addresses import list_address
from milestones.pages.lists.asking import ACTING, Asked, asked_by
from milestones.pages.lists.context import list_context
from milestones.pages.lists.empty import nothing_here
from milestones.pages.lists.queue_list import QueueList, queue_list, read_cursor, with_cursor
from milestones.selectors.case_filter import read_filter
from milestones.selectors.saved_views import saved_views, view_of
from sla_admin.shared.templatetags.parts.glyphs import sentence
from sla_admin.shared.templatetags.sla_parts import Action, Choice
from sla_admin.shared.viewing.for_roles import for_roles


@require_safe
@for_roles(*ACTING)
def queue(request: HttpRequest) -> HttpResponse:
    """My own cases."""
    return _answer(request, asked_by(request, scope="mine"), _("My queue"), reverse("queue"))


@require_safe
@for_roles(*ACTING)
def team_queue(request: HttpRequest) -> HttpResponse:
    """The cases of my teams' queues and people."""
    return _answer(request, asked_by(request, scope="team"), _("Team queue"), reverse("team-queue"))


@require_safe
@for_roles(*ACTING)
def unassigned(request: HttpRequest) -> HttpResponse:
    """Cases that nobody owns."""
    return _answer(request, asked_by(request, scope="unassigned"), _("Unassigned"), reverse("unassigned"))


@require_safe
@for_roles(*ACTING, "auditor")
def view(request: HttpRequest, pk: int) -> HttpResponse:
    """A saved view, as it was saved or as the address narrows it."""
    asked = asked_by(request)
    found = view_of(pk, asked.page.viewer.user_id)
    if found is None:
        raise Http404(_("There is no such view, or it is not shared with you."))
    saved, _problems = read_filter(found.question)
    if saved.state != "open":
        return redirect(list_address(saved))
    return _answer(request, asked_by(request, saved=saved), found.name, reverse("view", args=[pk]), pk)


def _answer(
    request: HttpRequest, asked: Asked, title: str, path: str, view_id: int | None = None
) -> HttpResponse:
    cursor = read_cursor(request.GET.get("at", ""))
    found = queue_list(asked.question, asked.asker, asked.page, cursor, may_act=asked.may_act)
    is_live = request.headers.get("X-Fragment") == "live"
    if is_live and request.headers.get("If-None-Match") == found.version:
        return _versioned(HttpResponse(status=304), found, asked)
    context = _lists(request, asked, found, title)
    if is_live:
        return _versioned(render(request, "milestones/queue/live.html", context), found, asked)
    views = saved_views(asked.page.viewer.user_id)
    own = next((each for each in views if each.pk == view_id and _is_mine(each, asked)), None)
    shown = sum(len(group.rows) for group in found.groups)
    total = found.numbers.total
    context = list_context(request, asked, path, shown=shown, total=total, view=own) | context
    context |= {
        "crumbs": [(title, "")],
        "actions": _actions(asked, path),
        "tabs": _tabs(asked, path, views),
    }
    answer = render(request, "milestones/queue/page.html", context)
    patch_vary_headers(answer, ["X-Fragment"])
    return answer


def _is_mine(view: SavedView, asked: Asked) -> bool:
    return view.owner_id == asked.page.viewer.user_id


def _versioned(answer: HttpResponse, found: QueueList, asked: Asked) -> HttpResponse:
    answer["ETag"] = found.version
    answer["X-At"] = str(asked.page.at_ms)
    answer["Cache-Control"] = "no-store"
    patch_vary_headers(answer, ["X-Fragment"])
    return answer


def _lists(request: HttpRequest, asked: Asked, found: QueueList, title: str) -> dict[str, object]:
    return {
        "list": found,
        "asked": asked,
        "title": title,
        "live": request.get_full_path(),
        "is_live": request.headers.get("X-Fragment") == "live",
        "previous_url": with_cursor(request.GET, found.previous) if found.previous else "",
        "next_url": with_cursor(request.GET, found.next) if found.next else "",
        "subtitle": format_html('<span id="queue-summary" data-value>{}</span>', sentence(found.summary)),
        "empty": nothing_here(asked) if found.is_empty else None,
        "shows_owner": asked.question.scope in ("team", "all"),
    }


def _actions(asked: Asked, path: str) -> list[Action]:
    found = [Action(_("Filter"), "filter", url=f"{path}?filter=open", dialog="filter-dialog")]
    if asked.may_act:
        found.append(Action(_("Subscribe (ICS)"), "calendar", url=reverse("calendar")))
        found.append(Action(_("New case"), "plus", url=reverse("case-new"), kind="primary"))
    return found


def _tabs(asked: Asked, path: str, views: Sequence[SavedView]) -> list[Choice]:
    choices: list[Choice] = []
    if asked.may_act:
        words = (
            ("queue", _("Mine")),
            ("team-queue", _teams(asked.asker.desk.names)),
            ("unassigned", _("Unassigned")),
        )
        choices += [Choice(word, reverse(name), reverse(name) == path) for name, word in words]
    addresses = [(each.name, reverse("view", args=[each.pk])) for each in views]
    return [*choices, *(Choice(name, address, address == path) for name, address in addresses)]


def _teams(names: Sequence[str]) -> str:
    """Whose cases the queue of my teams holds, short enough for a tab."""
    match names:
        case []:
            return _("Team")
        case [name]:
            return name
        case [one, other]:
            return _("%(one)s and %(other)s") % {"one": one, "other": other}
    return _("%(one)s and %(number)s more") % {"one": names[0], "number": len(names) - 1}
