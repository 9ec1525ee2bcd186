"""By what a report can be grouped and narrowed: where each stands in SQL, and what people call its values."""

from collections.abc import Collection, Iterable
from typing import Any, Literal, NamedTuple, get_args

from django.contrib.auth import get_user_model

from entitlements.models import Account, MilestoneBudget, MilestoneType, SupportTier
from milestones.models import Queue
from milestones.models.case import CHANNELS, RECORD_TYPES
from milestones.models.people import Team

DimensionName = Literal[
    "type", "tier", "priority", "queue", "team", "owner", "account", "channel", "record_type"
]
DIMENSIONS: tuple[DimensionName, ...] = get_args(DimensionName)

NONE = "(none)"
"""How addresses write "no queue", "no owner" …: a value that no key or name can be."""


class Dimension(NamedTuple):
    """`column` is its SQL, on the tables that `joins` names beside the case (`c`); `cast` its type there.

    Of the milestone type, which belongs to the clock (`m`), a report of cases knows nothing.
    """

    column: str
    cast: str
    joins: tuple[str, ...] = ()
    is_of_clock: bool = False


_ENTITLEMENT = "LEFT JOIN entitlements_entitlement AS e ON e.id = c.entitlement_id"
_QUEUE = "LEFT JOIN milestones_queue AS q ON q.id = c.queue_id"
_AGENT = "LEFT JOIN milestones_agent AS a ON a.user_id = c.owner_id"

BY_NAME: dict[DimensionName, Dimension] = {
    "type": Dimension("m.type", "text", is_of_clock=True),
    "tier": Dimension("e.tier_id", "bigint", (_ENTITLEMENT,)),
    "priority": Dimension("nullif(c.priority, '')", "text"),
    "queue": Dimension("c.queue_id", "bigint"),
    "team": Dimension("coalesce(q.team_id, a.team_id)", "bigint", (_QUEUE, _AGENT)),
    "owner": Dimension("c.owner_id", "bigint"),
    "account": Dimension("c.account_id", "bigint"),
    "channel": Dimension("nullif(c.channel, '')", "text"),
    "record_type": Dimension("c.record_type", "text"),
}


class Value(NamedTuple):
    """One value of a dimension: as SQL groups by it, as addresses write it, as people read it."""

    key: Any
    written: str
    word: str
    rank: int = 0
    color: str = ""


def values_of(name: DimensionName, keys: Collection[Any]) -> dict[Any, Value]:
    """What these keys are called, with one query at most. A key that is gone keeps its number."""
    known: dict[Any, Value] = {None: Value(None, NONE, "", rank=10**9)}
    wanted = [key for key in keys if key is not None]
    for value in _named(name, wanted):
        known[value.key] = value
    for key in wanted:
        known.setdefault(key, Value(key, str(key), str(key)))
    return known


def find_values(name: DimensionName, written: Iterable[str]) -> dict[str, Any]:
    """The keys of values as addresses write them; one that is not there is left out of the answer."""
    asked = list(written)
    found: dict[str, Any] = {NONE: None} if NONE in asked else {}
    texts = [each for each in asked if each != NONE]
    if not texts:
        return found
    if name in ("priority", "channel", "record_type", "type"):
        if name == "type":
            known = set(MilestoneType.objects.filter(key__in=texts).values_list("key", flat=True))
            texts = [each for each in texts if each in known]
        return found | {each: each for each in texts}
    numbers = [int(each) for each in texts if each.isascii() and each.isdigit() and len(each) < 19]
    rows: Iterable[tuple[str, int]]
    if name == "tier":
        rows = SupportTier.objects.filter(key__in=texts).values_list("key", "pk")
    elif name == "queue":
        rows = Queue.objects.filter(key__in=texts).values_list("key", "pk")
    elif name == "owner":
        rows = get_user_model().objects.filter(username__in=texts).values_list("username", "pk")
    elif name == "team":
        rows = Team.objects.filter(name__in=texts).values_list("name", "pk")
    else:
        by_id = Account.objects.filter(external_id__in=texts).values_list("external_id", "pk")
        found |= {str(pk): pk for pk in Account.objects.filter(pk__in=numbers).values_list("pk", flat=True)}
        rows = by_id
    return found | dict(rows)


def all_keys(name: DimensionName) -> list[Any]:
    """Every value a filter can offer; of accounts none, as they are found by typing."""
    if name == "priority":
        named = MilestoneBudget.objects.order_by("priority").values_list("priority", flat=True)
        return list(named.distinct())
    if name == "owner":
        return list(get_user_model().objects.filter(agent__isnull=False).values_list("pk", flat=True))
    fixed: dict[str, list[Any]] = {
        "channel": list(CHANNELS),
        "record_type": list(RECORD_TYPES),
        "account": [],
    }
    if name in fixed:
        return fixed[name]
    models: dict[str, tuple[Any, str]] = {
        "type": (MilestoneType, "key"),
        "tier": (SupportTier, "pk"),
        "queue": (Queue, "pk"),
        "team": (Team, "pk"),
    }
    model, key = models[name]
    return list(model.objects.values_list(key, flat=True))


def _type(row: MilestoneType) -> Value:
    return Value(row.key, row.key, row.name)


def _tier(row: SupportTier) -> Value:
    return Value(row.pk, row.key, row.name, row.rank, row.own_color)


def _queue(row: Queue) -> Value:
    return Value(row.pk, row.key, row.name)


def _team(row: Team) -> Value:
    return Value(row.pk, row.name, row.name)


def _owner(row: Any) -> Value:
    return Value(row.pk, row.get_username(), row.get_full_name() or row.get_username())


def _account(row: Account) -> Value:
    return Value(row.pk, str(row.pk), row.name)


def _named(name: DimensionName, keys: list[Any]) -> Iterable[Value]:
    """With one query, where the dimension's values have names at all."""
    known: dict[str, tuple[Any, str, Any]] = {
        "type": (MilestoneType, "key", _type),
        "tier": (SupportTier, "pk", _tier),
        "queue": (Queue, "pk", _queue),
        "team": (Team, "pk", _team),
        "owner": (get_user_model(), "pk", _owner),
        "account": (Account, "pk", _account),
    }
    if not keys or name not in known:
        return []
    model, key, value = known[name]
    return [value(row) for row in model.objects.filter(**{f"{key}__in": keys})]


def dimension_values(name: DimensionName) -> list[Value]:
    """The values a filter offers, in the order in which people expect them; of accounts none, as they are
    found by typing.
    """
    values = [value for key, value in values_of(name, all_keys(name)).items() if key is not None]
    return sorted(values, key=lambda value: (value.rank, value.word.casefold()))
