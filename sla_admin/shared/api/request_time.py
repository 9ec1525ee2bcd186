"""The instant of a request."""

from django.http import HttpRequest
from rest_framework.request import Request

from sla_admin.shared import system_clock


def request_time(request: Request | HttpRequest) -> int:
    """Microseconds since 1970, UTC, asked of the database once per request: everything done on its behalf
    happens at this one instant.
    """
    at: int | None = getattr(request, "sla_admin_at", None)
    if at is None:
        at = system_clock.database_time()
        setattr(request, "sla_admin_at", at)  # noqa: B010 (the request is the request-local store)
    return at
