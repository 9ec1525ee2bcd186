"""Whom and what a request names, looked up for a whole batch at once.

The fold carries our own numbers, never names: what it records outlives the people it speaks of. What belongs
to one account (a contact, an asset, a contract, a line item) names that account too.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.db.models import Q

from entitlements.models import Account, Asset, Contact, ContractLineItem, Product, ServiceContract
from milestones.models import Queue
from milestones.services.case_request import CaseRequest

_WORDS = {
    "owner": "There is no user with this name or number.",
    "queue": "There is no queue with this key.",
    "account": "There is no account with this external id or number.",
    "contact": "There is no contact with this external id or number.",
    "asset": "There is no asset with this external id or number.",
    "product": "There is no product with this external id or number.",
    "contract": "There is no contract with this number, external id or number of ours.",
    "line_item": "There is no contract line item with this external id or number.",
}

NAMING = frozenset(_WORDS)
"""Fields of a request that name a row."""

ELSEWHERE = "It belongs to another account than the case."


class Named(NamedTuple):
    """What a request names: its fields as the fold carries them, what names nothing, and which account each
    thing it names belongs to (field → account).
    """

    fields: dict[str, Any]
    problems: list[tuple[str, str]]
    owners: dict[str, int]


class References:
    """Answers for one batch of requests, one query for each kind of thing that is named."""

    def __init__(self, requests: Iterable[CaseRequest]) -> None:
        named: defaultdict[str, set[Any]] = defaultdict(set)
        for request in requests:
            for field in _WORDS:
                value = request.fields.get(field)
                if value not in (None, ""):
                    named[field].add(value)
        self._known: dict[str, dict[Any, Any]] = {}
        self._owners: dict[str, Mapping[int, int]] = {}
        for field, values in named.items():
            if field in _OWNED:
                self._known[field], self._owners[field] = _OWNED[field](values)
            else:
                self._known[field] = _LOOK_UPS[field](values)

    def resolve(self, request: CaseRequest) -> Named:
        """What the request names. Where it names no account, what it names says whose it is."""
        fields = dict(request.fields)
        problems = []
        owners: dict[str, int] = {}
        for field, sentence in _WORDS.items():
            value = fields.get(field)
            if value is None:
                continue
            if value == "":
                fields[field] = None
            elif value in self._known[field]:
                fields[field] = number = self._known[field][value]
                if field in self._owners:
                    owners[field] = self._owners[field][number]
            else:
                problems.append((f"fields.{field}", sentence))
        if owners and "account" not in fields and not problems and len(set(owners.values())) == 1:
            fields["account"] = next(iter(owners.values()))
        return Named(fields, problems, owners)


def _numbers(values: set[Any]) -> list[int]:
    return [value for value in values if isinstance(value, int)]


def _texts(values: set[Any]) -> list[str]:
    return [value for value in values if isinstance(value, str)]


def _users(values: set[Any]) -> dict[Any, int]:
    rows = (
        get_user_model()
        .objects.filter(Q(pk__in=_numbers(values)) | Q(username__in=_texts(values)))
        .values_list("pk", "username")
    )
    return _by_number_and_name(rows)


def _queues(values: set[Any]) -> dict[Any, str]:
    return {key: key for key in Queue.objects.filter(key__in=_texts(values)).values_list("key", flat=True)}


def _accounts(values: set[Any]) -> dict[Any, int]:
    rows = Account.objects.filter(Q(pk__in=_numbers(values)) | Q(external_id__in=_texts(values))).values_list(
        "pk", "external_id"
    )
    return _by_number_and_name(rows)


def _products(values: set[Any]) -> dict[Any, int]:
    rows = Product.objects.filter(Q(pk__in=_numbers(values)) | Q(external_id__in=_texts(values))).values_list(
        "pk", "external_id"
    )
    return _by_number_and_name(rows)


def _contacts(values: set[Any]) -> tuple[dict[Any, int], dict[int, int]]:
    rows = Contact.objects.filter(Q(pk__in=_numbers(values)) | Q(external_id__in=_texts(values)))
    return _owned(rows.values_list("pk", "external_id", "account_id"))


def _assets(values: set[Any]) -> tuple[dict[Any, int], dict[int, int]]:
    rows = Asset.objects.filter(Q(pk__in=_numbers(values)) | Q(external_id__in=_texts(values)))
    return _owned(rows.values_list("pk", "external_id", "account_id"))


def _line_items(values: set[Any]) -> tuple[dict[Any, int], dict[int, int]]:
    rows = ContractLineItem.objects.filter(Q(pk__in=_numbers(values)) | Q(external_id__in=_texts(values)))
    return _owned(rows.values_list("pk", "external_id", "contract__account_id"))


def _contracts(values: set[Any]) -> tuple[dict[Any, int], dict[int, int]]:
    """By external id, else by the number on the paper."""
    texts = _texts(values)
    rows = ServiceContract.objects.filter(
        Q(pk__in=_numbers(values)) | Q(external_id__in=texts) | Q(number__in=texts)
    ).values_list("pk", "external_id", "number", "account_id")
    known: dict[Any, int] = {}
    owners: dict[int, int] = {}
    for pk, external_id, number, account in rows:
        known[pk] = pk
        owners[pk] = account
        known.setdefault(number, pk)
        if external_id:
            known[external_id] = pk
    return known, owners


def _owned(rows: Iterable[tuple[int, str, int]]) -> tuple[dict[Any, int], dict[int, int]]:
    found = list(rows)
    return (
        _by_number_and_name((number, name) for number, name, _ in found),
        {number: account for number, _, account in found},
    )


def _by_number_and_name(rows: Iterable[tuple[int, str]]) -> dict[Any, int]:
    known: dict[Any, int] = {}
    for number, name in rows:
        known[number] = number
        known[name] = number
    return known


_LOOK_UPS: dict[str, Callable[[set[Any]], dict[Any, Any]]] = {
    "owner": _users,
    "queue": _queues,
    "account": _accounts,
    "product": _products,
}

_OWNED: dict[str, Callable[[set[Any]], tuple[dict[Any, int], dict[int, int]]]] = {
    "contact": _contacts,
    "asset": _assets,
    "contract": _contracts,
    "line_item": _line_items,
}
"""What belongs to an account: answers the numbers, and whose each is."""
