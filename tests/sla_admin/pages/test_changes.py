"""`/setup/changes/`: found by kind, object, person, period and word."""

import csv
import html
import io
import re

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from entitlements.services.tiers import change_tier
from escalations.services.draft_matrix import create_matrix
from sla_admin.shared.changes.purge import purge_history
from sla_admin.shared.changes.responsible import acting, because
from sla_admin.shared.models import ConfigurationChange
from tests.entitlements import stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    person = User.objects.create_user("ada", first_name="Ada", last_name="Audit")
    person.groups.add(Group.objects.get(name="Auditors"))
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def person(desk: Client) -> User:
    return User.objects.create_user("ines", first_name="Ines", last_name="Carvalho")


@pytest.fixture
def changed(person: User) -> None:
    """Ines renames a tier with a reason; somebody makes an account."""
    tier = stored.tier()
    purge_history({"support_tier": [tier.pk]}, reason="It is older than this", actor="tests")
    with acting(f"user:{person.pk}", source="page"), because("Agreed with sales"):
        change_tier(tier, {"name": "Golden"})
    stored.account("Acme")


def page(desk: Client, **asked: str) -> str:
    answer = desk.get(reverse("setup-changes"), asked)
    assert answer.status_code == 200
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(html.unescape(text).split())


def test_a_change_says_who_when_why_and_from_what_to_what(desk: Client, changed: None) -> None:
    said = page(desk)
    assert "Ines Carvalho" in said
    assert "Agreed with sales" in said
    assert "name of Golden from Gold → to Golden" in said
    assert "account Acme added" in said


@pytest.mark.parametrize(
    ("asked", "tier", "account"),
    [
        ({"kind": "support_tier"}, True, False),
        ({"kind": "account"}, False, True),
        ({"word": "golden"}, True, False),
        ({"word": "SALES"}, True, False),
        ({"first": "2026-01-01"}, True, True),
        ({"last": "2026-01-01"}, False, False),
        ({"kind": "no such kind", "first": "no day"}, True, True),
    ],
)
def test_the_list_is_narrowed(
    desk: Client, changed: None, asked: dict[str, str], tier: bool, account: bool
) -> None:
    # One transaction is one group, so what does not answer is left out of it.
    said = page(desk, **asked)
    assert ("from Gold →" in said) is tier
    assert ("account Acme added" in said) is account


def test_by_person_by_object_with_its_parts_and_by_transaction(
    desk: Client, changed: None, person: User
) -> None:
    said = page(desk, actor=f"user:{person.pk}")
    assert "from Gold →" in said
    assert "Acme added" not in said

    stored.types()
    process = stored.process("Enterprise")
    stored.draft(process)
    of_process = page(desk, of=f"entitlement_process:{process.pk}")
    assert "entitlement process Enterprise added" in of_process
    assert "milestones" in of_process  # parts of its version
    assert "Golden" not in of_process

    number = str(ConfigurationChange.objects.latest("id").transaction)
    assert "from Gold →" in page(desk, transaction=number)
    assert "No such change" in page(desk, transaction="1")


def test_the_file_has_a_line_for_every_row(desk: Client, changed: None) -> None:
    answer = desk.get(reverse("setup-changes-csv"), {"kind": "support_tier"})

    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]  # streaming
    head, change = csv.reader(io.StringIO(text))
    assert head[:4] == ["When", "Who", "Way", "Reason"]
    assert change[1:8] == [
        "Ines Carvalho", "page", "Agreed with sales", "support tier", "Golden", "changed",
        "Name of Golden: Gold → Golden",
    ]  # fmt: skip


def test_history_in_the_tool_room_leads_here(changed: None) -> None:
    chief = User.objects.create_superuser("chief")
    browser = Client()
    browser.force_login(chief)
    matrix = create_matrix("Standard")

    answer = browser.get(reverse("admin:escalations_escalationmatrix_history", args=[matrix.pk]))

    assert answer.status_code == 302
    assert answer["Location"] == f"/setup/changes/?of=escalation_matrix:{matrix.pk}"
