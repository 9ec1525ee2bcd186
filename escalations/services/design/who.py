"""Who the targets of a matrix are now. People come and go without any configuration changing."""

from collections.abc import Iterable
from typing import NamedTuple

from django.contrib.auth.models import User

from escalations.matrix.rows import Entry
from escalations.models import WebhookEndpoint
from escalations.models.cell_entry import TargetKind
from escalations.selectors.targets import People, Wanted
from escalations.services.design.names import Names
from milestones.models import Queue, Team

NOBODY = "nobody: it falls back to the next in the chain"
NO_END = "nobody: every chain ends nowhere"
MOST_NAMES, SHORT = 12, 2


class Who(NamedTuple):
    """Who a target is now: everybody, and in short."""

    everybody: str
    short: str


def who_now(names: Names) -> dict[str, Who]:
    """By target in words: who that is, in words."""
    entries = {
        names.target(entry): entry
        for pinned in names.configuration.matrices
        for row in pinned.matrix.rows
        for cell in row.cells.values()
        for entry in cell.entries
    }
    entries.pop("", None)
    return {words: _who(entries[words]) for words in sorted(entries, key=str.casefold)}


def _who(entry: Entry) -> Who:
    match entry.target:
        case TargetKind.OWNER:
            return _said("whoever owns the case")
        case TargetKind.TEAM_LEAD:
            return _told(_team_people("lead"))
        case TargetKind.MANAGER:
            return _told(_team_people("manager"))
        case TargetKind.USER:
            return _told(User.objects.filter(pk=entry.reference))
        case TargetKind.QUEUE:
            return _queue(entry.reference)
        case TargetKind.ENDPOINT:
            endpoint = WebhookEndpoint.objects.filter(pk=entry.reference, is_active=True).first()
            return _said(NOBODY if endpoint is None else endpoint.host)
        case _:
            return _said(entry.reference or NOBODY)


def _queue(reference: str) -> Who:
    if not reference:
        return _said("whoever works the queue the case is in")
    queue = Queue.objects.filter(pk=reference).first()
    if queue is None:
        return _said(NOBODY)
    return _said(queue.email) if queue.email else _told(queue.members.all())


def _team_people(place: str) -> Iterable[User]:
    held = Team.objects.filter(**{f"{place}__isnull": False}).values(place)
    return User.objects.filter(pk__in=held)


def administrators_now() -> Who:
    """The end of every chain: those who administer."""
    users = [each.user for each in People([]).resolve(Wanted(0, "administrators", reach="person"))]
    return _told(User.objects.filter(pk__in=[user for user in users if user is not None]), NO_END)


def _said(words: str) -> Who:
    return Who(words, words)


def _told(users: Iterable[User], nobody: str = NOBODY) -> Who:
    found = sorted(
        {
            (each.get_full_name() or each.get_username()) + ("" if each.is_active else " (no longer active)")
            for each in users
        }
    )
    if not found:
        return _said(nobody)
    more = f" and {len(found) - MOST_NAMES} more" if len(found) > MOST_NAMES else ""
    everybody = ", ".join(found[:MOST_NAMES]) + more
    return Who(everybody, everybody if len(found) <= SHORT else f"{found[0]} and {len(found) - 1} more")
