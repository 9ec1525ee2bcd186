"""What a page answers where there is no such thing: 404, in words."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import Http404, HttpRequest, HttpResponseBase

from sla_admin.shared.errors import NotFound

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def found_or_404(view: View) -> View:
    """Let NotFound of selectors and services be the page that says so."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NotFound as error:
            raise Http404(str(error)) from error

    return cast(View, guarded)
