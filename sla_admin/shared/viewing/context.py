"""What every template gets: `page`."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from sla_admin.shared.api.request_time import request_time
from sla_admin.shared.viewing.page import Page


def page(request: HttpRequest) -> dict[str, object]:
    """`page.viewer` and `page.at`; found out when first used, so that a page that uses neither asks nothing
    of the database."""
    return {"page": SimpleLazyObject(lambda: page_of(request))}


def page_of(request: HttpRequest) -> Page:
    """The page of a request: its viewer and its instant."""
    viewer = request.viewer  # type: ignore[attr-defined]  # put there by ViewerMiddleware
    return Page(viewer=viewer, at=request_time(request))
