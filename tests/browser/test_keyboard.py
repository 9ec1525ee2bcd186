"""Single keys: there when wanted, never in the way of typing."""

from collections.abc import Callable

from django.contrib.auth.models import User
from playwright.sync_api import expect

from tests.browser.conftest import Visit

People = Callable[..., User]


def opened(visit: Visit, people: People, **chosen: object) -> None:
    people("gallery", staff=True, **chosen)
    visit.sign_in("gallery")
    visit.open("/design/")


def test_a_question_mark_lists_the_keys_and_escape_brings_the_focus_back(
    visit: Visit, people: People
) -> None:
    opened(visit, people)
    link = visit.page.get_by_role("link", name="Choose cover")
    link.focus()
    visit.page.keyboard.press("?")
    dialog = visit.page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    assert visit.axe() == []
    visit.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(link).to_be_focused()


def test_a_slash_goes_to_the_search(visit: Visit, people: People) -> None:
    opened(visit, people)
    visit.page.keyboard.press("/")
    expect(visit.page.locator("#search")).to_be_focused()
    visit.page.keyboard.type("g? /")
    expect(visit.page.locator("#search")).to_have_value("g? /")
    expect(visit.page.get_by_role("dialog", name="Keys")).to_be_hidden()


def test_j_and_k_move_along_the_rows(visit: Visit, people: People) -> None:
    opened(visit, people)
    rows = visit.page.locator("[data-row] a.queue-subject")
    visit.page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    visit.page.keyboard.press("j")
    visit.page.keyboard.press("j")
    expect(rows.nth(2)).to_be_focused()
    visit.page.keyboard.press("k")
    expect(rows.nth(1)).to_be_focused()


def test_a_letter_presses_what_carries_it(visit: Visit, people: People) -> None:
    opened(visit, people)
    visit.page.keyboard.press("p")
    dialog = visit.page.get_by_role("dialog", name="Pause Next Update?")
    expect(dialog).to_be_visible()
    expect(visit.page.locator("#pause-dialog")).to_have_js_property("open", True)
    visit.page.keyboard.press("Escape")


def test_turned_off_single_keys_do_nothing(visit: Visit, people: People) -> None:
    opened(visit, people, single_keys=False)
    for key in ("?", "/", "j", "p"):
        visit.page.keyboard.press(key)
    expect(visit.page.get_by_role("dialog", name="Keys")).to_be_hidden()
    expect(visit.page.locator("#pause-dialog")).to_be_hidden()
    assert visit.page.evaluate("document.activeElement === document.body")


def test_everything_that_can_be_pressed_shows_its_focus(visit: Visit, people: People) -> None:
    opened(visit, people)
    for _ in range(60):
        visit.page.keyboard.press("Tab")
        outline = visit.page.evaluate(
            """(() => { const e = document.activeElement; if (e === document.body) return "2px"; const s =
            getComputedStyle(e); return s.outlineStyle === "none" ? `none on ${e.outerHTML.slice(0, 90)}` :
            s.outlineWidth; })()"""
        )
        assert outline == "2px"
