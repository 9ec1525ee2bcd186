"""`/cases/new/`: a case that begins here, not in another system."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from milestones.pages.addresses import case_address
from milestones.pages.case_form import CaseForm, sealed_number
from milestones.pages.lists.asking import ACTING
from milestones.pages.lists.context import account_names
from milestones.selectors.vocabulary import Vocabulary, vocabulary
from milestones.services.case_request import Recorded
from milestones.services.local_numbers import next_local_number
from milestones.services.record import record
from sla_admin.shared.viewing.actors import actor_of_person
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ACTING)
def case_new(request: HttpRequest) -> HttpResponseBase:
    """The form; sent, the case with its coverage and its clocks."""
    page = page_of(request)
    words = vocabulary()
    if request.method != "POST":
        told = {name: request.GET.get(name, "") for name in ("subject", "account") if name in request.GET}
        initial = {"number": sealed_number(next_local_number()), "status": first_status(words), **told}
        return _show(request, CaseForm(initial=initial, words=words), words)
    form = CaseForm(request.POST, words=words)
    if form.is_valid():
        answer = record([form.request(actor_of_person(page.viewer.user_id))], at=page.at)[0]
        if answer.status != "refused":
            _tell(request, answer, form.cleaned_data["number"])
            return redirect(case_address(answer.case_id or 0))
        for field, reason in answer.problems:
            name = field.removeprefix("fields.").replace("comment.body", "description")
            form.add_error(name if name in form.fields else None, reason)
    if "number" in form.errors:
        form = _numbered_anew(form, request, words)
    return _show(request, form, words, status=400)


def _numbered_anew(form: CaseForm, request: HttpRequest, words: Vocabulary) -> CaseForm:
    """The form as it was typed, with a number that holds: the one it came with was damaged."""
    given = request.POST.copy()
    given["number"] = sealed_number(next_local_number())
    again = CaseForm(given, words=words)
    again.add_error(None, form.errors["number"][0])
    return again


def first_status(words: Vocabulary) -> str:
    """What a new case is called here: as other open cases write it."""
    written = {word.casefold(): word for word in words.statuses}
    return written.get("new") or written.get("open") or "new"


def _tell(request: HttpRequest, answer: Recorded, number: str) -> None:
    if answer.status == "duplicate":
        messages.info(
            request, _("%(number)s was opened before: this form was sent twice.") % {"number": number}
        )
    elif answer.quarantined:
        text = _("%(number)s is opened, but its clocks cannot be computed: %(reason)s")
        messages.warning(request, text % {"number": number, "reason": answer.quarantined})
    else:
        messages.success(request, _("%(number)s is opened.") % {"number": number})


def _show(request: HttpRequest, form: CaseForm, words: Vocabulary, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "words": words,
        "accounts": account_names(),
        "crumbs": [(_("Cases"), reverse("cases")), (_("New case"), "")],
    }
    return render(request, "milestones/queue/new_case.html", context, status=status)
