"""One line for every answered request: what was asked, what was answered, how long it took."""

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_log = logging.getLogger("sla_admin.requests")

_QUIET_PREFIXES = ("/static/", "/health/")


class RequestLogMiddleware:
    """Stands inside the middleware that names the request, so that the line carries the name.

    The query string is left out: it may hold what somebody searched for. Static files and health checks are
    told at level DEBUG.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        level = logging.DEBUG if request.path.startswith(_QUIET_PREFIXES) else logging.INFO
        _log.log(
            level,
            "%s %s %s in %.0f ms",
            request.method,
            request.path,
            response.status_code,
            (time.perf_counter() - began) * 1000,
        )
        return response
