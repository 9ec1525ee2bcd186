"""Pages at an instant of Monday, 1 June 2026, with people who look at them."""

from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any
from unittest.mock import patch

from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils.html import strip_tags

from milestones.models import Agent, Queue, Team
from sla_admin.shared.models import Preferences
from tests.milestones.promised import at


@contextmanager
def at_time(clock: str) -> Iterator[None]:
    """The database's clock says that."""
    with patch("sla_admin.shared.system_clock.database_time", lambda using="default": at(clock)):
        yield


def agent(username: str, *, team: str = "Network", role: str = "Agents", **more: Any) -> User:
    """Somebody who works on cases, in UTC."""
    user = User.objects.create_user(username, first_name=username.capitalize(), last_name="Test", **more)
    user.groups.add(Group.objects.get_or_create(name=role)[0])
    Preferences.objects.create(user=user, time_zone="UTC")
    if team:
        Agent.objects.create(user=user, team=Team.objects.get_or_create(name=team)[0])
    return user


def queue(key: str, team: str | None = "Network") -> Queue:
    owner = Team.objects.get_or_create(name=team)[0] if team else None
    return Queue.objects.create(name=key.capitalize(), key=key, team=owner)


def words(answer: Any) -> str:
    """What a page says, on one line."""
    return " ".join(unescape(strip_tags(answer.content.decode())).split())


def get(client: Client, address: str, clock: str = "12:00", **headers: str) -> Any:
    with at_time(clock):
        return client.get(address, headers=headers)


def post(client: Client, address: str, given: Any = None, clock: str = "12:00", **headers: str) -> Any:
    with at_time(clock):
        return client.post(address, given or {}, headers=headers)
