"""Every part in every state: readable, free of barriers, no wider than the screen."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from tests.browser.conftest import Visit

People = Callable[..., User]


@pytest.mark.parametrize("role", ["agent", "manager", "administrator", "auditor"])
def test_axe_finds_nothing_whatever_the_role(visit: Visit, people: People, role: str) -> None:
    people("gallery", staff=True)
    visit.sign_in("gallery")
    visit.open(f"/design/?role={role}")
    assert visit.axe() == []


def test_axe_finds_nothing_in_the_dark(dark: Visit, people: People) -> None:
    people("gallery", staff=True)
    dark.sign_in("gallery")
    dark.open("/design/")
    assert dark.axe() == []


def test_a_narrow_screen_never_scrolls_sideways_and_axe_finds_nothing(narrow: Visit, people: People) -> None:
    people("gallery", staff=True)
    narrow.sign_in("gallery")
    for path in ("/design/", "/preferences/", "/keys/"):
        narrow.open(path)
        assert not narrow.scrolls_sideways(), path
        assert narrow.axe() == [], path


def test_every_target_of_a_press_is_large_enough_for_a_finger(narrow: Visit, people: People) -> None:
    people("gallery", staff=True)
    narrow.sign_in("gallery")
    narrow.open("/design/")
    small = narrow.page.evaluate(
        """[...document.querySelectorAll("button, .button, select, input:not([type=hidden])")]
        .filter((element) => element.checkVisibility()) .map((element) => [element.getBoundingClientRect(),
        element]) .filter(([box]) => box.width > 0 && (box.height < 24 || box.width < 24) ) .map(([box,
        element]) => `${Math.round(box.width)}×${Math.round(box.height)} ${element.outerHTML.slice(0, 90)}`)
        .filter((text) => !/type="(checkbox|radio)"/.test(text))"""
    )
    assert small == []


def test_the_gallery_is_for_staff_alone(visit: Visit, people: People) -> None:
    people("agent", roles=("Agents",))
    visit.sign_in("agent")
    visit.expected.append("403")
    visit.open("/design/")
    expect(visit.page.get_by_role("heading", name="Not for you")).to_be_visible()
    assert visit.axe() == []


def test_a_fixed_theme_wins_over_the_system(dark: Visit, people: People) -> None:
    people("gallery", staff=True, theme="light")
    dark.sign_in("gallery")
    dark.open("/design/")
    assert dark.page.evaluate("getComputedStyle(document.body).colorScheme") == "light"
    assert (
        dark.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        == "rgb(255, 255, 255)"
    )


def test_with_reduced_motion_nothing_moves(visit: Visit, people: People) -> None:
    people("gallery", staff=True)
    visit.page.emulate_media(reduced_motion="reduce")
    visit.sign_in("gallery")
    visit.open("/design/")
    assert visit.page.evaluate("document.getAnimations().length") == 0
    assert (
        visit.page.evaluate("getComputedStyle(document.querySelector('.button')).transitionDuration") == "0s"
    )


def test_in_forced_colours_every_status_keeps_a_shape_of_its_own(visit: Visit, people: People) -> None:
    people("gallery", staff=True)
    visit.page.emulate_media(forced_colors="active")
    visit.sign_in("gallery")
    visit.open("/design/")
    shapes = visit.page.evaluate(
        """[...document.querySelectorAll("#status .ring[width='24']")].map((ring) =>
        [...ring.children].filter((part) => getComputedStyle(part).display !== "none")
        .map((part) => part.outerHTML).join(""))"""
    )
    assert len(shapes) == 10
    assert len(set(shapes)) == 10


def test_printed_pages_leave_out_the_frame_and_keep_the_words(visit: Visit, people: People) -> None:
    people("gallery", staff=True)
    visit.sign_in("gallery")
    visit.open("/design/")
    visit.page.emulate_media(media="print")
    for part in (".side", ".top", ".tab-bar", ".page-actions"):
        expect(visit.page.locator(part).first).to_be_hidden()
    expect(visit.page.locator("#status .badge", has_text="Violated")).to_be_visible()


def test_without_javascript_the_page_reads_the_same(without_script: Visit, people: People) -> None:
    people("gallery", staff=True)
    without_script.sign_in("gallery")
    without_script.open("/design/")
    page = without_script.page
    expect(page.locator(".clock").nth(1)).to_contain_text("1 h 06 m left")
    expect(page.locator(".clock").nth(4)).to_contain_text("opens in 18 m, Fri 17:00 CET")
    page.get_by_role("button", name="Pause Resolution").click()
    expect(page.locator("#id_reason_error")).to_have_text(re.compile("Say why it is paused"))
