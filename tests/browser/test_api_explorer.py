"""The API's explorer works under the content security policy (the `visit` fixture watches it)."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission, User
from playwright.sync_api import expect

from sla_admin.shared import system_clock
from sla_admin.shared.api_keys.issue import issue_key
from tests.browser.conftest import Visit

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_key_tries_an_operation_out(visit: Visit) -> None:
    _, key = issue_key("explorer", ["configuration:read"], at=system_clock.database_time())
    visit.open("/api/docs/")
    page = visit.page
    page.locator(".btn.authorize").first.click()
    page.get_by_label("auth-bearer-value").fill(key)
    page.locator(".auth-btn-wrapper .authorize").first.click()
    page.locator(".btn-done").first.click()
    operation = page.locator("#operations-configuration-list_accounts")
    operation.locator(".opblock-summary-control").click()
    operation.locator(".try-out__btn").click()
    operation.locator(".execute").click()
    expect(operation.locator(".live-responses-table .response-col_status").nth(1)).to_contain_text("200")
    expect(operation.locator(".live-responses-table")).to_contain_text('"results": []')


def test_a_person_signed_in_writes_with_their_session(visit: Visit, people: Callable[..., User]) -> None:
    person = people("ines")
    person.user_permissions.add(Permission.objects.get(codename="add_account"))
    visit.open("/sign-in/")
    visit.sign_in("ines")
    visit.open("/api/docs/")
    operation = visit.page.locator("#operations-configuration-create_account")
    operation.locator(".opblock-summary-control").click()
    operation.locator(".try-out__btn").click()
    operation.locator("textarea.body-param__text").fill('{"name": "Acme"}')
    operation.locator(".execute").click()
    expect(operation.locator(".live-responses-table .response-col_status").nth(1)).to_contain_text("201")
