"""A task made by the matrix: once, for somebody who is there, dropped when its reason was not true."""

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User

from entitlements.business_time.instants import DAY, HOUR, MINUTE, SECOND, to_datetime
from escalations.actions.task import ACTION
from escalations.engine.claim import LEASE, claim_due
from escalations.engine.deliver import Batch, deliver_due
from escalations.engine.settle import settle
from escalations.models import Delivery, Notice
from escalations.services.check_matrix import check_matrix
from escalations.services.draft_matrix import DraftEntry, DraftRow, create_matrix, draft_version
from escalations.services.send_again import send_again
from milestones.engine.consequences import Withdrawal
from milestones.models import Case, Queue, Task, Team
from milestones.services.tasks import finish_task, take_task
from sla_admin.shared.errors import InvalidInput
from tests.escalations.conftest import MONDAY_10, active_matrix, line, only_delivery, record

pytestmark = pytest.mark.django_db

NOW = MONDAY_10 + SECOND


def asking(target: str = "owner", due: str = "PT4H", **more: Any) -> DraftRow:
    """One row for everything whose violation makes a task."""
    names = {name: more.pop(name) for name in ("user", "queue", "address") if name in more}
    entry = DraftEntry("task", target, parameters={"due": due, **more}, **names)
    return DraftRow(cells={"100": [entry]})


def test_a_violation_makes_a_task_for_the_owner_due_after_open_time(case: Case, owner: User) -> None:
    record([line(case, active_matrix(asking()))])

    assert deliver_due(NOW).sent == 1

    made = Task.objects.get()
    assert (made.case, made.assignee, made.created_by) == (case, owner, "escalation")
    assert made.subject == "Violated: first_response on CS-1042 was due Mon 10:00 UTC"
    assert "You get this as the owner of this case." in made.text
    # The clock is gone from this test's case, so time by the clock counts: four hours after Monday 10:00.
    assert made.due_at == to_datetime(MONDAY_10 + 4 * HOUR)
    assert made.origin == only_delivery().idempotency_key


@pytest.mark.parametrize(
    ("parameters", "due_after"),
    [
        ({"due": "PT90M"}, 90 * MINUTE),
        ({"due": "P2D"}, 2 * DAY),
        ({"due": "P2D", "calendar": True}, 2 * DAY),
        ({"due": "PT1H", "calendar": True}, HOUR),
    ],
)
def test_due_is_counted_from_what_happened_however_late_it_is_delivered(
    case: Case, parameters: dict[str, Any], due_after: int
) -> None:
    record([line(case, active_matrix(asking(**parameters)))])

    deliver_due(NOW + 30 * DAY)

    assert Task.objects.get().due_at == to_datetime(MONDAY_10 + due_after)


def test_its_subject_can_be_ones_own(case: Case) -> None:
    record([line(case, active_matrix(asking(subject="Call {{case.account}} about {{ case.number }}")))])

    deliver_due(NOW)

    assert Task.objects.get().subject == "Call about CS-1042"


def test_a_task_for_a_queue_waits_there_for_whoever_takes_it(case: Case, owner: User) -> None:
    of_queue = Queue.objects.create(name="Europe", key="europe", email="europe@example.org")
    of_queue.members.add(owner)
    record([line(case, active_matrix(asking("queue", queue=of_queue.pk)))])

    deliver_due(NOW)

    made = Task.objects.get()
    assert (made.queue, made.assignee) == (of_queue, None)


def test_an_empty_queue_falls_back_to_its_team_lead(case: Case) -> None:
    lead = User.objects.create_user("lena")
    team = Team.objects.create(name="Europe", lead=lead)
    empty = Queue.objects.create(name="Europe", key="europe", team=team)
    Case.objects.update(owner=None, queue=empty)
    record([line(case, active_matrix(asking("queue")))])

    deliver_due(NOW)

    assert Task.objects.get().assignee == lead
    assert "meant for the queue of this case, but nobody" in Task.objects.get().text


def test_people_without_an_address_can_have_tasks(case: Case, owner: User) -> None:
    User.objects.update(email="")
    record([line(case, active_matrix(asking()))])

    deliver_due(NOW)

    assert Task.objects.get().assignee == owner


def test_of_several_administrators_one_gets_the_task(case: Case) -> None:
    Case.objects.update(owner=None)
    first = User.objects.create_superuser("root")
    User.objects.create_superuser("root2")
    record([line(case, active_matrix(asking("manager")))])

    deliver_due(NOW)

    assert [made.assignee for made in Task.objects.all()] == [first]


def test_a_delivery_that_is_carried_out_twice_makes_one_task(case: Case) -> None:
    """The worker vanishes after it made the task and before that was recorded; another takes over."""
    record([line(case, active_matrix(asking()))])
    token = uuid.uuid4()
    settled = settle(token, claim_due(token, NOW, 20), NOW)
    outcome = Batch(settled.to_send, NOW).deed(settled.to_send[0])(NOW)
    assert outcome.tries[0].ending == "accepted"
    assert only_delivery().status == "claimed"

    assert deliver_due(NOW + LEASE).sent == 1

    assert Task.objects.count() == 1
    assert [each.outcome for each in only_delivery().tries.order_by("id")] == ["abandoned", "accepted"]


def test_somebody_who_left_meanwhile_is_looked_up_again(case: Case, owner: User) -> None:
    record([line(case, active_matrix(asking()))])
    token = uuid.uuid4()
    settled = settle(token, claim_due(token, NOW, 20), NOW)
    User.objects.filter(pk=owner.pk).update(is_active=False)
    root = User.objects.create_superuser("root")

    outcome = Batch(settled.to_send, NOW).deed(settled.to_send[0])(NOW)

    assert outcome.tries[0].ending == "retry"
    Delivery.objects.update(status="pending", claim=None, possibly_sent=False)
    deliver_due(NOW + LEASE)
    assert Task.objects.get().assignee == root


def test_a_withdrawn_violation_drops_the_task_with_a_note(case: Case) -> None:
    record([line(case, active_matrix(asking()))])
    deliver_due(NOW)

    record([], [Withdrawal(case.pk, 7)], at=NOW + MINUTE)
    deliver_due(NOW + MINUTE)

    dropped = Task.objects.get()
    assert dropped.status == "not_needed"
    assert dropped.outcome == "No longer needed: what asked for it turned out not to be true."
    assert not Notice.objects.filter(kind="correction").exists()


def test_a_withdrawn_violation_that_was_not_delivered_makes_no_task(case: Case) -> None:
    record([line(case, active_matrix(asking()))])
    record([], [Withdrawal(case.pk, 7)])

    deliver_due(NOW + HOUR)

    assert not Task.objects.exists()


@pytest.mark.parametrize("deed", ["take", "finish"])
def test_a_task_that_somebody_began_stays_and_they_are_told(case: Case, owner: User, deed: str) -> None:
    record([line(case, active_matrix(asking()))])
    deliver_due(NOW)
    made = Task.objects.get()
    if deed == "take":
        take_task(made.pk, user=owner.pk, actor=f"user:{owner.pk}", at=NOW)
    else:
        finish_task(made.pk, actor=f"user:{owner.pk}", at=NOW)
    before = Task.objects.values().get()

    record([], [Withdrawal(case.pk, 7)], at=NOW + MINUTE)
    deliver_due(NOW + MINUTE)

    assert Task.objects.values().get() == before
    assert Notice.objects.get(kind="correction").recipient == owner


@pytest.mark.parametrize(
    ("parameters", "fields"),
    [
        ({}, ["due"]),
        ({"due": "soon"}, ["due"]),
        ({"due": "-PT1H"}, ["due"]),
        ({"due": 4}, ["due"]),
        ({"due": "PT4H", "calendar": "yes"}, ["calendar"]),
        ({"due": "PT4H", "subject": "{{case.secret}}"}, ["subject"]),
        ({"due": "PT4H", "subject": "x" * 201}, ["subject"]),
        ({"due": "PT4H", "color": "red"}, ["color"]),
        ({"due": "P1D", "calendar": True, "subject": "Call {{case.account}}"}, []),
    ],
)
def test_what_is_wrong_with_its_parameters_is_named(parameters: dict[str, Any], fields: list[str]) -> None:
    assert [field for field, _ in ACTION.problems(parameters)] == fields


def test_it_says_what_it_does() -> None:
    assert ACTION.describe({"due": "PT4H"}) == "task, due after PT4H of open time"
    assert ACTION.describe({"due": "P1D", "calendar": True, "subject": "Call"}) == (
        "task “Call”, due after P1D by the calendar"
    )


@pytest.mark.parametrize(
    "entry",
    [
        DraftEntry("task", "address", address="duty@example.org", parameters={"due": "PT1H"}),
        DraftEntry("task", "", parameters={"due": "PT1H"}),
        DraftEntry("task", "owner"),
        DraftEntry("notify", "address", address="duty@example.org"),
    ],
)
def test_the_database_refuses_tasks_and_notices_for_addresses_and_tasks_without_due(
    entry: DraftEntry,
) -> None:
    with pytest.raises(InvalidInput):
        draft_version(create_matrix("Standard"), [DraftRow(cells={"100": [entry]})])


def test_the_check_finds_a_named_user_who_left(owner: User) -> None:
    User.objects.create_superuser("root", "root@example.org")
    version = draft_version(create_matrix("Standard"), [asking("user", user=owner.pk)])
    assert "matrix_target_is_nobody" not in [each.code for each in check_matrix(version)]
    User.objects.filter(pk=owner.pk).update(is_active=False)

    [found] = [each for each in check_matrix(version) if each.code == "matrix_target_is_nobody"]

    assert found.why == "ines reaches nobody: there is no active person there."


def test_a_dead_letter_can_be_sent_again_and_makes_its_task_then(case: Case) -> None:
    Case.objects.update(owner=None)
    record([line(case, active_matrix(asking()))])
    assert deliver_due(NOW).dead == 1
    root = User.objects.create_superuser("root")

    send_again([only_delivery().pk], NOW + MINUTE)
    deliver_due(NOW + MINUTE)

    assert Task.objects.get().assignee == root
