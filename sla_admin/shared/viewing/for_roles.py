"""Which roles a page is for: the guard of every page that is not for everybody signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.roles import Role
from sla_admin.shared.viewing.signed_in import ask_to_sign_in

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def for_roles(*roles: Role) -> Callable[[View], View]:
    """Let people of these roles in: others get 403, and nobody signed in is led to sign in, losing nothing.

    The guarded view carries `roles`, by which `tests/sla_admin/pages/test_pages_by_role.py` holds the table
    of who may open what.
    """
    allowed = frozenset(roles)

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return ask_to_sign_in(request)
            if not page_of(request).viewer.roles & allowed:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.roles = allowed  # type: ignore[attr-defined]  # read by the test of the table
        return cast(View, guarded)

    return guard
