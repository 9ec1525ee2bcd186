"""`/workload/`: who holds how much, and what of it needs a look."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from milestones.models import Team
from milestones.selectors.board.question import DUE, NOBODY, BoardQuestion
from milestones.selectors.workload import Load, TeamLoad, workload
from sla_admin.shared.display import durations
from sla_admin.shared.templatetags.parts.moving import Choice
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles

ACTING = frozenset({"agent", "manager", "administrator"})


@require_safe
@for_roles("agent", "manager", "administrator", "auditor")
def workload_page(request: HttpRequest) -> HttpResponse:
    """Every team's people; `?team=` one team's."""
    page = page_of(request)
    asked = request.GET.get("team", "")
    team_id = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
    teams, nobody = workload(page.at, team_id)
    may_act = bool(page.viewer.roles & ACTING)
    path = reverse("workload")
    context = {
        "crumbs": [(_("Workload"), "")],
        "teams": [_team(team, may_act=may_act) for team in teams],
        "nobody": ngettext(
            "%(number)s open case without an owner", "%(number)s open cases without an owner", nobody.cases
        )
        % {"number": durations.count(nobody.cases)}
        if nobody.cases
        else "",
        "nobody_url": BoardQuestion(owner=(NOBODY,)).address(reverse("board")),
        "choices": [
            Choice(_("All teams"), path, team_id is None),
            *(
                Choice(name, f"{path}?team={pk}", pk == team_id)
                for pk, name in Team.objects.values_list("pk", "name")
            ),
        ],
        "subtitle": _(
            "Open cases and clocks by person. Who has most past target comes first, then who has most due "
            "before the team's day ends."
        ),
    }
    return render(request, "milestones/workload/workload.html", context)


def _team(team: TeamLoad, *, may_act: bool) -> dict[str, Any]:
    cases = sum(each.cases for each in team.people)
    return {
        "name": team.name or _("In no team"),
        "id": f"team-{team.team_id or 0}",
        "fact": ngettext("%(cases)s open case", "%(cases)s open cases", cases)
        % {"cases": durations.count(cases)}
        + ngettext(", %(people)s person", ", %(people)s people", len(team.people))
        % {"people": len(team.people)},
        "people": [_person(each, team.heaviest, may_act=may_act) for each in team.people],
    }


def _person(load: Load, heaviest: int, *, may_act: bool) -> dict[str, Any]:
    path = reverse("board")

    def cell(value: int, state: str) -> dict[str, str]:
        asked = BoardQuestion(owner=(load.username,), state=(state,) if state else ())
        return {"text": durations.count(value), "url": asked.address(path) if value else ""}

    return {
        "name": load.name,
        "load": load,
        "whole": max(heaviest, 1),
        "said": _("%(clocks)s open clocks on %(cases)s cases") % {"clocks": load.clocks, "cases": load.cases},
        "cases": cell(load.cases, ""),
        "violated": cell(load.violated, "violated"),
        "at_risk": cell(load.at_risk, "at_risk"),
        "due": cell(load.due, DUE),
        "paused": cell(load.paused, "paused"),
        "reassign_url": reverse("workload-reassign", args=[load.user_id]) if may_act and load.cases else "",
    }
