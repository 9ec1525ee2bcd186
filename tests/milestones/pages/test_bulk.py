"""Changing many cases from a list: at once, in the background, refused, taken back, without a script."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from milestones.models import Case, Queue
from milestones.services.bulk_change import BulkChange
from sla_admin.shared.models.background_run import BackgroundRun
from tests.milestones.pages.at_noon import agent, get, post, queue, words
from tests.milestones.promised import Desk, promise

pytestmark = pytest.mark.django_db

BULK = "/cases/bulk/"


@pytest.fixture
def ines(client: Client) -> User:
    user = agent("ines")
    client.force_login(user)
    return user


@pytest.fixture
def cases(ines: User) -> list[str]:
    """Three cases nobody owns, as the boxes of a list name them."""
    promise()
    queue("network")
    for number in (1, 2, 3):
        Desk(f"CS-{number}").opens("11:30", queue="network")
    return [f"{pk}.0" for pk in Case.objects.order_by("external_id").values_list("pk", flat=True)]


def owners() -> list[str]:
    rows = Case.objects.order_by("external_id").values_list("owner__username", flat=True)
    return [name or "nobody" for name in rows]


def bulk(client: Client, given: dict[str, Any]) -> tuple[Any, str]:
    """The answer, and what the list says then."""
    answer = post(client, BULK, {"back": "/queue/unassigned/", **given})
    assert answer.status_code == 302, words(answer)
    return answer, words(get(client, answer["Location"])) if answer["Location"].startswith("/queue") else ""


def test_assign_to_me_at_once_with_a_way_back(client: Client, cases: list[str]) -> None:
    answer, page = bulk(client, {"do": "me", "case": cases[:2]})

    assert answer["Location"] == "/queue/unassigned/"
    assert owners() == ["ines", "ines", "nobody"]
    assert "Assign 2 cases to Ines Test: done." in page
    assert "Undo" in page


def test_undo_sets_them_back(client: Client, cases: list[str]) -> None:
    bulk(client, {"do": "me", "case": cases})
    run = BackgroundRun.objects.get(kind=BulkChange.name)

    answer = post(
        client, reverse("cases-bulk-undo", args=[run.pk]), {}, "12:01", Referer="http://testserver/queue/"
    )

    assert answer["Location"] == "http://testserver/queue/"
    assert owners() == ["nobody"] * 3
    assert "3 cases set back." in words(get(client, "/queue/", "12:01"))


@pytest.mark.parametrize(
    ("change", "field", "expected"),
    [
        ("queue:storage", "queue__key", "storage"),
        ("queue:", "queue__key", None),
        ("priority:P2", "priority", "P2"),
        ("status:pending", "status", "pending"),
    ],
)
def test_queue_priority_and_status(
    client: Client, cases: list[str], change: str, field: str, expected: str | None
) -> None:
    queue("storage")

    bulk(client, {"do": "change", "change": change, "case": cases[:1]})

    assert Case.objects.values_list(field, flat=True).get(external_id="CS-1") == expected


def test_another_person(client: Client, cases: list[str]) -> None:
    jonas = agent("jonas")

    bulk(client, {"do": "change", "change": f"owner:{jonas.pk}", "case": cases})

    assert owners() == ["jonas"] * 3


def test_two_people_take_the_same_case_and_the_second_is_told(client: Client, cases: list[str]) -> None:
    other = Client()
    other.force_login(agent("jonas"))
    bulk(other, {"do": "me", "case": cases[:1]})

    _, page = bulk(client, {"do": "me", "case": cases[:2]})

    assert owners() == ["jonas", "ines", "nobody"]
    assert "1 case was left as it is. CS-1: Jonas Test has it since you looked." in page
    assert "Show the report" in page


def test_a_case_closed_by_another_system_meanwhile_is_left(client: Client, cases: list[str]) -> None:
    Desk("CS-1").says("11:59", status="closed")

    _, page = bulk(client, {"do": "me", "case": cases})

    assert "CS-1: It was closed meanwhile." in page
    assert owners() == ["nobody", "ines", "ines"]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"do": "me", "case": []}, "Select at least one case."),
        ({"do": "change", "change": ""}, "Choose a change for the selected cases."),
        ({"do": "change", "change": "subject:x"}, "Choose a change."),
        ({"do": "change", "change": "owner:x"}, "There is no such person."),
        ({"do": "change", "change": "owner:99999"}, "There is no such person"),
        ({"do": "change", "change": "queue:nowhere"}, "There is no such queue."),
        ({"do": "me", "case": ["x"]}, "A selected row is not a case."),
        ({"do": "me", "case": ["1.x"]}, "A selected row is not a case."),
        ({"do": "me", "everything": "3", "standing": "late"}, "is none of"),
    ],
)
def test_what_cannot_be_is_said_on_the_list_and_nothing_changes(
    client: Client, cases: list[str], given: dict[str, Any], sentence: str
) -> None:
    _, page = bulk(client, {"case": cases, **given})

    assert sentence in page
    assert owners() == ["nobody"] * 3


def test_all_that_answer_the_filter(client: Client, cases: list[str]) -> None:
    Case.objects.filter(external_id="CS-3").update(priority="P4")

    bulk(client, {"do": "me", "everything": "2", "priority": "P1", "scope": "unassigned"})

    assert owners() == ["ines", "ines", "nobody"]


def test_more_than_two_hundred_are_left_to_a_worker_with_progress(
    client: Client, cases: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("milestones.pages.bulk.AT_ONCE", 2)

    answer, _ = bulk(client, {"do": "me", "everything": "3", "scope": "unassigned"})

    run = BackgroundRun.objects.get()
    assert answer["Location"] == f"/runs/{run.pk}/"
    assert (run.state, run.total, run.title) == ("waiting", 3, "Assign 3 cases to Ines Test")
    assert owners() == ["nobody"] * 3


def test_a_session_that_ended_loses_no_selection(client: Client, cases: list[str]) -> None:
    client.logout()

    answer = post(client, BULK, {"do": "me", "case": cases[:2], "back": "/queue/"})
    kept = re.search(r'name="kept" value="([^"]+)"', answer.content.decode())
    assert answer.status_code == 401
    assert kept

    User.objects.get(username="ines").set_password("x")
    ines = User.objects.get(username="ines")
    ines.set_password("correct horse battery")
    ines.save()
    shown = client.post(
        "/sign-in/", {"username": "ines", "password": "correct horse battery", "kept": kept[1]}
    )
    assert "Send what you wrote?" in words(shown)
    fields = re.findall(r'<textarea hidden name="([^"]+)">([^<]*)<', shown.content.decode())
    assert ("case", cases[0]) in fields
    assert ("case", cases[1]) in fields
    assert ("do", "me") in fields


def test_nobody_is_sent_to_another_site(client: Client, cases: list[str]) -> None:
    answer = post(client, BULK, {"do": "me", "case": cases, "back": "https://elsewhere.example/"})

    assert answer["Location"] == "/queue/"


def test_undo_is_for_who_did_it(client: Client, cases: list[str]) -> None:
    bulk(client, {"do": "me", "case": cases})
    run = BackgroundRun.objects.get(kind=BulkChange.name)
    client.force_login(agent("jonas"))

    assert post(client, reverse("cases-bulk-undo", args=[run.pk])).status_code == 403
    assert post(client, reverse("cases-bulk-undo", args=[run.pk + 1])).status_code == 404
    assert owners() == ["ines"] * 3


def test_undoing_twice_is_refused_in_words(client: Client, cases: list[str]) -> None:
    bulk(client, {"do": "me", "case": cases})
    run = BackgroundRun.objects.get(kind=BulkChange.name)
    address = reverse("cases-bulk-undo", args=[run.pk])
    post(client, address)

    answer = post(client, address)

    assert "taken back already" in words(get(client, answer["Location"]))


def test_a_list_works_without_a_script(client: Client, cases: list[str]) -> None:
    """The boxes belong to the form below the list, which names every change."""
    page = get(client, "/queue/unassigned/").content.decode()

    assert page.count('name="case"') == 3
    assert page.count('form="bulk"') == 4
    assert f'action="{BULK}"' in page
    assert '<option value="queue:network">Network</option>' in page
    assert Queue.objects.count() == 1
