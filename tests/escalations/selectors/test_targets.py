"""Whom a target reaches, and along which chain it falls back."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User

from escalations.selectors.targets import ADMINISTRATORS_GROUP, People, Wanted
from milestones.models import Agent, Queue, Team
from tests.escalations.conftest import make_case

pytestmark = pytest.mark.django_db


def user(name: str, email: str | None = None, **fields: Any) -> User:
    return User.objects.create_user(name, f"{name}@example.org" if email is None else email, **fields)


def reached(case_fields: dict[str, Any], target: str, **wanted: Any) -> list[tuple[str, str]]:
    case = make_case(**case_fields)
    want = Wanted(case.pk, target, **wanted)
    return [(each.address.split("@")[0], each.found_as) for each in People([want]).resolve(want)]


@pytest.fixture
def team() -> Team:
    return Team.objects.create(name="Platform", lead=user("tomasz"), manager=user("hanna"))


@pytest.fixture
def owner(team: Team) -> User:
    ines = user("ines")
    Agent.objects.create(user=ines, team=team, time_zone="Europe/Lisbon")
    return ines


def test_each_kind_of_target_reaches_whom_it_names(owner: User) -> None:
    assert reached({"owner": owner}, "owner") == [("ines", "owner")]
    assert reached({"owner": owner, "number": "2"}, "team_lead") == [("tomasz", "team_lead")]
    assert reached({"owner": owner, "number": "3"}, "manager") == [("hanna", "manager")]
    assert reached({"number": "4"}, "user", user=owner.pk) == [("ines", "user")]
    assert reached({"number": "5"}, "address", address="pager@example.org") == [("pager", "address")]


def test_an_agents_own_manager_comes_before_the_teams(owner: User) -> None:
    Agent.objects.filter(user=owner).update(manager=user("eleanor"))
    assert reached({"owner": owner}, "manager") == [("eleanor", "manager")]


def test_a_queue_is_told_at_its_address_or_else_member_by_member(owner: User) -> None:
    queue = Queue.objects.create(name="Platform", key="platform")
    queue.members.add(owner, user("daniel"), user("gone", is_active=False), user("silent", email=""))
    assert reached({"queue": queue}, "queue") == [("ines", "queue"), ("daniel", "queue")]
    Queue.objects.update(email="platform@example.org")
    assert reached({"queue": queue, "number": "2"}, "queue") == [("platform", "queue")]


def test_a_named_queue_is_meant_and_not_the_one_the_case_is_in() -> None:
    ours = Queue.objects.create(name="Ours", key="ours", email="ours@example.org")
    majors = Queue.objects.create(name="Majors", key="majors", email="majors@example.org")
    assert reached({"queue": ours}, "queue", queue=majors.pk) == [("majors", "queue")]


def test_without_an_owner_the_team_of_the_queue_answers(team: Team) -> None:
    queue = Queue.objects.create(name="Platform", key="platform", team=team)
    assert reached({"queue": queue}, "team_lead") == [("tomasz", "team_lead")]


def test_an_owner_who_is_nobody_falls_back_to_queue_then_lead_then_manager_then_administrators(
    team: Team,
) -> None:
    user("root", is_superuser=True)
    queue = Queue.objects.create(name="Platform", key="platform", team=team, email="platform@example.org")
    assert reached({"queue": queue}, "owner") == [("platform", "queue")]
    Queue.objects.update(email="")
    assert reached({"queue": queue, "number": "2"}, "owner") == [("tomasz", "team_lead")]
    User.objects.filter(username="tomasz").update(is_active=False)
    assert reached({"queue": queue, "number": "3"}, "owner") == [("hanna", "manager")]
    User.objects.filter(username="hanna").update(email="")
    assert reached({"queue": queue, "number": "4"}, "owner") == [("root", "administrators")]


def test_an_escalation_falls_upwards_and_not_back_to_the_owner() -> None:
    user("root", is_superuser=True)
    assert reached({"owner": user("ines")}, "manager") == [("root", "administrators")]


def test_a_named_user_who_left_falls_back_to_the_owner(owner: User) -> None:
    assert reached({"owner": owner}, "user", user=user("gone", is_active=False).pk) == [("ines", "owner")]


def test_administrators_are_superusers_and_members_of_their_group() -> None:
    sofie = user("sofie")
    sofie.groups.add(Group.objects.get(name=ADMINISTRATORS_GROUP))
    user("root", is_superuser=True)
    user("staff", is_staff=True)
    assert reached({}, "manager") == [("sofie", "administrators"), ("root", "administrators")]


def test_who_was_in_a_group_of_alerts_of_its_own_is_an_administrator_now() -> None:
    merge = import_module("escalations.migrations.0007_one_group_of_administrators").merge
    sofie = user("sofie")
    before = Group.objects.create(name="SLA administrators")
    before.permissions.add(Permission.objects.get(codename="view_delivery"))
    sofie.groups.add(before)

    merge(apps, None)
    merge(apps, None)

    assert [group.name for group in sofie.groups.all()] == [ADMINISTRATORS_GROUP]
    assert sofie.has_perm("escalations.view_delivery")
    assert not Group.objects.filter(name="SLA administrators").exists()
    assert reached({}, "manager") == [("sofie", "administrators")]


def test_where_not_even_administrators_can_be_reached_the_places_before_are_tried() -> None:
    assert reached({"owner": user("ines")}, "manager") == [("ines", "owner")]
    assert reached({"number": "2"}, "manager") == []


def test_one_address_is_told_once() -> None:
    queue = Queue.objects.create(name="Platform", key="platform")
    queue.members.add(user("one", email="both@example.org"), user("two", email="Both@example.org"))
    assert reached({"queue": queue}, "queue") == [("both", "queue")]


def test_the_number_of_queries_does_not_grow_with_the_number_of_deliveries(
    owner: User, django_assert_num_queries: Any
) -> None:
    queue = Queue.objects.create(name="Platform", key="platform")
    queue.members.add(owner)
    few = [Wanted(make_case(str(number), owner=owner, queue=queue).pk, "owner") for number in range(2)]
    many = few + [
        Wanted(make_case(str(number), owner=owner, queue=queue).pk, "queue") for number in range(2, 12)
    ]
    with django_assert_num_queries(5):
        People(few)
    with django_assert_num_queries(5):
        people = People(many)
        for each in many:
            people.resolve(each)
