"""What the numbers on a page are called, asked for all at once."""

from collections.abc import Iterable
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db.models import CharField, F, Value
from django.db.models.functions import Coalesce, Concat, NullIf, Trim

from entitlements.models import BusinessHours, Entitlement


class NamedEntitlement(NamedTuple):
    """An entitlement that was looked at, and its tier."""

    name: str
    tier: str


class Names(NamedTuple):
    """Names by number. Who or what is gone keeps its number."""

    users: dict[int, str]
    entitlements: dict[int, NamedEntitlement]
    hours: dict[int, str]


def names_of(users: Iterable[int], entitlements: Iterable[int], hours: Iterable[int] = ()) -> Names:
    """The names behind these numbers, in one query; none where nothing is asked for."""
    wanted_users, wanted_entitlements, wanted_hours = set(users), set(entitlements), set(hours)
    found = Names({}, {}, {})
    if not (wanted_users or wanted_entitlements or wanted_hours):
        return found
    people = User.objects.filter(pk__in=wanted_users).values_list(
        Value("user", CharField()),
        "pk",
        Coalesce(NullIf(Trim(Concat("first_name", Value(" "), "last_name")), Value("")), "username"),
        Value("", CharField()),
    )
    promises = Entitlement.objects.filter(pk__in=wanted_entitlements).values_list(
        Value("entitlement", CharField()), "pk", F("name"), F("tier__name")
    )
    calendars = BusinessHours.objects.filter(pk__in=wanted_hours).values_list(
        Value("hours", CharField()), "pk", F("name"), Value("", CharField())
    )
    for kind, number, name, more in people.order_by().union(
        promises.order_by(), calendars.order_by(), all=True
    ):
        if kind == "user":
            found.users[number] = name
        elif kind == "entitlement":
            found.entitlements[number] = NamedEntitlement(name, more)
        else:
            found.hours[number] = name
    return found
