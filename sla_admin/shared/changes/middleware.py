"""Names who answers for what a request changes."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from sla_admin.shared.changes.responsible import acting
from sla_admin.shared.viewing.actors import actor_of_person


class ResponsibleMiddleware:
    """The person signed in, and the reason in their form, found out when a change is made.

    The API names its caller once it knows the key (`sla_admin.shared.api.view`), and reads reasons itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        source = _source(request.path)
        with acting(lambda: _person(request), source=source, reason=lambda: _reason(request, source)):
            return self.get_response(request)


def _source(path: str) -> str:
    if path.startswith("/api/"):
        return "api"
    return "admin" if path.startswith("/admin/") else "page"


def _person(request: HttpRequest) -> str:
    return actor_of_person(request.user.pk) if request.user.is_authenticated else ""


def _reason(request: HttpRequest, source: str) -> str:
    """What a field `reason` of the form holds, unless a service says better."""
    return request.POST.get("reason", "").strip() if source != "api" and request.method == "POST" else ""
