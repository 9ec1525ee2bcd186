"""The pages of a what-if, in a browser."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.escalations.lived_cases import Lived, lived_cases


@pytest.fixture
def lived(people: Callable[..., Any]) -> Lived:
    people("adele", roles=("Administrators",))
    return lived_cases()


def test_a_figure_leads_to_its_clocks_and_to_both_explanations(visit: Visit, lived: Lived) -> None:
    what_if = lived.tried()
    visit.sign_in("adele")
    visit.open("/setup/what-if/")
    assert visit.axe() == []
    visit.page.get_by_role("link", name="Support of Acme v2").press("Enter")
    expect(visit.page.get_by_text("1 target that was met would have been violated,")).to_be_visible()
    assert visit.axe() == []
    visit.page.locator(".what-if-worse a").press("Enter")
    expect(visit.page.get_by_text("budget 1 h → 30 m")).to_be_visible()
    assert visit.axe() == []
    visit.page.get_by_role("link", name="Explain both").press("Enter")
    visit.page.wait_for_url(lambda url: f"/setup/what-if/{what_if.pk}/cases/" in url)
    assert visit.axe() == []


def test_it_reads_on_a_narrow_screen(narrow: Visit, lived: Lived) -> None:
    what_if = lived.tried()
    narrow.sign_in("adele")
    for path in ("", "clocks/?before=met&after=violated", f"cases/{lived.case('A').pk}/"):
        narrow.open(f"/setup/what-if/{what_if.pk}/{path}")
        assert narrow.page.evaluate("document.documentElement.scrollWidth") == 360
        assert narrow.axe() == []
