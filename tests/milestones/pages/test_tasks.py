"""The pages of tasks, without a browser."""

from typing import Any
from urllib.parse import unquote

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from entitlements.business_time.instants import DAY, HOUR, to_datetime
from milestones.models import Case, Task, Team
from milestones.services.tasks import TaskWish, create_task, finish_task
from sla_admin.shared.models import Preferences
from sla_admin.shared.system_clock import database_time
from tests.milestones.promised import Desk, promise
from tests.milestones.tasked import person, queue

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines() -> User:
    return person("ines", "Agents")


@pytest.fixture
def as_ines(client: Client, ines: User) -> Client:
    client.force_login(ines)
    return client


def due_in(hours: float, subject: str, **wish: object) -> Task:
    now = database_time()
    given = TaskWish(subject, now + DAY, **wish)  # type: ignore[arg-type]  # fields of a wish
    made = create_task(given, actor="user:999", at=now - DAY).task
    Task.objects.filter(pk=made.pk).update(due_at=to_datetime(now + int(hours * HOUR)))
    return made


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_mine_shows_what_is_overdue_first_and_what_waits_in_my_queues(as_ines: Client, ines: User) -> None:
    due_in(-1, "Was due", assignee=ines.pk)
    due_in(0.01, "Of my queue", queue=queue("europe", None, ines).pk)
    due_in(1, "Of Jonas", assignee=person("jonas").pk)

    page = words(as_ines.get("/tasks/"))

    assert page.index("Overdue") < page.index("Was due") < page.index("Of my queue")
    assert "Of Jonas" not in page
    assert "2 to do, 1 overdue." in page


def test_my_team_shows_its_people_and_queues(client: Client) -> None:
    team, other = Team.objects.create(name="Europe"), Team.objects.create(name="Devices")
    lena = person("lena", "Agents", team=team)
    due_in(1, "Of Jonas", assignee=person("jonas", team=team).pk)
    due_in(1, "Of our queue", queue=queue("europe", team).pk)
    due_in(1, "Of Piet", assignee=person("piet", team=other).pk)
    client.force_login(lena)

    page = words(client.get("/tasks/?scope=team"))

    assert "Of Jonas" in page
    assert "Of our queue" in page
    assert "Of Piet" not in page
    assert "Of Piet" in words(client.get("/tasks/?scope=all"))


def test_what_was_done_stands_in_a_list_of_its_own_with_its_outcome(as_ines: Client, ines: User) -> None:
    made = due_in(1, "Call them", assignee=ines.pk)
    finish_task(made.pk, outcome="They call back", actor=f"user:{ines.pk}", at=database_time())

    assert "Call them" not in words(as_ines.get("/tasks/"))
    assert "They call back" in words(as_ines.get("/tasks/?show=done"))


def test_an_empty_list_says_the_next_step(as_ines: Client) -> None:
    assert "See what my team has to do" in words(as_ines.get("/tasks/"))
    assert "Nobody has anything to do" in words(as_ines.get("/tasks/?scope=all"))
    assert "Nothing was done yet" in words(as_ines.get("/tasks/?show=done"))


def test_a_page_that_is_no_number_is_the_first(as_ines: Client) -> None:
    for page in ("x", "0", "99999999999999999999", "-1"):
        assert as_ines.get("/tasks/", {"page": page}).status_code == 200


def test_the_list_asks_as_often_for_twenty_tasks_as_for_two(
    as_ines: Client,
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            as_ines.get("/tasks/?scope=all")
        return len(seen)

    for number in range(2):
        due_in(number, f"Task {number}", assignee=person(f"p{number}").pk)
    as_ines.get("/tasks/")
    few = asked()
    for number in range(2, 20):
        due_in(number, f"Task {number}", assignee=person(f"p{number}").pk)

    assert asked() == few


def test_a_new_task_is_offered_the_closes_of_the_cases_hours(as_ines: Client, ines: User) -> None:
    promise()
    Desk().opens("11:00")
    case = Case.objects.get()
    form = as_ines.get("/tasks/new/", {"case": case.pk}).context["form"]
    offers = [value for value, _ in form.fields["due"].choices]
    due = offers[0]

    sent = {"case": case.pk, "task-subject": "Call", "task-who": f"user:{ines.pk}", "task-due": due}
    answer = as_ines.post("/tasks/new/", sent)

    made = Task.objects.get()
    assert answer.status_code == 302
    assert (made.case, made.assignee, made.created_by) == (case, ines, f"user:{ines.pk}")
    assert int(made.due_at.timestamp() * 1_000_000) == int(due)


def test_another_time_is_read_in_the_viewers_zone(as_ines: Client, ines: User) -> None:
    Preferences.objects.create(user=ines, time_zone="Europe/Berlin")
    sent = {
        "task-subject": "Call",
        "task-who": f"user:{ines.pk}",
        "task-due": "other",
        "task-due_on": "2099-07-01T10:30",
    }

    as_ines.post("/tasks/new/", sent)

    assert Task.objects.get().due_at.isoformat() == "2099-07-01T08:30:00+00:00"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"task-subject": ""}, "subject"),
        ({"task-subject": "x" * 201}, "subject"),
        ({"task-who": "user:4711"}, "who"),
        ({"task-who": ""}, "who"),
        ({"task-due": "1"}, "due"),
        ({"task-due": "sometime"}, "due"),
        ({"task-due": "9" * 30}, "due"),
        ({"task-due": "other", "task-due_on": ""}, "due_on"),
        ({"task-due": "other", "task-due_on": "tomorrow"}, "due_on"),
        ({"task-due": "other", "task-due_on": "0001-01-01T00:00"}, "due_on"),
        ({"task-due": "other", "task-due_on": "2020-01-01T00:00"}, "due_on"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    as_ines: Client, ines: User, wrong: dict[str, str], field: str
) -> None:
    sent = {
        "task-subject": "Call them",
        "task-text": "Their number is in the contact.",
        "task-who": f"user:{ines.pk}",
        "task-due": "other",
        "task-due_on": "2099-07-01T10:30",
        **wrong,
    }

    answer = as_ines.post("/tasks/new/", sent)

    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert "Their number is in the contact." in words(answer)
    assert not Task.objects.exists()


def test_a_deed_without_script_leads_back_and_says_what_was_done(as_ines: Client, ines: User) -> None:
    made = due_in(1, "Call them", assignee=ines.pk)

    answer = as_ines.post(reverse("task-done", args=[made.pk]), {"back": "/tasks/?scope=all"}, follow=True)

    assert answer.redirect_chain == [("/tasks/?scope=all", 302)]
    assert "Task done." in words(answer)


def test_nobody_is_led_to_another_site(as_ines: Client, ines: User) -> None:
    made = due_in(1, "Call them", assignee=ines.pk)

    answer = as_ines.post(reverse("task-done", args=[made.pk]), {"back": "https://evil.example/"})

    assert answer["Location"] == "/tasks/"


def test_a_deed_in_a_list_brings_the_list_back_with_undo(as_ines: Client, ines: User) -> None:
    made = due_in(1, "Call them", assignee=ines.pk)
    due_in(1, "Write to them", assignee=ines.pk)

    answer = as_ines.post(
        reverse("task-done", args=[made.pk]), {"view": ""}, headers={"X-Fragment": "#task-list"}
    )

    assert 'id="task-list"' in words(answer)
    assert "Call them" not in words(answer)
    assert "Write to them" in words(answer)
    assert unquote(answer["X-Toast"]) == "Task done."
    undone = as_ines.post(unquote(answer["X-Toast-Undo"]))
    assert undone["Location"] == "/tasks/"
    assert Task.objects.get(pk=made.pk).is_open


def test_the_card_of_a_case_does_what_the_list_does(as_ines: Client, ines: User) -> None:
    promise()
    Desk().opens("11:00")
    case = Case.objects.get()
    made = due_in(1, "Call them", assignee=ines.pk, case=case.pk)

    answer = as_ines.post(reverse("task-take", args=[made.pk]), headers={"X-Fragment": "#tasks-card"})

    assert 'id="tasks-card"' in words(answer)
    assert "Begun" in words(answer)
    wrong = as_ines.post("/tasks/new/", {"case": case.pk}, headers={"X-Fragment": "#tasks-card"})
    assert wrong.status_code == 400
    assert 'id="tasks-card"' in words(wrong)
    assert "This field is required" in words(wrong)


def test_what_happened_meanwhile_is_said_and_changes_nothing(as_ines: Client, ines: User) -> None:
    made = due_in(1, "Call them", assignee=ines.pk)
    finish_task(made.pk, outcome="Theirs", actor="user:999", at=database_time())

    plain = as_ines.post(reverse("task-done", args=[made.pk]), {"outcome": "Mine"})
    fragment = as_ines.post(
        reverse("task-done", args=[made.pk]), {"view": ""}, headers={"X-Fragment": "#task-list"}
    )

    assert (plain.status_code, fragment.status_code) == (409, 409)
    assert "The task is done." in words(plain)
    assert "The task is done." in words(fragment)
    assert Task.objects.get().outcome == "Theirs"


def test_a_task_can_be_changed_given_and_dropped_on_its_page(as_ines: Client, ines: User) -> None:
    jonas = person("jonas", "Agents")
    made = due_in(1, "Call them", assignee=ines.pk)
    page = reverse("task", args=[made.pk])

    as_ines.post(page, {"change-subject": "Write to them", "change-due": "keep", "change-text": "Kindly"})
    as_ines.post(
        reverse("task-reassign", args=[made.pk]), {"give-who": f"user:{jonas.pk}", "give-note": "Yours"}
    )

    changed = Task.objects.get()
    assert (changed.subject, changed.text, changed.assignee) == ("Write to them", "Kindly", jonas)
    shown = words(as_ines.get(page))
    assert "given to another" in shown
    assert "Yours" in shown
    assert as_ines.post(reverse("task-drop", args=[made.pk]), {"reason": ""}).status_code == 400
    assert as_ines.post(reverse("task-drop", args=[made.pk]), {"reason": "Solved"}).status_code == 302
    assert as_ines.post(reverse("task-reopen", args=[made.pk])).status_code == 302
    assert as_ines.post(page, {"change-subject": "", "change-due": "keep"}).status_code == 400


def test_a_task_that_is_not_there_is_not_found(as_ines: Client) -> None:
    assert as_ines.get("/tasks/7/").status_code == 404
    assert as_ines.post("/tasks/7/done/").status_code == 404
    assert as_ines.get("/tasks/new/", {"case": "7"}).status_code == 404
    assert as_ines.get("/tasks/new/", {"case": "x" * 30}).status_code == 404
    assert as_ines.get("/tasks/99999999999999999999/").status_code == 404


def test_an_auditor_looks_and_changes_nothing(client: Client, ines: User) -> None:
    made = due_in(1, "Call them", assignee=ines.pk)
    client.force_login(person("audrey", "Auditors"))

    assert "Mark as done" not in words(client.get(reverse("task", args=[made.pk])))
    assert client.post(reverse("task", args=[made.pk]), {"change-subject": "x"}).status_code == 403
    assert Task.objects.get().subject == "Call them"
