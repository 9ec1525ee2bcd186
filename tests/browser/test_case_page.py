"""The case page in a real browser: deeds by keyboard, live changes, nothing lost, no script."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from entitlements.business_time.budget import Budget
from entitlements.business_time.instants import HOUR, MINUTE
from milestones.models import Case, CaseMilestone, Comment
from milestones.services.case_request import CaseRequest, CommentText
from milestones.services.record import record
from sla_admin.shared.system_clock import database_time
from tests.browser.conftest import Visit
from tests.milestones.promised import first_response, percent, promise

People = Callable[..., User]


@pytest.fixture
def case(people: People) -> Case:
    """A case of twenty minutes ago with a first response in an hour and a resolution in eight."""
    promise(
        first_response(60),
        first_response(
            480,
            key="resolution",
            type="resolution",
            name="Resolution",
            completion={"field": "is_closed", "op": "equals", "value": True},
            budget=Budget(micros=8 * HOUR),
            triggers=percent(50, 75, 90),
        ),
    )
    now = database_time()
    fields = {"account": "acme", "status": "open", "priority": "P1", "subject": "The till stays open"}
    tell(now - 20 * MINUTE, now - 20 * MINUTE, fields=fields)
    people("ines", roles=("Agents",))
    return Case.objects.get(external_id="CS-1")


def tell(occurred_at: int, at: int, **said: object) -> None:
    record(
        [CaseRequest(source="desk", external_id="CS-1", occurred_at=occurred_at, **said)],  # type: ignore[arg-type]  # as in CaseRequest
        at=at,
    )


def clock(definition: str) -> CaseMilestone:
    return CaseMilestone.objects.filter(definition=definition).latest("id")


def test_axe_finds_nothing_on_the_page_in_its_dialog_and_in_its_explanation(visit: Visit, case: Case) -> None:
    visit.sign_in("ines")
    visit.open(f"/cases/{case.pk}/")
    assert visit.axe() == []
    visit.page.locator(".clock-action a").first.click()
    expect(visit.page.locator("#deed-dialog")).to_be_visible()
    assert visit.axe() == []
    visit.open(f"/clocks/{clock('resolution').pk}/explain/")
    assert visit.axe() == []
    visit.open(f"/cases/{case.pk}/explain/")
    assert visit.axe() == []


def test_a_narrow_screen_does_not_scroll_sideways(narrow: Visit, case: Case) -> None:
    narrow.sign_in("ines")
    for path in (f"/cases/{case.pk}/", f"/clocks/{clock('resolution').pk}/explain/"):
        narrow.open(path)
        assert not narrow.scrolls_sideways(), path
        assert narrow.axe() == [], path


def test_axe_finds_nothing_in_the_dark(dark: Visit, case: Case) -> None:
    dark.sign_in("ines")
    dark.open(f"/cases/{case.pk}/")
    assert dark.axe() == []


def test_a_reply_by_keyboard_meets_the_first_response_without_a_reload(visit: Visit, case: Case) -> None:
    visit.sign_in("ines")
    visit.open(f"/cases/{case.pk}/")
    visit.page.evaluate("window.stayed = true")
    visit.page.keyboard.press("r")
    expect(visit.page.locator("#reply-body")).to_be_focused()
    visit.page.keyboard.type("We are on it.")
    visit.page.get_by_role("button", name="Send reply").press("Enter")

    expect(visit.page.locator("#toasts")).to_contain_text("First response: met.")
    expect(visit.page.locator("#messages")).to_contain_text("We are on it.")
    expect(visit.page.locator("#closed-clocks")).to_contain_text("First response")
    expect(visit.page.locator("#open-clocks .clock")).to_have_count(1)
    expect(visit.page.locator("#reply-body")).to_have_value("")
    assert visit.page.evaluate("window.stayed") is True


def test_pausing_by_keyboard_asks_why_and_can_be_undone(visit: Visit, case: Case) -> None:
    visit.sign_in("ines")
    visit.open(f"/cases/{case.pk}/")
    visit.page.locator("#open-clocks .clock", has_text="Resolution").get_by_role(
        "link", name="Explain"
    ).focus()
    visit.page.keyboard.press("p")
    dialog = visit.page.get_by_role("dialog", name="Pause Resolution?")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_label("Reason")).to_be_focused()
    visit.expected.append("400")
    visit.page.keyboard.press("Enter")
    expect(dialog).to_contain_text("Say why it is paused.")
    dialog.get_by_label("Reason").fill("They try it out")
    visit.page.keyboard.press("Enter")

    expect(dialog).to_be_hidden()
    expect(visit.page.locator("#open-clocks")).to_contain_text("“They try it out”")
    assert clock("resolution").status == "paused"
    visit.page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(visit.page.locator("#toasts")).to_contain_text("Undone")
    assert clock("resolution").status == "running"


def test_completing_and_explaining_by_keyboard(visit: Visit, case: Case) -> None:
    visit.sign_in("ines")
    visit.open(f"/cases/{case.pk}/")
    visit.page.keyboard.press("c")
    dialog = visit.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Complete First response?")
    dialog.get_by_label("Reason").fill("Answered on the phone")
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator("#closed-clocks")).to_contain_text("First response")

    visit.page.locator("body").click(position={"x": 400, "y": 4})
    visit.page.keyboard.press("e")
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text("Why Resolution is due")


def test_a_case_closed_elsewhere_says_so_and_keeps_what_is_typed(visit: Visit, case: Case) -> None:
    visit.sign_in("ines")
    visit.open(f"/cases/{case.pk}/")
    visit.page.locator("#reply-body").fill("Half a sentence")
    now = database_time()
    tell(now, now, fields={"status": "closed"}, actor="key:abc")

    expect(visit.page.locator("#case-head")).to_contain_text("Closed", timeout=15_000)
    expect(visit.page.get_by_role("link", name="Re-open")).to_be_visible()
    expect(visit.page.locator("#reply-body")).to_have_value("Half a sentence")
    visit.expected.append("409")
    visit.page.get_by_role("button", name="Send reply").click()
    expect(visit.page.locator("#composer")).to_contain_text("API key abc closed the case")
    expect(visit.page.locator("#reply-body")).to_have_value("Half a sentence")
    visit.page.get_by_role("button", name="Send it anyway").click()
    expect(visit.page.locator("#messages")).to_contain_text("Half a sentence")


def test_a_change_of_state_is_said_to_readers(visit: Visit, case: Case) -> None:
    visit.sign_in("ines")
    visit.open(f"/cases/{case.pk}/")
    now = database_time()
    tell(now, now, comment=CommentText("public", "Sent from elsewhere"))

    expect(visit.page.locator("#announcer")).to_contain_text("First response on CS-1 is met", timeout=15_000)


def test_what_a_session_that_ended_would_lose_comes_back(visit: Visit, case: Case) -> None:
    visit.sign_in("ines")
    visit.open(f"/cases/{case.pk}/")
    visit.page.locator("#reply-body").fill("Written for an hour")
    visit.page.context.clear_cookies(name="sessionid")
    visit.expected.append("401")
    visit.page.get_by_role("button", name="Send reply").click()
    expect(visit.page.get_by_role("dialog", name="Sign in again?")).to_be_visible()

    visit.sign_in("ines")
    visit.open(f"/cases/{case.pk}/")
    expect(visit.page.locator("#reply-body")).to_have_value("Written for an hour")


def test_without_a_script_the_page_reads_and_its_forms_work(without_script: Visit, case: Case) -> None:
    visit = without_script
    visit.sign_in("ines")
    visit.open(f"/cases/{case.pk}/")
    expect(visit.page.locator("#open-clocks .clock")).to_have_count(2)
    visit.page.locator("#reply-body").fill("Plain and simple")
    visit.page.get_by_role("button", name="Send reply").click()
    expect(visit.page.locator("#messages")).to_contain_text("Plain and simple")

    visit.page.locator("#open-clocks .clock").get_by_role("link", name="Complete").click()
    expect(visit.page.get_by_role("heading", name="Complete Resolution?")).to_be_visible()
    visit.page.get_by_label("Reason").fill("Done")
    visit.page.get_by_role("button", name="Complete Resolution").click()
    expect(visit.page.locator("#closed-clocks")).to_contain_text("Resolution")
    assert Comment.objects.get().body == "Plain and simple"


def test_the_timeline_can_be_a_chart_or_a_table_alone(visit: Visit, case: Case) -> None:
    visit.sign_in("ines")
    visit.open(f"/cases/{case.pk}/")
    expect(visit.page.locator(".timeline-chart")).to_be_visible()
    visit.page.get_by_role("radio", name="Table").check(force=True)
    expect(visit.page.locator(".timeline-chart")).to_be_hidden()
    visit.page.get_by_role("radio", name="Chart").check(force=True)
    expect(visit.page.locator(".timeline-table")).to_be_hidden()


def test_tasks_come_by_themselves(visit: Visit, case: Case) -> None:
    visit.sign_in("ines")
    visit.open(f"/cases/{case.pk}/")
    expect(visit.page.locator("#tasks-card")).to_contain_text("Add a task")
