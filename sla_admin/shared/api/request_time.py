"""The instant of a request."""

from django.http import HttpRequest
from rest_framework.request import Request

from sla_admin.shared import system_clock


def request_time(request: Request | HttpRequest) -> int:
    """Microseconds since 1970, UTC, asked of the database once per request: everything done on its behalf
    happens at this one instant.
    """
    bare = request._request if isinstance(request, Request) else request
    at: int | None = getattr(bare, "sla_admin_at", None)
    if at is None:
        at = system_clock.database_time()
        bare.sla_admin_at = at  # type: ignore[attr-defined]  # Django's request is the request-local store
    return at
