"""Tasks: made, taken, given, done, opened again, undone."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, connections, transaction

from entitlements.business_time.instants import HOUR, MINUTE, to_datetime
from milestones.engine import witness
from milestones.engine.witness import TaskGiven
from milestones.models import Case, Task, TaskChange
from milestones.services.purge import purge_cases
from milestones.services.tasks import (
    TaskWish,
    change_task,
    create_task,
    drop_task,
    drop_unless_begun,
    finish_task,
    reassign_task,
    reopen_task,
    take_task,
    undo_task,
)
from sla_admin.shared.errors import Conflict, InvalidInput, NotFound
from tests.milestones.promised import Desk, promise
from tests.milestones.tasked import NOON, person, queue, task

LATER = NOON + 10 * MINUTE
ME = "user:1"

pytestmark = pytest.mark.django_db


def problems_of(wish: TaskWish) -> list[str]:
    with pytest.raises(InvalidInput) as refused:
        create_task(wish, actor=ME, at=NOON)
    return [field for field, _ in refused.value.problems]


def test_a_task_waits_for_its_person() -> None:
    ines = person("ines")

    made = task(subject="  Call them ", assignee=ines.pk)

    stored = Task.objects.get(pk=made.pk)
    assert (stored.subject, stored.status, stored.assignee) == ("Call them", "waiting", ines)
    assert stored.due_at == to_datetime(NOON + 2 * HOUR)
    assert [change.deed for change in stored.changes.all()] == ["create"]


def test_everything_that_is_wrong_with_a_wish_is_named_at_once() -> None:
    assert problems_of(TaskWish(" ", NOON, case=77)) == ["subject", "assignee", "due_at", "case"]


def test_a_task_is_not_for_somebody_who_left() -> None:
    left = person("left", is_active=False)

    assert problems_of(TaskWish("Call", NOON + 1, assignee=left.pk)) == ["assignee"]
    assert problems_of(TaskWish("Call", NOON + 1, queue=5)) == ["queue"]
    assert problems_of(TaskWish("x" * 201, NOON + 1, assignee=person("ines").pk)) == ["subject"]


def test_the_same_wish_of_a_machine_is_one_task() -> None:
    ines = person("ines")

    first = task(assignee=ines.pk, origin="7-3-1-0-alert")
    again = task(assignee=ines.pk, origin="7-3-1-0-alert")

    assert (first.pk, Task.objects.count(), TaskChange.objects.count()) == (again.pk, 1, 1)


def test_what_a_machine_asks_for_may_be_due_already() -> None:
    assert task(assignee=person("ines").pk, due_at=NOON - HOUR, origin="1").is_open


def test_taking_a_task_of_a_queue_makes_it_mine_and_begins_it() -> None:
    ines = person("ines")
    of_queue = queue()
    made = task(queue=of_queue.pk)

    taken = take_task(made.pk, user=ines.pk, actor=ME, at=LATER).task

    assert (taken.assignee_id, taken.queue, taken.status) == (ines.pk, of_queue, "begun")
    assert taken.begun_at == to_datetime(LATER)


def test_two_people_cannot_take_the_same_task() -> None:
    ines, jonas = person("ines"), person("jonas")
    made = task(queue=queue().pk)
    take_task(made.pk, user=ines.pk, actor=ME, at=LATER)

    with pytest.raises(Conflict, match="Ines has begun this task"):
        take_task(made.pk, user=jonas.pk, actor=ME, at=LATER)


def test_what_is_somebody_elses_is_not_taken() -> None:
    made = task(assignee=person("ines").pk)

    with pytest.raises(Conflict, match="This task is for Ines"):
        take_task(made.pk, user=person("jonas").pk, actor=ME, at=LATER)


def test_a_task_given_to_another_waits_there() -> None:
    ines, jonas = person("ines"), person("jonas")
    made = task(assignee=ines.pk)
    take_task(made.pk, user=ines.pk, actor=ME, at=LATER)

    given = reassign_task(made.pk, assignee=jonas.pk, actor=ME, at=LATER, note="You know them").task

    assert (given.assignee_id, given.status, given.begun_at) == (jonas.pk, "waiting", None)
    assert given.changes.get(deed="reassign").note == "You know them"


def test_a_task_goes_to_a_person_or_to_a_queue_and_to_somewhere_else() -> None:
    ines = person("ines")
    made = task(assignee=ines.pk)

    with pytest.raises(InvalidInput):
        reassign_task(made.pk, actor=ME, at=LATER)
    with pytest.raises(InvalidInput):
        reassign_task(made.pk, assignee=4711, actor=ME, at=LATER)
    with pytest.raises(Conflict, match="there already"):
        reassign_task(made.pk, assignee=ines.pk, actor=ME, at=LATER)


def test_done_says_what_came_of_it_and_happens_once() -> None:
    made = task(assignee=person("ines").pk)

    finished = finish_task(made.pk, outcome=" They call back. ", actor=ME, at=LATER).task

    assert (finished.status, finished.outcome, finished.closed_by) == ("done", "They call back.", ME)
    with pytest.raises(Conflict, match="The task is done"):
        finish_task(made.pk, actor=ME, at=LATER)
    with pytest.raises(NotFound):
        finish_task(made.pk + 1, actor=ME, at=LATER)


def test_an_outcome_that_is_too_long_is_refused() -> None:
    with pytest.raises(InvalidInput):
        finish_task(task(assignee=person("ines").pk).pk, outcome="x" * 501, actor=ME, at=LATER)


def test_a_task_is_dropped_for_a_reason_only() -> None:
    made = task(assignee=person("ines").pk)

    with pytest.raises(InvalidInput):
        drop_task(made.pk, reason=" ", actor=ME, at=LATER)
    assert drop_task(made.pk, reason="They solved it.", actor=ME, at=LATER).task.status == "not_needed"


def test_a_closed_task_is_opened_again_for_whoever_had_it() -> None:
    ines = person("ines")
    made = task(assignee=ines.pk)
    finish_task(made.pk, outcome="Done", actor=ME, at=LATER)

    opened = reopen_task(made.pk, actor=ME, at=LATER + 1).task

    assert (opened.status, opened.assignee_id, opened.outcome, opened.closed_at) == (
        "waiting",
        ines.pk,
        "",
        None,
    )
    with pytest.raises(Conflict):
        reopen_task(made.pk, actor=ME, at=LATER + 2)


def test_words_and_due_instant_can_be_changed_while_it_is_open() -> None:
    made = task(assignee=person("ines").pk)

    changed = change_task(made.pk, {"subject": "Write", "due_at": NOON + 3 * HOUR}, actor=ME, at=LATER).task

    assert (changed.subject, changed.due_at) == ("Write", to_datetime(NOON + 3 * HOUR))
    with pytest.raises(InvalidInput):
        change_task(made.pk, {"due_at": NOON}, actor=ME, at=LATER)
    with pytest.raises(InvalidInput):
        change_task(made.pk, {"status": "done"}, actor=ME, at=LATER)
    finish_task(made.pk, actor=ME, at=LATER)
    with pytest.raises(Conflict):
        change_task(made.pk, {"subject": "Too late"}, actor=ME, at=LATER)


def test_the_latest_deed_can_be_undone_exactly() -> None:
    ines, jonas = person("ines"), person("jonas")
    made = task(queue=queue().pk)
    take_task(made.pk, user=ines.pk, actor=ME, at=LATER)
    before = Task.objects.values().get(pk=made.pk)
    done = finish_task(made.pk, outcome="Done", actor=ME, at=LATER)

    undo_task(made.pk, done.number, actor=ME, at=LATER + 1)

    assert Task.objects.values().get(pk=made.pk) == before
    given = reassign_task(made.pk, assignee=jonas.pk, actor=ME, at=LATER + 2)
    undo_task(made.pk, given.number, actor=ME, at=LATER + 3)
    assert Task.objects.values().get(pk=made.pk) == before


def test_an_undone_creation_drops_the_task() -> None:
    made = create_task(TaskWish("Call", NOON + 1, assignee=person("ines").pk), actor=ME, at=NOON)

    assert undo_task(made.task.pk, made.number, actor=ME, at=LATER).task.status == "not_needed"


def test_nothing_is_undone_once_somebody_did_something_else() -> None:
    ines = person("ines")
    made = create_task(TaskWish("Call", NOON + 1, assignee=ines.pk), actor=ME, at=NOON)
    take_task(made.task.pk, user=ines.pk, actor=ME, at=LATER)

    with pytest.raises(Conflict, match="Something else happened"):
        undo_task(made.task.pk, made.number, actor=ME, at=LATER)
    assert Task.objects.get(pk=made.task.pk).status == "begun"


def test_what_a_machine_asked_for_is_dropped_unless_somebody_began_it() -> None:
    ines = person("ines")
    waiting, begun = task(assignee=ines.pk, origin="a"), task(assignee=ines.pk, origin="b")
    take_task(begun.pk, user=ines.pk, actor=ME, at=LATER)

    assert drop_unless_begun("a", actor="escalation", at=LATER, reason="No longer true.")
    assert not drop_unless_begun("a", actor="escalation", at=LATER, reason="No longer true.")
    assert not drop_unless_begun("b", actor="escalation", at=LATER, reason="No longer true.")
    assert not drop_unless_begun("never", actor="escalation", at=LATER, reason="No longer true.")
    assert [Task.objects.get(pk=each.pk).status for each in (waiting, begun)] == ["not_needed", "begun"]


def test_a_purged_case_takes_its_tasks_along() -> None:
    promise()
    Desk().opens("11:00")
    case = Case.objects.get()
    task(assignee=person("ines").pk, case=case.pk)

    purge_cases([case.pk], reason="Test", actor="tests")

    assert (Task.objects.count(), TaskChange.objects.count()) == (0, 0)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Notebook:
    """Writes down who was given what."""

    def __init__(self) -> None:
        self.given: list[TaskGiven] = []

    def case_changed(self, seen: object, at: int) -> None:
        raise AssertionError("No case changed.")

    def task_given(self, given: TaskGiven, at: int) -> None:
        self.given.append(given)


def test_whoever_gets_a_task_is_told_and_queues_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    notebook = Notebook()
    monkeypatch.setattr(witness, "_installed", notebook)
    ines, jonas = person("ines"), person("jonas")

    made = task(assignee=ines.pk)
    task(queue=queue().pk)
    reassign_task(made.pk, assignee=jonas.pk, actor=ME, at=LATER)

    assert [(each.task_id, each.user, each.number, each.actor) for each in notebook.given] == [
        (made.pk, ines.pk, 1, "user:999"),
        (made.pk, jonas.pk, 2, ME),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "nonsense"},
        {"subject": " "},
        {"assignee_id": None},
        {"status": "begun", "begun_at": None},
        {"status": "done", "closed_at": None},
        {"status": "done", "closed_at": to_datetime(LATER), "closed_by": ""},
        {"status": "done", "closed_at": to_datetime(NOON - 1), "closed_by": ME},
        {"outcome": "done, but open"},
        {"begun_at": to_datetime(LATER)},
    ],
)
def test_illegal_states_cannot_be_stored(wrong: dict[str, object]) -> None:
    made = task(assignee=person("ines").pk)

    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=made.pk).update(**wrong)


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_the_same_wish_make_one_task() -> None:
    ines = User.objects.create_user("ines")

    def make(_: int) -> int:
        try:
            return task(assignee=ines.pk, origin="7-3-1-0-alert").pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(make, range(8)))

    assert (len(found), Task.objects.count()) == (1, 1)
