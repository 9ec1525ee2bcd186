"""Keys in the tool room: made and shown once, looked at, revoked."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from sla_admin.shared import system_clock
from sla_admin.shared.api_keys.issue import issue_key
from sla_admin.shared.api_keys.recognize import recognize_key
from sla_admin.shared.models import ApiKey

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/shared/apikey/"


@pytest.fixture
def room() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    return client


def test_a_new_key_is_shown_once_and_works(room: Client) -> None:
    page = room.post(f"{ADDRESS}add/", {"name": "crm", "scopes": ["cases:read"]}, follow=True)
    found = re.search(r"sla_[0-9a-z]{8}_[\w-]{43}", page.content.decode())
    assert found is not None
    assert recognize_key(found[0], at=system_clock.database_time()).scopes == ["cases:read"]
    assert found[0] not in room.get(ADDRESS).content.decode()


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"name": ""}, "This field is required."),
        ({"scopes": []}, "This field is required."),
        ({"scopes": ["everything"]}, "everything is not one of the available choices."),
        (
            {"expires_at_0": "2020-01-01", "expires_at_1": "00:00:00"},
            "A key cannot expire before it is made.",
        ),
    ],
)
def test_a_wrong_key_is_refused_with_its_reason(room: Client, wrong: dict[str, object], reason: str) -> None:
    page = room.post(f"{ADDRESS}add/", {"name": "crm", "scopes": ["cases:read"], **wrong})
    assert page.status_code == 200
    assert reason in page.content.decode()
    assert ApiKey.objects.count() == 0


def test_a_key_is_revoked_never_edited_and_never_deleted(room: Client) -> None:
    key, _ = issue_key("crm", ["cases:read"], at=system_clock.database_time())
    assert room.get(f"{ADDRESS}{key.pk}/change/").status_code == 200
    assert room.post(f"{ADDRESS}{key.pk}/change/", {"name": "other"}).status_code == 403
    assert room.post(f"{ADDRESS}{key.pk}/delete/", {"post": "yes"}).status_code == 403
    room.post(ADDRESS, {"action": "revoke", "_selected_action": [key.pk]})
    key.refresh_from_db()
    assert key.revoked_at is not None
    assert key.name == "crm"
