"""How a deed asks, and what it answers: the question, its consequence, the form, what was done."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from milestones.models import Case
from milestones.services.case_request import Recorded
from sla_admin.shared.errors import Conflict, InvalidInput, NotAllowed

FRAGMENT = "X-Fragment"


@dataclass(frozen=True)
class Question:
    """A deed as it is asked for: `title` is a question, `claim` its consequence, `word` what the button does,
    `keep` what the other one leaves as it is; `notes` are sentences below the fields."""

    case: Case
    title: str
    claim: str
    word: str
    keep: str
    icon: str = ""
    notes: tuple[str, ...] = field(default_factory=tuple)


def ask(request: HttpRequest, question: Question, form: BaseForm | None, status: int = 200) -> HttpResponse:
    """The deed's page, or its content for the dialog."""
    template = (
        "milestones/case/deed_form.html" if request.headers.get(FRAGMENT) else "milestones/case/deed.html"
    )
    context = {
        "question": question,
        "form": form,
        "case": question.case,
        "crumbs": [
            (question.case.external_id, reverse("case", args=[question.case.pk])),
            (question.word, ""),
        ],
    }
    return render(request, template, context, status=status)


def refuse(request: HttpRequest, question: Question, form: Any, error: Exception) -> HttpResponse:
    """The form again, with what was refused where it belongs; nothing typed is lost."""
    put_on(form, error)
    return ask(request, question, form, 409 if isinstance(error, Conflict) else 400)


def put_on(form: Any, error: Exception) -> None:
    """Put a refusal of a service on the form: at its field where there is one."""
    if isinstance(error, InvalidInput):
        for path, reason in error.problems:
            name = path.rsplit(".", 1)[-1]
            known = {"body": "body", "at": "occurred_at"}.get(name, name)
            form.add_error(known if known in form.fields else None, reason)
    else:
        form.add_error(None, str(error))


REFUSALS = (InvalidInput, Conflict, NotAllowed)


def done(request: HttpRequest, case_id: int, sentence: str, *, undo: str = "") -> HttpResponse:
    """What was done, said in a toast; `undo` is the id of the event that can be taken back.

    The case page stays open and asks for what is new; without a script it is opened again.
    """
    if not request.headers.get(FRAGMENT):
        messages.success(request, sentence)
        return HttpResponseRedirect(reverse("case", args=[case_id]))
    answer = HttpResponse('<div id="deed"></div>')
    answer["X-Toast"] = quote(sentence)
    if undo:
        answer["X-Toast-Undo"] = quote(f"{reverse('case-undo', args=[case_id])}?event={quote(undo)}")
    return answer


def with_quarantine(sentence: str, recorded: Recorded) -> str:
    """The sentence, or that it was kept although the case had to be set aside."""
    if not recorded.quarantined:
        return sentence
    return _("It is recorded, but the case was set aside: %(reason)s") % {"reason": recorded.quarantined}
