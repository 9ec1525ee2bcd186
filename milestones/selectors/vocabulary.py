"""The words lists offer to choose from: what open cases hold, tiers, queues, people."""

from typing import NamedTuple

from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection

from entitlements.models import SupportTier
from milestones.models import Queue

REMEMBERED_S = 60


class Person(NamedTuple):
    """Somebody a case can be given to."""

    id: int
    username: str
    name: str


class Vocabulary(NamedTuple):
    """What can be chosen. `tiers` and `queues` are pairs of key and name."""

    priorities: list[str]
    statuses: list[str]
    tiers: list[tuple[str, str]]
    queues: list[tuple[str, str]]
    people: list[Person]


def vocabulary() -> Vocabulary:
    """The words in use, remembered for a minute."""
    known: Vocabulary | None = cache.get("vocabulary")
    if known is None:
        known = Vocabulary(
            priorities=_in_use("priority"),
            statuses=_in_use("status"),
            tiers=list(SupportTier.objects.order_by("rank").values_list("key", "name")),
            queues=list(Queue.objects.values_list("key", "name")),
            people=people(),
        )
        cache.set("vocabulary", known, REMEMBERED_S)
    return known


def people() -> list[Person]:
    """Everybody who works on cases, by name."""
    users = User.objects.filter(is_active=True, agent__isnull=False)
    found = [Person(user.pk, user.username, user.get_full_name() or user.username) for user in users]
    return sorted(found, key=lambda person: person.name.casefold())


def _in_use(column: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT {column} FROM milestones_case WHERE closed_at IS NULL AND {column} <> ''"  # noqa: S608 (a column of ours)
        )
        return sorted(word for (word,) in cursor.fetchall())
