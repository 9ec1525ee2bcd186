"""Whom entries of a matrix reach for cases as they were at a moment, remembered from case to case."""

from collections.abc import Collection
from typing import NamedTuple

from escalations.models import CellEntry
from escalations.selectors.targets import USER, People, Recipient
from escalations.services.simulate import wanted_of
from milestones.models import Queue

NOBODY = ""
"""The recipient of what would reach nobody at all."""


class Asked(NamedTuple):
    """An entry, and whose case it is just then: the owner's number and the queue's key."""

    entry: int
    owner: int | None
    queue: str | None


class Recipients:
    """Who holds which place is as of now: people of the past are not known to the configuration."""

    def __init__(self) -> None:
        self._entries: dict[int, CellEntry] = {}
        self._found: dict[Asked, tuple[str, ...]] = {}
        self._queues = dict(Queue.objects.values_list("key", "pk"))

    def learn(self, asked: Collection[Asked]) -> None:
        """Look up those that were not asked for before, with a fixed number of queries."""
        new = sorted(set(asked) - self._found.keys(), key=str)
        if not new:
            return
        missing = {each.entry for each in new} - self._entries.keys()
        self._entries |= CellEntry.objects.select_related("user", "queue").in_bulk(missing)
        wanted = [wanted_of(-place - 1, self._entries[each.entry]) for place, each in enumerate(new)]
        people = People(
            wanted,
            imagined={
                -place - 1: (each.owner, self._queues.get(each.queue) if each.queue else None)
                for place, each in enumerate(new)
            },
        )
        for each, whom in zip(new, wanted, strict=True):
            named = tuple(dict.fromkeys(_name(found) for found in people.resolve(whom)))
            self._found[each] = named or (NOBODY,)

    def of(self, asked: Asked) -> tuple[str, ...]:
        """Who is reached, or `NOBODY`. Learn it first."""
        return self._found[asked]


def _name(found: Recipient) -> str:
    """`user:5`, `queue:2`, `endpoint:3`, or the address where it belongs to nobody known here."""
    return found.address.casefold() if found.user is None else f"{USER}{found.user}"
