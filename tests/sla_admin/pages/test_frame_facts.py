"""The numbers of the side bar, saved views among its entries, and where somebody begins after signing in."""

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from milestones.services.saved_views import save_view
from sla_admin.pages.frame import Frame, Item, SavedItem, Section, with_views
from sla_admin.pages.frame_facts import Facts
from sla_admin.shared.viewing.middleware import viewer_of
from sla_admin.shared.viewing.page import Page
from tests.milestones.pages.at_noon import agent, queue
from tests.milestones.promised import Desk, at, promise

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines() -> User:
    """Two cases of hers, one more of her team's queue without an owner, one of another team."""
    promise()
    user = agent("ines")
    queue("network")
    queue("storage", team="Storage")
    Desk("CS-1").opens("09:00", owner="ines")
    Desk("CS-2").opens("09:00", owner="ines", priority="P4")
    Desk("CS-3").opens("09:00", queue="network")
    Desk("CS-4").opens("09:00", queue="storage")
    return user


def page(user: User) -> Page:
    return Page(viewer=viewer_of(User.objects.get(pk=user.pk)), at=at("12:00"))


def test_what_waits_for_an_agent_in_one_query(ines: User) -> None:
    shown = page(ines)
    Facts().hours(shown)  # knows where she works by now, as every page asks

    with CaptureQueriesContext(connection) as captured:
        counts = Facts().counts(shown)

    assert counts == {"queue": 2, "team-queue": 3, "unassigned": 1, "tasks": 0}
    assert len(captured) == 1


def test_within_some_seconds_nothing_is_asked_again(ines: User) -> None:
    shown = page(ines)
    Facts().counts(shown)

    with CaptureQueriesContext(connection) as captured:
        Facts().counts(shown)

    assert not captured.captured_queries


def test_a_manager_is_told_of_cases_without_a_clock_and_an_auditor_nothing(ines: User) -> None:
    Desk("CS-5", account=None).opens("10:00")

    assert Facts().counts(page(agent("mira", role="Managers"))) == {"coverage-gaps": 1}
    assert Facts().counts(page(agent("ada", role="Auditors"))) == {}


def test_saved_views_have_their_numbers_in_one_query(ines: User) -> None:
    for name, question in (("P4", {"priority": ["P4"]}), ("Mine", {"scope": ["mine"]}), ("All", {})):
        save_view(ines.pk, name, question, is_shared=False, at=at("12:00"))
    shown = page(ines)
    Facts().hours(shown)

    with CaptureQueriesContext(connection) as captured:
        views = Facts().views(shown)

    assert [(view.word, view.count) for view in views] == [("All", 4), ("Mine", 2), ("P4", 1)]
    assert len(captured) == 2  # the views, and all their numbers


def test_views_stand_below_the_list_of_all_cases() -> None:
    queue_item = Item("My queue", "queue", "/queue/")
    cases = Item("All cases", "cases", "/cases/")
    found = with_views(
        (Section("", (queue_item,)), Section("Cases", (cases,))),
        [SavedItem("Urgent", "/views/1/", 3)],
        "/views/1/",
    )

    assert [item.word for item in found[1].items] == ["All cases", "Urgent"]
    assert (found[1].items[1].count, found[1].items[1].is_current) == (3, True)


def test_who_has_no_such_list_finds_them_in_a_group_of_their_own() -> None:
    found = with_views((), [SavedItem("Urgent", "/views/1/", 3)], "/")

    assert [item.word for item in found[0].items] == ["Urgent"]
    assert Frame(found).sections == found


PASSWORD = "correct horse battery"


@pytest.mark.parametrize(
    ("groups", "superuser", "begins"),
    [
        (("Agents",), False, "/queue/"),
        (("Agents", "Managers"), False, "/board/"),
        (("Managers",), False, "/board/"),
        ((), False, "/"),
    ],
)
def test_where_one_begins_after_signing_in(
    client: Client, groups: tuple[str, ...], superuser: bool, begins: str
) -> None:
    user = User.objects.create_user("somebody", password=PASSWORD, is_superuser=superuser)
    user.groups.set([Group.objects.get_or_create(name=name)[0] for name in groups])

    answer = client.post("/sign-in/", {"username": "somebody", "password": PASSWORD})

    assert answer["Location"] == begins


def test_who_was_going_somewhere_goes_there(client: Client) -> None:
    User.objects.create_user("somebody", password=PASSWORD)

    answer = client.post("/sign-in/?next=/keys/", {"username": "somebody", "password": PASSWORD})

    assert answer["Location"] == "/keys/"
