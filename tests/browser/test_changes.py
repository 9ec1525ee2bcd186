"""The history of configuration in a real browser."""

from collections.abc import Callable
from typing import Any

from entitlements.services.tiers import change_tier
from sla_admin.shared.changes.responsible import because
from tests.browser.conftest import Visit
from tests.entitlements import stored


def test_changes_are_read_narrowed_and_fit_a_narrow_screen(visit: Visit, people: Callable[..., Any]) -> None:
    tier = stored.tier()
    with because("Agreed with sales"):
        change_tier(tier, {"name": "Golden"})
    stored.account("Acme")
    people("ada", roles=("Auditors",))
    visit.sign_in("ada")

    visit.open("/setup/changes/")
    visit.page.get_by_text("Agreed with sales").wait_for()
    assert visit.axe() == []

    visit.page.get_by_label("What", exact=True).select_option(label="support tier")
    visit.page.get_by_role("button", name="Show", exact=True).click()
    visit.page.locator("ins", has_text="Golden").wait_for()
    assert visit.page.locator(".changes").get_by_text("Acme").count() == 0

    visit.page.set_viewport_size({"width": 360, "height": 800})
    assert not visit.scrolls_sideways()
    assert visit.axe() == []
