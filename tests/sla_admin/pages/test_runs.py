"""The pages of background runs: followed, stopped, continued, taken back, by whom they concern."""

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sla_admin.shared.models import BackgroundRun
from sla_admin.shared.runs import start_run
from sla_admin.shared.runs.work import finish, take_step
from sla_admin.shared.system_clock import database_time
from tests.sla_admin.shared.runs.counting import Counting, install_counting

pytestmark = pytest.mark.django_db


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Counting:
    return install_counting(monkeypatch)


def somebody(name: str, group: str) -> User:
    user = User.objects.create_user(name, first_name=name.capitalize(), last_name="Moreau")
    user.groups.add(Group.objects.get_or_create(name=group)[0])
    return user


@pytest.fixture
def chief() -> User:
    return somebody("chief", "Administrators")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def started(user: User, upto: int = 5) -> BackgroundRun:
    return start_run(
        "test counting", {"upto": upto}, actor=f"user:{user.pk}", at=database_time(), reason="to see"
    )


def page_of(client: Client, run: BackgroundRun) -> str:
    answer = client.get(reverse("run", args=[run.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_of_a_run_says_who_started_it_why_and_how_far_it_is(chief: User, counting: Counting) -> None:
    run = started(chief)
    take_step(run.pk, database_time)
    page = page_of(signed_in(chief), run)
    assert "Count to 5" in page
    assert "Started by Chief Moreau" in page
    assert "“to see”" in page
    assert "2 of 5" in page
    assert "2 counted" in page
    assert "number 2" in page
    assert "Stop here" in page
    assert "Undo…" not in page


def test_an_item_that_failed_stands_first_with_its_reason(chief: User, counting: Counting) -> None:
    run = finish(started(chief, 14).pk, database_time)
    page = page_of(signed_in(chief), run)
    assert page.index("Thirteen is never counted.") < page.index("number 14")


def test_a_run_is_stopped_continued_and_taken_back_by_its_buttons(chief: User, counting: Counting) -> None:
    client = signed_in(chief)
    run = started(chief)
    take_step(run.pk, database_time)
    assert client.post(reverse("run-stop", args=[run.pk])).status_code == 302
    assert finish(run.pk, database_time).state == "stopped"
    assert "Go on" in page_of(client, run)
    client.post(reverse("run-go-on", args=[run.pk]))
    assert finish(run.pk, database_time).state == "done"
    assert "Undo…" in page_of(client, run)

    answer = client.post(reverse("run-undo", args=[run.pk]), {"reason": "wrong number"})
    undoing = BackgroundRun.objects.get(undoes=run)
    assert answer["Location"] == reverse("run", args=[undoing.pk])
    assert undoing.reason == "wrong number"
    assert "This run is taken back" in page_of(client, run)
    assert "Undo…" not in page_of(client, run)


def test_a_deed_that_is_too_late_is_refused_with_its_reason(chief: User, counting: Counting) -> None:
    run = finish(started(chief).pk, database_time)
    answer = signed_in(chief).post(reverse("run-stop", args=[run.pk]))
    assert answer.status_code == 409
    assert "done already" in answer.content.decode()


def test_the_live_part_answers_304_until_something_moves(chief: User, counting: Counting) -> None:
    client = signed_in(chief)
    run = started(chief)
    address = reverse("run-live", args=[run.pk])
    first = client.get(address)
    assert first.status_code == 200
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    take_step(run.pk, database_time)
    after = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert after.status_code == 200
    assert "2 of 5" in after.content.decode()


def test_agents_see_and_stop_their_own_runs_and_no_others(chief: User, counting: Counting) -> None:
    agent = somebody("ada", "Agents")
    own, other = started(agent), started(chief)
    client = signed_in(agent)
    listed = client.get(reverse("runs")).content.decode()
    assert reverse("run", args=[own.pk]) in listed
    assert reverse("run", args=[other.pk]) not in listed
    assert client.get(reverse("run", args=[other.pk])).status_code == 404
    assert client.post(reverse("run-stop", args=[other.pk])).status_code == 404
    assert client.post(reverse("run-stop", args=[own.pk])).status_code == 302


def test_auditors_see_every_run_and_stop_none(chief: User, counting: Counting) -> None:
    run = started(chief)
    client = signed_in(somebody("otto", "Auditors"))
    assert "Stop here" not in page_of(client, run)
    assert client.post(reverse("run-stop", args=[run.pk])).status_code == 403


def test_a_list_without_runs_says_what_will_stand_there(chief: User) -> None:
    client = signed_in(chief)
    assert "Nothing has run yet" in client.get(reverse("runs")).content.decode()
    assert "No such run" in client.get(reverse("runs") + "?show=open").content.decode()


def test_the_list_asks_the_same_number_of_questions_for_two_runs_and_for_thirty(
    chief: User, counting: Counting
) -> None:
    client = signed_in(chief)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("runs"))
        return len(captured)

    started(chief), started(chief)
    asked()  # what a process reads once and keeps is not counted
    few = asked()
    for _ in range(28):
        started(chief)
    assert asked() == few


def test_older_runs_are_a_page_away(chief: User, counting: Counting) -> None:
    client = signed_in(chief)
    runs = [started(chief) for _ in range(52)]
    first = client.get(reverse("runs")).content.decode()
    assert reverse("run", args=[runs[0].pk]) not in first
    older = client.get(reverse("runs") + f"?show=all&before={runs[2].pk}").content.decode()
    assert reverse("run", args=[runs[0].pk]) in older
