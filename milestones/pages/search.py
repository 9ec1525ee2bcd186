"""`/search/`: cases by number, subject, account, contact or text of attributes; results while one types."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from milestones.engine.plan import PinnedPlan
from milestones.models import Case
from milestones.pages.addresses import case_address, list_address
from milestones.pages.lists.asking import ACTING, asked_by
from milestones.pages.lists.faces import Hours
from milestones.pages.lists.rows import queue_row
from milestones.selectors.case_filter import CaseFilter
from milestones.selectors.case_rows import case_rows
from milestones.selectors.search import LONGEST, best_first, searched
from sla_admin.shared.viewing.for_roles import for_roles

SHOWN = 30


@require_safe
@for_roles(*ACTING, "auditor")
def search(request: HttpRequest) -> HttpResponseBase:
    """What is found for `q`. Its very number, sent as a whole page, leads to the case itself."""
    asked = asked_by(request)
    text = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST]
    is_fragment = request.headers.get("X-Fragment") == "results"
    ids = _found(text)
    plan = PinnedPlan()
    hours = Hours(plan, asked.page.at)
    rows = [
        queue_row(row, asked.page, plan, hours, may_act=False)
        for row in case_rows(ids[:SHOWN], asked.page.at, plan)
    ]
    if not is_fragment and [row.number.casefold() for row in rows] == [text.casefold()]:
        return redirect(case_address(rows[0].id))
    answer = render(
        request,
        "milestones/queue/search_results.html" if is_fragment else "milestones/queue/search.html",
        {
            "crumbs": [(_("Search"), "")],
            "asked": asked,
            "query": text,
            "rows": rows,
            "hours": hours.said,
            "more_url": list_address(CaseFilter(state="any", text=text)) if len(ids) > SHOWN else "",
        },
    )
    patch_vary_headers(answer, ["X-Fragment"])
    return answer


def _found(text: str) -> list[int]:
    """The best cases, one more than is shown."""
    if not text:
        return []
    cases = best_first(searched(Case.objects.all(), text), text)
    return list(cases.values_list("pk", flat=True)[: SHOWN + 1])
