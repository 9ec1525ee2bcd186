"""Deeds at one clock: completing, pausing, resuming."""

from dataclasses import dataclass

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from milestones.clock.event import Command
from milestones.clock.fact import COMPLETED
from milestones.engine.plan import PinnedPlan
from milestones.models import CaseMilestone, LedgerEntry
from milestones.pages.case.causes import actor_name
from milestones.pages.case.deeds.actor import actor_of
from milestones.pages.case.deeds.pause_form import PauseForm
from milestones.pages.case.deeds.shape import REFUSALS, Question, ask, done, refuse, with_quarantine
from milestones.pages.case.deeds.when import WhenField
from milestones.pages.case.found import found_or_404
from milestones.pages.case.rights import ACTING
from milestones.pages.case.telling import Telling
from milestones.selectors.names import names_of
from milestones.selectors.sla import MilestoneNow, milestones_now
from milestones.services.accepted import accepted
from milestones.services.commands import Deed, command_milestone
from sla_admin.shared.api.instants import as_instant
from sla_admin.shared.errors import Conflict, NotFound
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles

REASON = 500

_DONE = {
    "complete": gettext_lazy("%(milestone)s is completed."),
    "pause": gettext_lazy("%(milestone)s is paused."),
    "resume": gettext_lazy("%(milestone)s goes on."),
}


class CompleteForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=REASON,
        help_text=gettext_lazy("Milestones usually complete themselves, so say why this one is done."),
        error_messages={
            "required": gettext_lazy("Say why it is done. The ledger and the customer’s report show it.")
        },
    )
    occurred_at = WhenField(label=gettext_lazy("When it was done"))


class ResumeForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=REASON,
        required=False,
        help_text=gettext_lazy("You may leave it blank."),
    )


@dataclass(frozen=True)
class Found:
    """The clock a deed is about, as it stands now."""

    row: CaseMilestone
    now: MilestoneNow
    telling: Telling

    @property
    def name(self) -> str:
        return self.now.name


@require_http_methods(["GET", "HEAD", "POST"])
@found_or_404
@for_roles(*ACTING)
def complete(request: HttpRequest, pk: int) -> HttpResponse:
    """Complete a milestone by hand."""
    found = _find(request, pk)
    late = found.row.is_violated
    claim = (
        _("It was due %(due)s, so it will be met late.")
        if late
        else _("It is due %(due)s, so it will be met.")
    )
    question = Question(
        found.row.case,
        _("Complete %(milestone)s?") % {"milestone": found.name},
        claim % {"due": found.telling.moment(as_instant(found.row.target_at))},
        _("Complete %(milestone)s") % {"milestone": found.name},
        _("Leave it open"),
        "check",
    )
    form = CompleteForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return ask(request, question, form, 400 if request.method == "POST" else 200)
    deed = Deed(
        command=Command("complete", reason=form.cleaned_data["reason"]),
        actor=actor_of(request),
        occurred_at=form.cleaned_data["occurred_at"],
    )
    return _do(request, found, question, form, deed)


@require_http_methods(["GET", "HEAD", "POST"])
@found_or_404
@for_roles(*ACTING)
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a clock stand still, with a reason."""
    found = _find(request, pk)
    question = Question(
        found.row.case,
        _("Pause %(milestone)s?") % {"milestone": found.name},
        _pause_claim(found),
        _("Pause %(milestone)s") % {"milestone": found.name},
        _("Keep it running"),
        "pause",
        _pause_notes(found),
    )
    form = PauseForm(request.POST or None, record_type=found.row.case.record_type)
    if request.method != "POST" or not form.is_valid():
        return ask(request, question, form, 400 if request.method == "POST" else 200)
    deed = Deed(
        command=form.command(),
        actor=actor_of(request),
    )
    return _do(request, found, question, form, deed)


@require_http_methods(["GET", "HEAD", "POST"])
@found_or_404
@for_roles(*ACTING)
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """End what was paused by hand at one clock."""
    found = _find(request, pk)
    question = Question(
        found.row.case,
        _("Resume %(milestone)s?") % {"milestone": found.name},
        _("It goes on with %(left)s left.") % {"left": found.telling.amount(max(0, found.now.left))},
        _("Resume %(milestone)s") % {"milestone": found.name},
        _("Leave it paused"),
        "play",
    )
    form = ResumeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return ask(request, question, form, 400 if request.method == "POST" else 200)
    deed = Deed(command=Command("resume", reason=form.cleaned_data["reason"]), actor=actor_of(request))
    return _do(request, found, question, form, deed)


def _find(request: HttpRequest, pk: int) -> Found:
    row = (
        CaseMilestone.objects.select_related("hours", "case__engine_state", "process_version")
        .filter(pk=pk)
        .first()
    )
    if row is None:
        raise NotFound(f"There is no clock {pk}.")
    page = page_of(request)
    return Found(row, milestones_now([row], page.at, PinnedPlan())[0], Telling.of(page))


def _pause_claim(found: Found) -> str:
    row, telling = found.row, found.telling
    known = {
        "used": telling.amount(max(0, found.now.consumed)),
        "budget": telling.budget(row.level, row.budget_days, row.budget_at),
    }
    if row.is_violated:
        return _("Its target has passed and stays where it is; only what comes after it waits.")
    return (
        _("It stands still at %(used)s of %(budget)s. Its target moves by every open minute you pause.")
        % known
    )


def _pause_notes(found: Found) -> tuple[str, ...]:
    version = found.row.process_version_id
    definition = PinnedPlan().process(version).by_key[found.row.definition].definition
    telling = found.telling
    spent = telling.amount(found.now.paused_business)
    if definition.pause_budget:
        allowed = telling.budget(definition.pause_budget)
        return (_("Pauses so far: %(spent)s of %(allowed)s allowed.") % {"spent": spent, "allowed": allowed},)
    if found.now.paused_business:
        return (_("Pauses so far: %(spent)s.") % {"spent": spent},)
    return ()


def _do(request: HttpRequest, found: Found, question: Question, form: forms.Form, deed: Deed) -> HttpResponse:
    at = page_of(request).at
    said = _DONE[deed.command.kind] % {"milestone": found.name}
    try:
        with transaction.atomic():
            recorded = accepted(command_milestone(found.row.pk, deed, at))
    except REFUSALS as error:
        return refuse(request, question, form, _who_was_first(error, found, request))
    return done(request, found.row.case_id, with_quarantine(said, recorded), undo=recorded.event_id)


def _who_was_first(error: Exception, found: Found, request: HttpRequest) -> Exception:
    """A clock that somebody else has closed meanwhile: who, and when. Nothing was done twice."""
    if not isinstance(error, Conflict):
        return error
    row = CaseMilestone.objects.filter(pk=found.row.pk).first()
    if row is None or row.closed_at is None:
        return error
    entry = (
        LedgerEntry.objects.filter(case=row.case_id, clock=row.clock, kind__in=(COMPLETED, "canceled"))
        .order_by("-seq")
        .first()
    )
    actor = entry.actor if entry is not None else ""
    users = names_of([int(actor.removeprefix("user:"))] if actor.startswith("user:") else [], [])
    who = actor_name(actor, users.users)
    known = {
        "name": who,
        "milestone": found.name,
        "moment": found.telling.moment(as_instant(row.closed_at)),
    }
    if row.status != "completed":
        return Conflict(_("%(milestone)s was canceled at %(moment)s: nothing is left to do.") % known)
    if not who:
        return Conflict(_("%(milestone)s was completed at %(moment)s. Nothing was done twice.") % known)
    return Conflict(
        _("%(name)s was first and completed %(milestone)s at %(moment)s. Nothing was done twice.") % known
    )
