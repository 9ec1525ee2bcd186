"""The pages of policy tests."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from entitlements.models import PolicyTest, ProcessVersion
from tests.escalations.pages.test_simulate import ASKED, desk  # noqa: F401
from tests.escalations.services.test_policy_tests import GIVEN, add, draft  # noqa: F401
from tests.escalations.services.test_simulate import promised  # noqa: F401

pytestmark = pytest.mark.django_db


def of(version: ProcessVersion) -> str:
    return reverse("setup-version-tests", args=[version.pk])


def test_green_and_red_tests_say_why(desk: Client, draft: Any) -> None:  # noqa: F811
    add(draft, {"milestone": "first_response", "violated": True}, name="Nobody replies")
    add(draft, {"milestone": "first_response", "standing": "met"}, name="Somebody replies")
    page = desk.get(of(draft)).content.decode()
    assert "1 test is red" in page
    assert "stands violated, not met" in page


def test_a_test_is_added_and_removed(desk: Client, draft: Any) -> None:  # noqa: F811
    told = {
        "name": "Nobody replies",
        "given": json.dumps(GIVEN),
        "then": json.dumps([{"milestone": "first_response", "violated": True}]),
    }
    assert desk.post(of(draft), told).status_code == 302
    test = PolicyTest.objects.get()
    assert desk.post(reverse("setup-policy-test-remove", args=[test.pk])).status_code == 302
    assert not PolicyTest.objects.exists()


def test_what_is_wrong_stands_at_its_field_and_is_kept(desk: Client, draft: Any) -> None:  # noqa: F811
    told = {
        "name": "A promise",
        "given": json.dumps(GIVEN),
        "then": '[{"milestone": "x", "standing": "fine"}]',
    }
    answer = desk.post(of(draft), told)
    assert answer.status_code == 400
    assert "standing" in answer.content.decode()
    assert "A promise" in answer.content.decode()


def test_a_manager_reads_and_changes_nothing(client: Client, draft: Any) -> None:  # noqa: F811
    person = User.objects.create_user("hanna", password="correct horse battery")
    person.groups.add(Group.objects.get_or_create(name="Managers")[0])
    client.force_login(person)
    assert "Keep the test" not in client.get(of(draft)).content.decode()
    client.post(of(draft), {"name": "x", "given": json.dumps(GIVEN), "then": '[{"milestone": "x"}]'})
    assert not PolicyTest.objects.exists()


def test_a_played_case_is_kept(desk: Client, draft: Any) -> None:  # noqa: F811
    played = {**ASKED, "version": str(draft.pk)}
    page = desk.get(reverse("setup-simulate"), played).content.decode()
    assert "Keep it as a policy test" in page

    address = (
        reverse("setup-simulate-keep") + "?" + "&".join(f"{name}={value}" for name, value in played.items())
    )
    assert desk.post(address, {"name": "As played"}).status_code == 302

    assert PolicyTest.objects.get().name == "As played"
    assert "Green" in desk.get(of(draft)).content.decode()
