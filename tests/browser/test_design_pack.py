"""The design pack in a browser: it reads at every width, and prints as a document."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.escalations.services.test_simulate import promised  # noqa: F401 (a fixture)


def test_a_design_is_read_and_signed(
    visit: Visit,
    people: Callable[..., Any],
    promised: Any,  # noqa: F811
) -> None:
    people("hanna", roles=("Managers",))
    visit.sign_in("hanna")
    visit.open("/setup/design-pack/")
    assert visit.axe() == []
    visit.page.get_by_label("Role").fill("Head of Support")
    visit.page.get_by_role("button", name="Sign the design").press("Enter")
    expect(visit.page.get_by_text("Nothing has changed since.")).to_be_visible()
    assert visit.axe() == []

    visit.page.emulate_media(media="print")
    expect(visit.page.get_by_text("Ines Carvalho, Head of Support")).to_be_visible()
    expect(visit.page.get_by_text("Place, date").first).to_be_visible()
    for hidden in ("The design of now", "Nothing has changed since."):
        expect(visit.page.get_by_text(hidden)).to_be_hidden()
    pdf = visit.page.pdf(prefer_css_page_size=True)
    assert pdf.count(b"/Type /Page\n") >= 4, "parts begin on sheets of their own"


def test_it_reads_on_a_narrow_screen(
    narrow: Visit,
    people: Callable[..., Any],
    promised: Any,  # noqa: F811
) -> None:
    people("hanna", roles=("Managers",))
    narrow.sign_in("hanna")
    narrow.open("/setup/design-pack/")
    assert not narrow.scrolls_sideways()
    assert narrow.axe() == []
