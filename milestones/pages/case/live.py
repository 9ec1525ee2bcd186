"""`/cases/<id>/live/`: what an open case page asks every few seconds."""

import re

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from milestones.clock.fact import COMPLETED, TRIGGER_REACHED, VIOLATED
from milestones.pages.case.case_file import CaseFile, open_case_file
from milestones.pages.case.fact_words import clock_words
from milestones.pages.case.found import found_or_404
from milestones.pages.case.rights import LOOKING
from milestones.pages.case.telling import Telling
from milestones.pages.case.version import of_case
from milestones.pages.case.view import page_context
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles

_SEEN = re.compile(r'(?:W/)?"(\d+)-')


@never_cache
@require_safe
@found_or_404
@for_roles(*LOOKING)
def case_live(request: HttpRequest, pk: int) -> HttpResponse:
    """304 while nothing on the page changed; else its live parts, and for readers what changed."""
    page = page_of(request)
    tag = of_case(pk, page.at)
    known = request.headers.get("If-None-Match", "")
    answer: HttpResponse
    if known.removeprefix("W/") == tag:
        answer = HttpResponseNotModified()
    else:
        file = open_case_file(pk, page.at)
        context = page_context(file, page, request)
        context["announce"] = _announcement(file, known, Telling.of(page))
        answer = render(request, "milestones/case/live.html", context)
        tag = str(context["version"])
    answer["ETag"] = tag
    answer["X-At"] = str(page.at // 1000)
    return answer


def _announcement(file: CaseFile, known: str, telling: Telling) -> str:
    """The last change of state since the page was drawn: "Next Update on CS-1 is at risk, due 17:48"."""
    seen = _SEEN.match(known)
    if seen is None:
        return ""
    since = int(seen[1])
    names = {each.row.definition: each.now.name for each in file.clocks}
    said = ""
    for each in file.facts:
        fact = each.fact
        if each.seq <= since or fact.clock is None:
            continue
        words = {
            "clock": clock_words(fact.clock, names),
            "case": file.case.external_id,
            "due": telling.moment(fact.data.get("target", fact.occurred_at)),
        }
        if fact.kind == VIOLATED:
            said = _("%(clock)s on %(case)s is violated, it was due %(due)s") % words
        elif fact.kind == TRIGGER_REACHED and fact.severity == "warning":
            said = _("%(clock)s on %(case)s is at risk, due %(due)s") % words
        elif fact.kind == COMPLETED:
            late = fact.trigger == "met_late"
            said = (
                _("%(clock)s on %(case)s is met late") if late else _("%(clock)s on %(case)s is met")
            ) % words
    if file.is_closed and not said:
        return ""
    return said
