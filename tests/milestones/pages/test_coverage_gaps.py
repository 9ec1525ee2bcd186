"""Cases without a clock, and ambiguous ones: listed, filtered, exported."""

import csv
import io
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from entitlements.models import Account, Entitlement
from entitlements.services.accounts import create_account
from entitlements.services.entitlements import create_entitlement
from milestones.models import CaseState
from milestones.pages import gaps_covered_again
from milestones.selectors.board.draw import draw
from milestones.selectors.board.past import OnTime, Past
from milestones.selectors.board.question import BoardQuestion
from milestones.selectors.open_gaps import GapQuestion, gaps_by_outcome
from sla_admin.shared.system_clock import database_time
from tests.milestones.now import opened, promised_for_ever
from tests.milestones.promised import first_response
from tests.milestones.tasked import person

pytestmark = pytest.mark.django_db
HOUR = 60
DAY = 24 * HOUR


@pytest.fixture
def manager(client: Client) -> Client:
    client.force_login(person("hanna", "Managers"))
    return client


@pytest.fixture
def gaps() -> None:
    promised_for_ever()
    create_account(name="Gap & Partners", external_id="gap")
    opened("CS-1", 10)
    opened("CS-2", 3 * DAY, account="gap", subject="Old one")
    opened("CS-3", HOUR, account="gap", subject="=cmd|' /C calc'!A0")
    opened("CS-4", HOUR, account=None, subject="Nobody's")


def give_gap_the_promise_of_acme() -> None:
    """The account without a promise is given the one that another has."""
    known = Entitlement.objects.get()
    create_entitlement(
        {
            "account": Account.objects.get(external_id="gap").pk,
            "name": "Found at last",
            "tier": known.tier.key,
            "process": known.process_id,
            "first_day": known.first_day,
            "last_day": known.last_day,
        }
    )


@pytest.mark.usefixtures("gaps")
def test_the_oldest_gap_comes_first_with_reason_and_next_step(manager: Client) -> None:
    page = manager.get(reverse("coverage-gaps")).content.decode()

    assert "3 open cases whose promise is missing or in doubt." in page
    assert page.index("Old one") < page.index("Nobody")
    assert "Gap &amp; Partners" in page
    assert "Enter an entitlement for the account" in page
    assert "CS-1<" not in page


@pytest.mark.usefixtures("gaps")
def test_filters_narrow_list_and_number_alike(manager: Client) -> None:
    old = manager.get("/coverage-gaps/?age=week").content.decode()
    other = manager.get("/coverage-gaps/?outcome=expired").content.decode()
    nonsense = manager.get("/coverage-gaps/?outcome=%00&age=x&account=-3&from=-9").content.decode()

    assert "1 open case whose promise" in old
    assert "Nobody" not in old
    assert "No gap matches" in other
    assert "3 open cases" in nonsense


@pytest.mark.usefixtures("gaps")
def test_the_export_holds_all_and_no_cell_is_a_formula(manager: Client) -> None:
    answer = manager.get(reverse("coverage-gaps-csv"))
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))

    assert answer["Content-Type"].startswith("text/csv")
    assert rows[0][:3] == ["Case", "Source", "Subject"]
    assert [row[0] for row in rows[1:]] == ["CS-2", "CS-3", "CS-4"]
    assert rows[2][2] == "'=cmd|' /C calc'!A0"


@pytest.mark.usefixtures("gaps")
def test_as_many_queries_for_many_as_for_few(manager: Client) -> None:
    def asked() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as told:
            manager.get(reverse("coverage-gaps"))
        return len(told)

    few = asked()
    for number in range(20):
        opened(f"CS-9{number}", 10, account="gap")
    assert asked() == few


@pytest.mark.usefixtures("gaps")
def test_gaps_are_covered_again_after_a_look_at_what_that_does(manager: Client) -> None:
    nothing = manager.get(reverse("cover-again")).content.decode()
    assert "Nothing would change" in nothing
    give_gap_the_promise_of_acme()

    preview = manager.get(reverse("cover-again")).content.decode()
    refused = manager.post(reverse("cover-again"), {"reason": " "})
    started = manager.post(reverse("cover-again"), {"reason": "The contract was signed"})

    assert "2 of 3 cases would find a promise; 2 clocks would begin" in preview
    assert refused.status_code == 400
    assert "Say why" in refused.content.decode()
    assert started.status_code == 302
    assert started["Location"].startswith("/runs/")


@pytest.mark.usefixtures("gaps")
def test_what_a_preview_did_not_look_at_can_be_covered_again_all_the_same(
    manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gaps_covered_again, "LOOKED_AT", 1)

    page = manager.get(reverse("cover-again")).content.decode()

    assert "0 of 1 case would find a promise. Looked at: the first 1 of 3." in page
    assert "Cover these cases again" in page


def test_without_a_gap_the_page_is_content(manager: Client) -> None:
    assert "Every open case has found its promise" in manager.get(reverse("coverage-gaps")).content.decode()


def listed() -> int:
    return sum(gaps_by_outcome(GapQuestion(), database_time()).values())


def counted(client: Client) -> int:
    """The number beside the entry of the side bar."""
    cache.clear()
    page = client.get(reverse("coverage-gaps")).content.decode()
    found = re.search(r'href="/coverage-gaps/".*?</a>', page, re.DOTALL)
    assert found is not None
    return int((re.findall(r">\s*(\d+)\s*<", found.group()) or ["0"])[0])


def on_the_board() -> list[tuple[str, int]]:
    drawn = draw(BoardQuestion(), database_time(), Past(OnTime(0, 0), {}))
    return [(gap.outcome, gap.total) for gap in drawn.gaps]


def test_a_covered_case_that_is_set_aside_says_so_and_not_that_it_has_no_clock_yet(manager: Client) -> None:
    promised_for_ever(first_response(60, entry={"field": "priority", "op": "equals", "value": "P9"}))
    case = opened("CS-1", 10)
    CaseState.objects.filter(case=case).update(
        quarantined_at=case.recorded_at, quarantine_reason="DecodeError: spoilt"
    )

    page = manager.get(reverse("coverage-gaps")).content.decode()
    file = b"".join(manager.get("/coverage-gaps/csv/?outcome=set_aside")).decode("utf-8-sig")
    board = on_the_board()

    assert "Set aside" in page
    assert "release the case" in page
    assert "no clock yet" not in page
    assert "Set aside" in file
    assert board == [("set_aside", 1)]


def test_a_visit_planned_for_a_day_ahead_is_no_gap_and_one_without_a_day_is(manager: Client) -> None:
    promised_for_ever(first_response(60), entry_field="attributes.planned_for")
    opened("CS-1", 10, **{"attributes.planned_for": "2199-06-01T09:00:00+00:00"})
    assert listed() == 0
    assert counted(manager) == 0
    assert on_the_board() == []
    assert "Every open case" in manager.get(reverse("coverage-gaps")).content.decode()

    opened("CS-2", 10)
    assert listed() == 1
    assert counted(manager) == 1
    assert on_the_board() == [("covered", 1)]
