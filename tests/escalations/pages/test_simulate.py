"""The page of the imaginary case."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from milestones.models import Case
from tests.escalations.services.test_simulate import promised  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db

ASKED = {
    "account": "Acme",
    "record_type": "case",
    "channel": "email",
    "priority": "High",
    "opened_at": "2026-06-01T09:00",
    "then-TOTAL_FORMS": "2",
    "then-INITIAL_FORMS": "0",
}


@pytest.fixture
def desk(client: Client) -> Client:
    person = User.objects.create_user("adele", password="correct horse battery")
    person.groups.add(Group.objects.get_or_create(name="Administrators")[0])
    client.force_login(person)
    return client


def ask(desk: Client, changes: dict[str, str] | None = None, expect: int = 200) -> str:
    answer = desk.get(reverse("setup-simulate"), {**ASKED, **(changes or {})})
    assert answer.status_code == expect
    return answer.content.decode()


def test_the_form_alone_asks_for_a_case(desk: Client, promised: Any) -> None:  # noqa: F811
    page = desk.get(reverse("setup-simulate")).content.decode()
    assert "Play it through" in page
    assert "What would happen" not in page


def test_what_would_happen_is_told_step_by_step(desk: Client, promised: Any) -> None:  # noqa: F811
    page = ask(desk)
    assert "First Response violated" in page
    assert "First Response reached 75 %, a warning" in page
    assert "Somebody is meant who is nobody." in page
    assert not Case.objects.exists()


def test_events_change_it(desk: Client, promised: Any) -> None:  # noqa: F811
    then = {"then-0-what": "public_reply_sent", "then-0-at": "2026-06-01T15:30"}
    page = ask(desk, then)
    assert "First Response met" in page
    assert "First Response violated" not in page


def test_room_for_more_events_keeps_what_was_typed(desk: Client, promised: Any) -> None:  # noqa: F811
    page = ask(
        desk,
        {"more": "1", "then-0-what": "status", "then-0-words": "pending", "then-0-at": "2026-06-01T15:30"},
    )
    assert 'name="then-3-what"' in page
    assert 'value="pending"' in page


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"account": "Nobody & Sons"}, "There is no account of this name"),
        ({"opened_at": "soon"}, "Write a date and time"),
        ({"then-0-what": "status", "then-0-words": "pending"}, "Say when it happens"),
        ({"then-0-what": "pause", "then-0-at": "2026-06-01T15:30"}, "Say to what it changes, or why"),
        (
            {"then-0-what": "complete", "then-0-words": "Done", "then-0-at": "2026-06-01T15:30"},
            "Name the milestone",
        ),
        ({"then-0-what": "customer_replied", "then-0-at": "2026-05-01T15:30"}, "lies before the case"),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    desk: Client,
    promised: Any,  # noqa: F811
    changes: dict[str, str],
    reason: str,
) -> None:
    assert reason in ask(desk, changes, expect=400)


def test_the_same_as_a_file(desk: Client, promised: Any) -> None:  # noqa: F811
    answer = desk.get(reverse("setup-simulate"), {**ASKED, "format": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert text.startswith("When,What happens,How,Who is meant,Who is told")
    assert "First Response violated" in text
