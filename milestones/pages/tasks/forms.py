"""What people fill in about tasks. Due instants are offered as closings of business days."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from entitlements.pages.local_moment import LocalMomentField
from milestones.models import Case
from milestones.selectors.actors import person_name
from milestones.selectors.due_offers import due_offers
from milestones.selectors.tasks import holders
from sla_admin.shared.display.moments import full_moment, local
from sla_admin.shared.errors import InvalidInput
from sla_admin.shared.viewing.page import Page

OTHER = "other"
"""The choice that means: the moment in the field beside."""

_LATEST = 2**52


def _everybody() -> list[Any]:
    found = holders()
    people = [(f"user:{user.pk}", person_name(user)) for user in found.people]
    queues = [(f"queue:{queue.pk}", queue.name) for queue in found.queues]
    return [("", "–"), (_("People"), people), (_("Queues"), queues)]


class HolderField(forms.ChoiceField):
    """A person (`user:5`) or a queue (`queue:3`), asked for whenever a form is made."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=_everybody, **options)


def holder(chosen: str) -> dict[str, Any]:
    """The choice as the services take it."""
    kind, _colon, number = chosen.partition(":")
    found = int(number) if number else None
    return {
        "assignee": found if kind == "user" else None,
        "queue": found if kind == "queue" else None,
    }


class DueFields(forms.Form):
    """The due instant: one of the offers, or a moment of one's own in the viewer's zone."""

    due = forms.ChoiceField(label=gettext_lazy("Due"))
    due_on = LocalMomentField(
        label=gettext_lazy("Another time"),
        required=False,
        help_text=gettext_lazy("Only where another time is chosen above; in your time zone."),
    )

    def __init__(self, *args: Any, page: Page, case: Case | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.page = page
        viewer = page.viewer
        offers = due_offers(case, page.at, viewer.user_id, viewer.zone.key)
        words = (
            (offers.today, _("today’s close, %(time)s")),
            (offers.next_open_day, _("next open day, %(time)s")),
        )
        choices = [
            (str(at), pattern % {"time": full_moment(at, page.at, viewer.zone, viewer.cycle, viewer.words)})
            for at, pattern in words
            if at is not None and at > page.at
        ]
        sent = self.data.get(self.add_prefix("due"), "") if self.is_bound else ""
        if sent.isdecimal() and sent not in dict(choices) and int(sent) <= _LATEST:
            # What was offered on a page that has grown old is still what was meant.
            choices.append((sent, full_moment(int(sent), page.at, viewer.zone, viewer.cycle, viewer.words)))
        field = self.fields["due"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [*choices, (OTHER, _("another time"))]
            if offers.hours:
                field.help_text = _("%(hours)s hours") % {"hours": offers.hours}
        self.fields["due_on"].widget.attrs["min"] = local(page.at, viewer.zone).strftime("%Y-%m-%dT%H:%M")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("due") == OTHER and "due_on" in given:
            if given["due_on"] is None:
                self.add_error("due_on", _("Say when it must be done."))
            else:
                given["due_at"] = given["due_on"]
        elif given.get("due", OTHER) != OTHER:
            given["due_at"] = int(given["due"])
        if "due_at" in given and given["due_at"] <= self.page.at:
            field = "due_on" if given["due"] == OTHER else "due"
            self.add_error(field, _("This moment has passed. Choose a later one."))
        return given


class TaskForm(DueFields):
    """A new task."""

    subject = forms.CharField(label=gettext_lazy("What is to be done"), max_length=200)
    text = forms.CharField(
        label=gettext_lazy("Details"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    who = HolderField(label=gettext_lazy("For"))

    field_order = ("subject", "who", "due", "due_on", "text")


class GiveForm(forms.Form):
    """To whom a task goes."""

    who = HolderField(label=gettext_lazy("Give it to"))
    note = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=500)


class ChangeForm(DueFields):
    """What can be changed of an open task: its words and its due instant."""

    KEEP = "keep"

    subject = forms.CharField(label=gettext_lazy("What is to be done"), max_length=200)
    text = forms.CharField(
        label=gettext_lazy("Details"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    field_order = ("subject", "due", "due_on", "text")

    def __init__(self, *args: Any, due_at: int, **options: Any) -> None:
        super().__init__(*args, **options)
        viewer, at = self.page.viewer, self.page.at
        now = full_moment(due_at, at, viewer.zone, viewer.cycle, viewer.words)
        field: Any = self.fields["due"]
        offered = [choice for choice in field.choices if choice[0] != str(due_at)]
        field.choices = [(self.KEEP, _("as it is, %(time)s") % {"time": now}), *offered]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("due") == self.KEEP:
            return self.cleaned_data
        return super().clean()


def show_refusal(form: forms.Form, refused: InvalidInput, names: Mapping[str, str] | None = None) -> None:
    """Put each reason at its field, or on top of the form where it has none."""
    for name, reason in refused.problems:
        shown = (names or {}).get(name, name)
        form.add_error(shown if shown in form.fields else None, reason)
