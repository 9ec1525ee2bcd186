"""Opening a case here: with its clocks, refused at its fields, once though sent twice."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from milestones.models import Case, CaseMilestone, Comment
from tests.milestones.pages.at_noon import agent, get, post, queue, words
from tests.milestones.promised import promise

pytestmark = pytest.mark.django_db

NEW = "/cases/new/"


@pytest.fixture
def ines(client: Client) -> User:
    promise()
    queue("network")
    user = agent("ines")
    client.force_login(user)
    return user


def number(client: Client) -> str:
    found = re.search(r'name="number" value="([^"]+)"', get(client, NEW).content.decode())
    assert found
    return found[1]


def form(client: Client, **given: Any) -> dict[str, Any]:
    return {"subject": "No light", "channel": "phone", "number": number(client), **given}


def test_a_case_is_opened_with_its_promise_and_its_clocks(client: Client, ines: User) -> None:
    given = form(
        client,
        account="acme",
        priority="P1",
        status="new",
        queue="network",
        owner=str(ines.pk),
        description="It went dark at noon.",
    )

    answer = post(client, NEW, given)

    case = Case.objects.get()
    assert answer["Location"] == f"/cases/{case.pk}/"
    assert (case.source, case.subject, case.channel, case.coverage_outcome) == (
        "local",
        "No light",
        "phone",
        "covered",
    )
    assert case.external_id.startswith("C-")
    assert (case.owner, case.queue.key if case.queue else "") == (ines, "network")
    assert case.opened_at.isoformat() == "2026-06-01T12:00:00+00:00"
    clock = CaseMilestone.objects.get()
    assert clock.target_at.isoformat() == "2026-06-01T13:00:00+00:00"
    assert (Comment.objects.get().kind, Comment.objects.get().body) == ("customer", "It went dark at noon.")


def test_the_same_form_sent_twice_is_one_case(client: Client, ines: User) -> None:
    given = form(client)
    first, second = post(client, NEW, given), post(client, NEW, given, "12:01")

    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1


def test_each_form_has_a_number_of_its_own(client: Client, ines: User) -> None:
    post(client, NEW, form(client))
    post(client, NEW, form(client))

    assert Case.objects.values("external_id").distinct().count() == 2


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"subject": ""}, "Say in a line what the case is about."),
        ({"subject": "x" * 501}, "at most 500 characters"),
        ({"subject": "a\x00"}, "Null characters are not allowed."),
        ({"account": "Nobody Ltd"}, "There is no account of this name."),
        ({"channel": "fax"}, "fax is not one of the available choices"),
        ({"queue": "nowhere"}, "nowhere is not one of the available choices"),
        ({"number": "forged"}, "This form was damaged on its way."),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    client: Client, ines: User, wrong: dict[str, str], sentence: str
) -> None:
    answer = post(client, NEW, form(client, description="It went dark.") | wrong)

    assert answer.status_code == 400
    assert sentence in words(answer)
    assert "It went dark." in words(answer)
    assert not Case.objects.exists()


def test_auditors_open_no_cases(client: Client, ines: User) -> None:
    client.force_login(agent("ada", role="Auditors"))

    assert get(client, NEW).status_code == 403
    assert post(client, NEW, {"subject": "x"}).status_code == 403
