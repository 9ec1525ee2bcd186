"""Every error of the API in one form: `application/problem+json` (RFC 9457).

This is the one place where exceptions become answers. A refusal of a service, an error of the framework and
an unexpected failure all leave as a `Problem`; what is not one of the known kinds is a defect, is logged with
its trace, and is answered with 500 and the request's id only.
"""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from django.core.exceptions import PermissionDenied
from django.core.signals import got_request_exception
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from sla_admin.shared.api.request_id import current_request_id
from sla_admin.shared.errors import Conflict, InvalidInput, NotAllowed, NotFound

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"


class FieldProblem(msgspec.Struct, frozen=True):
    """What is wrong with one field. `field` is written with dots and positions (`events.2.occurred_at`); it
    is empty where the input as a whole is meant.
    """

    field: str
    reason: str


class Problem(msgspec.Struct, frozen=True):
    """An error. `type` names its kind and never changes, `title` says the kind in words, `detail` says this
    one.
    """

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldProblem]
    request_id: str


class PreconditionFailed(Exception):
    """The caller's `If-Match` names a state that has passed (HTTP 412)."""


class BodyTooLarge(exceptions.APIException):
    """The body is larger than the API reads (HTTP 413)."""

    status_code = 413
    default_code = "too_large"


_KINDS: dict[int, tuple[str, str]] = {
    400: ("invalid-input", "The input is not valid"),
    401: ("not-authenticated", "Who asks is not known"),
    403: ("not-allowed", "This is not allowed"),
    404: ("not-found", "There is no such thing"),
    405: ("method-not-allowed", "This address does not answer that method"),
    406: ("not-acceptable", "The answer cannot have that form"),
    409: ("conflict", "The present state forbids it"),
    412: ("precondition-failed", "It has changed since you read it"),
    413: ("too-large", "The body is too large"),
    415: ("unsupported-media-type", "The body has a form the API does not read"),
    429: ("too-many-requests", "Too many requests"),
    500: ("internal-error", "Something went wrong here"),
    503: ("unavailable", "The service cannot answer now"),
}


def problem(status: int, detail: str = "", errors: list[FieldProblem] | None = None) -> Problem:
    """The problem of that status, with the id of the request being answered."""
    slug, title = _KINDS.get(status) or _KINDS[400 if status < 500 else 500]
    return Problem(
        type=f"urn:sla-admin:problem:{slug}",
        title=title,
        status=status,
        detail=detail or f"{title}.",
        errors=errors or [],
        request_id=current_request_id(),
    )


def field_problems(detail: Any, path: str = "") -> Iterator[FieldProblem]:
    """A serializer's nested errors as flat pairs of dotted path and reason."""
    if isinstance(detail, dict):
        for key, inner in detail.items():
            name = "" if key == "non_field_errors" else str(key)
            yield from field_problems(inner, f"{path}.{name}".strip(".") if name else path)
    elif isinstance(detail, list):
        for position, inner in enumerate(detail):
            nested = isinstance(inner, dict | list)
            yield from field_problems(inner, f"{path}.{position}".strip(".") if nested else path)
    else:
        yield FieldProblem(path, str(detail))


def _summary(errors: list[FieldProblem]) -> str:
    return " ".join(f"{error.field}: {error.reason}" if error.field else error.reason for error in errors[:3])


_STATUSES: tuple[tuple[type[Exception], int], ...] = (
    (NotAllowed, 403),
    (PermissionDenied, 403),
    (NotFound, 404),
    (Conflict, 409),
    (PreconditionFailed, 412),
)


def problem_of(error: Exception) -> Problem | None:
    """What an exception means to the caller; None for a defect."""
    if isinstance(error, InvalidInput):
        return _invalid([FieldProblem(field, reason) for field, reason in error.problems])
    if isinstance(error, exceptions.ValidationError):
        return _invalid(list(field_problems(error.detail)))
    if isinstance(error, Http404):
        return problem(404)
    if isinstance(error, exceptions.APIException):
        return problem(error.status_code, str(error.detail))
    if isinstance(error, OperationalError):
        return problem(503, "The database cannot answer now. Try again in a moment.")
    for kind, status in _STATUSES:
        if isinstance(error, kind):
            return problem(status, str(error))
    return None


def _invalid(errors: list[FieldProblem]) -> Problem:
    return problem(400, _summary(errors), errors)


def answer_exception(error: Exception, context: dict[str, Any]) -> Response:
    """REST framework's exception hook: every exception of a view becomes a problem."""
    found = problem_of(error)
    if found is None:
        # Told to Django as well, so that error reporters see it and the test client raises it.
        got_request_exception.send(sender=type(context.get("view")), request=context["request"]._request)  # noqa: SLF001 (reporters want Django's)
        found = problem(500, "The failure was logged; name the request_id when you report it.")
    if found.status >= 500:
        logger.error("%s %s failed", context["request"].method, context["request"].path, exc_info=error)
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    if found.status == 503:
        headers["Retry-After"] = "1"
    set_rollback()
    return Response(found, status=found.status, headers=headers, content_type=MEDIA_TYPE)


class ApiProblemMiddleware:
    """Gives the problem form to errors under /api/ that arise before or after a view: unknown hosts,
    oversized bodies, broken sessions, a failing middleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code < 400 or not request.path_info.startswith("/api/"):
            return response
        if response.get("Content-Type", "").startswith(MEDIA_TYPE):
            return response
        found = problem(response.status_code)
        answer = HttpResponse(msgspec.json.encode(found), status=found.status, content_type=MEDIA_TYPE)
        for name in ("Allow", "Retry-After", "WWW-Authenticate"):
            if name in response:
                answer[name] = response[name]
        return answer
