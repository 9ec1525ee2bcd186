"""The list of all cases, search, saved views and the calendar."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from icalendar import Calendar

from milestones.engine.evaluate import evaluate_due
from milestones.models import Case, SavedView
from tests.milestones.pages.at_noon import agent, get, post, words
from tests.milestones.promised import Desk, at, promise

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines(client: Client) -> User:
    user = agent("ines")
    client.force_login(user)
    return user


@pytest.fixture
def cases(ines: User) -> None:
    promise()
    Desk("CS-1").opens("10:30", owner="ines", subject="Beta")
    Desk("CS-2").opens("11:30", subject="Alpha")
    Desk("CS-3", account=None).opens("09:00", subject="Delta")
    closed = Desk("CS-4")
    closed.opens("09:30", subject="Gamma")
    closed.says("10:00", "public_reply_sent", status="closed")
    evaluate_due(at("12:00"))


def numbers(answer: Any) -> list[str]:
    return re.findall(r'<span class="num">(CS-\d+)', answer.content.decode())


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "123"),
        ("?state=any", "2143"),
        ("?state=any&sort=oldest", "3412"),
        ("?state=any&sort=subject", "2134"),
        ("?state=closed", "4"),
        ("?state=closed&sort=urgency", "4"),
        ("?account_name=ACME&state=any", "214"),
        ("?coverage_outcome=no_entitlement", "3"),
        ("?standing=violated", "1"),
        ("?sort=nonsense", "123"),
    ],
)
def test_all_cases_filtered_and_sorted(client: Client, cases: None, query: str, expected: str) -> None:
    answer = get(client, f"/cases/{query}")

    assert [number.removeprefix("CS-") for number in numbers(answer)] == list(expected)
    assert f"{len(expected)} case" in words(answer)


def test_an_account_that_is_none_is_said(client: Client, cases: None) -> None:
    assert "There is no account “Nobody Ltd”" in words(get(client, "/cases/?account_name=Nobody Ltd"))


@pytest.mark.parametrize("sort", ["newest", "oldest", "subject", "priority", "changed", "urgency"])
def test_pages_of_a_sorted_list_meet_without_gap_or_double(
    client: Client, ines: User, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("milestones.pages.lists.table.PAGE_SIZE", 4)
    for number in range(10):
        Desk(f"CS-{number}", account=None).opens(
            "11:00", subject=f"S {number % 3}", priority=f"P{number % 2}"
        )

    def follow(answer: Any, word: str) -> Any:
        link = re.search(rf'href="(\?[^"]+)">{word}', answer.content.decode())
        return get(client, "/cases/" + link[1].replace("&amp;", "&")) if link else None

    pages = [get(client, f"/cases/?sort={sort}")]
    while following := follow(pages[-1], "Next"):
        pages.append(following)
    read = [numbers(page) for page in pages]

    assert [len(page) for page in read] == [4, 4, 2]
    assert len({number for page in read for number in page}) == 10
    assert numbers(follow(pages[2], "Previous")) == read[1]
    assert numbers(follow(follow(pages[2], "Previous"), "Previous")) == read[0]
    assert follow(pages[0], "Previous") is None


def test_auditors_look_and_are_offered_no_change(client: Client, cases: None) -> None:
    client.force_login(agent("ada", role="Auditors"))

    page = get(client, "/cases/").content.decode()

    assert "Beta" in page
    assert 'name="case"' not in page
    assert "New case" not in page


def test_search_finds_closed_cases_too_and_reads_text_as_text(client: Client, cases: None) -> None:
    assert numbers(get(client, "/search/?q=cs- gamma")) == ["CS-4"]
    assert "Nothing has “<b>x</b>” in it" in words(get(client, "/search/?q=<b>x</b>"))
    assert "Results appear as you type" in words(get(client, "/search/"))


def test_a_whole_number_leads_to_the_case_itself(client: Client, cases: None) -> None:
    answer = get(client, "/search/?q=cs-4")

    assert answer["Location"] == f"/cases/{Case.objects.get(external_id='CS-4').pk}/"


def test_while_one_types_results_come_alone(client: Client, cases: None) -> None:
    answer = get(client, "/search/?q=cs-4", **{"X-Fragment": "results"})

    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    assert numbers(answer) == ["CS-4"]


def test_a_view_is_saved_from_a_list_and_opened(client: Client, cases: None) -> None:
    answer = post(client, "/views/new/", {"name": "Past", "due": "past", "is_shared": "on"})

    view = SavedView.objects.get()
    assert answer["Location"] == f"/views/{view.pk}/"
    assert (view.question, view.shared_with.name if view.shared_with else "") == (
        {"due": ["past"]},
        "Network",
    )
    assert numbers(get(client, answer["Location"])) == ["CS-1"]


def test_a_view_is_renamed_and_deleted(client: Client, cases: None) -> None:
    post(client, "/views/new/", {"name": "Past", "due": "past"})
    view = SavedView.objects.get()

    post(client, f"/views/{view.pk}/change/", {"name": "Late", "due": "past"})
    assert SavedView.objects.get().name == "Late"
    assert post(client, f"/views/{view.pk}/delete/")["Location"] == "/queue/"
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name": ""}, "Give the view a name."),
        ({"name": "past"}, "You have a view of this name already."),
        ({"name": "Other", "standing": "late"}, "standing: 'late' is none of"),
    ],
)
def test_a_view_that_cannot_be_keeps_what_was_typed(
    client: Client, cases: None, given: dict[str, str], sentence: str
) -> None:
    post(client, "/views/new/", {"name": "Past", "due": "past"})

    answer = post(client, "/views/new/", {"due": "past", **given})

    assert answer.status_code == 400
    assert sentence in words(answer)
    assert '<input type="hidden" name="due" value="past">' in answer.content.decode()
    assert SavedView.objects.count() == 1


def test_the_calendar_has_the_running_targets_of_ones_own_cases(client: Client, cases: None) -> None:
    Desk("CS-5").opens("11:45", owner="ines", subject="Epsilon; with, signs", status="pending")
    Desk("CS-6").opens("11:50", owner="ines", subject="Zeta")
    page = post(client, "/queue/calendar/", {"do": "make"})
    address = re.search(r'value="(http[^"]+)"', page.content.decode())
    assert address

    client.logout()
    answer = get(client, address[1].split("/", 3)[3].join(["/", ""]))

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    # CS-1 is past its target, CS-5 is paused and has none, CS-2 is nobody's
    assert [str(event["summary"]) for event in events] == [
        "First response past target: CS-1 Beta",
        "First response due: CS-6 Zeta",
    ]
    assert events[1].decoded("dtstart") == datetime(2026, 6, 1, 12, 50, tzinfo=UTC)


def test_a_revoked_address_reads_nothing(client: Client, cases: None) -> None:
    page = post(client, "/queue/calendar/", {"do": "make"}).content.decode()
    secret = page.split("?key=")[1].split('"')[0]
    assert secret not in get(client, "/queue/calendar/").content.decode()
    assert get(client, f"/queue.ics?key={secret}").status_code == 200

    post(client, "/queue/calendar/", {"do": "revoke"})

    assert get(client, f"/queue.ics?key={secret}").status_code == 404
    assert get(client, "/queue.ics").status_code == 404
