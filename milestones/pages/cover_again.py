"""`/setup/cover-again/<account>/`: open cases of an account, decided afresh once the promises are others."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from entitlements.models import Account, Entitlement
from milestones.models import Case
from milestones.pages.addresses import case_address
from milestones.services.recovering import Change, RecoverOrder, preview_recover, start_recover
from sla_admin.shared.errors import InvalidInput, Refusal
from sla_admin.shared.viewing.actors import actor_of_person
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles

SHOWN = 200
"""So many changes stand on the page; the run reports each."""


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A case whose promise would be another, in words."""

    number: str
    subject: str
    url: str
    before: str
    after: str
    starts: tuple[str, ...]
    violated: int
    trouble: str


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_roles("administrator")
def cover_again(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Which cases would get which promise, and what would start; sent, a run does it."""
    account = Account.objects.filter(pk=pk).first()
    if account is None:
        raise Http404
    page = page_of(request)
    chosen_too = bool((request.POST or request.GET).get("chosen_too"))
    order = RecoverOrder(account=pk, chosen_too=chosen_too)
    reason = request.POST.get("reason", "")
    if request.method != "POST":
        return _show(request, account, order)
    try:
        run = start_recover(order, actor=actor_of_person(page.viewer.user_id), at=page.at, reason=reason)
    except Refusal as refused:
        status = 400 if isinstance(refused, InvalidInput) else 409
        said = _("Say why: the reason is kept with the run.") if not reason.strip() else str(refused)
        return _show(request, account, order, refusal=said, status=status)
    messages.success(request, _("The cases are being covered again."))
    return redirect("run", run.pk)


def _show(
    request: HttpRequest, account: Account, order: RecoverOrder, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    preview = preview_recover(order, at=page_of(request).at)
    return render(
        request,
        "milestones/cover_again.html",
        {
            "crumbs": [(_("Entitlements"), reverse("setup-entitlements")), (_("Cover open cases"), "")],
            "account": account,
            "preview": preview,
            "changes": _shown(preview.changes[:SHOWN]),
            "more": max(0, len(preview.changes) - SHOWN),
            "chosen_too": order.chosen_too,
            "refusal": refusal,
            "reason": request.POST.get("reason", ""),
        },
        status=status,
    )


def _shown(changes: list[Change]) -> list[ShownChange]:
    cases = Case.objects.in_bulk([each.case_id for each in changes])
    numbers = {number for each in changes for number in (each.before, each.after) if number is not None}
    names = dict(Entitlement.objects.filter(pk__in=numbers).values_list("pk", "name"))

    def promise(number: int | None, outcome: str) -> str:
        if number is not None:
            return names[number]
        return _("nothing (%(why)s)") % {"why": outcome.replace("_", " ")} if outcome else _("nothing")

    return [
        ShownChange(
            number=cases[each.case_id].external_id,
            subject=cases[each.case_id].subject,
            url=case_address(each.case_id),
            before=promise(each.before, each.outcome_before),
            after=promise(each.after, each.outcome_after),
            starts=tuple(
                effect.milestone.replace("_", " ") for effect in each.effects if effect.fate == "started"
            ),
            violated=sum(effect.is_newly_violated for effect in each.effects),
            trouble=each.trouble,
        )
        for each in changes
    ]
