"""A session that ended before a form was sent: without JavaScript nothing that was typed is lost."""

import re
from unittest.mock import patch

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.test import Client

from sla_admin.shared.errors import InvalidInput
from sla_admin.shared.models import Preferences
from sla_admin.shared.viewing.signed_in import KeptForm, open_kept

PASSWORD = "correct horse battery"
pytestmark = pytest.mark.django_db


@pytest.fixture
def ines() -> User:
    return User.objects.create_user("ines", password=PASSWORD)


def kept_in(body: bytes) -> str:
    found = re.search(rb'name="kept" value="([^"]+)"', body)
    assert found is not None
    return found[1].decode()


def test_a_form_sent_too_late_travels_through_the_sign_in_page_and_is_sent_when_asked(
    client: Client, ines: User
) -> None:
    late = client.post("/preferences/", {"time_zone": "Asia/Kolkata", "theme": "dark", "hour_cycle": "24"})
    assert late.status_code == 401
    back = client.post("/sign-in/", {"username": "ines", "password": PASSWORD, "kept": kept_in(late.content)})
    assert back.status_code == 200
    assert b"Asia/Kolkata" in back.content
    assert b'action="/preferences/"' in back.content
    assert not Preferences.objects.exists()


def test_a_wrong_password_keeps_the_form_along(client: Client, ines: User) -> None:
    late = client.post("/preferences/", {"time_zone": "Asia/Kolkata"})
    again = client.post("/sign-in/", {"username": "ines", "password": "wrong", "kept": kept_in(late.content)})
    assert open_kept(kept_in(again.content)).fields == [("time_zone", "Asia/Kolkata")]


def test_secrets_and_tokens_are_never_kept(client: Client) -> None:
    late = client.post(
        "/preferences/", {"password": "hush", "csrfmiddlewaretoken": "t", "theme": ["dark", "light"]}
    )
    assert open_kept(kept_in(late.content)).fields == [("theme", "dark"), ("theme", "light")]


def test_a_forged_form_is_not_shown(client: Client, ines: User) -> None:
    went = client.post("/sign-in/", {"username": "ines", "password": PASSWORD, "kept": "forged"})
    assert went.status_code == 302


@pytest.mark.parametrize("url", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_a_kept_form_goes_nowhere_else(url: str) -> None:
    with pytest.raises(InvalidInput, match="another site"):
        open_kept(KeptForm(url, []).sealed())


def test_a_fragment_is_told_with_a_header_and_the_page_stays(client: Client) -> None:
    answer = client.get("/preferences/", headers={"X-Fragment": "live"})
    assert answer.status_code == 401
    assert answer["X-Signed-Out"] == "1"


def test_a_get_leads_to_sign_in_and_back(client: Client, ines: User) -> None:
    asked = client.get("/preferences/?from=menu")
    assert asked["Location"] == "/sign-in/?next=/preferences/%3Ffrom%3Dmenu"
    went = client.post(
        asked["Location"], {"username": "ines", "password": PASSWORD, "next": "/preferences/?from=menu"}
    )
    assert went["Location"] == "/preferences/?from=menu"


def test_a_zone_that_is_none_is_refused_by_name_and_changes_nothing(client: Client, ines: User) -> None:
    client.force_login(ines)
    answer = client.post("/preferences/", {"time_zone": "Mars/Olympus", "theme": "dark", "hour_cycle": "24"})
    assert answer.status_code == 400
    assert b"id_time_zone_error" in answer.content
    assert not Preferences.objects.exists()


def test_while_the_database_is_down_a_page_says_so(client: Client, ines: User) -> None:
    client.force_login(ines)
    with patch("sla_admin.pages.preferences.render", side_effect=OperationalError("no connection")):
        page = client.get("/preferences/")
        fragment = client.get("/preferences/", headers={"X-Fragment": "live"})
    assert page.status_code == fragment.status_code == 503
    assert b"The database does not answer" in page.content
    assert fragment.content == b""


def test_pages_forbid_inline_scripts_and_styles(client: Client) -> None:
    policy = client.get("/sign-in/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
