"""The form in which people narrow a list of cases. Its fields are the parameters of the question."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from entitlements.models import Account
from milestones.clock.standing import NO_CLOCK, STANDINGS
from milestones.models.case import CHANNELS, COVERAGE_OUTCOMES
from milestones.selectors.case_filter import NOBODY, NONE, CaseFilter
from milestones.selectors.vocabulary import Vocabulary
from sla_admin.shared.display.status import status_of

OUTCOMES: dict[str, str | Promise] = {
    "covered": gettext_lazy("Covered"),
    "ambiguous": gettext_lazy("Ambiguous"),
    "no_entitlement": gettext_lazy("No entitlement"),
    "expired": gettext_lazy("Expired"),
    "not_started": gettext_lazy("Not started"),
    "channel_not_covered": gettext_lazy("Channel not covered"),
    "incidents_exhausted": gettext_lazy("Incidents exhausted"),
}
CHANNEL_WORDS: dict[str, str | Promise] = {
    "phone": gettext_lazy("Phone"),
    "web": gettext_lazy("Web"),
    "email": gettext_lazy("E-mail"),
    "chat": gettext_lazy("Chat"),
    "api": gettext_lazy("API"),
}
STATES: dict[str, str | Promise] = {
    "open": gettext_lazy("Open"),
    "closed": gettext_lazy("Closed"),
    "any": gettext_lazy("Open and closed"),
}
DUES: dict[str, str | Promise] = {
    "past": gettext_lazy("Past target"),
    "before_close": gettext_lazy("Before the close"),
}


FIXED: dict[str, tuple[str, ...]] = {
    "mine": ("state", "owner"),
    "team": ("state",),
    "unassigned": ("state", "owner"),
}
"""What a queue decides by itself is no field of its filter."""


class FilterForm(forms.Form):
    """Every field may stay empty. What was asked stands in it again."""

    state = forms.ChoiceField(label=gettext_lazy("Cases"), required=False, choices=list(STATES.items()))
    text = forms.CharField(label=gettext_lazy("Text"), required=False, max_length=200)
    due = forms.ChoiceField(label=gettext_lazy("Target"), required=False)
    standing = forms.MultipleChoiceField(label=gettext_lazy("Standing"), required=False)
    priority = forms.MultipleChoiceField(label=gettext_lazy("Priority"), required=False)
    status = forms.MultipleChoiceField(label=gettext_lazy("Status"), required=False)
    tier = forms.MultipleChoiceField(label=gettext_lazy("Tier"), required=False)
    coverage_outcome = forms.MultipleChoiceField(label=gettext_lazy("Coverage"), required=False)
    channel = forms.MultipleChoiceField(label=gettext_lazy("Channel"), required=False)
    queue = forms.ChoiceField(label=gettext_lazy("Queue"), required=False)
    owner = forms.ChoiceField(label=gettext_lazy("Owner"), required=False)
    account_name = forms.CharField(label=gettext_lazy("Account"), required=False, max_length=200)
    opened_from = forms.DateField(
        label=gettext_lazy("Opened from"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    opened_to = forms.DateField(
        label=gettext_lazy("Opened to"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, question: CaseFilter, words: Vocabulary, account: str = "", **kwargs: Any) -> None:
        told = question.as_parameters()
        initial = {
            "state": question.state,
            "text": question.text,
            "due": question.due or "",
            "queue": (*question.queue, "")[0],
            "owner": (*question.owner, "")[0],
            "account_name": account,
            "opened_from": question.opened_from and question.opened_from.isoformat(),
            "opened_to": question.opened_to and question.opened_to.isoformat(),
        }
        super().__init__(initial=told | initial, auto_id="filter_%s", **kwargs)
        if question.scope in FIXED:
            for name in FIXED[question.scope]:
                del self.fields[name]
        self.fields["account_name"].widget.attrs["list"] = "accounts"
        nothing = [("", _("Any"))]
        self._offer("due", [*nothing, *DUES.items()])
        self._offer("standing", [(key, _(status_of(key).word)) for key in (*STANDINGS, NO_CLOCK)])
        self._offer("priority", _words(words.priorities, question.priority))
        self._offer("status", _words(words.statuses, question.status))
        self._offer("tier", words.tiers)
        self._offer("coverage_outcome", [(key, OUTCOMES[key]) for key in COVERAGE_OUTCOMES])
        self._offer("channel", [(key, CHANNEL_WORDS[key]) for key in CHANNELS])
        self._offer("queue", [*nothing, (NONE, pgettext("queue", "None")), *words.queues])
        people = [(person.username, person.name) for person in words.people]
        self._offer("owner", [*nothing, (NOBODY, _("Nobody")), *people])

    @property
    def few(self) -> list[forms.BoundField]:
        """Fields of a single value."""
        fields = ("text", "state", "due", "queue", "owner", "account_name", "opened_from", "opened_to")
        return [self[name] for name in fields if name in self.fields]

    @property
    def many(self) -> list[forms.BoundField]:
        """Fields of which several values can be ticked, those that offer any."""
        fields = ("standing", "priority", "status", "tier", "coverage_outcome", "channel")
        return [self[name] for name in fields if self._choices(name)]

    def _choices(self, name: str) -> Any:
        field = self.fields[name]
        return field.widget.choices if isinstance(field.widget, forms.CheckboxSelectMultiple) else []

    def _offer(self, name: str, choices: Any) -> None:
        field = self.fields.get(name)
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices)
        if isinstance(field, forms.MultipleChoiceField):
            field.widget = forms.CheckboxSelectMultiple(choices=list(choices))


def account_of(name: str) -> Account | None:
    """The one account of that name or external id, without regard to case; None where none or several."""
    found = list(Account.objects.filter(external_id__iexact=name)[:2]) or list(
        Account.objects.filter(name__iexact=name)[:2]
    )
    return found[0] if len(found) == 1 else None


def _words(known: list[str], chosen: tuple[str, ...]) -> list[tuple[str, str]]:
    """Words in use, and those asked for though nothing open has them."""
    return [(word, word) for word in sorted({*known, *chosen})]
