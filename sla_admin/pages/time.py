"""`/time/`: the server's instant, for browsers that slept or whose tab was put back from the cache."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sla_admin.shared.api.request_time import request_time


@never_cache
@require_safe
def time(request: HttpRequest) -> JsonResponse:
    """Milliseconds since 1970, UTC. Open to all: the time is no secret."""
    return JsonResponse({"at": request_time(request) // 1000})
