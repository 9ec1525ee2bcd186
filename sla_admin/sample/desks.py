"""What lies on desks beside cases: tasks, views that people keep, and notices, read but for the newest."""

from entitlements.business_time.instants import DAY, HOUR, to_datetime, to_instant
from entitlements.models import Account
from escalations.models import Notice
from escalations.notices import read_all
from milestones.models import Case, Task
from milestones.selectors.actors import actor_of_user
from milestones.services.saved_views import save_view
from milestones.services.tasks import TaskWish, create_task, finish_task, take_task
from sla_admin.sample.items import Brought
from sla_admin.sample.people import AGENT, MANAGER, People
from sla_admin.sample.story import SOURCE

_UNREAD = 4
"""How many of the newest notices nobody has read yet."""

_TASKS = (
    # subject of the case, for whom, what, due after hours, by whom, begun
    ("Checkout webhooks", AGENT, "Send Petra the retry-queue setting", 3, "jonas", False),
    ("Card refunds", AGENT, "Call the acquirer about the second file", 1.5, "claire", True),
    ("Cannot add a second warehouse", AGENT, "Ask product about house numbers", 26, AGENT, False),
    ("Role change", "jonas", "Look why the cache was not emptied", 5, AGENT, False),
    ("Turbidity above limit", "keiko", "Collect the measures taken for the report", 2, "daniel", True),
)
_SHARED = ("emea-platform", "Check the escrow for old keys", 20, "tomasz")


def load_desks(people: People, at: int) -> None:
    """As of `at` (µs). All of it belongs to people and cases of the sample and goes with them."""
    brought = Brought()
    _tasks(brought, people, at)
    brought.write()
    _done_meanwhile(at)
    _views(people, at)
    for username in (AGENT, MANAGER, "tomasz", "claire"):
        _read_but_the_newest(people.users[username].pk, at)


def _tasks(brought: Brought, people: People, at: int) -> None:
    for subject, who, what, hours, by, begun in _TASKS:
        case = Case.objects.filter(
            source=SOURCE, subject__startswith=subject, closed_at=None, owner__username=who
        )
        number = case.values_list("pk", flat=True).first()
        made = create_task(
            TaskWish(subject=what, due_at=at + int(hours * HOUR), case=number, assignee=people.users[who].pk),
            actor=actor_of_user(people.users[by].pk),
            at=at - 2 * HOUR,
        )
        brought(made.task)
        if begun:
            user = people.users[who].pk
            take_task(made.task.pk, user=user, actor=actor_of_user(user), at=at - HOUR)
    queue, what, hours, by = _SHARED
    wish = TaskWish(subject=what, due_at=at + int(hours * HOUR), queue=people.queues[queue].pk)
    brought(create_task(wish, actor=actor_of_user(people.users[by].pk), at=at - HOUR).task)
    done = TaskWish(subject="Send the journal of October", due_at=at + HOUR, assignee=people.users[AGENT].pk)
    made = create_task(done, actor=actor_of_user(people.users["tomasz"].pk), at=at - DAY)
    ines = actor_of_user(people.users[AGENT].pk)
    brought(finish_task(made.task.pk, actor=ines, at=at - 3 * HOUR, outcome="Sent, both entries in it.").task)


def _done_meanwhile(at: int) -> None:
    """What escalation asked for long ago was done."""
    asked = Task.objects.filter(case__source=SOURCE, status="waiting", due_at__lt=to_datetime(at - 18 * HOUR))
    for pk, assignee, due_at in asked.values_list("pk", "assignee", "due_at"):
        finish_task(pk, actor=actor_of_user(assignee), at=to_instant(due_at), outcome="Called the customer.")


def _views(people: People, at: int) -> None:
    nordlicht = str(Account.objects.values_list("pk", flat=True).get(external_id="nordlicht"))
    ines, hanna = people.users[AGENT].pk, people.users[MANAGER].pk
    save_view(ines, "Nordlicht, open", {"account": [nordlicht]}, is_shared=True, at=at)
    save_view(ines, "Due before close", {"scope": ["mine"], "due": ["before_close"]}, is_shared=False, at=at)
    save_view(hanna, "Past target, all teams", {"due": ["past"]}, is_shared=False, at=at)
    save_view(
        hanna,
        "Enterprise, P1 and P2",
        {"tier": ["enterprise"], "priority": ["P1", "P2"]},
        is_shared=False,
        at=at,
    )


def _read_but_the_newest(user: int, at: int) -> None:
    newest = Notice.objects.filter(recipient=user, created_at__lte=to_datetime(at)).order_by("-id")
    first_read = newest.values_list("id", flat=True)[_UNREAD : _UNREAD + 1].first()
    if first_read is not None:
        read_all(user, at=at, up_to=first_read)
