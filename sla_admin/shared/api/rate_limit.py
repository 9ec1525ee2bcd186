"""How often a caller may ask."""

from typing import Any

from django.conf import settings
from django.db import connection
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from sla_admin.shared.api.authentication import actor_of
from sla_admin.shared.api.request_time import request_time

_MINUTE = 60_000_000
_COUNT = """
    INSERT INTO shared_requestcount AS counted (subject, minute, requests) VALUES (%s, %s, 1)
    ON CONFLICT (subject) DO UPDATE SET
        requests = CASE WHEN counted.minute = excluded.minute THEN counted.requests + 1 ELSE 1 END,
        minute = excluded.minute
    RETURNING requests
"""


class PerMinute(BaseThrottle):
    """`settings.API_REQUESTS_PER_MINUTE` requests a caller a minute, counted over all web processes."""

    def __init__(self) -> None:
        self.seconds_left = 0

    def allow_request(self, request: Request, view: Any) -> bool:
        if request.successful_authenticator is None:
            return True
        minute, into = divmod(request_time(request), _MINUTE)
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [actor_of(request), minute])
            (made,) = cursor.fetchone()
        limit: int = settings.API_REQUESTS_PER_MINUTE
        self.seconds_left = -(-(_MINUTE - into) // 1_000_000)
        view.rate_headers = {
            "RateLimit-Limit": str(limit),
            "RateLimit-Remaining": str(max(limit - made, 0)),
            "RateLimit-Reset": str(self.seconds_left),
        }
        return bool(made <= limit)

    def wait(self) -> float:
        return float(self.seconds_left)
