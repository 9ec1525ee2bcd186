"""Signing in, signing out, and a session that ends in the middle of a form."""

import re
from collections.abc import Callable

from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD, Visit

People = Callable[..., User]


def test_axe_finds_nothing_on_the_way_in(visit: Visit, people: People) -> None:
    people("ines", roles=("Agents",))
    visit.open("/sign-in/")
    assert visit.axe() == []
    visit.page.get_by_label("Username").fill("ines")
    visit.page.get_by_label("Password").fill("wrong")
    visit.page.get_by_role("button", name="Sign in").click()
    expect(visit.page.get_by_role("alert")).to_contain_text("Name and password do not belong together")
    expect(visit.page.get_by_label("Username")).to_have_value("ines")
    assert visit.axe() == []


def test_the_keyboard_alone_signs_in_and_out(visit: Visit, people: People) -> None:
    people("ines", roles=("Agents",))
    visit.open("/sign-in/?next=/preferences/")
    keyboard = visit.page.keyboard
    expect(visit.page.get_by_label("Username")).to_be_focused()
    keyboard.type("ines")
    keyboard.press("Tab")
    keyboard.type(PASSWORD)
    keyboard.press("Enter")
    expect(visit.page).to_have_url(re.compile("/preferences/$"))
    visit.page.locator(".side-person summary").focus()
    keyboard.press("Enter")
    visit.page.get_by_role("button", name="Sign out").focus()
    keyboard.press("Enter")
    expect(visit.page).to_have_url(re.compile("/sign-in/$"))


def test_the_skip_link_leads_to_the_content(visit: Visit, people: People) -> None:
    people("ines", roles=("Agents",))
    visit.sign_in("ines")
    visit.open("/preferences/")
    visit.page.keyboard.press("Tab")
    expect(visit.page.locator(".skip")).to_be_focused()
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator("#main")).to_be_focused()


def test_preferences_are_kept(visit: Visit, people: People) -> None:
    people("ines", roles=("Agents",))
    visit.sign_in("ines")
    visit.open("/preferences/")
    page = visit.page
    page.get_by_label("Time zone").select_option("Asia/Kolkata")
    page.get_by_label("Dark").check()
    page.get_by_label("5:48 pm").check()
    page.get_by_role("button", name="Save preferences").click()
    expect(page.locator("#toasts")).to_contain_text("Preferences saved.")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("[data-local-clock]")).to_have_text(re.compile(r"\d (am|pm) IST$"))
    assert visit.axe() == []


def test_an_expired_session_loses_nothing_that_was_typed(visit: Visit, people: People) -> None:
    people("ines", roles=("Agents",))
    visit.sign_in("ines")
    visit.open("/preferences/")
    page = visit.page
    page.get_by_label("Time zone").select_option("Asia/Kolkata")
    Session.objects.all().delete()
    visit.expected.append("401")
    page.get_by_role("button", name="Save preferences").click()
    expect(page.get_by_text("Your session ended before this was sent.")).to_be_visible()
    assert visit.axe() == []
    page.get_by_label("Username").fill("ines")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Send what you wrote?")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Asia/Kolkata")
    assert visit.axe() == []
    page.get_by_role("button", name="Send it now").click()
    expect(page.locator("#id_time_zone")).to_have_value("Asia/Kolkata")


def test_what_was_typed_comes_back_after_leaving_to_sign_in(visit: Visit, people: People) -> None:
    people("ines", roles=("Agents",))
    visit.sign_in("ines")
    visit.open("/preferences/")
    visit.page.get_by_label("Time zone").select_option("Asia/Kolkata")
    Session.objects.all().delete()
    visit.open("/preferences/")
    visit.page.get_by_label("Username").fill("ines")
    visit.page.get_by_label("Password").fill(PASSWORD)
    visit.page.get_by_role("button", name="Sign in").click()
    expect(visit.page.locator("#id_time_zone")).to_have_value("Asia/Kolkata")


def test_the_narrow_menu_opens_and_closes_by_key(narrow: Visit, people: People) -> None:
    people("ines", roles=("Agents",), staff=True)
    narrow.sign_in("ines")
    narrow.open("/design/")
    expect(narrow.page.locator("#side")).to_be_hidden()
    narrow.page.get_by_role("button", name="Menu").press("Enter")
    expect(narrow.page.locator("#side")).to_be_visible()
    narrow.page.keyboard.press("Escape")
    expect(narrow.page.locator("#side")).to_be_hidden()
    expect(narrow.page.get_by_role("button", name="Menu")).to_be_focused()
