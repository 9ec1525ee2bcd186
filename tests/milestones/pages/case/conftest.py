"""A case, a page of it, and a clock on the wall that tests set."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from entitlements.business_time.budget import Budget
from entitlements.business_time.instants import HOUR
from sla_admin.shared import system_clock
from tests.milestones.promised import Desk, at, first_response, percent, promise

Wall = Callable[[str], int]


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    """Sets the time of Monday, 1 June 2026, that the database answers: `wall("10:30")`."""

    def set_to(clock: str) -> int:
        instant = at(clock)
        monkeypatch.setattr(system_clock, "database_time", lambda: instant)
        return instant

    return set_to


def person(username: str, role: str, first: str, last: str) -> User:
    user = User.objects.create_user(
        username, first_name=first, last_name=last, email=f"{username}@example.org"
    )
    user.groups.add(Group.objects.get_or_create(name=role)[0])
    return user


@pytest.fixture
def ines(db: None) -> Client:
    client = Client()
    client.force_login(person("ines", "Agents", "Ines", "Carvalho"))
    return client


@pytest.fixture
def jonas(db: None) -> Client:
    client = Client()
    client.force_login(person("jonas", "Agents", "Jonas", "Weber"))
    return client


@pytest.fixture
def desk(db: None) -> Desk:
    """An account that was promised a first response in one hour and a resolution in eight, all day long."""
    promise(
        first_response(60),
        first_response(
            480,
            key="resolution",
            type="resolution",
            name="Resolution",
            completion={"field": "is_closed", "op": "equals", "value": True},
            budget=Budget(micros=8 * HOUR),
            triggers=percent(50, 75, 90),
        ),
    )
    return Desk()
