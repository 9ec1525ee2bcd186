"""Reports in a real browser: from a figure to its cases, by keys, narrow, dark, without a script."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from milestones.models import Queue
from tests.browser.conftest import Visit
from tests.milestones.promised import Desk, first_response, promise

People = Callable[..., User]

PERIOD = "from=2026-06-01&to=2026-06-01&zone=UTC"
PAGES = (
    "compliance",
    "late-completions",
    "time-to-resolve",
    "first-response",
    "case-outcomes",
    "accountability",
    "accountability/cases",
    "clocks",
)


@pytest.fixture
def manager(people: People) -> User:
    """Four cases of one day: two on time, one late, one open past its target."""
    promise(first_response(60))
    Queue.objects.create(key="desk", name="Desk")
    for number, reply in enumerate(("10:30", "12:00", "10:50", "")):
        each = Desk(external_id=f"CS-{number}")
        each.opens("10:00", queue="desk" if number < 2 else None, subject=f"Case number {number}")
        if reply:
            each.says(reply, "public_reply_sent")
            each.says("13:00", status="closed")
    return people("hanna", roles=("Managers",))


def test_from_a_figure_to_the_case_behind_it(visit: Visit, manager: User) -> None:
    visit.sign_in("hanna")
    visit.open(f"/reports/compliance/?{PERIOD}")
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Compliance, 1 Jun 2026")

    visit.page.get_by_role("row", name="Desk").get_by_role("link", name="1", exact=True).last.click()

    expect(visit.page.get_by_role("heading", level=1)).to_contain_text("Completed late")
    expect(visit.page.locator("tbody tr")).to_have_count(1)
    visit.page.get_by_role("link", name="Case number 1").click()
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text("Case number 1")


def test_a_filter_is_chosen_by_keys_and_let_go_by_its_chip(visit: Visit, manager: User) -> None:
    visit.sign_in("hanna")
    visit.open(f"/reports/compliance/?{PERIOD}")
    visit.page.get_by_text("Filter", exact=True).focus()
    visit.page.keyboard.press("Enter")
    visit.page.get_by_label("First response").focus()
    visit.page.keyboard.press("Space")
    visit.page.get_by_role("button", name="Show report").focus()
    visit.page.keyboard.press("Enter")

    expect(visit.page.locator(".report-chips").get_by_text("Milestone: First response").first).to_be_visible()
    assert "type=first_response" in visit.page.url
    visit.page.get_by_role("link", name="Let go of Milestone: First response").click()
    expect(visit.page.locator(".report-chips .chip-remove")).to_have_count(0)


@pytest.mark.parametrize("name", PAGES)
def test_every_report_is_without_findings(visit: Visit, manager: User, name: str) -> None:
    visit.sign_in("hanna")
    visit.open(f"/reports/{name}/?{PERIOD}")
    visit.page.eval_on_selector_all("main details", "all => all.forEach(one => one.open = true)")

    assert visit.axe() == []
    assert visit.violations() == []


@pytest.mark.parametrize("name", ["compliance", "accountability", "clocks"])
def test_narrow_and_dark_nothing_scrolls_sideways(
    narrow: Visit, dark: Visit, manager: User, name: str
) -> None:
    for each in (narrow, dark):
        each.sign_in("hanna")
        each.open(f"/reports/{name}/?{PERIOD}")
        each.page.eval_on_selector_all("main details", "all => all.forEach(one => one.open = true)")
        assert not each.scrolls_sideways()
        assert each.axe() == []


def test_a_wrong_filter_is_said_beside_the_form(visit: Visit, manager: User) -> None:
    visit.expected.append("400")
    visit.sign_in("hanna")
    visit.open("/reports/compliance/?from=2026-06-02&to=2026-06-01")

    expect(visit.page.get_by_text("The last day lies before the first", exact=False)).to_be_visible()
    assert visit.axe() == []


def test_without_a_script_figures_and_form_work(without_script: Visit, manager: User) -> None:
    without_script.sign_in("hanna")
    without_script.open(f"/reports/compliance/?{PERIOD}")

    expect(without_script.page.get_by_role("button", name="Print")).to_be_hidden()
    without_script.page.get_by_role("link", name="Tier", exact=True).first.click()
    expect(without_script.page.get_by_role("heading", level=2, name="By tier").first).to_be_visible()
