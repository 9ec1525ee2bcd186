"""The filters in force, each as a chip that can be removed."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from entitlements.models import Account, Contact, Entitlement
from milestones.pages.addresses import asked
from milestones.pages.lists.filter_form import CHANNEL_WORDS, DUES, OUTCOMES, STATES
from milestones.selectors.case_filter import NOBODY, NONE, CaseFilter
from milestones.selectors.vocabulary import Vocabulary
from sla_admin.shared.display.status import status_of


@dataclass(frozen=True, slots=True)
class Chip:
    """`url` is the same list without it."""

    word: str
    url: str


def chips_of(question: CaseFilter, words: Vocabulary, path: str, *, keep: dict[str, list[str]]) -> list[Chip]:
    """What narrows the list. `keep` are parameters of the page that are no part of the question."""
    parameters = question.as_parameters()
    found = []
    for name, values in parameters.items():
        if name == "scope":
            continue
        for value in values:
            rest = {
                other: [each for each in told if (other, each) != (name, value)]
                for other, told in parameters.items()
                if other != "scope"
            }
            word = _WORDS[name](value, words)
            found.append(Chip(word, asked(path, keep | {k: v for k, v in rest.items() if v})))
    return found


def _named(pairs: list[tuple[str, str]], value: str) -> str:
    return dict(pairs).get(value, value)


def _account(value: str, _words: Vocabulary) -> str:
    name = Account.objects.filter(pk=value).values_list("name", flat=True).first()
    return name or _("account %(number)s") % {"number": value}


def _contact(value: str, _words: Vocabulary) -> str:
    name = Contact.objects.filter(pk=value).values_list("name", flat=True).first()
    return name or _("contact %(number)s") % {"number": value}


def _entitlement(value: str, _words: Vocabulary) -> str:
    name = Entitlement.objects.filter(pk=value).values_list("name", flat=True).first()
    return name or _("entitlement %(number)s") % {"number": value}


def _queue(value: str, words: Vocabulary) -> str:
    if value == NONE:
        return _("in no queue")
    return _("queue %(name)s") % {"name": _named(words.queues, value)}


def _owner(value: str, words: Vocabulary) -> str:
    if value == NOBODY:
        return _("nobody’s")
    return _("of %(name)s") % {"name": _named([(each.username, each.name) for each in words.people], value)}


_WORDS: dict[str, Callable[[str, Vocabulary], str]] = {
    "state": lambda value, _words: str(STATES[value]),
    "text": lambda value, _words: f"“{value}”",
    "due": lambda value, _words: str(DUES[value]),
    "standing": lambda value, _words: _(status_of(value).word),
    "priority": lambda value, _words: value,
    "status": lambda value, _words: _("status %(word)s") % {"word": value},
    "tier": lambda value, words: _named(words.tiers, value),
    "coverage_outcome": lambda value, _words: (
        pgettext("coverage", "coverage: %(word)s") % {"word": OUTCOMES[value]}
    ),
    "channel": lambda value, _words: _("by %(channel)s") % {"channel": CHANNEL_WORDS[value]},
    "record_type": lambda value, _words: _("work orders") if value == "work_order" else _("cases alone"),
    "queue": _queue,
    "owner": _owner,
    "account": _account,
    "contact": _contact,
    "entitlement": _entitlement,
    "opened_from": lambda value, _words: _("opened from %(day)s") % {"day": value},
    "opened_to": lambda value, _words: _("opened to %(day)s") % {"day": value},
}
