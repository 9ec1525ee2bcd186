"""`/cases/<id>/`: the page of a case."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from milestones.models.case import COVERED
from milestones.pages.case.alerts import alerts_cards, ask_alerts
from milestones.pages.case.case_file import CaseFile, open_case_file
from milestones.pages.case.clock_cards import clocks_of_case
from milestones.pages.case.conversation import consequences, conversation_of
from milestones.pages.case.coverage_card import coverage_card
from milestones.pages.case.deeds.say import SayForm
from milestones.pages.case.found import found_or_404
from milestones.pages.case.head import head_of
from milestones.pages.case.rights import LOOKING, may_act, may_choose_cover
from milestones.pages.case.telling import Telling
from milestones.pages.case.timeline_chart import drawing_of
from milestones.pages.case.timeline_table import history_of
from milestones.pages.case.version import version_of
from sla_admin.shared.viewing.addresses import address
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles
from sla_admin.shared.viewing.page import Page


@require_safe
@found_or_404
@for_roles(*LOOKING)
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one case. `?history=all` and `?messages=all` show what is left out at first."""
    page = page_of(request)
    file = open_case_file(pk, page.at)
    context = page_context(file, page, request)
    if may_act(page):
        context["form"] = SayForm(file)
    return render(request, "milestones/case.html", context)


def page_context(file: CaseFile, page: Page, request: HttpRequest) -> dict[str, Any]:
    """What the page and its live parts are drawn from."""
    telling = Telling.of(page)
    acts = may_act(page)
    whole = request.GET.get("told") == "all"
    asked = ask_alerts(file, whole=whole)
    clocks = clocks_of_case(file, telling, may_act=acts)
    return {
        "file": file,
        "case": file.case,
        "may_act": acts,
        "may_choose_cover": _offers_cover(file, request, page),
        "crumbs": _crumbs(file, page),
        "clocks": clocks,
        "head": head_of(file, clocks, telling, may_act=acts),
        "history": history_of(file, telling, whole=request.GET.get("history") == "all"),
        "drawing": drawing_of(file, telling),
        "conversation": conversation_of(file, whole=request.GET.get("messages") == "all"),
        "meets": consequences(file),
        "coverage": coverage_card(file, telling),
        "alerts": alerts_cards(file, asked, telling),
        "version": version_of(file.case, page.at, asked.told.version),
    }


def _offers_cover(file: CaseFile, request: HttpRequest, page: Page) -> bool:
    """Agents are asked for their right only where cover is in question."""
    is_in_question = file.case.coverage_outcome != COVERED
    return bool(page.viewer.roles & {"manager", "administrator"}) or (
        is_in_question and may_choose_cover(request, page)
    )


def _crumbs(file: CaseFile, page: Page) -> list[tuple[str, str]]:
    """Agents come from their queue, everybody else from the list of cases."""
    trail = (
        (_("My queue"), address("queue")) if "agent" in page.viewer.roles else (_("Cases"), address("cases"))
    )
    return [trail, (file.case.external_id, "")]
