"""The board in a real browser: live, by keyboard, narrow, dark, on the wall, without script."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from playwright.sync_api import expect

from milestones.engine.evaluate import evaluate_due
from milestones.models import Agent, Queue, Team
from milestones.pages.board.drawing import forget_drawings
from milestones.services import board_pictures
from sla_admin.shared.system_clock import database_time
from tests.browser.conftest import Visit
from tests.milestones.now import opened, promised_for_ever

People = Callable[..., User]
SECOND = 1_000_000
ASK = """async () => { const page = document.querySelector("script[src$='page.js']").src;
const { lists } = await import(page.replace("page.js", "live-list.js")); await lists[0].ask(); }"""
"""Ask now, rather than at the next fifth second."""


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(board_pictures, "APART", 0)
    cache.clear()
    yield
    cache.clear()
    forget_drawings()


@pytest.fixture
def desk(people: People) -> Queue:
    """A team with five cases in four states, and one that nobody promised anything for."""
    people("hanna", roles=("Managers",))
    jonas = people("jonas", roles=("Agents",))
    promised_for_ever()
    team = Team.objects.create(name="EMEA Platform", lead=jonas)
    Agent.objects.create(user=jonas, team=team)
    queue = Queue.objects.create(name="First line", key="first-line", team=team)
    opened("CS-1", 59, queue="first-line", owner="jonas", subject="Password mail lands in spam")
    opened("CS-2", 50, queue="first-line", owner="jonas", subject="Card refunds stay pending")
    opened("CS-3", 10, queue="first-line", subject="Sensor gateway offline in hall 4")
    opened("CS-4", 20, queue="first-line", status="pending", subject="Cannot add a second warehouse")
    opened("CS-5", 20, queue="first-line", account=None, subject="Meter readings out of order")
    return queue


def numbers(visit: Visit) -> list[str]:
    return list(visit.page.locator(".board-row .board-number").all_inner_texts())


@pytest.mark.usefixtures("desk")
def test_a_violation_appears_without_reload(visit: Visit) -> None:
    visit.sign_in("hanna")
    visit.open("/board/")
    expect(visit.page.locator(".board-row")).to_have_count(5)
    row = visit.page.locator(".board-row", has_text="Password mail")
    expect(row).to_have_attribute("data-status", "at_risk")
    visit.page.evaluate("window.stayed = true")

    evaluate_due(database_time() + 90 * SECOND)  # what a worker does a minute and a half later
    visit.page.evaluate(ASK)

    expect(row).to_have_attribute("data-status", "violated")
    expect(visit.page.locator("#board-kpis a[href$='state=violated']")).to_have_text("1 Violated, open")
    expect(visit.page.locator("#announcer")).to_contain_text("First response on CS-1: violated")
    assert visit.page.evaluate("window.stayed") is True


@pytest.mark.usefixtures("desk")
def test_under_the_pointer_the_order_holds_and_says_so(visit: Visit) -> None:
    visit.sign_in("hanna")
    visit.open("/board/")
    assert numbers(visit) == ["CS-1", "CS-2", "CS-3", "CS-4", "CS-5"]
    visit.page.locator(".board-row", has_text="Sensor gateway").hover()

    opened("CS-6", 58, queue="first-line", subject="Newcomer")
    visit.page.evaluate(ASK)

    expect(visit.page.locator("[data-held=arrivals]")).to_contain_text("1 new")
    assert numbers(visit) == ["CS-1", "CS-2", "CS-3", "CS-4", "CS-5"]
    visit.page.mouse.move(5, 5)
    expect(visit.page.locator(".board-row", has_text="Newcomer")).to_be_visible()
    assert numbers(visit)[:2] == ["CS-1", "CS-6"]


@pytest.mark.usefixtures("desk")
def test_by_keyboard_alone_a_filter_is_set_and_taken_away(visit: Visit) -> None:
    visit.sign_in("hanna")
    visit.open("/board/")
    visit.page.locator(".board-filter > summary").focus()
    visit.page.keyboard.press("Enter")
    visit.page.get_by_label("State").select_option("at_risk")
    visit.page.get_by_role("button", name="Show these cases").press("Enter")

    expect(visit.page.locator(".board-row")).to_have_count(2)
    visit.page.get_by_role("link", name="Remove the filter State: At risk").press("Enter")
    expect(visit.page.locator(".board-row")).to_have_count(5)
    visit.page.keyboard.press("j")
    expect(visit.page.locator(".board-subject").first).to_be_focused()


@pytest.mark.usefixtures("desk")
def test_a_folded_lane_stays_folded(visit: Visit) -> None:
    visit.sign_in("hanna")
    visit.open("/board/")
    visit.page.locator(".lane-head", has_text="EMEA Platform").click()
    expect(visit.page.locator(".board-row").first).to_be_hidden()

    visit.open("/board/")

    expect(visit.page.locator(".board-row").first).to_be_hidden()


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    "address",
    ["/board/", "/board/?state=violated&by=queue", "/board/?wall=1", "/workload/", "/coverage-gaps/"],
)
def test_axe_finds_nothing_in_light(visit: Visit, address: str) -> None:
    visit.sign_in("hanna")
    visit.open(address)
    assert visit.axe() == []


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("address", ["/board/", "/board/?wall=1", "/workload/", "/coverage-gaps/"])
def test_axe_finds_nothing_in_dark(dark: Visit, address: str) -> None:
    dark.sign_in("hanna")
    dark.open(address)
    assert dark.axe() == []


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    "address",
    ["/board/", "/board/?wall=1", "/workload/", "/coverage-gaps/", "/board/?priority=P1&state=on_track"],
)
def test_narrow_pages_never_scroll_sideways(narrow: Visit, address: str) -> None:
    narrow.sign_in("hanna")
    narrow.open(address)
    assert not narrow.scrolls_sideways()
    assert narrow.axe() == []


@pytest.mark.usefixtures("desk")
def test_narrow_lanes_come_first_and_show_eight_rows(narrow: Visit) -> None:
    for number in range(10, 16):
        opened(f"CS-{number}", 10, queue="first-line")
    narrow.sign_in("hanna")
    narrow.open("/board/")

    lanes = narrow.page.locator(".board-lanes").bounding_box()
    cards = narrow.page.locator(".board-cards").bounding_box()
    assert lanes is not None
    assert cards is not None
    assert lanes["y"] < cards["y"]
    expect(narrow.page.locator(".board-row:visible")).to_have_count(8)
    expect(narrow.page.get_by_role("link", name="Show 3 more in EMEA Platform")).to_be_visible()


@pytest.mark.usefixtures("desk")
def test_the_wall_is_large_and_alone(visit: Visit) -> None:
    visit.sign_in("hanna")
    visit.open("/board/?wall=1")

    expect(visit.page.locator(".side")).to_be_hidden()
    size = visit.page.locator(".kpi-value").first.evaluate(
        "each => parseFloat(getComputedStyle(each).fontSize)"
    )
    assert size >= 36


@pytest.mark.usefixtures("desk")
def test_without_script_the_board_reads_and_filters(without_script: Visit) -> None:
    without_script.sign_in("hanna")
    without_script.open("/board/?state=paused")

    expect(without_script.page.locator(".board-row")).to_have_count(1)
    without_script.page.get_by_role("link", name="Clear all").click()
    expect(without_script.page.locator(".board-row")).to_have_count(5)


@pytest.mark.usefixtures("desk")
def test_cases_are_given_to_somebody_else_from_the_workload(visit: Visit, people: People) -> None:
    lena = people("lena", roles=("Agents",))
    Agent.objects.create(user=lena, team=Team.objects.get())
    visit.sign_in("hanna")
    visit.open("/workload/")
    visit.page.get_by_role("link", name="Reassign…").first.click()
    visit.page.get_by_label("Card refunds stay pending").check()
    visit.page.get_by_label("Person").select_option("lena")
    assert visit.axe() == []
    visit.page.get_by_role("button", name="Give these cases").click()

    expect(visit.page.locator("#toasts")).to_contain_text("1 case given to Ines Carvalho.")
