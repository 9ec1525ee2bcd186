"""Choosing another entitlement that covers the case, or looking again which one applies."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from milestones.pages.case.case_file import CaseFile, open_case_file
from milestones.pages.case.coverage_card import VALID
from milestones.pages.case.deeds.actor import actor_of
from milestones.pages.case.deeds.shape import REFUSALS, Question, ask, done, refuse
from milestones.pages.case.found import found_or_404
from milestones.pages.case.rights import ACTING, may_choose_cover
from milestones.services.coverage import choose_coverage, cover_again
from sla_admin.shared.errors import Conflict
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles

AGAIN = "again"


class CoverForm(forms.Form):
    """Another candidate with a reason, or a fresh look at all of them."""

    entitlement = forms.ChoiceField(label=gettext_lazy("What covers it"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Needed where you choose one yourself; it is kept with the case."),
    )

    def __init__(self, file: CaseFile, data: Any = None) -> None:
        super().__init__(data, initial={"entitlement": AGAIN})
        names = file.names.entitlements
        choices = [(AGAIN, _("Look again, with the entitlements there are now"))]
        for each in file.case.coverage_candidates:
            number = each["entitlement"]
            if each["result"] in VALID and number != file.case.entitlement_id:
                named = names.get(number)
                said = f"{named.name}, {named.tier}" if named is not None else str(number)
                choices.append((str(number), said))
        self.fields["entitlement"].choices = choices  # type: ignore[attr-defined]  # a choice field has choices

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("entitlement", AGAIN) != AGAIN and not given.get("reason", "").strip():
            self.add_error("reason", _("Say why this one covers the case; others will ask."))
        return given


@require_http_methods(["GET", "HEAD", "POST"])
@found_or_404
@for_roles(*ACTING)
def cover(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the case another cover. For those who have the right to choose."""
    page = page_of(request)
    if not may_choose_cover(request, page):
        raise PermissionDenied
    file = open_case_file(pk, page.at)
    question = Question(
        file.case,
        _("Choose other cover?"),
        _("Clocks that run keep their target and hours; later ones use the new promise."),
        _("Change the cover"),
        _("Leave it as it is"),
        "shield",
    )
    form = CoverForm(file, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return ask(request, question, form, 400 if request.method == "POST" else 200)
    chosen, actor = form.cleaned_data["entitlement"], actor_of(request)
    try:
        if chosen == AGAIN:
            turn = cover_again([pk], at=page.at, actor=actor)
            if pk in turn.quarantined:
                return refuse(request, question, form, Conflict(turn.quarantined[pk]))
            return done(request, pk, _("Cover was decided again."))
        choose_coverage(pk, int(chosen), reason=form.cleaned_data["reason"], actor=actor, at=page.at)
    except REFUSALS as error:
        return refuse(request, question, form, error)
    return done(request, pk, _("The cover is changed."))
