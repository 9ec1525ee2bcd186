"""The page of the configuration checks."""

from collections.abc import Callable
from typing import Any

from tests.browser.conftest import Visit
from tests.sla_admin.test_site_checks import Installation, told_too_often


def test_findings_lead_to_what_they_are_about(visit: Visit, people: Callable[..., Any]) -> None:
    told_too_often(Installation())
    people("adele", roles=("Administrators",))
    visit.sign_in("adele")

    visit.open("/setup/checks/")

    visit.page.get_by_role("heading", name="Too many alerts").wait_for()
    assert visit.page.get_by_role("row").filter(has_text="One case can tell the address").count() == 1
    assert visit.axe() == []
    visit.page.get_by_role("link", name="Errors alone").click()
    visit.page.get_by_role("heading", name="Nothing to mend").wait_for()
    assert visit.axe() == []


def test_findings_read_as_records_on_a_narrow_screen(narrow: Visit, people: Callable[..., Any]) -> None:
    told_too_often(Installation())
    people("adele", roles=("Administrators",))
    narrow.sign_in("adele")

    narrow.open("/setup/checks/")

    assert narrow.page.evaluate("document.documentElement.scrollWidth") == 360
    assert narrow.axe() == []
