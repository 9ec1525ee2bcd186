"""The board, and the answer to "has it changed?"."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from milestones.pages.board.drawing import drawing_of, etag_of
from milestones.pages.board.filters import chips, fields
from milestones.pages.board.look import Look
from milestones.selectors.board.question import BoardQuestion, read_question
from milestones.services.board_pictures import look as look_at
from sla_admin.shared.display import durations, moments
from sla_admin.shared.templatetags.parts.actions import Action
from sla_admin.shared.templatetags.parts.moving import Choice
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles

EVERY_S = 5
"""So often an open board asks."""


@require_safe
@for_roles("agent", "manager", "administrator", "auditor")
def board(request: HttpRequest) -> HttpResponse:
    """The board of the question in the address; `?wall=1` for a screen on the wall."""
    page = page_of(request)
    question = _question(request)
    look = Look.of(page.viewer, is_wall=_is_wall(request))
    drawn = drawing_of(question, look_at(question, page.at), look, page.at)
    path = reverse("board")
    wall = {"wall": "1"} if look.is_wall else {}
    live = question.address(reverse("board-live"))
    title = drawn.title or _("All teams")
    context = {
        "crumbs": [(_("Board"), "")] if not drawn.title else [(_("Board"), path), (drawn.title, "")],
        "drawn": drawn,
        "title": title if drawn.is_there else _("Nothing of that name"),
        "subtitle": ngettext("%(number)s open case.", "%(number)s open cases.", drawn.total)
        % {"number": durations.count(drawn.total)}
        + " "
        + _("Closest target first in each lane; order holds while you point at it."),
        "live_url": live if not wall else f"{live}{'&' if '?' in live else '?'}wall=1",
        "every": EVERY_S,
        "time": moments.time_of_day(page.now, page.viewer.cycle, page.viewer.words, seconds=True),
        "chips": chips(question, path),
        "clear_url": BoardQuestion(team=question.team, queue=question.queue, by=question.by).address(path),
    }
    if not look.is_wall:
        wall_url = question.address(path, more=())
        context |= {
            "fields": fields(question),
            "groups": [
                Choice(word, question.address(path, by=by, more=()), question.by == by)
                for by, word in (("team", _("By team")), ("queue", _("By queue")))
            ]
            if not question.queue
            else [],
            "wall": Action(_("Wall"), "board", url=f"{wall_url}{'&' if '?' in wall_url else '?'}wall=1"),
            "by": question.by,
        }
    else:
        context["leave_url"] = question.address(path)
    return render(
        request,
        "milestones/board/wall.html" if look.is_wall else "milestones/board/board.html",
        context,
        status=200 if drawn.is_there else 404,
    )


@require_safe
@for_roles("agent", "manager", "administrator", "auditor")
def board_live(request: HttpRequest) -> HttpResponse:
    """The live part alone, or 304 where the asker has it."""
    page = page_of(request)
    question = _question(request)
    look = Look.of(page.viewer, is_wall=_is_wall(request))
    seen = look_at(question, page.at)
    etag = etag_of(seen, look, page.at)
    told = {"ETag": etag, "X-At": str(page.at_ms), "Cache-Control": "private, no-cache"}
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers=told)
    return HttpResponse(drawing_of(question, seen, look, page.at).inside, headers=told)


def _question(request: HttpRequest) -> BoardQuestion:
    return read_question({name: request.GET.getlist(name) for name in request.GET})


def _is_wall(request: HttpRequest) -> bool:
    return request.GET.get("wall") == "1"
