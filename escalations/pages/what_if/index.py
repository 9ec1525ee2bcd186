"""`/setup/what-if/`: every what-if, and the form that starts one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from entitlements.business_time.instants import to_instant
from escalations.models import WhatIf
from escalations.pages.what_if.form import WhatIfForm
from escalations.pages.what_if.words import choice_words
from escalations.selectors.what_ifs import what_ifs_of
from escalations.services.what_if.figures import Figures, read_figures
from escalations.services.what_if.order import read_order
from escalations.services.what_if.run import remove_what_if, start_what_if
from milestones.pages.case.telling import Telling
from milestones.pages.lists.context import account_names
from milestones.selectors.vocabulary import vocabulary
from sla_admin.shared.errors import InvalidInput, NotFound, Refusal
from sla_admin.shared.viewing.actors import actor_of_person, names_of
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles

A_PAGE = 30


class ListedWhatIf:
    """A what-if as a line of a list."""

    def __init__(self, row: WhatIf, actor: str, telling: Telling) -> None:
        self.row = row
        self.actor = actor
        self.as_of = to_instant(row.as_of)
        self.choice = ", ".join(choice_words(read_order(row.order), telling))
        self.figures: Figures | None = read_figures(row.summary) if row.is_complete else None
        self.newly_violated = self.figures.clocks("met", "violated") if self.figures else 0
        self.newly_met = self.figures.clocks("violated", "met") if self.figures else 0


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles("manager", "administrator", "auditor")
def what_ifs(request: HttpRequest) -> HttpResponseBase:
    """The list; administrators start one, which leads to its run."""
    page = page_of(request)
    may_start = "administrator" in page.viewer.roles
    if request.method != "POST":
        beginning = {
            "state": "any",
            **{name: value for name, value in request.GET.items() if name != "before"},
        }
        return _show(request, WhatIfForm(initial=beginning) if may_start else None)
    if not may_start:
        raise PermissionDenied
    form = WhatIfForm(request.POST)
    if form.is_valid():
        try:
            started = start_what_if(
                form.order(),
                actor=actor_of_person(page.viewer.user_id),
                at=page.at,
                reason=form.cleaned_data["reason"],
            )
        except InvalidInput as refused:
            for field, reason in refused.problems:
                form.add_error(field if field in form.fields else None, reason)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("run", started.run.pk)
    return _show(request, form, status=400)


@require_POST
@for_roles("administrator")
def what_if_remove(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Throw one away."""
    try:
        remove_what_if(pk)
    except NotFound:
        messages.error(request, _("It was removed already."))
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("setup-what-if-one", pk)
    else:
        messages.success(request, _("The what-if is removed. No case was touched."))
    return redirect("setup-what-if")


def _show(request: HttpRequest, form: WhatIfForm | None, status: int = 200) -> HttpResponse:
    page = page_of(request)
    rows = what_ifs_of()
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit():
        rows = rows.filter(pk__lt=int(before[:18]))
    found = list(rows[: A_PAGE + 1])
    names = names_of(row.actor for row in found)
    telling = Telling.of(page)
    more: dict[str, Any] = {"accounts": account_names(), "words": vocabulary()} if form else {}
    return render(
        request,
        "escalations/what_if/index.html",
        {
            "crumbs": [(_("What-if"), "")],
            "form": form,
            "what_ifs": [ListedWhatIf(row, names[row.actor], telling) for row in found[:A_PAGE]],
            "next_url": f"?before={found[A_PAGE - 1].pk}" if len(found) > A_PAGE else "",
            **more,
        },
        status=status,
    )
