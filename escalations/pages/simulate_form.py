"""The form of an imaginary case: who, what, when, and what happens to it."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from entitlements.models import ProcessVersion
from milestones.clock.event import Command
from milestones.models.case import RECORD_TYPES
from milestones.pages.case.deeds.when import WhenField
from milestones.pages.lists.filter_form import CHANNEL_WORDS, account_of
from milestones.selectors.vocabulary import Vocabulary
from milestones.services.case_request import CaseRequest

SOURCE = "imagined"
WHAT = {
    "": gettext_lazy("Nothing"),
    "public_reply_sent": gettext_lazy("Public reply"),
    "internal_note_added": gettext_lazy("Internal note"),
    "customer_replied": gettext_lazy("Customer replies"),
    "status": gettext_lazy("Status becomes"),
    "priority": gettext_lazy("Priority becomes"),
    "pause": gettext_lazy("Paused, because"),
    "resume": gettext_lazy("Resumed"),
    "complete": gettext_lazy("Completed by hand"),
}
NEEDS_WORDS = {"status", "priority", "pause", "complete"}


class CaseForm(forms.Form):
    """Everything an imaginary case is opened with. It is asked by GET: its address can be sent around."""

    account = forms.CharField(
        label=gettext_lazy("Account"),
        max_length=200,
        error_messages={"required": gettext_lazy("Name the account: by it a case finds its promise.")},
    )
    record_type = forms.ChoiceField(
        label=gettext_lazy("Record"),
        choices=[(each, each.replace("_", " ").capitalize()) for each in RECORD_TYPES],
    )
    channel = forms.ChoiceField(label=gettext_lazy("Came in by"), choices=list(CHANNEL_WORDS.items()))
    priority = forms.CharField(label=gettext_lazy("Priority"), required=False, max_length=64)
    opened_at = WhenField(
        label=gettext_lazy("Opened"), required=True, help_text=gettext_lazy("In your own time zone.")
    )
    queue = forms.ChoiceField(label=gettext_lazy("Queue"), required=False)
    owner = forms.ChoiceField(label=gettext_lazy("Owner"), required=False)
    version = forms.ChoiceField(
        label=gettext_lazy("Process version"),
        required=False,
        help_text=gettext_lazy("A draft can be tried before it is activated."),
    )

    def __init__(self, *args: Any, words: Vocabulary, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {
            "queue": [("", _("No queue")), *words.queues],
            "owner": [("", _("Nobody yet")), *((str(each.id), each.name) for each in words.people)],
            "version": [("", _("The one in force then")), *_versions()],
        }
        for name, choices in offered.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices
        for name in ("account", "priority"):
            self.fields[name].widget.attrs |= {"list": f"known-{name}", "autocomplete": "off"}

    def clean_account(self) -> int:
        account = account_of(self.cleaned_data["account"].strip())
        if account is None:
            raise forms.ValidationError(_("There is no account of this name. Choose one from the list."))
        return account.pk

    def opening(self) -> CaseRequest:
        """What opens the case. The form is valid."""
        given = self.cleaned_data
        fields = {
            "account": given["account"],
            "channel": given["channel"],
            "priority": given["priority"],
            "status": "new",
            "queue": given["queue"],
            "owner": int(given["owner"]) if given["owner"] else None,
        }
        return CaseRequest(
            source=SOURCE,
            external_id="case",
            record_type=given["record_type"],
            opened_at=given["opened_at"],
            fields={name: value for name, value in fields.items() if value not in (None, "")},
        )


class HappeningForm(forms.Form):
    """One thing that happens to it. A row of nothing is nothing."""

    what = forms.ChoiceField(label=gettext_lazy("What happens"), required=False, choices=list(WHAT.items()))
    words = forms.CharField(label=gettext_lazy("To what, or why"), required=False, max_length=200)
    milestone = forms.CharField(label=gettext_lazy("Milestone"), required=False, max_length=64)
    at = WhenField(label=gettext_lazy("When"), help_text="")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        what = given.get("what", "")
        if what and given.get("at") is None and "at" not in self.errors:
            self.add_error("at", _("Say when it happens."))
        if what in NEEDS_WORDS and not given.get("words", "").strip():
            self.add_error("words", _("Say to what it changes, or why."))
        if what == "complete" and not given.get("milestone", "").strip():
            self.add_error("milestone", _("Name the milestone that is completed."))
        return given

    def request(self) -> CaseRequest | None:
        """What is told then; None for a row of nothing. The form is valid."""
        given = self.cleaned_data
        what, words = given.get("what", ""), given.get("words", "").strip()
        if not what:
            return None
        told: dict[str, Any] = {}
        if what in ("status", "priority"):
            told["fields"] = {what: words}
        elif what in ("pause", "resume", "complete"):
            milestone = given["milestone"].strip() or None
            told["commands"] = (Command(what, milestone, reason=words),)
        else:
            told["signals"] = (what,)
        return CaseRequest(
            source=SOURCE, external_id="case", occurred_at=given["at"], must_exist=True, **told
        )


ROWS = 2
MOST_ROWS = 40
Happenings = formset_factory(HappeningForm, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


def _versions() -> Iterator[tuple[str, str]]:
    rows = ProcessVersion.objects.exclude(status="retired").select_related("process")
    for version in rows.order_by("process__name", "-number"):
        yield str(version.pk), f"{version} ({version.get_status_display()})"
