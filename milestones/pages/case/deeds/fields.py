"""Deeds that change fields of a case: priority and status, owner and queue, closing, opening again."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from milestones.models import Agent, Case, Queue
from milestones.models.case import LOCAL
from milestones.models.comment import INTERNAL
from milestones.pages.case.case_file import CaseFile, Standing, open_case_file
from milestones.pages.case.conversation import names_of_clocks
from milestones.pages.case.deeds.actor import actor_of
from milestones.pages.case.deeds.shape import REFUSALS, Question, ask, done, refuse, with_quarantine
from milestones.pages.case.found import found_or_404
from milestones.pages.case.head import closed_by
from milestones.pages.case.rights import ACTING
from milestones.pages.case.statuses import classes_of, known_priorities, known_statuses
from milestones.pages.case.telling import Telling
from milestones.services.accepted import accepted
from milestones.services.case_request import CaseRequest, CommentText
from milestones.services.record import record
from sla_admin.shared.api.instants import as_instant
from sla_admin.shared.errors import Conflict
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles

Choices = list[Any]

SIGNALS = {"status": "status_changed", "priority": "priority_changed", "owner": "owner_changed"}
"""What criteria can wait for, beside the field itself."""


class FieldsForm(forms.Form):
    """Fields with other values. `was_<field>` is the value the form was drawn with: where somebody else has
    changed it meanwhile, the form says so instead of overwriting."""

    def __init__(self, file: CaseFile, now: dict[str, str], data: Any = None) -> None:
        super().__init__(data, initial={**now, **{f"was_{name}": value for name, value in now.items()}})
        self.file = file
        self.now = now
        for name in now:
            self.fields[f"was_{name}"] = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name, value in self.now.items():
            if name in self.fields and given.get(f"was_{name}", "") != value:
                shown = dict(_flat(getattr(self.fields[name], "choices", ()))).get(value, value) or _(
                    "nobody"
                )
                self.stale = True
                self.add_error(
                    name,
                    _("Somebody changed this to “%(value)s” meanwhile. Choose again.") % {"value": shown},
                )
        if self.errors:
            # What is sent next is compared with what holds now.
            again = QueryDict(mutable=True)
            again.update(
                {**dict(self.data.items()), **{f"was_{name}": value for name, value in self.now.items()}}
            )
            self.data = again
        return given

    stale = False

    @property
    def changed(self) -> dict[str, str]:
        """The fields whose values differ from what holds."""
        return {
            name: self.cleaned_data[name]
            for name, value in self.now.items()
            if name in self.cleaned_data and self.cleaned_data[name] != value
        }


class ChangeForm(FieldsForm):
    """Priority and status."""

    priority = forms.ChoiceField(label=gettext_lazy("Priority"), required=False)
    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        required=False,
        help_text=gettext_lazy("A status may pause clocks, or end the case: the groups say which."),
    )

    def __init__(self, file: CaseFile, data: Any = None) -> None:
        super().__init__(file, {"priority": file.case.priority, "status": file.case.status}, data)
        self.fields["priority"].choices = _with_none(  # type: ignore[attr-defined]  # a choice field has choices
            [(each, each) for each in known_priorities(file)], file.case.priority
        )
        self.fields["status"].choices = _with_none(_status_choices(file), file.case.status)  # type: ignore[attr-defined]  # as above


class AssignForm(FieldsForm):
    """Owner and queue."""

    owner = forms.ChoiceField(label=gettext_lazy("Owner"), required=False)
    queue = forms.ChoiceField(label=gettext_lazy("Queue"), required=False)

    def __init__(self, file: CaseFile, data: Any = None) -> None:
        case = file.case
        now = {
            "owner": str(case.owner_id or ""),
            "queue": "" if case.queue is None else case.queue.key,
        }
        super().__init__(file, now, data)
        self.fields["owner"].choices = _owners(case)  # type: ignore[attr-defined]  # a choice field has choices
        self.fields["queue"].choices = [  # type: ignore[attr-defined]  # as above
            ("", _("No queue")),
            *Queue.objects.values_list("key", "name"),
        ]


class CloseForm(FieldsForm):
    """Closing: the status that says how the case ended, and a note for colleagues."""

    status = forms.ChoiceField(label=gettext_lazy("How it ended"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=gettext_lazy("Note for colleagues"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("You may leave it blank."),
    )

    def __init__(self, file: CaseFile, data: Any = None) -> None:
        classes = classes_of(file)
        first = next(iter(classes.closed), "closed")
        super().__init__(file, {"status": file.case.status}, data)
        self.initial["status"] = first
        self.fields["status"].choices = [  # type: ignore[attr-defined]  # a choice field has choices
            *((each, _capital(each)) for each in classes.closed),
            *(
                (each, _("%(word)s: no milestone of it counts") % {"word": _capital(each)})
                for each in classes.spam
            ),
        ]


class ReopenForm(FieldsForm):
    """Opening again."""

    status = forms.ChoiceField(label=gettext_lazy("Status"))

    def __init__(self, file: CaseFile, data: Any = None) -> None:
        super().__init__(file, {"status": file.case.status}, data)
        statuses = known_statuses(file)
        self.initial["status"] = statuses["open"][0]
        self.fields["status"].choices = [  # type: ignore[attr-defined]  # a choice field has choices
            (each, _capital(each)) for each in (*statuses["open"], *statuses["stopped"])
        ]


@require_http_methods(["GET", "HEAD", "POST"])
@found_or_404
@for_roles(*ACTING)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the case another priority or status."""
    file = open_case_file(pk, page_of(request).at)
    claim = (
        _("Another priority re-times %(clocks)s: time used stays used.")
        % {"clocks": names_of_clocks(file.open)}
        if file.open
        else _("No clock is open, so none moves.")
    )
    question = Question(
        file.case,
        _("Change priority or status?"),
        claim,
        _("Change the case"),
        _("Leave it as it is"),
        "pencil",
    )
    form = ChangeForm(file, request.POST or None)
    return _fields_deed(request, file, question, form, _said)


@require_http_methods(["GET", "HEAD", "POST"])
@found_or_404
@for_roles(*ACTING)
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the case to somebody else, or to another queue."""
    file = open_case_file(pk, page_of(request).at)
    question = Question(
        file.case,
        _("Reassign this case?"),
        _("Clocks go on as they are. Who is told from now on follows the new owner."),
        _("Reassign the case"),
        _("Leave it"),
        "swap",
    )
    form = AssignForm(file, request.POST or None)
    return _fields_deed(request, file, question, form, _said)


@require_http_methods(["GET", "HEAD", "POST"])
@found_or_404
@for_roles(*ACTING)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the case."""
    file = open_case_file(pk, page_of(request).at)
    question = Question(
        file.case,
        _("Close this case?"),
        _close_claim(file),
        _("Close the case"),
        _("Keep it open"),
        "check",
    )
    form = CloseForm(file, request.POST or None)
    if request.method == "POST" and file.is_closed:
        form.is_valid()
        return refuse(request, question, form, Conflict(_already_closed(file, Telling.of(page_of(request)))))
    return _fields_deed(request, file, question, form, lambda _file, _changed: _("The case is closed."))


@require_http_methods(["GET", "HEAD", "POST"])
@found_or_404
@for_roles(*ACTING)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed case again."""
    file = open_case_file(pk, page_of(request).at)
    question = Question(
        file.case,
        _("Open this case again?"),
        _reopen_claim(file),
        _("Re-open the case"),
        _("Leave it closed"),
        "undo",
    )
    form = ReopenForm(file, request.POST or None)
    if request.method == "POST" and not file.is_closed:
        form.is_valid()
        return refuse(request, question, form, Conflict(_("The case is open already.")))
    return _fields_deed(request, file, question, form, lambda _file, _changed: _("The case is open again."))


def _fields_deed(
    request: HttpRequest, file: CaseFile, question: Question, form: FieldsForm, said: Any
) -> HttpResponse:
    if request.method != "POST" or not form.is_valid():
        status = 200 if request.method != "POST" else 409 if form.stale else 400
        return ask(request, question, form, status)
    changed = form.changed
    if not changed:
        form.add_error(None, _("Nothing was changed: choose another value."))
        return ask(request, question, form, 400)
    at = page_of(request).at
    try:
        (recorded,) = record([_request(file, changed, form, request)], at=at)
        accepted(recorded)
    except REFUSALS as error:
        return refuse(request, question, form, error)
    has_note = bool(form.cleaned_data.get("note", "").strip())
    sentence = with_quarantine(said(file, _shown(form, changed)), recorded)
    return done(request, file.case.pk, sentence, undo="" if has_note else recorded.event_id)


def _request(file: CaseFile, changed: dict[str, str], form: FieldsForm, request: HttpRequest) -> CaseRequest:
    note = form.cleaned_data.get("note", "").strip()
    author = request.user.get_full_name() or request.user.get_username()  # type: ignore[union-attr]  # guarded: a user
    return CaseRequest(
        source=file.case.source,
        external_id=file.case.external_id,
        must_exist=True,
        event_source=LOCAL,
        actor=actor_of(request),
        fields={name: _value(name, value) for name, value in changed.items()},
        signals=tuple(SIGNALS[name] for name in changed if name in SIGNALS),
        comment=CommentText(INTERNAL, note, author[:200]) if note else None,
    )


def _value(name: str, written: str) -> Any:
    if not written:
        return None
    return int(written) if name == "owner" else written


def _said(file: CaseFile, shown: dict[str, str]) -> str:
    labels = {"priority": _("Priority"), "status": _("Status"), "owner": _("Owner"), "queue": _("Queue")}
    return " ".join(
        _("%(field)s is now %(value)s.") % {"field": labels.get(name, name), "value": value or _("empty")}
        for name, value in shown.items()
    )


def _shown(form: FieldsForm, changed: dict[str, str]) -> dict[str, str]:
    """The values as people read them."""
    return {
        name: dict(_flat(getattr(form.fields[name], "choices", ()))).get(value, value)
        for name, value in changed.items()
    }


def _flat(choices: Iterable[Any]) -> Iterable[tuple[str, str]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from ((str(each), str(word)) for each, word in label)
        else:
            yield str(value), str(label)


def _with_none(choices: Choices, now: str) -> Choices:
    """With an empty choice only where nothing is set now."""
    return choices if now else [("", "–"), *choices]


def _status_choices(file: CaseFile) -> Choices:
    titles = {
        "open": _("Open: clocks count"),
        "stopped": _("Waiting: clocks that may pause do so"),
        "closed": _("Closed: the case ends"),
        "spam": _("Spam or duplicate: the case ends, nothing counts"),
    }
    return [
        (titles[name], [(each, each) for each in members])
        for name, members in known_statuses(file).items()
        if members
    ]


def _owners(case: Case) -> Choices:
    groups: dict[str, list[tuple[str, str]]] = {}
    for agent in (
        Agent.objects.filter(user__is_active=True)
        .select_related("user", "team")
        .order_by("team__name", "user__first_name", "user__username")
    ):
        team = agent.team.name if agent.team is not None else _("Without a team")
        groups.setdefault(team, []).append((str(agent.user_id), str(agent)))
    known = {number for members in groups.values() for number, _name in members}
    choices: Choices = [("", _("Nobody"))]
    if case.owner is not None and str(case.owner_id) not in known:
        name = case.owner.get_full_name() or case.owner.get_username()
        choices.append((str(case.owner_id), name))
    return [*choices, *groups.items()]


def _close_claim(file: CaseFile) -> str:
    if not file.open:
        return _("No clock is open.")
    met: list[Standing] = []
    canceled: list[Standing] = []
    for each in file.open:
        process = file.plan.process(each.row.process_version_id)
        completion = process.by_key[each.row.definition].completion
        status = next(iter(classes_of(file).closed), "closed")
        fields = {**(file.state.fields if file.state is not None else {}), "status": status}
        is_met = completion is not None and completion.holds(fields, {"status_changed"})
        (met if is_met else canceled).append(each)
    parts = []
    if met:
        parts.append(_("Closing meets %(clocks)s.") % {"clocks": names_of_clocks(met)})
    if canceled:
        parts.append(_("%(clocks)s: canceled by it.") % {"clocks": names_of_clocks(canceled)})
    return " ".join(parts)


def _reopen_claim(file: CaseFile) -> str:
    if file.state is None or file.state.version is None:
        return _("It has no clock, so none begins.")
    if file.plan.process(file.state.version).process.reopen == "new_cycle":
        return _("Its process starts afresh: a new cycle of clocks begins now.")
    return _("Clocks that the closing ended go on with what they had left.")


def _already_closed(file: CaseFile, telling: Telling) -> str:
    known = {
        "name": closed_by(file) or _("Somebody"),
        "moment": telling.moment(as_instant(file.case.closed_at or file.case.opened_at)),
    }
    return _("%(name)s was first and closed it at %(moment)s. Nothing was done twice.") % known


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
