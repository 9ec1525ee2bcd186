"""The page on which an administrator covers open cases again, having seen what that would do."""

from datetime import date

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from entitlements.models import Account, Entitlement
from entitlements.services.entitlements import create_entitlement
from sla_admin.shared.models import BackgroundRun
from tests.milestones.promised import Desk, promise

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    person = User.objects.create_user("mara")
    person.groups.add(Group.objects.get_or_create(name="Administrators")[0])
    client.force_login(person)
    return client


def late_account(like: Entitlement) -> Account:
    """An account whose one open case found nothing, and which is promised something now."""
    account = Account.objects.create(name="Late", external_id="late")
    Desk("CS-7", account="late").opens("10:00", subject="Nothing works")
    create_entitlement(
        {
            "account": account,
            "name": "Late support",
            "tier": like.tier,
            "process": like.process,
            "first_day": date(2026, 1, 1),
            "last_day": date(2036, 12, 31),
        }
    )
    return account


def test_it_shows_which_case_gets_what_and_starts_the_run_with_a_reason(desk: Client) -> None:
    account = late_account(promise())
    address = reverse("setup-cover-again", args=[account.pk])

    shown = " ".join(desk.get(address).content.decode().split())
    assert "1 of 1 open cases would get another promise" in shown
    assert "CS-7" in shown
    assert "nothing (no entitlement)" in shown
    assert "Late support" in shown
    assert "first response" in shown
    assert "Cover 1 case again" in shown

    refused = desk.post(address, {"reason": " "})
    assert refused.status_code == 400
    assert "Say why" in refused.content.decode()

    started = desk.post(address, {"reason": "Signed."})
    run = BackgroundRun.objects.get()
    assert started["Location"] == reverse("run", args=[run.pk])
    assert (run.kind, run.reason, run.total) == ("cover cases again", "Signed.", 1)


def test_where_nothing_would_change_it_says_so(desk: Client) -> None:
    entitlement = promise()
    Desk().opens("10:00")

    shown = desk.get(reverse("setup-cover-again", args=[entitlement.account_id])).content.decode()

    assert "Nothing would change" in shown
    assert desk.get(reverse("setup-cover-again", args=[999_999])).status_code == 404
