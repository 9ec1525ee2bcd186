"""People, a queue, and tasks for them."""

from typing import Any

from django.contrib.auth.models import Group, User

from entitlements.business_time.instants import HOUR
from milestones.models import Agent, Queue, Task, Team
from milestones.services.tasks import TaskWish, create_task
from tests.milestones.promised import at

NOON = at("12:00")


def person(username: str, *groups: str, team: Team | None = None, **more: Any) -> User:
    """Somebody of these groups, in that team."""
    user = User.objects.create_user(username, f"{username}@example.org", first_name=username.title(), **more)
    user.groups.set([Group.objects.get(name=name) for name in groups])
    if team is not None:
        Agent.objects.create(user=user, team=team)
    return user


def queue(key: str = "europe", team: Team | None = None, *members: User) -> Queue:
    """A queue with these members."""
    row = Queue.objects.create(name=key.title(), key=key, team=team)
    row.members.set(members)
    return row


def task(**wish: Any) -> Task:
    """A task made at noon by a colleague, due two hours later."""
    given = {"subject": "Call them", "due_at": NOON + 2 * HOUR, **wish}
    return create_task(TaskWish(**given), actor="user:999", at=NOON).task
