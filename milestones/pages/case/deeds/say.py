"""Saying something on a case: a reply to the customer, a note among colleagues, what the customer said."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from milestones.clock.event import Command
from milestones.models.case import LOCAL
from milestones.models.comment import CUSTOMER, INTERNAL, PUBLIC
from milestones.pages.case.case_file import CaseFile, open_case_file
from milestones.pages.case.conversation import (
    consequences,
    conversation_of,
    met_by,
    names_of_clocks,
)
from milestones.pages.case.deeds.actor import actor_of
from milestones.pages.case.deeds.shape import FRAGMENT, REFUSALS, done, put_on, with_quarantine
from milestones.pages.case.deeds.when import WhenField
from milestones.pages.case.found import found_or_404
from milestones.pages.case.head import closed_by
from milestones.pages.case.rights import ACTING
from milestones.pages.case.telling import Telling
from milestones.services.accepted import accepted
from milestones.services.case_request import CaseRequest, CommentText
from milestones.services.record import record
from sla_admin.shared.api.instants import as_instant
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles

KINDS = [
    (PUBLIC, gettext_lazy("Public reply")),
    (INTERNAL, gettext_lazy("Internal note")),
    (CUSTOMER, gettext_lazy("Customer’s message")),
]
SENT = {
    PUBLIC: gettext_lazy("The reply is on the case."),
    INTERNAL: gettext_lazy("The note is on the case."),
    CUSTOMER: gettext_lazy("The customer’s message is on the case."),
}


class SayForm(forms.Form):
    """A message. `seen` is how many events the page had when it was drawn, `was_closed` whether the case was
    closed then; `anyway` sends in spite of what happened since."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Who reads it"), choices=KINDS, initial=PUBLIC, widget=forms.RadioSelect
    )
    body = forms.CharField(
        label=gettext_lazy("Message"),
        max_length=100_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "id": "reply-body"}),
        error_messages={"required": gettext_lazy("Write something before you send it.")},
    )
    complete = forms.MultipleChoiceField(
        label=gettext_lazy("Complete with it"), required=False, widget=forms.CheckboxSelectMultiple
    )
    occurred_at = WhenField(
        label=gettext_lazy("When it was said"),
        help_text=gettext_lazy(
            "Leave it blank for now. Clocks count by when it was said, not by when we heard of it."
        ),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    was_closed = forms.BooleanField(required=False, widget=forms.HiddenInput)
    anyway = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, file: CaseFile, data: Any = None) -> None:
        initial = {
            "seen": file.case.engine_state.event_number,
            "was_closed": file.is_closed,
            "kind": PUBLIC,
        }
        super().__init__(data, initial=initial, auto_id="reply-%s")
        by_itself = {each.row.definition for each in met_by(file, PUBLIC)}
        self.fields["complete"].choices = [  # type: ignore[attr-defined]  # a choice field has choices
            (each.row.definition, _("Complete %(milestone)s with this reply") % {"milestone": each.now.name})
            for each in file.open
            if each.row.definition not in by_itself
        ]

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        if not body.strip():
            raise forms.ValidationError(self.fields["body"].error_messages["required"])
        return body.strip()


@require_http_methods(["GET", "HEAD", "POST"])
@found_or_404
@for_roles(*ACTING)
def say(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a message on the case; it may complete clocks, by itself and by hand, in one event."""
    page = page_of(request)
    file = open_case_file(pk, page.at)
    if request.method != "POST":
        return _composer(request, file, SayForm(file))
    form = SayForm(file, request.POST)
    if not form.is_valid():
        return _composer(request, file, form, 400)
    given = form.cleaned_data
    news = "" if given["anyway"] else _meanwhile(file, given, Telling.of(page))
    if news:
        form.add_error(None, news)
        return _composer(request, file, form, 409, ask_anyway=True)
    meets = met_by(file, given["kind"]) if given["occurred_at"] is None else []
    try:
        (recorded,) = record([_request(file, given, actor_of(request), request)], at=page.at)
        accepted(recorded)
    except REFUSALS as error:
        put_on(form, error)
        return _composer(request, file, form, 400)
    completed = [each for each in file.open if each.row.definition in given["complete"]]
    said = str(SENT[given["kind"]])
    if meets or completed:
        known = {"clocks": names_of_clocks([*meets, *completed])}
        said += " " + _("%(clocks)s: met.") % known
    answer = done(request, pk, with_quarantine(said, recorded))
    if request.headers.get(FRAGMENT):
        fresh = _composer(request, open_case_file(pk, page.at), None)
        answer.content = fresh.content
    return answer


def _request(file: CaseFile, given: dict[str, Any], actor: str, request: HttpRequest) -> CaseRequest:
    case = file.case
    author = request.user.get_full_name() or request.user.get_username()  # type: ignore[union-attr]  # guarded: a user
    if given["kind"] == CUSTOMER:
        author = str(case.contact or "")
    return CaseRequest(
        source=case.source,
        external_id=case.external_id,
        must_exist=True,
        event_source=LOCAL,
        occurred_at=given["occurred_at"],
        actor=actor,
        comment=CommentText(given["kind"], given["body"], author[:200]),
        commands=tuple(
            Command("complete", milestone=key, reason=_("Completed with a message"))
            for key in given["complete"]
        ),
    )


def _meanwhile(file: CaseFile, given: dict[str, Any], telling: Telling) -> str:
    """What happened while the message was written that its writer should know before it is sent."""
    if file.is_closed and not given["was_closed"]:
        known = {
            "name": closed_by(file) or _("somebody"),
            "moment": telling.moment(as_instant(file.case.closed_at or file.case.opened_at)),
        }
        return _("%(name)s closed the case at %(moment)s, while you were writing.") % known
    seen = given["seen"]
    if seen is None:
        return ""
    later = [told for told in file.told if told.number > seen and told.comment is not None]
    if not later:
        return ""
    last = conversation_of(file, whole=True).messages
    newest = next(each for each in reversed(last) if later[-1].comment and each.id == later[-1].comment.pk)
    known = {"name": newest.author, "moment": telling.moment(newest.at)}
    return _("%(name)s wrote at %(moment)s, while you were writing. Read that first.") % known


def _composer(
    request: HttpRequest,
    file: CaseFile,
    form: SayForm | None,
    status: int = 200,
    *,
    ask_anyway: bool = False,
) -> HttpResponse:
    """The composer alone for the open page, or a page of its own with the last messages."""
    shown = form if form is not None else SayForm(file)
    context = {
        "case": file.case,
        "file": file,
        "form": shown,
        "meets": consequences(file),
        "ask_anyway": ask_anyway,
        "conversation": conversation_of(file),
        "may_act": True,
        "crumbs": [(file.case.external_id, reverse("case", args=[file.case.pk])), (_("Reply"), "")],
    }
    template = (
        "milestones/case/composer.html" if request.headers.get(FRAGMENT) else "milestones/case/say.html"
    )
    return render(request, template, context, status=status)
