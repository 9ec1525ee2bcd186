"""Puts the viewer on every request."""

from collections.abc import Callable

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from sla_admin.shared.models.preferences import Preferences
from sla_admin.shared.viewing.page_words import page_words
from sla_admin.shared.viewing.roles import GROUPS, roles_of
from sla_admin.shared.viewing.viewer import Viewer
from sla_admin.shared.viewing.zones import site_zone, zone_of


class ViewerMiddleware:
    """`request.viewer`, found out when first asked for: requests of the API never ask, and pay nothing.

    Asking also makes the viewer's zone the one in which Django's own forms and templates write times, until
    the request ends.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.viewer = SimpleLazyObject(lambda: _activated(request))  # type: ignore[attr-defined]  # ours to add
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()


def viewer_of(user: AbstractBaseUser | AnonymousUser) -> Viewer:
    """The viewer that a user is: two queries (preferences, groups) for people, none for nobody."""
    if not isinstance(user, User):
        return Viewer(zone=site_zone(), words=page_words())
    chosen = Preferences.objects.filter(user=user).first() or Preferences(user=user)
    group_names = set(user.groups.values_list("name", flat=True))
    roles = roles_of(group_names, is_superuser=user.is_superuser)
    return Viewer(
        zone=zone_of(chosen.time_zone),
        user_id=user.pk,
        name=user.get_full_name() or user.get_username(),
        title=_title(roles),
        cycle="12" if chosen.hour_cycle == "12" else "24",
        theme="light" if chosen.theme == "light" else "dark" if chosen.theme == "dark" else "system",
        single_keys=chosen.single_keys,
        roles=roles,
        words=page_words(),
    )


def _activated(request: HttpRequest) -> Viewer:
    viewer = viewer_of(request.user)
    timezone.activate(viewer.zone)
    return viewer


def _title(roles: frozenset[str]) -> str:
    """The line below the name in the side bar: the widest role."""
    for role in ("administrator", "manager", "auditor", "agent"):
        if role in roles:
            return GROUPS[role].removesuffix("s")
    return ""
