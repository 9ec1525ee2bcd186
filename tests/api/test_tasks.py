"""Tasks through the API."""

import pytest
from django.contrib.auth.models import User

from milestones.models import Task
from tests.api.conftest import Caller, Clock
from tests.milestones.tasked import queue

pytestmark = pytest.mark.django_db

TASKS = "/api/v1/tasks/"
DUE = "2026-06-01T17:00:00Z"


@pytest.fixture
def ines() -> User:
    return User.objects.create_user("ines")


def make(caller: Caller, **given: object) -> dict[str, object]:
    made: dict[str, object] = caller.post(TASKS, {"subject": "Call", "due_at": DUE, **given}, expect=201)
    return made


def test_a_task_lives_its_life(caller: Caller, clock: Clock, ines: User) -> None:
    clock.at("12:00")
    of_queue = queue("europe")
    made = make(caller, queue="europe", text="Kindly")
    at = f"{TASKS}{made['id']}/"

    assert (made["assignee"], made["queue"], made["status"], made["step"]) == (
        None,
        of_queue.key,
        "waiting",
        1,
    )
    taken = caller.post(f"{at}take/", {"assignee": "ines"})
    assert (taken["assignee"], taken["status"], taken["begun_at"]) == (
        "ines",
        "begun",
        "2026-06-01T12:00:00Z",
    )
    changed = caller.patch(at, {"subject": "Call twice"})
    assert changed["subject"] == "Call twice"
    done = caller.post(f"{at}done/", {"outcome": "They call back"})
    assert (done["status"], done["outcome"], done["step"]) == ("done", "They call back", 4)
    assert caller.post(f"{at}undo/", {"step": 4})["status"] == "begun"
    given = caller.post(f"{at}reassign/", {"queue": "europe", "note": "Too much"})
    assert (given["assignee"], given["status"]) == (None, "waiting")
    assert caller.post(f"{at}drop/", {"reason": "Solved"})["status"] == "not_needed"
    assert caller.post(f"{at}reopen/", {})["status"] == "waiting"


def test_lists_are_filtered(caller: Caller, clock: Clock, ines: User) -> None:
    clock.at("12:00")
    queue("europe")
    mine = make(caller, assignee="ines")
    make(caller, queue="europe", due_at="2026-06-02T17:00:00Z")
    caller.post(f"{TASKS}{mine['id']}/done/", {})

    def found(query: str) -> list[int]:
        return [each["id"] for each in caller.get(f"{TASKS}?{query}")["results"]]

    assert found("assignee=ines") == [mine["id"]]
    assert found("is_open=false") == [mine["id"]]
    assert found("status=done") == [mine["id"]]
    assert found("due_before=2026-06-02T00:00:00Z") == [mine["id"]]
    assert len(found("queue=europe")) == 1
    caller.get(f"{TASKS}?status=nonsense", expect=400)


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({}, ["assignee"]),
        ({"assignee": "nobody"}, ["assignee"]),
        ({"queue": "nowhere"}, ["queue"]),
        ({"assignee": "ines", "case": 4711}, ["case"]),
        ({"assignee": "ines", "due_at": "2026-06-01T11:00:00Z"}, ["due_at"]),
        ({"assignee": "ines", "due_at": "tomorrow"}, ["due_at"]),
        ({"assignee": "ines", "subject": " "}, ["subject"]),
        ({"assignee": "ines", "prioritty": "P1"}, ["prioritty"]),
    ],
)
def test_what_is_wrong_is_named(
    caller: Caller, clock: Clock, ines: User, given: dict[str, object], fields: list[str]
) -> None:
    clock.at("12:00")

    answer = caller.post(TASKS, {"subject": "Call", "due_at": DUE, **given}, expect=400)

    assert [each["field"] for each in answer["errors"]] == fields
    assert not Task.objects.exists()


def test_a_key_must_name_who_begins(caller: Caller, clock: Clock, ines: User) -> None:
    clock.at("12:00")
    made = make(caller, assignee="ines")

    caller.post(f"{TASKS}{made['id']}/take/", {}, expect=400)
    caller.post(f"{TASKS}{made['id']}/take/", {"assignee": "nobody"}, expect=400)


def test_what_happened_meanwhile_is_a_conflict(caller: Caller, clock: Clock, ines: User) -> None:
    clock.at("12:00")
    made = make(caller, assignee="ines")
    at = f"{TASKS}{made['id']}/"
    caller.post(f"{at}done/", {})

    caller.post(f"{at}done/", {}, expect=409)
    caller.post(f"{at}undo/", {"step": 1}, expect=409)
    caller.post(f"{at}reopen/", {}, expect=412, If_Match='"old"')


def test_a_repeated_request_makes_one_task(caller: Caller, clock: Clock, ines: User) -> None:
    clock.at("12:00")
    body = {"subject": "Call", "due_at": DUE, "assignee": "ines"}

    first = caller.post(TASKS, body, expect=201, Idempotency_Key="a")
    again = caller.post(TASKS, body, expect=201, Idempotency_Key="a")

    assert first["id"] == again["id"]
    assert Task.objects.count() == 1
