"""The tier table in a browser."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import Visit


def test_a_table_is_pasted_planned_and_drafted(narrow: Visit, people: Callable[..., Any]) -> None:
    people("adele", roles=("Administrators",))
    narrow.sign_in("adele")
    narrow.open("/setup/tier-table/")
    narrow.page.get_by_label("Table", exact=True).fill("tier,priority,first response,hours\nGold,P1,1h,24x7")
    narrow.page.get_by_role("button", name="Show what it drafts").click()
    expect(narrow.page.get_by_role("heading", name="What it drafts")).to_be_visible()
    assert not narrow.scrolls_sideways()
    assert narrow.axe() == []
    narrow.page.get_by_role("button", name="Write the drafts").click()
    expect(narrow.page.get_by_text("1 process is drafted.").first).to_be_visible()
