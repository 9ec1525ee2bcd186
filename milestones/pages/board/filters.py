"""The filters of a board: what can be chosen, and what is chosen, as chips that can be taken away."""

from typing import NamedTuple

from django.core.cache import cache
from django.db.models import Count
from django.utils.translation import gettext as _

from entitlements.models import Account, MilestoneType, SupportTier
from milestones.models import OpenCase, Queue, Team
from milestones.models.open_case import STANDINGS
from milestones.selectors.board.question import DUE, GAP, NOBODY, BoardQuestion
from sla_admin.shared.templatetags.parts.glyphs import status_word

REMEMBERED_S = 60
"""Choices change by the week; counting open cases for them on every page would be waste."""
MOST = 200
"""Accounts and owners offered: those with the most open cases."""

Pairs = list[tuple[str, str]]


class Choices(NamedTuple):
    """Values with their words, for each part of the form."""

    teams: Pairs
    queues: Pairs
    tiers: Pairs
    types: Pairs
    priorities: Pairs
    owners: Pairs
    accounts: Pairs


class Field(NamedTuple):
    """A select of the form: its name, its label, what it offers, what is chosen."""

    name: str
    label: str
    choices: Pairs
    chosen: str


class Chip(NamedTuple):
    """A filter that holds, and the address without it."""

    text: str
    url: str


def choices() -> Choices:
    """What can be chosen now; eight small queries, remembered for a minute."""
    found: Choices | None = cache.get("board-choices")
    if found is None:
        found = _read()
        cache.set("board-choices", found, REMEMBERED_S)
    return found


def _read() -> Choices:
    cases = OpenCase.objects.order_by()
    by_account = cases.exclude(account=None).values("account").annotate(total=Count("pk"))
    accounts = [row["account"] for row in by_account.order_by("-total", "account")[:MOST]]
    by_owner = (
        cases.exclude(owner=None)
        .values("owner__username", "owner__first_name", "owner__last_name")
        .annotate(total=Count("pk"))
        .order_by("-total", "owner__username")[:MOST]
    )
    owners = [
        (row["owner__username"], f"{row['owner__first_name']} {row['owner__last_name']}".strip())
        for row in by_owner
    ]
    words = {word for word in cases.values_list("priority", flat=True).distinct() if word}
    return Choices(
        teams=[(str(pk), name) for pk, name in Team.objects.values_list("pk", "name")],
        queues=list(Queue.objects.values_list("key", "name")),
        tiers=list(SupportTier.objects.values_list("key", "name")),
        types=list(MilestoneType.objects.order_by("name").values_list("key", "name")),
        priorities=[(word, word) for word in sorted(words)],
        owners=sorted(((key, name or key) for key, name in owners), key=lambda pair: pair[1]),
        accounts=[
            (str(pk), name)
            for pk, name in Account.objects.filter(pk__in=accounts).order_by("name").values_list("pk", "name")
        ],
    )


def state_words() -> Pairs:
    """States that can be asked for."""
    special = [(DUE, _("Due before close")), (GAP, _("Coverage gap"))]
    return [(word, str(status_word(word))) for word in STANDINGS] + special


def fields(question: BoardQuestion) -> list[Field]:
    """The form, with what holds now chosen."""
    offered = choices()

    def first(values: tuple[object, ...]) -> str:
        return str(values[0]) if values else ""

    return [
        Field("team", _("Team"), offered.teams, "" if question.team is None else str(question.team)),
        Field("queue", _("Queue"), offered.queues, question.queue),
        Field("state", _("State"), state_words(), first(question.state)),
        Field("priority", _("Priority"), offered.priorities, first(question.priority)),
        Field("tier", _("Tier"), offered.tiers, first(question.tier)),
        Field("type", _("Next target"), offered.types, first(question.type)),
        Field("owner", _("Owner"), [(NOBODY, _("Nobody")), *offered.owners], first(question.owner)),
        Field("account", _("Account"), offered.accounts, first(question.account)),
    ]


def chips(question: BoardQuestion, path: str) -> list[Chip]:
    """The filters that hold, in the order of the form."""
    offered = choices()
    told = {
        "state": (_("State"), dict(state_words())),
        "priority": (_("Priority"), {}),
        "tier": (_("Tier"), dict(offered.tiers)),
        "type": (_("Next target"), dict(offered.types)),
        "owner": (_("Owner"), {**dict(offered.owners), NOBODY: _("Nobody")}),
        "account": (_("Account"), dict(offered.accounts)),
    }
    return [
        Chip(
            f"{label}: {words.get(str(value), _account_name(name, value))}",
            question.without(name, value).address(path),
        )
        for name, (label, words) in told.items()
        for value in getattr(question, name)
    ]


def _account_name(name: str, value: object) -> str:
    if name == "account":
        return Account.objects.filter(pk=int(str(value))).values_list("name", flat=True).first() or str(value)
    return str(value)
