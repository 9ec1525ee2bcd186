"""The page of notices and the list of the top bar, without a browser."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from entitlements.business_time.instants import MINUTE, to_datetime
from escalations.models import Notice, NoticeChoices
from escalations.notices import read_notice, write_notices
from milestones.models import Case
from milestones.services.tasks import TaskWish, create_task
from sla_admin.shared.system_clock import database_time
from tests.escalations.conftest import MONDAY_10, make_case

pytestmark = pytest.mark.django_db

FACT = {
    "kind": "violated",
    "occurred_at": MONDAY_10,
    "milestone": "first_response",
    "cycle": 1,
    "occurrence": 1,
    "type": "first_response",
    "trigger": "100",
    "target": MONDAY_10,
    "meant": "owner",
    "found_as": "owner",
}


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def notice(case: Case, user: User, cause: str, kind: str = "alert", **content: Any) -> Notice:
    given = {**FACT, **content} if kind in ("alert", "correction") else content
    row = Notice(
        recipient=user,
        kind=kind,
        cause=cause,
        case=case,
        content=given,
        created_at=to_datetime(MONDAY_10),
    )
    write_notices([row])
    return Notice.objects.get(recipient=user, cause=cause)


@pytest.fixture
def as_owner(client: Client, owner: User) -> Client:
    client.force_login(owner)
    return client


def test_unread_notices_come_first_and_say_what_where_and_why(
    as_owner: Client, case: Case, owner: User
) -> None:
    old = notice(case, owner, "1")
    notice(case, owner, "2", trigger="75", kind="alert", severity="warning")
    newest = notice(case, owner, "3", "customer_replied")
    read_notice(newest.pk, user=owner.pk, at=database_time())

    page = words(as_owner.get("/notices/"))

    assert "first_response on CS-1042 is violated, was due" in page
    assert "Printer on fire" in page
    assert "Told because you own the case." in page
    assert page.index("is violated") < page.index("The customer replied on CS-1042")
    assert "2 unread." in page
    assert old.read_at is None


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        (
            "alert",
            {"kind": "trigger reached", "trigger": "75"},
            "first_response on CS-1042: 75 % reached, was due",
        ),
        ("alert", {"kind": "completed", "trigger": "met"}, "first_response on CS-1042 was met"),
        ("alert", {"kind": "completed", "trigger": "met_late"}, "first_response on CS-1042 was met late"),
        ("correction", {}, "Taken back: first_response on CS-1042 is violated"),
        ("case_assigned", {"actor": "user:999999"}, "somebody who left gave you case CS-1042"),
        ("case_assigned", {"actor": "key:abc"}, "API key abc gave you case CS-1042"),
        ("case_assigned", {"actor": "escalation"}, "Escalation gave you case CS-1042"),
        ("case_assigned", {"actor": ""}, "Somebody gave you case CS-1042"),
        ("customer_replied", {}, "The customer replied on CS-1042"),
        ("alert", {"found_as": "administrators"}, "Meant for somebody who cannot be reached"),
    ],
)
def test_every_kind_is_said_in_words(
    as_owner: Client, case: Case, owner: User, kind: str, content: dict[str, Any], said: str
) -> None:
    fact_kind = content.pop("kind", "violated")
    row = notice(case, owner, "1", kind, **content)
    if kind == "alert":
        Notice.objects.filter(pk=row.pk).update(content={**row.content, "kind": fact_kind})

    assert said in words(as_owner.get("/notices/"))


def test_a_task_is_named_as_it_is_called_now(as_owner: Client, owner: User) -> None:
    now = database_time()
    lena = User.objects.create_user("lena", first_name="Lena", last_name="Hartwig")
    create_task(TaskWish("Call them", now + MINUTE, assignee=owner.pk), actor=f"user:{lena.pk}", at=now)
    User.objects.filter(pk=lena.pk).update(last_name="Berg")

    assert "Lena Berg gave you a task: Call them" in words(as_owner.get("/notices/"))


def test_opening_a_notice_reads_it_and_leads_on(as_owner: Client, owner: User) -> None:
    now = database_time()
    made = create_task(TaskWish("Call", now + MINUTE, assignee=owner.pk), actor="user:9", at=now).task
    row = Notice.objects.get()

    answer = as_owner.post(f"/notices/{row.pk}/open/")

    assert answer["Location"] == f"/tasks/{made.pk}/"
    assert Notice.objects.get().read_at is not None


def test_nobody_opens_or_reads_the_notice_of_another(as_owner: Client, case: Case) -> None:
    row = notice(case, User.objects.create_user("jonas"), "1")

    assert "CS-1042" not in words(as_owner.get("/notices/"))
    assert as_owner.post(f"/notices/{row.pk}/open/").status_code == 404
    assert as_owner.post(f"/notices/{row.pk}/read/").status_code == 404
    as_owner.post("/notices/read/")
    assert Notice.objects.get().read_at is None


def test_kinds_and_unread_narrow_the_list(as_owner: Client, case: Case, owner: User) -> None:
    notice(case, owner, "1")
    reply = notice(case, owner, "2", "customer_replied")
    read_notice(reply.pk, user=owner.pk, at=database_time())

    assert "is violated" not in words(as_owner.get("/notices/?kind=customer_replied"))
    assert "The customer replied" not in words(as_owner.get("/notices/?show=unread"))
    assert "No notice of this kind" in words(as_owner.get("/notices/?kind=correction"))
    assert as_owner.get("/notices/?kind=nonsense&page=x").status_code == 200


def test_an_empty_page_says_what_will_stand_here(as_owner: Client) -> None:
    assert "Nobody has told you anything yet" in words(as_owner.get("/notices/"))


def test_all_are_read_but_those_that_came_after_the_page(as_owner: Client, case: Case, owner: User) -> None:
    first = notice(case, owner, "1")
    notice(case, owner, "2")

    answer = as_owner.post(
        "/notices/read/", {"newest": first.pk, "view": ""}, headers={"X-Fragment": "#notice-list"}
    )

    assert "1 unread." in words(answer)
    assert as_owner.post("/notices/read/", {"newest": "x"})["Location"] == "/notices/"
    assert not Notice.objects.filter(read_at=None).exists()


def test_the_bell_counts_and_its_list_answers_304_while_nothing_changed(
    as_owner: Client, case: Case, owner: User
) -> None:
    notice(case, owner, "1")
    assert "1 unread notice" in words(as_owner.get("/notices/"))

    first = as_owner.get("/notices/latest/")
    again = as_owner.get("/notices/latest/", headers={"If-None-Match": first["ETag"]})
    notice(case, owner, "2")
    changed = as_owner.get("/notices/latest/", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content, changed.status_code) == (304, b"", 200)
    assert 'data-unread="2"' in words(changed)


def test_the_browser_is_given_the_chosen_kinds_alone(as_owner: Client, case: Case, owner: User) -> None:
    notice(case, owner, "1")
    notice(case, owner, "2", "customer_replied")
    assert 'data-shown="[]"' in words(as_owner.get("/notices/latest/"))

    as_owner.post("/notices/choices/", {"in_browser": ["customer_replied", "nonsense"]})

    assert NoticeChoices.objects.get().in_browser == ["customer_replied"]
    shown = words(as_owner.get("/notices/latest/"))
    assert "The customer replied on CS-1042" in shown.split("data-label")[0]
    assert "is violated" not in shown.split("data-label")[0]
    assert 'value="customer_replied" checked' in words(as_owner.get("/preferences/"))


def test_the_list_asks_as_often_for_thirty_notices_as_for_two(
    as_owner: Client, case: Case, owner: User
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            as_owner.get("/notices/")
        return len(seen)

    for number in range(2):
        notice(case, owner, str(number))
    asked()
    few = asked()
    for number in range(2, 30):
        notice(make_case(f"C-{number}"), owner, str(number))

    assert asked() == few
