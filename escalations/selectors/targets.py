"""Whom a delivery reaches: targets resolved to people and addresses, in bulk, with the fall-back chain.

Targets that resolve to nobody fall back along owner → queue → team lead → manager → administrators: onward
from the place that was meant, so that an escalation never sinks back to somebody below it; a named user or an
address begins at the owner. Only where even the administrators cannot be reached are the places before it
tried. Nothing is dropped silently: what resolves to nobody at all is a dead letter with that reason.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from escalations.models.cell_entry import TargetKind
from milestones.models import Agent, Case, Queue, Team

ADMINISTRATORS = "administrators"
ADMINISTRATORS_GROUP = "SLA administrators"
"""Active members of this group, and active superusers, are the last in the chain."""

_CHAIN = (TargetKind.OWNER, TargetKind.QUEUE, TargetKind.TEAM_LEAD, TargetKind.MANAGER, ADMINISTRATORS)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody a target leads to. `meant` is the kind of target of the entry, `found_as` what led here.

    The two differ where nobody held the place that was meant. `zone` is the recipient's own, or blank.
    """

    address: str
    meant: str
    found_as: str
    user: int | None = None
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom an entry means, for one case."""

    case: int
    target: str
    user: int | None = None
    queue: int | None = None
    address: str = ""


class People:
    """Everybody the wanted targets and their fall-backs can lead to, read with a fixed number of queries."""

    def __init__(self, wanted: Sequence[Wanted]) -> None:
        self._cases: dict[int, tuple[int | None, int | None]] = {
            case_id: (owner_id, queue_id)
            for case_id, owner_id, queue_id in Case.objects.filter(
                pk__in={each.case for each in wanted}
            ).values_list("id", "owner_id", "queue_id")
        }
        owners = {owner for owner, _ in self._cases.values() if owner is not None}
        queues = {queue for _, queue in self._cases.values() if queue is not None}
        queues |= {each.queue for each in wanted if each.queue is not None}
        self._agents = {
            agent.user_id: agent for agent in Agent.objects.filter(user__in=owners).select_related("team")
        }
        self._queues = {
            queue.pk: queue for queue in Queue.objects.filter(pk__in=queues).select_related("team")
        }
        self._members: dict[int, list[int]] = {}
        through = Queue.members.through.objects.filter(queue__in=queues).order_by("user_id")
        for queue_id, user_id in through.values_list("queue_id", "user_id"):
            self._members.setdefault(queue_id, []).append(user_id)
        self._reachable = self._read_users(owners | {each.user for each in wanted if each.user is not None})
        self._administrators: list[tuple[int, str]] | None = None

    def resolve(self, wanted: Wanted) -> tuple[Recipient, ...]:
        """Everybody the target reaches now, or the nearest fall-back does; empty if nobody can be reached.

        An address is reached once, however many ways lead to it.
        """
        for place in _path(wanted.target):
            found = self._at(place, wanted)
            if found:
                once: dict[str, Recipient] = {}
                for user, address in found:
                    recipient = Recipient(address, wanted.target, place, user, self._zone(user))
                    once.setdefault(address.casefold(), recipient)
                return tuple(once.values())
        return ()

    def _at(self, place: str, wanted: Wanted) -> list[tuple[int | None, str]]:
        owner, case_queue = self._cases.get(wanted.case, (None, None))
        queue = wanted.queue if place == wanted.target and wanted.queue is not None else case_queue
        match place:
            case TargetKind.ADDRESS:
                return [(None, wanted.address)] if wanted.address else []
            case TargetKind.USER:
                return self._users([wanted.user])
            case TargetKind.OWNER:
                return self._users([owner])
            case TargetKind.QUEUE:
                return self._queue(queue)
            case TargetKind.TEAM_LEAD:
                return self._users([team.lead_id for team in self._teams(owner, queue)])[:1]
            case TargetKind.MANAGER:
                return self._users(self._managers(owner, queue))[:1]
            case _:
                return self._all_administrators()

    def _queue(self, queue_id: int | None) -> list[tuple[int | None, str]]:
        queue = self._queues.get(queue_id) if queue_id is not None else None
        if queue is None:
            return []
        return [(None, queue.email)] if queue.email else self._users(self._members.get(queue.pk, []))

    def _teams(self, owner: int | None, queue_id: int | None) -> list[Team]:
        """The owner's team, then the one that answers for the queue."""
        agent = self._agents.get(owner) if owner is not None else None
        queue = self._queues.get(queue_id) if queue_id is not None else None
        teams = [agent.team if agent else None, queue.team if queue else None]
        return [team for team in teams if team is not None]

    def _managers(self, owner: int | None, queue_id: int | None) -> list[int | None]:
        agent = self._agents.get(owner) if owner is not None else None
        own = agent.manager_id if agent else None
        return [own, *(team.manager_id for team in self._teams(owner, queue_id))]

    def _users(self, ids: Iterable[int | None]) -> list[tuple[int | None, str]]:
        return [(user, self._reachable[user][0]) for user in ids if user in self._reachable]

    def _zone(self, user: int | None) -> str:
        return self._reachable[user][1] if user in self._reachable else ""

    def _read_users(self, named: set[int]) -> dict[int | None, tuple[str, str]]:
        """Address and zone of everybody active who has an address, out of all who may be asked for."""
        teams = [agent.team for agent in self._agents.values()] + [
            queue.team for queue in self._queues.values()
        ]
        ids: set[int | None] = {*named}
        ids |= {user for team in teams if team for user in (team.lead_id, team.manager_id)}
        ids |= {agent.manager_id for agent in self._agents.values()}
        ids |= {user for members in self._members.values() for user in members}
        known = [user for user in ids if user is not None]
        users = _active().filter(pk__in=known).values_list("id", "email", "agent__time_zone")
        return {user: (email, zone or "") for user, email, zone in users}

    def _all_administrators(self) -> list[tuple[int | None, str]]:
        if self._administrators is None:
            found = _active().filter(Q(is_superuser=True) | Q(groups__name=ADMINISTRATORS_GROUP)).distinct()
            rows = list(found.order_by("id").values_list("id", "email", "agent__time_zone"))
            self._administrators = [(user, email) for user, email, _ in rows]
            self._reachable.update({user: (email, zone or "") for user, email, zone in rows})
        return list(self._administrators)


def _active() -> QuerySet[User]:
    return User.objects.filter(is_active=True).exclude(email="")


def _path(target: str) -> tuple[str, ...]:
    if target not in _CHAIN:
        return (target, *_CHAIN)
    place = _CHAIN.index(target)
    return (*_CHAIN[place:], *_CHAIN[:place])
