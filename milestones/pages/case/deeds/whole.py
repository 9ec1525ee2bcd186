"""Pausing and resuming a case as a whole."""

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from milestones.clock.event import Command
from milestones.pages.case.case_file import CaseFile, Standing, open_case_file
from milestones.pages.case.conversation import names_of_clocks
from milestones.pages.case.deeds.actor import actor_of
from milestones.pages.case.deeds.clocks import ResumeForm
from milestones.pages.case.deeds.pause_form import PauseForm
from milestones.pages.case.deeds.shape import REFUSALS, Question, ask, done, refuse, with_quarantine
from milestones.pages.case.found import found_or_404
from milestones.pages.case.rights import ACTING
from milestones.services.accepted import accepted
from milestones.services.commands import Deed, command_case
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles


@require_http_methods(["GET", "HEAD", "POST"])
@found_or_404
@for_roles(*ACTING)
def pause_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Let every clock of the case stand still that may."""
    file = open_case_file(pk, page_of(request).at)
    question = Question(
        file.case,
        _("Pause this case?"),
        _which_pause(file),
        _("Pause the case"),
        _("Keep it running"),
        "pause",
    )
    form = PauseForm(request.POST or None, record_type=file.case.record_type)
    if request.method != "POST" or not form.is_valid():
        return ask(request, question, form, 400 if request.method == "POST" else 200)
    return _do(request, question, form, form.command(), _("The case is paused."))


@require_http_methods(["GET", "HEAD", "POST"])
@found_or_404
@for_roles(*ACTING)
def resume_case(request: HttpRequest, pk: int) -> HttpResponse:
    """End every pause of the whole case by hand."""
    file = open_case_file(pk, page_of(request).at)
    question = Question(
        file.case,
        _("Resume this case?"),
        _("Its clocks go on with what they have left, unless something else holds them."),
        _("Resume the case"),
        _("Leave it paused"),
        "play",
    )
    form = ResumeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return ask(request, question, form, 400 if request.method == "POST" else 200)
    command = Command("resume", reason=form.cleaned_data["reason"])
    return _do(request, question, form, command, _("The case goes on."))


def _which_pause(file: CaseFile) -> str:
    """Which clocks stand still, and which go on all the same."""
    stand: list[Standing] = []
    go: list[Standing] = []
    for each in file.open:
        process = file.plan.process(each.row.process_version_id)
        pausable = process.by_key[each.row.definition].definition.pausable and not each.clock.pause_spent
        (stand if pausable else go).append(each)
    if not stand:
        return _("None of its clocks may be paused.")
    said = _("%(clocks)s: still until it is resumed.") % {"clocks": names_of_clocks(stand)}
    if go:
        said += " " + _("%(clocks)s: may not be paused, and goes on.") % {"clocks": names_of_clocks(go)}
    return said


def _do(
    request: HttpRequest, question: Question, form: forms.Form, command: Command, said: str
) -> HttpResponse:
    deed = Deed(command=command, actor=actor_of(request))
    try:
        with transaction.atomic():
            recorded = accepted(command_case(question.case.pk, deed, page_of(request).at))
    except REFUSALS as error:
        return refuse(request, question, form, error)
    return done(request, question.case.pk, with_quarantine(said, recorded), undo=recorded.event_id)
