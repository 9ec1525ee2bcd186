"""Tasks, notices and accounts in a real browser: function, keyboard, readers, narrow, dark, no script."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from entitlements.business_time.instants import DAY, HOUR, to_datetime
from entitlements.models import Contact
from escalations.models import Notice
from escalations.notices import choose_in_browser, write_notices
from milestones.models import Case, Task
from milestones.services.case_request import CaseRequest, CommentText
from milestones.services.record import record
from milestones.services.tasks import TaskWish, create_task, finish_task
from sla_admin.shared.system_clock import database_time
from tests.browser.conftest import Visit
from tests.milestones.promised import first_response, promise


@pytest.fixture
def ines(people: Callable[..., User]) -> User:
    return people("ines", roles=("Agents",))


@pytest.fixture
def case(ines: User) -> Case:
    """A case of Ines whose customer has spoken, with two tasks of which one is overdue."""
    promise(first_response(60))
    now = database_time()
    told = [
        CaseRequest(
            source="desk",
            external_id="CS-20417",
            opened_at=now - HOUR // 2,
            fields={
                "account": "acme",
                "subject": "Checkout webhooks time out after the upgrade",
                "priority": "P3",
                "status": "open",
                "owner": "ines",
            },
        ),
        CaseRequest(
            source="desk", external_id="CS-20417", event_id="2", comment=CommentText("customer", "Any news?")
        ),
    ]
    for request in told:
        assert not record([request], at=now)[0].problems
    found = Case.objects.get()
    Contact.objects.create(account_id=found.account_id or 0, name="Petra Vogel", email="petra@example.org")
    for subject, due in (("Call their operations lead", -HOUR), ("Ask the vendor for the log", 2 * HOUR)):
        made = create_task(
            TaskWish(subject, now + DAY, case=found.pk, assignee=ines.pk), actor="escalation", at=now - DAY
        ).task
        Task.objects.filter(pk=made.pk).update(due_at=to_datetime(now + due))
    return found


def until(visit: Visit, claim: str) -> None:
    """Wait until the claim holds on the page. Playwright's own waiting would need `eval`, which our policy
    refuses.
    """
    for _ in range(200):
        if visit.page.evaluate(claim):
            return
        visit.page.wait_for_timeout(50)
    raise AssertionError(f"Never true: {claim}")


def test_a_task_is_ticked_off_by_keyboard_and_taken_back(visit: Visit, case: Case) -> None:
    visit.sign_in("ines")
    visit.open("/tasks/")
    page = visit.page
    assert page.locator(".task-row").count() == 2
    assert visit.axe() == []

    page.get_by_role("button", name="Done: Call their operations lead").press("Enter")
    page.locator(".toast").wait_for()

    assert page.locator(".task-row").count() == 1
    assert not page.get_by_text("Overdue", exact=True).is_visible()
    page.locator(".toast-undo").click()
    page.get_by_role("heading", name="Overdue").wait_for()
    assert page.locator(".task-row").count() == 2


def test_what_somebody_else_did_meanwhile_is_said_in_the_list(visit: Visit, case: Case) -> None:
    visit.expected.append("409")
    visit.sign_in("ines")
    visit.open("/tasks/")
    finish_task(Task.objects.get(subject__startswith="Call").pk, actor="user:999", at=database_time())

    visit.page.get_by_role("button", name="Done: Call their operations lead").click()

    visit.page.locator("#task-list").get_by_text("The task is done.").wait_for()
    assert visit.page.locator(".task-row").count() == 1


def test_a_new_task_keeps_what_was_typed_when_something_is_wrong(visit: Visit, case: Case) -> None:
    visit.expected.append("400")
    visit.sign_in("ines")
    visit.open(f"/tasks/new/?case={case.pk}")
    page = visit.page
    page.get_by_label("What is to be done").fill("Write the summary")
    page.get_by_label("Due", exact=True).select_option("other")
    assert visit.axe() == []

    page.get_by_role("button", name="Add task").click()

    page.get_by_text("Say when it must be done.").first.wait_for()
    assert page.get_by_label("What is to be done").input_value() == "Write the summary"
    assert visit.axe() == []
    page.get_by_label("Another time").fill("2099-07-01T10:30")
    page.get_by_role("button", name="Add task").click()
    page.wait_for_url(f"**/cases/{case.pk}/")
    assert Task.objects.get(subject="Write the summary").due_at.isoformat() == "2099-07-01T08:30:00+00:00"


def test_a_tasks_own_page_is_read_and_worked_without_script(without_script: Visit, case: Case) -> None:
    made = Task.objects.get(subject__startswith="Ask")
    without_script.sign_in("ines")
    without_script.open(f"/tasks/{made.pk}/")
    page = without_script.page

    page.get_by_label("What came of it").fill("They sent it")
    page.get_by_role("button", name="Mark as done").click()
    page.get_by_text("They sent it").wait_for()
    page.get_by_role("button", name="Undo the latest step").click()
    page.get_by_role("button", name="Begin").wait_for()

    made.refresh_from_db()
    assert made.is_open


def test_the_bell_opens_the_latest_notices_and_leads_on(visit: Visit, case: Case) -> None:
    visit.sign_in("ines")
    visit.open("/tasks/")
    page = visit.page
    bell = page.locator("#bell")
    unread = Notice.objects.filter(read_at=None).count()
    assert page.locator(".top-count").inner_text() == str(unread)

    bell.focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name="Notices").wait_for()
    page.get_by_text("The customer replied on CS-20417").wait_for()
    assert bell.get_attribute("aria-expanded") == "true"
    assert visit.axe() == []
    page.keyboard.press("Escape")
    assert bell.get_attribute("aria-expanded") == "false"
    assert page.evaluate("document.activeElement.id") == "bell"

    bell.click()
    page.get_by_text("The customer replied on CS-20417").click()
    page.wait_for_url(f"**/cases/{case.pk}/")
    assert page.locator(".top-count").inner_text() == str(unread - 1)


def test_the_bell_is_a_link_without_script(without_script: Visit, case: Case) -> None:
    without_script.sign_in("ines")
    without_script.open("/tasks/")

    without_script.page.locator("#bell").click()

    without_script.page.get_by_role("heading", name="Notices").first.wait_for()
    without_script.page.get_by_role("button", name="Mark all as read").click()
    without_script.page.get_by_text("Everything is read.").wait_for()


def test_one_and_all_notices_are_read_in_place(visit: Visit, case: Case) -> None:
    visit.sign_in("ines")
    visit.open("/notices/")
    page = visit.page
    assert visit.axe() == []
    before = page.locator(".notice-unread").count()

    page.get_by_role("button", name="Mark as read: The customer replied on CS-20417").click()
    page.locator(".notice-unread").nth(before - 1).wait_for(state="detached")
    page.get_by_role("button", name="Mark all as read").click()
    page.get_by_text("Everything is read.").wait_for()

    assert page.locator(".notice-unread").count() == 0


def test_the_browser_shows_what_is_new_of_the_chosen_kinds(visit: Visit, case: Case, ines: User) -> None:
    choose_in_browser(ines.pk, ["customer_replied"])
    visit.page.context.grant_permissions(["notifications"])
    visit.page.add_init_script(
        """window.shown = []; class Shown extends EventTarget { static permission = "granted";
        constructor(title, options) { super(); window.shown.push([title, options.body]); } }
        Object.defineProperty(window, "Notification", { value: Shown });"""
    )
    visit.sign_in("ines")
    visit.open("/tasks/")
    ask = "document.dispatchEvent(new Event('visibilitychange'))"
    with visit.page.expect_response("**/notices/latest/"):
        visit.page.evaluate(ask)
    until(visit, "localStorage.getItem('sla.notices.shown') !== null")
    assert visit.page.evaluate("window.shown") == []
    now = to_datetime(database_time())
    for cause, kind in (("a", "customer_replied"), ("b", "alert")):
        content = {"kind": "violated", "occurred_at": 0, "milestone": "m", "cycle": 1, "occurrence": 1}
        fact = {**content, "type": "t", "trigger": "100"} if kind == "alert" else {}
        write_notices(
            [Notice(recipient=ines, kind=kind, cause=cause, case=case, content=fact, created_at=now)]
        )

    visit.page.evaluate(ask)
    until(visit, "window.shown.length > 0")

    assert visit.page.evaluate("window.shown") == [
        ["The customer replied on CS-20417", "Checkout webhooks time out after the upgrade · Acme"]
    ]


def test_the_permission_is_asked_for_by_a_press_alone(visit: Visit, ines: User) -> None:
    visit.page.add_init_script(
        """window.asked = 0; class Asked { static permission = "default";
        static async requestPermission() { window.asked += 1; Asked.permission = "granted"; } }
        Object.defineProperty(window, "Notification", { value: Asked });"""
    )
    visit.sign_in("ines")
    visit.open("/preferences/")
    assert visit.page.evaluate("window.asked") == 0
    assert visit.axe() == []

    visit.page.get_by_role("button", name="Allow notices in this browser").click()

    visit.page.get_by_text("This browser may show notices.").wait_for()
    assert visit.page.evaluate("window.asked") == 1
    visit.page.get_by_label("Customer replies").check()
    visit.page.get_by_role("button", name="Save the choice").click()
    visit.page.locator(".toast").wait_for()
    assert visit.page.get_by_label("Customer replies").is_checked()


def test_an_account_and_its_people_are_read(visit: Visit, case: Case) -> None:
    visit.sign_in("ines")
    visit.open("/accounts/")
    page = visit.page
    assert visit.axe() == []
    page.get_by_role("link", name="Acme").click()
    page.get_by_role("heading", name="Acme", exact=True).wait_for()
    assert visit.axe() == []
    page.get_by_role("link", name="Petra Vogel").click()
    page.get_by_role("heading", name="Petra Vogel").wait_for()
    assert visit.axe() == []


@pytest.mark.parametrize("device", ["narrow", "dark"])
def test_no_page_scrolls_sideways_and_readers_find_nothing(
    request: pytest.FixtureRequest, case: Case, device: str
) -> None:
    visit: Visit = request.getfixturevalue(device)
    visit.sign_in("ines")
    made = Task.objects.first()
    assert made is not None
    contact = Contact.objects.get()
    paths = (
        "/tasks/",
        "/tasks/?show=done",
        "/tasks/new/",
        f"/tasks/{made.pk}/",
        "/notices/",
        "/accounts/",
        f"/accounts/{case.account_id}/",
        f"/contacts/{contact.pk}/",
    )
    for path in paths:
        visit.open(path)
        assert not visit.scrolls_sideways(), path
        assert visit.axe() == [], path
