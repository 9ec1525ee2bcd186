"""Whom a delivery reaches: targets resolved to people and addresses, in bulk, with the fall-back chain.

Targets that resolve to nobody fall back along owner → queue → team lead → manager → administrators: onward
from the place that was meant, so that an escalation never sinks back to somebody below it; a named user, an
address, or an endpoint that is switched off begins at the owner. Only where even the administrators cannot be
reached are the places before it tried. Nothing is dropped silently: what resolves to nobody at all is a dead
letter with that reason.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from escalations.models import WebhookEndpoint
from escalations.models.cell_entry import TargetKind
from milestones.models import Agent, Case, Queue, Team
from sla_admin.shared.viewing.roles import GROUPS

ADMINISTRATORS = "administrators"
ADMINISTRATORS_GROUP = GROUPS["administrator"]
"""Active members of this group, and active superusers, are the last in the chain."""

Reach = Literal["address", "person", "holder"]
"""How an action reaches people: at an address, as people who sign in here (`user:5`), or as one person or
queue that can have something to do (`user:5`, `queue:2`)."""

USER, QUEUE, ENDPOINT = "user:", "queue:", "endpoint:"

_CHAIN = (TargetKind.OWNER, TargetKind.QUEUE, TargetKind.TEAM_LEAD, TargetKind.MANAGER, ADMINISTRATORS)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody a target leads to. `meant` is the kind of target of the entry, `found_as` what led here.

    The two differ where nobody held the place that was meant. `zone` is the recipient's own, or blank.
    `address` is where it goes: an e-mail address, `user:<id>`, `queue:<id>` or `endpoint:<id>`.
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
    reach: Reach = "address"
    endpoint: int | None = None


class People:
    """Everybody the wanted targets and their fall-backs can lead to, read with a fixed number of queries.

    `imagined` are cases that are not there: (owner, queue) by the number they have in `wanted`.
    """

    def __init__(
        self,
        wanted: Sequence[Wanted],
        case: Case | None = None,
        imagined: Mapping[int, tuple[int | None, int | None]] = MappingProxyType({}),
    ) -> None:
        """`case` is one of `milestones.selectors.case_file`, where all that is wanted is for that case alone:
        then people are read with one query, or two where a queue is named."""
        named = {each.queue for each in wanted if each.queue is not None}
        if case is None:
            self._read_places(wanted, named, imagined)
        else:
            self._take_places(case, named)
        owners = {owner for owner, _ in self._cases.values() if owner is not None}
        self._active = self._read_users(owners | {each.user for each in wanted if each.user is not None})
        self._administrators: list[int] | None = None
        self._endpoints = _active_endpoints({each.endpoint for each in wanted if each.endpoint is not None})

    def _read_places(
        self,
        wanted: Sequence[Wanted],
        named: set[int],
        imagined: Mapping[int, tuple[int | None, int | None]],
    ) -> None:
        self._cases: dict[int, tuple[int | None, int | None]] = {
            case_id: (owner_id, queue_id)
            for case_id, owner_id, queue_id in Case.objects.filter(
                pk__in={each.case for each in wanted}
            ).values_list("id", "owner_id", "queue_id")
        } | dict(imagined)
        owners = {owner for owner, _ in self._cases.values() if owner is not None}
        queues = {queue for _, queue in self._cases.values() if queue is not None} | named
        self._agents = {
            agent.user_id: agent for agent in Agent.objects.filter(user__in=owners).select_related("team")
        }
        self._members: dict[int, list[int]] = {}
        self._queues: dict[int, Queue] = {}
        self._read_queues(queues)

    def _take_places(self, case: Case, named: set[int]) -> None:
        self._cases = {case.pk: (case.owner_id, case.queue_id)}
        agent: Agent | None = getattr(case.owner, "agent", None)
        self._agents = {} if agent is None else {agent.user_id: agent}
        self._queues = {} if case.queue is None else {case.queue.pk: case.queue}
        self._members = (
            {} if case.queue is None else {case.queue.pk: list(getattr(case, "queue_members", ()))}
        )
        self._read_queues(named - self._queues.keys())

    def _read_queues(self, queues: set[int]) -> None:
        if not queues:
            return
        self._queues |= {
            queue.pk: queue for queue in Queue.objects.filter(pk__in=queues).select_related("team")
        }
        through = Queue.members.through.objects.filter(queue__in=queues).order_by("user_id")
        for queue_id, user_id in through.values_list("queue_id", "user_id"):
            self._members.setdefault(queue_id, []).append(user_id)

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
                return tuple(once.values())[: 1 if wanted.reach == "holder" else None]
        return ()

    def _at(self, place: str, wanted: Wanted) -> list[tuple[int | None, str]]:
        owner, case_queue = self._cases.get(wanted.case, (None, None))
        queue = wanted.queue if place == wanted.target and wanted.queue is not None else case_queue
        reach = wanted.reach
        match place:
            case TargetKind.ADDRESS:
                return [(None, wanted.address)] if wanted.address and reach == "address" else []
            case TargetKind.ENDPOINT:
                return [(None, f"{ENDPOINT}{wanted.endpoint}")] if wanted.endpoint in self._endpoints else []
            case TargetKind.USER:
                return self._users([wanted.user], reach)
            case TargetKind.OWNER:
                return self._users([owner], reach)
            case TargetKind.QUEUE:
                return self._queue(queue, reach)
            case TargetKind.TEAM_LEAD:
                return self._users([team.lead_id for team in self._teams(owner, queue)], reach)[:1]
            case TargetKind.MANAGER:
                return self._users(self._managers(owner, queue), reach)[:1]
            case _:
                return self._users(self._all_administrators(), reach)

    def _queue(self, queue_id: int | None, reach: Reach) -> list[tuple[int | None, str]]:
        queue = self._queues.get(queue_id) if queue_id is not None else None
        if queue is None:
            return []
        members = self._users(self._members.get(queue.pk, []), reach)
        if reach == "holder":
            return [(None, f"{QUEUE}{queue.pk}")] if members else []
        return [(None, queue.email)] if queue.email and reach == "address" else members

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

    def _users(self, ids: Iterable[int | None], reach: Reach) -> list[tuple[int | None, str]]:
        found = [(user, self._active[user][0]) for user in ids if user in self._active]
        if reach == "address":
            return [(user, email) for user, email in found if email]
        return [(user, f"{USER}{user}") for user, _ in found]

    def _zone(self, user: int | None) -> str:
        return self._active[user][1] if user in self._active else ""

    def _read_users(self, named: set[int]) -> dict[int | None, tuple[str, str]]:
        """Address (maybe none) and zone of everybody active, out of all who may be asked for."""
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

    def _all_administrators(self) -> list[int]:
        if self._administrators is None:
            found = _administrators().order_by("id")
            rows = list(found.values_list("id", "email", "agent__time_zone"))
            self._administrators = [user for user, _, _ in rows]
            self._active.update({user: (email, zone or "") for user, email, zone in rows})
        return list(self._administrators)


def administrators() -> list[str]:
    """The addresses of everybody who administers."""
    return list(_administrators().exclude(email="").order_by("id").values_list("email", flat=True))


def _administrators() -> QuerySet[User]:
    return _active().filter(Q(is_superuser=True) | Q(groups__name=ADMINISTRATORS_GROUP)).distinct()


def _active_endpoints(ids: set[int]) -> set[int | None]:
    if not ids:
        return set()
    active = WebhookEndpoint.objects.filter(pk__in=ids, is_active=True)
    return {*active.values_list("pk", flat=True)}


def _active() -> QuerySet[User]:
    return User.objects.filter(is_active=True)


def _path(target: str) -> tuple[str, ...]:
    if target not in _CHAIN:
        return (target, *_CHAIN)
    place = _CHAIN.index(target)
    return (*_CHAIN[place:], *_CHAIN[:place])
