"""`/workload/<person>/reassign/`: some of a person's open cases go to somebody else."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from entitlements.business_time.instants import to_instant
from milestones.models import Agent, OpenCase
from milestones.selectors.actors import actor_of_user
from milestones.services.reassign import MOST, reassign
from sla_admin.shared.display import durations
from sla_admin.shared.errors import InvalidInput
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles("agent", "manager", "administrator")
def workload_reassign(request: HttpRequest, pk: int) -> HttpResponse:
    """The person's most urgent open cases to choose from, and to whom they go."""
    page = page_of(request)
    person = get_user_model().objects.filter(pk=pk).first()
    if person is None:
        raise Http404
    errors: dict[str, str] = {}
    if request.method == "POST":
        chosen = [int(each) for each in request.POST.getlist("case") if each.isascii() and each.isdigit()]
        to = request.POST.get("to", "")
        try:
            if not to:
                raise InvalidInput.of("to", _("Choose who takes them."))
            went, staying = reassign(
                chosen, holder=pk, to=to, actor=actor_of_user(page.viewer.user_id), at=page.at
            )
        except InvalidInput as refusal:
            errors = dict(refusal.problems)
        else:
            messages.success(request, _went(went, to, staying))
            return HttpResponseRedirect(reverse("workload"))
    cases = list(
        OpenCase.objects.filter(owner=pk)
        .select_related("case", "account")
        .order_by("rank", "due_at", "case")[:MOST]
    )
    total = OpenCase.objects.filter(owner=pk).count()
    name = person.get_full_name() or person.get_username()
    context: dict[str, Any] = {
        "crumbs": [(_("Workload"), reverse("workload")), (_("Reassign"), "")],
        "name": name,
        "rows": [_row(each) for each in cases],
        "chosen": set(request.POST.getlist("case")),
        "people": _people(pk),
        "to": request.POST.get("to", ""),
        "errors": errors,
        "subtitle": ngettext("%(number)s open case.", "%(number)s open cases, the most urgent first.", total)
        % {"number": durations.count(total)}
        + (_(" The first %(most)s are shown.") % {"most": MOST} if total > MOST else ""),
    }
    return render(request, "milestones/workload/reassign.html", context, status=400 if errors else 200)


def _row(row: OpenCase) -> dict[str, Any]:
    return {
        "id": str(row.case_id),
        "number": row.case.external_id,
        "subject": row.case.subject,
        "account": row.account.name if row.account is not None else "",
        "priority": row.priority,
        "status": row.standing,
        "due": None if row.due_at is None else to_instant(row.due_at),
    }


def _people(without: int) -> list[tuple[str, list[tuple[str, str]]]]:
    """Agents to choose from, by team; each with what they hold stands on the page of workload."""
    found: dict[str, list[tuple[str, str]]] = {}
    agents = Agent.objects.filter(user__is_active=True).exclude(user=without)
    for agent in agents.select_related("user", "team").order_by("team__name", "user__first_name"):
        team = agent.team.name if agent.team is not None else _("In no team")
        found.setdefault(team, []).append((agent.user.get_username(), str(agent)))
    return list(found.items())


def _went(went: int, to: str, staying: list[str]) -> str:
    taker = get_user_model().objects.filter(username=to).first()
    name = (taker.get_full_name() or to) if taker is not None else to
    said = ngettext("%(number)s case given to %(name)s.", "%(number)s cases given to %(name)s.", went) % {
        "number": went,
        "name": name,
    }
    if staying:
        said += " " + _("Not given, since somebody else has them now: %(cases)s.") % {
            "cases": ", ".join(staying[:5]) + ("…" if len(staying) > 5 else "")
        }
    return said
