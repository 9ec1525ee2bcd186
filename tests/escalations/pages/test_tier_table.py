"""The page of the tier table: nothing is written that was not shown."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from entitlements.models import EntitlementProcess, ProcessVersion, SupportTier

pytestmark = pytest.mark.django_db

PASTED = "Tier\tPriority\tFirst response\tHours\nGold\tP1\t1h\t24x7\nGold\tP2\t4h\t8x5\n"
PAGE = "/setup/tier-table/"
FIELDS = {"zone": "Europe/Berlin", "matrix": "Escalation of the tier table", "record_type": "case"}


@pytest.fixture
def desk(client: Client) -> Client:
    person = User.objects.create_user("adele")
    person.groups.add(Group.objects.get_or_create(name="Administrators")[0])
    client.force_login(person)
    return client


def send(desk: Client, expect: int = 200, **changes: Any) -> Any:
    answer = desk.post(PAGE, {"table": PASTED, "deed": "plan", **FIELDS, **changes})
    assert answer.status_code == expect
    return answer


def test_a_pasted_table_is_planned_and_nothing_is_written(desk: Client) -> None:
    assert desk.get(PAGE).status_code == 200
    answer = send(desk)

    page = answer.content.decode()
    assert "Write the drafts" in page
    assert ("create", "process", "Gold") in [
        (step.deed, step.kind, step.name) for step in answer.context["planned"].steps
    ]
    assert [(each.row, each.priority, each.budget) for each in answer.context["read"]] == [
        (1, "P1", "1 h"),
        (2, "P2", "4 h"),
    ]
    assert not SupportTier.objects.exists()


def test_what_was_shown_is_drafted(desk: Client) -> None:
    seen = send(desk).context["seen"]

    answer = send(desk, expect=302, deed="apply", seen=seen)

    assert answer["Location"] == reverse("setup-processes")
    assert ProcessVersion.objects.get().status == "draft"


def test_a_plan_that_has_changed_since_is_shown_again(desk: Client) -> None:
    seen = send(desk).context["seen"]
    SupportTier.objects.create(key="gold", name="Gold", rank=1)

    answer = send(desk, expect=409, deed="apply", seen=seen)

    assert "has changed since you looked" in answer.content.decode()
    assert answer.context["seen"] != seen
    assert not EntitlementProcess.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("tiers.csv", PASTED.replace("\t", ";").encode()),
        ("tiers.json", b'[{"tier": "Gold", "priority": "P1", "first_response": "1h", "hours": "24x7"}]'),
    ],
)
def test_a_file_is_read_and_stays_in_the_form_for_the_drafts(desk: Client, name: str, content: bytes) -> None:
    answer = send(desk, table="", file=SimpleUploadedFile(name, content))

    assert answer.context["form"]["table"].value() == content.decode()
    send(desk, expect=302, table=content.decode(), deed="apply", seen=answer.context["seen"])
    assert EntitlementProcess.objects.get().name == "Gold"


def test_each_cell_that_cannot_be_read_is_named_with_its_row(desk: Client) -> None:
    answer = send(desk, expect=400, table=PASTED.replace("4h", "next release"))

    assert [(each.row, each.column) for each in answer.context["wrong"]] == [("2", "first response")]
    assert not SupportTier.objects.exists()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"table": " "}, "Paste a table or choose a file."),
        ({"table": "one\ttwo\n1\t2"}, "No column is headed “tier”"),
        ({"zone": "Mars/Base"}, "There is no such time zone"),
        ({"table": "", "file": SimpleUploadedFile("t.csv", b"\xff\xfe")}, "The file is not UTF-8."),
    ],
)
def test_what_is_no_table_is_said(desk: Client, changes: dict[str, Any], reason: str) -> None:
    assert reason in send(desk, expect=400, **changes).content.decode()
