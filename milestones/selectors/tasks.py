"""Tasks: whose they are, what is due, what was done."""

from collections.abc import Sequence
from typing import Literal, NamedTuple, get_args

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from entitlements.business_time.instants import to_datetime
from milestones.models import Queue, Task, TaskChange, Team
from milestones.models.task import OPEN_STATUSES
from milestones.selectors.actors import names_of
from sla_admin.shared.viewing.roles import GROUPS

Scope = Literal["mine", "team", "all"]
SCOPES: tuple[Scope, ...] = get_args(Scope)


class Holders(NamedTuple):
    """Whom a task can be given to."""

    people: list[User]
    queues: list[Queue]


class Step(NamedTuple):
    """One line of a task's history."""

    change: TaskChange
    who: str


def tasks_with_people() -> QuerySet[Task]:
    """Tasks with everything their rows name."""
    return Task.objects.select_related("case__account", "assignee", "queue")


def open_tasks(scope: Scope, user_id: int) -> QuerySet[Task]:
    """What is to be done, the first due first: by `user_id`, by their team or for all."""
    return tasks_with_people().filter(_within(scope, user_id), status__in=OPEN_STATUSES)


def closed_tasks(scope: Scope, user_id: int) -> QuerySet[Task]:
    """What was done or dropped, the latest first."""
    return (
        tasks_with_people()
        .filter(_within(scope, user_id), closed_at__isnull=False)
        .order_by("-closed_at", "-id")
    )


def tasks_of_case(case_id: int) -> list[Task]:
    """Every task of a case: what is to be done by its due instant, then what was closed, the latest first."""
    rows = list(tasks_with_people().filter(case=case_id))
    is_open = [row for row in rows if row.is_open]
    closed = sorted((row for row in rows if not row.is_open), key=_closed_last, reverse=True)
    return [*is_open, *closed]


def tasks_to_do(user_id: int) -> QuerySet[Task]:
    """What `user_id` has to do: their own open tasks."""
    return Task.objects.filter(_within("mine", user_id), status__in=OPEN_STATUSES)


def count_due(user_id: int, at: int) -> tuple[int, int]:
    """How many tasks `user_id` has to do, and how many of them are past their due instant at `at` (µs)."""
    dues = list(tasks_to_do(user_id).values_list("due_at", flat=True))
    now = to_datetime(at)
    return len(dues), sum(due < now for due in dues)


def history_of(task: Task) -> list[Step]:
    """What happened to a task, in order, with the names of who did it."""
    changes = list(task.changes.all())
    names = names_of(change.actor for change in changes)
    return [Step(change, names[change.actor]) for change in changes]


def holders() -> Holders:
    """Everybody active who works on cases, by name, and every queue."""
    works = Q(agent__isnull=False) | Q(groups__name__in=_WORKING) | Q(is_superuser=True)
    people = User.objects.filter(works, is_active=True).distinct()
    return Holders(
        sorted(people, key=lambda user: (user.get_full_name() or user.get_username()).casefold()),
        list(Queue.objects.all()),
    )


_WORKING: Sequence[str] = (GROUPS["agent"], GROUPS["manager"], GROUPS["administrator"])


def _within(scope: Scope, user_id: int) -> Q:
    """Mine: given to me, or waiting in a queue that I am a member of. Team: the teams I am in, lead or
    manage, their people and their queues."""
    match scope:
        case "all":
            return Q()
        case "mine":
            queues = Queue.objects.filter(members=user_id).values("pk")
            return Q(assignee=user_id) | Q(assignee=None, queue__in=queues)
        case "team":
            teams = Team.objects.filter(
                Q(agents__user=user_id) | Q(lead=user_id) | Q(manager=user_id)
            ).values("pk")
            return Q(assignee__agent__team__in=teams) | Q(queue__team__in=teams) | Q(assignee=user_id)


def _closed_last(task: Task) -> tuple[float, int]:
    return (0.0 if task.closed_at is None else task.closed_at.timestamp(), task.pk)
