"""The instant of a request."""

from rest_framework.request import Request

from sla_admin.shared import system_clock


def request_time(request: Request) -> int:
    """Microseconds since 1970, UTC, asked of the database once per request: everything done on its behalf
    happens at this one instant.
    """
    at: int | None = getattr(request, "sla_admin_at", None)
    if at is None:
        at = system_clock.database_time()
        request.sla_admin_at = at  # type: ignore[attr-defined]  # the request is the request-local store
    return at
