"""Writes that may be repeated: `Idempotency-Key`."""

import functools
import hashlib
import re
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django.db import transaction
from django.db.models import Q
from rest_framework.request import Request
from rest_framework.response import Response

from sla_admin.shared.api.authentication import actor_of
from sla_admin.shared.api.body import encode
from sla_admin.shared.api.request_time import request_time
from sla_admin.shared.errors import Conflict, InvalidInput
from sla_admin.shared.models.stored_answer import StoredAnswer

HEADER = "Idempotency-Key"
KEPT_FOR = 24 * 3600 * 1_000_000
_FORM = re.compile(r"[\x21-\x7e]{1,255}")
_KEPT_HEADERS = ("ETag", "Location")

P = ParamSpec("P")


class Raw(bytes):
    """An answer that is bytes already."""


def write(
    method: Callable[Concatenate[Any, Request, P], Response],
) -> Callable[Concatenate[Any, Request, P], Response]:
    """Runs a view's method in one transaction, and with an `Idempotency-Key` at most once in 24 hours.

    The answer is stored in the transaction of the change. A repetition that arrives while the first is under
    way waits for it on the unique key; one that arrives later gets the stored answer. A request that was
    refused changed nothing and is tried anew.
    """

    @functools.wraps(method)
    def run(self: Any, request: Request, *args: P.args, **kwargs: P.kwargs) -> Response:
        with transaction.atomic():
            key = request.headers.get(HEADER)
            if key is None:
                return method(self, request, *args, **kwargs)
            if not _FORM.fullmatch(key):
                raise InvalidInput.of(HEADER, "1 to 255 visible ASCII characters.")
            at = request_time(request)
            row = _claim(actor_of(request), key, _fingerprint(request), at)
            if row.status:
                return _replay(row)
            response = method(self, request, *args, **kwargs)
            row.status = response.status_code
            row.body = b"" if response.data is None else encode(response.data)
            row.headers = {name: response[name] for name in _KEPT_HEADERS if name in response}
            row.save(update_fields=["status", "body", "headers"])
            return response

    run.is_write = True  # type: ignore[attr-defined]  # read by the schema, to document the header
    return run  # type: ignore[return-value]  # functools.wraps forgets that P may be empty


def _claim(subject: str, key: str, fingerprint: str, at: int) -> StoredAnswer:
    """The row of this key:

    fresh (status 0), or the stored answer. Raises Conflict for another request's key.
    """
    _forget(subject, key, at)
    row = StoredAnswer(
        subject=subject, key=key, fingerprint=fingerprint, status=0, body=b"", expires_at=at + KEPT_FOR
    )
    # ignore_conflicts waits for a concurrent claim of the same key and then does nothing, without an error
    # that would end the transaction.
    StoredAnswer.objects.bulk_create([row], ignore_conflicts=True)
    held = StoredAnswer.objects.select_for_update().get(subject=subject, key=key)
    if held.fingerprint != fingerprint:
        raise Conflict(f"This {HEADER} was used for another request. Take a new one.")
    return held


def _forget(subject: str, key: str, at: int) -> None:
    """Deletes this key's expired answer and some of the others that have expired: the table cleans itself."""
    expired = Q(expires_at__lte=at)
    others = StoredAnswer.objects.filter(expired).select_for_update(skip_locked=True).values("pk")[:20]
    StoredAnswer.objects.filter(expired & Q(subject=subject, key=key)).delete()
    StoredAnswer.objects.filter(pk__in=others).delete()


def _replay(row: StoredAnswer) -> Response:
    headers = {**row.headers, "Idempotent-Replayed": "true"}
    return Response(Raw(row.body) if row.body else None, status=row.status, headers=headers)


def _fingerprint(request: Request) -> str:
    said = encode(
        [request.method, request.get_full_path(), request.data, request.headers.get("If-Match", "")]
    )
    return hashlib.sha256(said).hexdigest()
