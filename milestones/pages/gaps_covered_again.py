"""`/coverage-gaps/cover-again/`: what deciding the gaps afresh would do, and doing it in the background."""

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from entitlements.models import Account
from milestones.models import Case
from milestones.pages.addresses import case_address
from milestones.pages.coverage_words import outcome_words
from milestones.selectors.actors import actor_of_user
from milestones.services.recovering import RecoverOrder, RecoverPreview, preview_recover, start_recover
from sla_admin.shared.display import durations
from sla_admin.shared.errors import InvalidInput
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles

LOOKED_AT = 300
"""Cases decided for the preview while one waits; it says how many there are in all."""
LISTED = 50


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        help_text=gettext_lazy("Kept with the run, and shown to whoever asks why a case is covered so."),
        error_messages={"required": gettext_lazy("Say why: the reason is kept with the run.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles("manager", "administrator")
def cover_gaps_again(request: HttpRequest) -> HttpResponse:
    """The gaps (`?account=` of one account) decided afresh: first as a preview, then by a run."""
    page = page_of(request)
    account = _account(request)
    order = RecoverOrder(account=None if account is None else account.pk, gaps=True)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            run = start_recover(
                order,
                actor=actor_of_user(page.viewer.user_id),
                at=page.at,
                reason=form.cleaned_data["reason"],
            )
        except InvalidInput as refusal:
            for field, reason in refusal.problems:
                form.add_error("reason" if field == "reason" else None, reason)
        else:
            return HttpResponseRedirect(reverse("run", args=[run.pk]))
    preview = preview_recover(order, at=page.at, most=LOOKED_AT)
    context = {
        "crumbs": [(_("Coverage gaps"), reverse("coverage-gaps")), (_("Cover again"), "")],
        "form": form,
        "is_whole": preview.looked_at == preview.cases,
        "claim": _claim(preview),
        "rows": _rows(preview),
        "account": account,
        "subtitle": _("Each case is decided as of its opening, by the entitlements there are now.")
        + (f" {account.name}." if account is not None else ""),
    }
    return render(
        request, "milestones/coverage_gaps/cover_again.html", context, status=400 if form.errors else 200
    )


def _account(request: HttpRequest) -> Account | None:
    asked = request.POST.get("account") or request.GET.get("account") or ""
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return None
    return Account.objects.filter(pk=int(asked)).first()


def _claim(preview: RecoverPreview) -> str:
    """The consequence first: `3 of 40 cases would find a promise; 5 clocks would begin.`"""
    found = sum(change.after is not None for change in preview.changes)
    said = ngettext(
        "%(found)s of %(cases)s case would find a promise",
        "%(found)s of %(cases)s cases would find a promise",
        preview.looked_at,
    ) % {"found": durations.count(found), "cases": durations.count(preview.looked_at)}
    if preview.started:
        said += ngettext(
            "; %(number)s clock would begin", "; %(number)s clocks would begin", preview.started
        ) % {"number": durations.count(preview.started)}
    if preview.violated:
        said += _(", %(number)s of them violated at once") % {"number": durations.count(preview.violated)}
    said += "."
    if preview.looked_at < preview.cases:
        said += " " + _("Looked at: the first %(seen)s of %(all)s.") % {
            "seen": durations.count(preview.looked_at),
            "all": durations.count(preview.cases),
        }
    return said


def _rows(preview: RecoverPreview) -> list[dict[str, object]]:
    changes = preview.changes[:LISTED]
    cases = Case.objects.in_bulk([change.case_id for change in changes])
    return [
        {
            "url": case_address(change.case_id),
            "number": cases[change.case_id].external_id,
            "subject": cases[change.case_id].subject,
            "before": outcome_words(change.outcome_before).title,
            "after": _("Covered")
            if change.outcome_after == "covered"
            else outcome_words(change.outcome_after).title,
            "starts": sum(effect.fate == "started" for effect in change.effects),
            "violated": sum(effect.is_newly_violated for effect in change.effects),
            "trouble": change.trouble,
        }
        for change in changes
        if change.case_id in cases
    ]
