"""Whom and what a request names: users, queues, accounts and contacts, looked up for a whole batch at once.

The fold carries our own numbers, never names: what it records outlives the people it speaks of.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q

from entitlements.models import Account, Contact
from milestones.models import Queue
from milestones.services.case_request import CaseRequest

_WORDS = {
    "owner": "There is no user with this name or number.",
    "queue": "There is no queue with this key.",
    "account": "There is no account with this external id or number.",
    "contact": "There is no contact with this external id or number.",
}


class References:
    """Answers for one batch of requests, four queries at most."""

    def __init__(self, requests: Iterable[CaseRequest]) -> None:
        named: defaultdict[str, set[Any]] = defaultdict(set)
        for request in requests:
            for field in _WORDS:
                value = request.fields.get(field)
                if value not in (None, ""):
                    named[field].add(value)
        self._known: dict[str, dict[Any, Any]] = {
            field: _LOOK_UPS[field](values) for field, values in named.items()
        }

    def resolve(self, request: CaseRequest) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """The fields as the fold carries them, and what names nobody."""
        fields = dict(request.fields)
        problems = []
        for field, sentence in _WORDS.items():
            value = fields.get(field)
            if value is None:
                continue
            if value == "":
                fields[field] = None
            elif value in self._known[field]:
                fields[field] = self._known[field][value]
            else:
                problems.append((f"fields.{field}", sentence))
        return fields, problems


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


def _contacts(values: set[Any]) -> dict[Any, int]:
    rows = Contact.objects.filter(Q(pk__in=_numbers(values)) | Q(external_id__in=_texts(values))).values_list(
        "pk", "external_id"
    )
    return _by_number_and_name(rows)


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
    "contact": _contacts,
}
