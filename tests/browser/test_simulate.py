"""The page of the imaginary case, in a browser."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.escalations.services.test_simulate import promised  # noqa: F401 (a fixture)

PLAYED = (
    "/setup/simulate/?account=Acme&record_type=case&channel=email&priority=High&opened_at=2026-06-01T09:00"
    "&then-TOTAL_FORMS=2&then-INITIAL_FORMS=0"
)


def test_a_case_is_played_by_keyboard(
    visit: Visit,
    people: Callable[..., Any],
    promised: Any,  # noqa: F811
) -> None:
    people("adele", roles=("Administrators",))
    visit.sign_in("adele")
    visit.open("/setup/simulate/")
    assert visit.axe() == []
    visit.page.get_by_label("Account").fill("Acme")
    visit.page.get_by_label("Priority").fill("High")
    visit.page.get_by_label("Opened").fill("2026-06-01T09:00")
    visit.page.get_by_role("button", name="Play it through").press("Enter")
    expect(visit.page.get_by_role("rowheader", name="First Response violated")).to_be_visible()
    visit.page.get_by_text("Every stretch that counts").first.click()
    assert visit.axe() == []


def test_it_reads_on_a_narrow_screen(
    narrow: Visit,
    people: Callable[..., Any],
    promised: Any,  # noqa: F811
) -> None:
    people("adele", roles=("Administrators",))
    narrow.sign_in("adele")
    narrow.open(PLAYED)
    assert narrow.page.evaluate("document.documentElement.scrollWidth") == 360
    assert narrow.axe() == []
