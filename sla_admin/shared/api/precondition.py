"""ETag, If-None-Match and If-Match: reading what has not changed, and not overwriting what has."""

import hashlib
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from sla_admin.shared.api.body import encode
from sla_admin.shared.api.problem import PreconditionFailed


def etag_of(answer: Any) -> str:
    """A strong tag of a single object: the same answer, the same tag."""
    return f'"{hashlib.sha256(encode(answer)).hexdigest()[:32]}"'


def _names(header: str, tag: str) -> bool:
    return any(given.strip() in ("*", tag) for given in header.split(","))


def single(
    request: Request, answer: Any, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """The answer with its tag; 304 where the caller has it already."""
    tag = etag_of(answer)
    if request.method in ("GET", "HEAD") and _names(request.headers.get("If-None-Match", ""), tag):
        return Response(status=304, headers={"ETag": tag})
    return Response(answer, status=status, headers={**(headers or {}), "ETag": tag})


def wants_match(request: Request) -> bool:
    """Whether the caller writes only if the object is still as they read it."""
    return "If-Match" in request.headers


def require_match(request: Request, present: Any) -> None:
    """Raises PreconditionFailed unless `If-Match` is absent or names the object's present answer (None: there
    is no object yet). Call it with the row locked, before the change.
    """
    if not wants_match(request):
        return
    if present is None or not _names(request.headers["If-Match"], etag_of(present)):
        raise PreconditionFailed("It has changed since you read it. Read it again, then decide.")
