"""<sla-clock>: counts open time from what the server said, and nothing more. The gallery's clocks stand at
Fri 16:42 CET."""

from collections.abc import Callable

from django.contrib.auth.models import User
from playwright.sync_api import expect

from tests.browser.conftest import Visit

People = Callable[..., User]

SHOW = """(minutes) => document.querySelectorAll("sla-clock")
.forEach((clock) => clock.show(pageNow() + minutes * 60000))"""
BEGIN = "window.pageNow = () => JSON.parse(document.getElementById('page').textContent).at"


def opened(visit: Visit, people: People) -> None:
    people("gallery", staff=True)
    visit.sign_in("gallery")
    visit.open("/design/")
    visit.page.evaluate(BEGIN)


def after(visit: Visit, minutes: float) -> None:
    """What the clocks show so many minutes after the page's instant, without waiting for it."""
    visit.page.evaluate(SHOW, minutes)


def test_it_counts_down_while_its_hours_are_open(visit: Visit, people: People) -> None:
    opened(visit, people)
    clock = visit.page.locator(".clock").nth(1)
    after(visit, 0)
    assert clock.locator("[data-part=number]").inner_text() == "1 h 06 m left"
    after(visit, 30)
    assert clock.locator("[data-part=number]").inner_text() == "36 m left"
    assert clock.locator("[data-part=used]").inner_text() == "5 h 23 m of 6 h used"


def test_its_ring_moves_with_it_and_the_rings_of_others_do_not(visit: Visit, people: People) -> None:
    opened(visit, people)
    ring = visit.page.locator(".clock").nth(1).locator("[data-part=arc]")
    after(visit, 0)
    before = ring.get_attribute("stroke-dasharray")
    others = visit.page.locator(".queue-others [data-part=arc]").evaluate_all(
        "(all) => all.map((a) => a.outerHTML)"
    )
    after(visit, 40)
    assert ring.get_attribute("stroke-dasharray") != before
    unchanged = visit.page.locator(".queue-others [data-part=arc]").evaluate_all(
        "(all) => all.map((a) => a.outerHTML)"
    )
    assert unchanged == others


def test_the_first_second_shows_what_the_server_wrote(visit: Visit, people: People) -> None:
    opened(visit, people)
    written = visit.page.locator(".clock sla-clock").evaluate_all("(all) => all.map((c) => c.textContent)")
    rings = visit.page.locator("[data-part=arc]").evaluate_all(
        "(all) => all.map((a) => a.getAttribute('stroke-dasharray'))"
    )
    after(visit, 0)
    assert (
        visit.page.locator(".clock sla-clock").evaluate_all("(all) => all.map((c) => c.textContent)")[:5]
        == written[:5]
    )
    assert (
        visit.page.locator("[data-part=arc]").evaluate_all(
            "(all) => all.map((a) => a.getAttribute('stroke-dasharray'))"
        )
        == rings
    )


def test_it_stands_still_outside_its_hours_and_says_when_they_open(visit: Visit, people: People) -> None:
    opened(visit, people)
    clock = visit.page.locator(".clock").nth(4)
    after(visit, 10)
    assert clock.locator("[data-part=number]").inner_text() == "10 h 33 m left"
    assert clock.locator("[data-part=hours]").inner_text() == "opens in 8 m, Fri 17:00 CET"
    expect(clock.locator("[data-part=moon]")).to_be_visible()
    after(visit, 18 + 33)
    assert clock.locator("[data-part=number]").inner_text() == "10 h 00 m left"
    expect(clock.locator("[data-part=moon]")).to_be_hidden()


def test_a_clock_at_risk_shows_its_moon_beside_the_word_after_closing_time(
    visit: Visit, people: People
) -> None:
    opened(visit, people)
    compliance = visit.page.locator(".clock").nth(2)
    clock = visit.page.locator("[data-id='20493']")
    # Shown and looked at in one breath: the page's own heartbeat shows the present again.
    shown = clock.evaluate(
        """(row, show) => {
            eval(show)(3 * 60);
            const number = row.querySelector("[data-part=number]").innerText;
            return [number, row.querySelector(".ring").hasAttribute("data-still")];
        }""",
        SHOW,
    )
    assert shown == ["50 m", True]
    after(visit, 3 * 60)
    expect(compliance.locator("[data-part=moon]")).to_be_hidden()


def test_at_zero_it_is_due_now_and_never_violated_by_itself(visit: Visit, people: People) -> None:
    opened(visit, people)
    clock = visit.page.locator(".clock").nth(5)
    after(visit, 2)
    assert clock.locator("[data-part=number]").inner_text() == "due now"
    expect(clock.locator(".clock-word")).to_contain_text("At risk")


def test_what_is_past_keeps_counting(visit: Visit, people: People) -> None:
    opened(visit, people)
    after(visit, 23)
    assert visit.page.locator(".clock").first.locator("[data-part=number]").inner_text() == "4 h 00 m past"


def test_beyond_what_the_server_told_the_number_stays(visit: Visit, people: People) -> None:
    opened(visit, people)
    number = visit.page.locator("[data-id='20590'] [data-part=number]")
    after(visit, 8 * 24 * 60)
    late = number.inner_text()
    after(visit, 20 * 24 * 60)
    assert number.inner_text() == late


def test_a_paused_clock_does_not_tick(visit: Visit, people: People) -> None:
    opened(visit, people)
    after(visit, 300)
    assert visit.page.locator(".clock").nth(3).locator("[data-part=number]").inner_text() == "7 h 40 m left"


def test_it_goes_on_from_the_new_values_after_a_fragment_changed_them(visit: Visit, people: People) -> None:
    opened(visit, people)
    clock = visit.page.locator(".clock").nth(1).locator("sla-clock")
    clock.evaluate("(c) => c.setAttribute('consumed', String(Number(c.getAttribute('consumed')) - 3600000))")
    after(visit, 0)
    assert clock.inner_text() == "2 h 06 m left"
    clock.evaluate(
        "(c) => { const at = c.parentElement; const next = c.cloneNode(true); c.remove(); at.prepend(next); }"
    )
    after(visit, 6)
    assert visit.page.locator(".clock").nth(1).locator("sla-clock").inner_text() == "2 h 00 m left"


def test_seconds_tick_without_help_on_the_case_page_under_an_hour(visit: Visit, people: People) -> None:
    opened(visit, people)
    number = visit.page.locator(".clock").nth(5).locator("[data-part=number]")
    first = number.inner_text()
    visit.page.wait_for_timeout(2300)
    assert number.inner_text() != first


def test_timers_are_silent_for_screen_readers(visit: Visit, people: People) -> None:
    opened(visit, people)
    roles = visit.page.locator("sla-clock").evaluate_all(
        "(all) => all.map((c) => [c.getAttribute('role'), c.closest('[aria-live]')])"
    )
    assert all(role == "timer" and live is None for role, live in roles)
