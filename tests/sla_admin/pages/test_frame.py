"""The side bar by role, and who looks."""

from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser, Group, User
from django.test import Client, override_settings
from django.urls import path

from sla_admin.pages import frame
from sla_admin.pages.home import home
from sla_admin.shared.models import Preferences
from sla_admin.shared.viewing.middleware import viewer_of
from sla_admin.shared.viewing.roles import ROLES, roles_of

urlpatterns = [
    path(address, home, name=name)
    for address, name in (
        ("cases/mine/", "queue"),
        ("cases/team/", "team-queue"),
        ("tasks/", "tasks"),
        ("cases/", "cases"),
        ("board/", "board"),
        ("setup/", "setup"),
        ("changes/", "setup-changes"),
        ("search/", "search"),
    )
]
in_a_site_with_these_pages = override_settings(ROOT_URLCONF=__name__)


@in_a_site_with_these_pages
def test_a_role_sees_its_pages_and_no_others() -> None:
    found = [item.url for section in frame.sections(frozenset({"agent"}), "/", {}) for item in section.items]
    assert found == ["/cases/mine/", "/cases/team/", "/tasks/", "/cases/"]


@in_a_site_with_these_pages
def test_two_roles_see_both_groups_and_each_page_once() -> None:
    every = frame.sections(frozenset(ROLES), "/", {})
    urls = [item.url for section in every for item in section.items]
    assert len(urls) == len(set(urls))
    assert {"/board/", "/cases/mine/", "/setup/", "/changes/"} <= set(urls)


@in_a_site_with_these_pages
def test_the_longest_address_that_fits_is_the_current_one() -> None:
    items = [
        item
        for section in frame.sections(frozenset({"agent"}), "/cases/mine/?page=2", {})
        for item in section.items
    ]
    assert [item.url for item in items if item.is_current] == ["/cases/mine/"]


@in_a_site_with_these_pages
def test_counts_stand_beside_their_entry() -> None:
    items = [
        item for section in frame.sections(frozenset({"agent"}), "/", {"queue": 12}) for item in section.items
    ]
    assert [item.count for item in items] == [12, None, None, None]


@in_a_site_with_these_pages
def test_the_tab_bar_has_four_places_of_which_one_is_search() -> None:
    assert [tab.url for tab in frame.tabs(frozenset(ROLES), "/")] == [
        "/cases/mine/",
        "/cases/team/",
        "/tasks/",
        "/search/",
    ]


def test_a_superuser_has_every_role_and_nobody_has_none() -> None:
    assert roles_of(set(), is_superuser=True) == frozenset(ROLES)
    assert roles_of({"Agents", "Choir"}, is_superuser=False) == {"agent"}


@pytest.mark.django_db
def test_a_viewer_has_the_preferences_they_chose() -> None:
    user = User.objects.create_user("ines", first_name="Ines", last_name="Carvalho")
    user.groups.add(Group.objects.get(name="Agents"))
    Preferences.objects.create(
        user=user, time_zone="Asia/Kolkata", hour_cycle="12", theme="dark", single_keys=False
    )
    viewer = viewer_of(user)
    assert (viewer.zone, viewer.cycle, viewer.theme, viewer.single_keys) == (
        ZoneInfo("Asia/Kolkata"),
        "12",
        "dark",
        False,
    )
    assert (viewer.name, viewer.initials, sorted(viewer.roles)) == ("Ines Carvalho", "IC", ["agent"])


@pytest.mark.django_db
def test_a_zone_that_no_longer_exists_falls_back_to_the_sites_own() -> None:
    user = User.objects.create_user("ines")
    Preferences.objects.create(user=user, time_zone="Europe/Atlantis")
    assert viewer_of(user).zone == viewer_of(AnonymousUser()).zone


@pytest.mark.django_db
def test_the_page_for_nobody_asks_nothing_of_the_database(
    client: Client, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]  # pytest-django's fixture has no exported type
        assert client.get("/sign-in/").status_code == 200
