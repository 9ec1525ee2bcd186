"""`/health/`: for load balancers, monitors, and the first run's own start."""

import logging
from typing import Literal

import msgspec
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sla_admin import pulse

STALE_AFTER_S = 30.0
"""Beat calls every second; so long a silence means that no worker, no beat or no broker is there."""

_log = logging.getLogger(__name__)


class Health(msgspec.Struct, frozen=True):
    """`stale`: requests are answered, but nobody evaluates milestones or delivers actions."""

    status: Literal["ok", "stale", "down"]
    version: str
    database: Literal["ok", "unreachable"]
    seconds_since_last: dict[str, float | None] = {}


def health_now() -> Health:
    """How the installation is. Never raises for a database that is down: that is an answer."""
    try:
        since = pulse.seconds_since_last()
    except DatabaseError:
        _log.exception("The database cannot be reached")
        return Health("down", settings.VERSION, "unreachable")
    alive = all(seconds is not None and seconds < STALE_AFTER_S for seconds in since.values())
    return Health("ok" if alive else "stale", settings.VERSION, "ok", since)


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 while requests can be answered, 503 when the database is down."""
    found = health_now()
    return HttpResponse(
        msgspec.json.encode(found),
        content_type="application/json",
        status=503 if found.status == "down" else 200,
    )
