"""Entitlements and contracts in Chromium: wide, narrow, dark, by keyboard, and without a script."""

from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from entitlements.models import Entitlement
from entitlements.services.contracts import create_contract
from tests.browser.conftest import Visit
from tests.milestones.promised import promise

People = Callable[..., User]


@pytest.fixture
def gold(people: People) -> Entitlement:
    people("chief", roles=("Administrators",))
    entitlement = promise()
    create_contract(
        {
            "account": entitlement.account,
            "number": "SC-1",
            "first_day": date(2026, 1, 1),
            "last_day": date(2036, 12, 31),
        }
    )
    return entitlement


def test_every_page_is_free_of_barriers_wide_narrow_and_dark(
    visit: Visit, narrow: Visit, dark: Visit, gold: Entitlement
) -> None:
    contract = gold.account.contracts.get()
    for each in (visit, narrow, dark):
        each.sign_in("chief")
        for path in (
            "/setup/entitlements/",
            f"/setup/entitlements/{gold.pk}/",
            f"/setup/entitlements/{gold.pk}/change/",
            f"/setup/contracts/{contract.pk}/",
            "/setup/templates/",
        ):
            each.open(path)
            assert each.axe() == [], path
            assert not each.scrolls_sideways(), path


def test_an_entitlement_is_suspended_by_keyboard_with_a_reason(visit: Visit, gold: Entitlement) -> None:
    visit.sign_in("chief")
    visit.open(f"/setup/entitlements/{gold.pk}/")
    page = visit.page
    page.locator("summary", has_text="Suspend").press("Enter")
    reason = page.locator("details[open] input[name=reason]")
    reason.fill("Unpaid since October.")
    reason.press("Enter")

    expect(page.get_by_text("Suspended: Unpaid since October.")).to_be_visible()
    assert visit.axe() == []


def test_without_script_it_is_suspended_all_the_same(without_script: Visit, gold: Entitlement) -> None:
    without_script.sign_in("chief")
    without_script.open(f"/setup/entitlements/{gold.pk}/")
    page = without_script.page
    page.locator("summary", has_text="Suspend").click()
    page.locator("details[open] input[name=reason]").fill("Unpaid.")
    page.get_by_role("button", name="Suspend", exact=True).click()

    expect(page.get_by_text("Suspended: Unpaid.")).to_be_visible()
