"""`/cases/<id>/tasks/`: the tasks of a case, as the card that its page fetches or as a page of their own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from milestones.pages.case.found import found_or_404
from milestones.pages.case.rights import LOOKING
from milestones.pages.tasks.card import tasks_card
from milestones.selectors.case_file import find_case
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles


@require_safe
@found_or_404
@for_roles(*LOOKING)
def case_tasks(request: HttpRequest, pk: int) -> HttpResponse:
    """The card. It is no part of the case page's own answer: what an agent came for is there first."""
    case = find_case(pk)
    is_fragment = bool(request.headers.get("X-Fragment"))
    template = "milestones/tasks/card.html" if is_fragment else "milestones/case/tasks.html"
    context = {
        "case": case,
        "tasks_card": tasks_card(case, page_of(request)),
        "crumbs": [(case.external_id, reverse("case", args=[pk])), (_("Tasks"), "")],
    }
    return render(request, template, context)
