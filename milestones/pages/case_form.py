"""The form of a case that is opened here."""

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milestones.models.case import LOCAL
from milestones.pages.lists.filter_form import CHANNEL_WORDS, account_of
from milestones.selectors.vocabulary import Vocabulary
from milestones.services.case_request import CaseRequest, CommentText

SALT = "milestones.new_case"


class CaseForm(forms.Form):
    """`number` was drawn when the form was shown, signed: the same form sent twice is one case."""

    subject = forms.CharField(
        label=gettext_lazy("Subject"),
        max_length=500,
        error_messages={"required": gettext_lazy("Say in a line what the case is about.")},
    )
    account = forms.CharField(
        label=gettext_lazy("Account"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("By its account a case finds its promise; without one, no clock runs."),
    )
    channel = forms.ChoiceField(label=gettext_lazy("Came in by"), choices=list(CHANNEL_WORDS.items()))
    priority = forms.CharField(label=gettext_lazy("Priority"), required=False, max_length=64)
    status = forms.CharField(label=gettext_lazy("Status"), required=False, max_length=64)
    queue = forms.ChoiceField(label=gettext_lazy("Queue"), required=False)
    owner = forms.ChoiceField(label=gettext_lazy("Owner"), required=False)
    description = forms.CharField(
        label=gettext_lazy("What the customer says"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    number = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, words: Vocabulary, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        queues = self.fields["queue"]
        owners = self.fields["owner"]
        if isinstance(queues, forms.ChoiceField) and isinstance(owners, forms.ChoiceField):
            queues.choices = [("", _("No queue")), *words.queues]
            owners.choices = [("", _("Nobody yet")), *((str(each.id), each.name) for each in words.people)]
        for name in ("account", "priority", "status"):
            self.fields[name].widget.attrs |= {"list": f"known-{name}", "autocomplete": "off"}

    def clean_account(self) -> str:
        """A name that is no account's is refused: the case would run without a clock."""
        name: str = self.cleaned_data["account"].strip()
        if name and account_of(name) is None:
            raise forms.ValidationError(_("There is no account of this name. Choose one from the list."))
        return name

    def clean_number(self) -> str:
        try:
            return str(signing.loads(self.cleaned_data["number"], salt=SALT))
        except signing.BadSignature as error:
            raise forms.ValidationError(_("This form was damaged on its way. Send it again.")) from error

    def request(self, actor: str) -> CaseRequest:
        """What is told of the case. The form is valid."""
        given = self.cleaned_data
        account = account_of(given["account"]) if given["account"] else None
        fields: dict[str, Any] = {
            "subject": given["subject"],
            "channel": given["channel"],
            "priority": given["priority"],
            "status": given["status"],
            "queue": given["queue"],
            "owner": int(given["owner"]) if given["owner"] else None,
            "account": account.pk if account else None,
        }
        text = given["description"].strip()
        return CaseRequest(
            source=LOCAL,
            external_id=given["number"],
            event_id="opened here",
            actor=actor,
            fields={name: value for name, value in fields.items() if value not in (None, "")},
            comment=CommentText(kind="customer", body=text) if text else None,
        )


def sealed_number(number: str) -> str:
    """The number as the form carries it."""
    return signing.dumps(number, salt=SALT)
