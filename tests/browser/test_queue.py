"""The queues and lists of cases in a real browser: pointer, keys, live, narrow, dark, without a script."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from entitlements.business_time.instants import HOUR, MINUTE
from milestones.models import Agent, Case, Queue, Team
from milestones.services.case_request import CaseRequest
from milestones.services.record import record
from sla_admin.models import TaskPulse
from sla_admin.pulse import EVALUATION
from sla_admin.shared.api.instants import as_datetime
from sla_admin.shared.system_clock import database_time
from tests.browser.conftest import Visit
from tests.milestones.promised import first_response, promise

People = Callable[..., User]


LIVE_MS = 30_000
"""A list is asked for every five seconds; a busy machine takes its time besides."""


def tell(number: str, minutes_ago: int | None = None, **fields: Any) -> None:
    """A case was opened so long ago; without that, something is told of one that is there."""
    now = database_time()
    new = {} if minutes_ago is None else {"status": "new", "priority": "P1", "account": "acme"}
    request = CaseRequest(
        source="desk",
        external_id=number,
        must_exist=minutes_ago is None,
        opened_at=None if minutes_ago is None else now - minutes_ago * MINUTE,
        fields=new | fields,
    )
    (answer,) = record([request], at=now)
    assert answer.status in {"created", "updated"}, answer


@pytest.fixture
def desk(people: People) -> User:
    """Ines has four cases; two are nobody's. A worker is about."""
    ines = people("ines", roles=("Agents",))
    team = Team.objects.create(name="Network")
    Agent.objects.create(user=ines, team=team)
    Queue.objects.create(name="Network", key="network", team=team)
    promise(first_response(120))
    for place, number in enumerate(("CS-1", "CS-2", "CS-3", "CS-4")):
        tell(number, 40 - place, owner="ines", subject=f"Case number {place + 1}", queue="network")
    tell("CS-5", 5, subject="Nobody’s first", queue="network")
    tell("CS-6", 4, subject="Nobody’s second", account=None)
    TaskPulse.objects.create(task=EVALUATION, done_at=as_datetime(database_time() + HOUR))
    return ines


def numbers(visit: Visit) -> list[str]:
    return [text.split()[0] for text in visit.page.locator(".queue-facts").all_inner_texts()]


def test_the_queue_by_keys_alone(visit: Visit, desk: User) -> None:
    visit.sign_in("ines")
    visit.open("/queue/")
    assert numbers(visit) == ["CS-1", "CS-2", "CS-3", "CS-4"]
    assert visit.axe() == []

    visit.page.keyboard.press("j")
    visit.page.keyboard.press("j")
    expect(visit.page.get_by_role("link", name="Case number 2")).to_be_focused()
    visit.page.keyboard.press("x")
    expect(visit.page.get_by_role("checkbox", name="Select CS-2")).to_be_checked()
    visit.page.keyboard.press("j")
    visit.page.keyboard.press("j")
    visit.page.keyboard.press("Shift+X")
    expect(visit.page.get_by_text("3 cases selected")).to_be_visible()
    assert visit.axe() == []
    visit.page.keyboard.press("k")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/cases/*/")


def test_cases_are_taken_with_undo(visit: Visit, desk: User) -> None:
    visit.sign_in("ines")
    visit.open("/queue/unassigned/")
    visit.page.get_by_role("checkbox", name="Select all on this page").check()
    visit.page.get_by_role("button", name="Assign to me").click()

    toast = visit.page.locator("[data-toast]")
    expect(toast).to_contain_text("Assign 2 cases to Ines Carvalho: done.")
    expect(visit.page.get_by_role("heading", name="Every case has an owner")).to_be_visible()
    assert visit.axe() == []
    assert Case.objects.filter(owner=desk).count() == 6

    toast.get_by_role("button", name="Undo").click()
    expect(visit.page.locator("[data-toast]")).to_contain_text("2 cases set back.")
    assert Case.objects.filter(owner=desk).count() == 4


def test_a_new_case_waits_under_the_pointer_and_comes_when_asked(visit: Visit, desk: User) -> None:
    visit.sign_in("ines")
    visit.open("/queue/")
    row = visit.page.locator("[data-row]").first
    row.hover()
    tell("CS-7", 90, owner="ines", subject="The most urgent")

    arrivals = visit.page.locator("[data-held=arrivals]")
    expect(arrivals).to_contain_text("1 new", timeout=LIVE_MS)
    assert numbers(visit) == ["CS-1", "CS-2", "CS-3", "CS-4"]
    expect(visit.page.locator("#queue-summary")).to_contain_text("5 open.")
    arrivals.get_by_role("button", name="show").press("Enter")  # a pointer on its way there lets the list go
    expect(visit.page.locator(".queue-subject").first).to_have_text("The most urgent")


def test_a_case_that_another_system_closes_leaves_the_open_page(visit: Visit, desk: User) -> None:
    visit.sign_in("ines")
    visit.open("/queue/")
    visit.page.mouse.move(0, 0)

    tell("CS-2", status="closed")

    expect(visit.page.get_by_role("link", name="Case number 2")).to_have_count(0, timeout=LIVE_MS)
    assert numbers(visit) == ["CS-1", "CS-3", "CS-4"]


def test_a_filter_is_set_saved_and_found_in_the_side_bar(visit: Visit, desk: User) -> None:
    visit.sign_in("ines")
    visit.open("/queue/team/")
    visit.page.get_by_role("link", name="Filter", exact=True).click()
    dialog = visit.page.get_by_role("dialog", name="Filter this list")
    expect(dialog).to_be_visible()
    assert visit.axe() == []
    dialog.get_by_label("Text").fill("number 3")
    dialog.get_by_role("button", name="Show these cases").click()
    assert numbers(visit) == ["CS-3"]

    visit.page.get_by_role("link", name="Save as a view…").click()
    saving = visit.page.get_by_role("dialog", name="Save as a view")
    saving.get_by_label("Name").fill("Third ones")
    assert visit.axe() == []
    saving.get_by_role("button", name="Save the view").click()
    visit.page.wait_for_url("**/views/*/")
    side = visit.page.get_by_role("navigation", name="Main")
    expect(side.get_by_role("link", name="Third ones")).to_contain_text("1")
    visit.page.get_by_role("link", name="Remove the filter “number 3”").click()
    expect(visit.page.locator("[data-row]")).not_to_have_count(0)


def test_search_answers_while_one_types(visit: Visit, desk: User) -> None:
    visit.sign_in("ines")
    visit.open("/queue/")
    visit.page.keyboard.press("/")
    expect(visit.page.locator("#search")).to_be_focused()
    visit.page.keyboard.type("number")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/search/?q=number")
    assert visit.axe() == []
    visit.page.get_by_label("Number, subject, account").fill("number 4")
    expect(visit.page.locator("#search-results [data-row]")).to_have_count(1)
    expect(visit.page.get_by_label("Number, subject, account")).to_be_focused()
    visit.page.get_by_label("Number, subject, account").fill("nothing at all")
    expect(visit.page.get_by_role("heading", name="Nothing has “nothing at all” in it")).to_be_visible()


def test_while_no_worker_evaluates_the_page_says_so_and_stops_when_one_does(visit: Visit, desk: User) -> None:
    TaskPulse.objects.update(done_at=as_datetime(database_time() - HOUR))
    visit.sign_in("ines")
    visit.open("/queue/")
    expect(visit.page.get_by_text("Clocks were last evaluated at")).to_be_visible()
    assert visit.axe() == []

    TaskPulse.objects.update(done_at=as_datetime(database_time() + HOUR))
    tell("CS-1", subject="Case number 1, changed")
    changed = visit.page.get_by_role("link", name="Case number 1, changed")
    expect(changed).to_be_visible(timeout=LIVE_MS)
    expect(visit.page.get_by_text("Clocks were last evaluated at")).to_have_count(0)


ADDRESSES = (
    "/queue/",
    "/queue/team/",
    "/queue/unassigned/",
    "/cases/",
    "/cases/?state=any&sort=newest&priority=P1",
    "/cases/new/",
    "/search/?q=number",
    "/queue/calendar/",
    "/views/new/?priority=P1",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_page_scrolls_sideways_on_a_narrow_screen(narrow: Visit, desk: User, address: str) -> None:
    narrow.sign_in("ines")
    narrow.open(address)
    assert not narrow.scrolls_sideways()
    assert narrow.axe() == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_is_right_in_the_dark(dark: Visit, desk: User, address: str) -> None:
    dark.sign_in("ines")
    dark.open(address)
    assert dark.axe() == []


def test_without_a_script_cases_are_selected_and_taken(without_script: Visit, desk: User) -> None:
    without_script.sign_in("ines")
    without_script.open("/queue/unassigned/")
    without_script.page.get_by_role("checkbox", name="Select CS-5").check()
    without_script.page.get_by_role("button", name="Assign to me").click()

    expect(without_script.page.get_by_text("Assign 1 case to Ines Carvalho: done.")).to_be_visible()
    without_script.page.get_by_role("button", name="Undo").click()
    expect(without_script.page.get_by_text("1 case set back.")).to_be_visible()
    assert Case.objects.get(external_id="CS-5").owner is None


def test_what_was_typed_into_a_new_case_survives_the_end_of_a_session(visit: Visit, desk: User) -> None:
    visit.expected.append("401")
    visit.sign_in("ines")
    visit.open("/cases/new/")
    visit.page.get_by_label("Subject").fill("It went dark")
    visit.page.context.clear_cookies(name="sessionid")
    visit.page.get_by_role("button", name="Open the case").click()

    visit.page.get_by_label("Username").fill("ines")
    visit.page.get_by_label("Password").fill("correct horse battery")
    visit.page.get_by_role("button", name="Sign in").click()
    expect(visit.page.locator(".kept-value", has_text="It went dark")).to_be_visible()
    visit.page.get_by_role("button", name="Send it now").click()
    visit.page.wait_for_url("**/cases/*/")
    assert Case.objects.get(subject="It went dark").source == "local"
