"""What a page says while the database cannot be reached: that, and that no clock is lost by it."""

import logging
from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

_log = logging.getLogger(__name__)
RETRY = {"Retry-After": "10"}


class DatabaseDownMiddleware:
    """Answers 503 in words where a view could not reach the database. The API has its own form for that."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OperationalError) or request.path.startswith("/api/"):
            return None
        _log.error("The database cannot be reached", exc_info=exception)
        if request.headers.get("X-Fragment"):
            return HttpResponse(
                status=503, headers=RETRY
            )  # the open page keeps what it shows and tries again
        answer = render(request, "503.html", status=503)
        answer["Retry-After"] = RETRY["Retry-After"]
        return answer
