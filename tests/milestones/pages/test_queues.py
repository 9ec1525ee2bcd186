"""The queues: what stands in them, how they are divided, what their fragments answer."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from milestones.engine.evaluate import evaluate_due
from milestones.models import Case, CaseState, Team
from milestones.services.saved_views import save_view
from tests.milestones.pages.at_noon import agent, get, queue, words
from tests.milestones.promised import Desk, at, first_response, promise

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines(client: Client) -> User:
    user = agent("ines")
    client.force_login(user)
    return user


@pytest.fixture
def desk(ines: User) -> None:
    """At 12:00: past target, at risk, on track, without a clock; one of Jonas, one nobody's."""
    queue("network")
    agent("jonas")
    promise()
    Desk("CS-1").opens("10:30", owner="ines", subject="Card refunds stay pending", queue="network")
    Desk("CS-2").opens("11:10", owner="ines", subject="Time sheet rounds", priority="P4")
    Desk("CS-3").opens("11:50", owner="ines", subject="Sensor gateway offline")
    Desk("CS-4", account=None).opens("09:00", owner="ines", subject="Meter readings")
    Desk("CS-5").opens("11:40", owner="jonas", subject="Old tariff applied")
    Desk("CS-6").opens("11:45", queue="network", subject="Import skips rows")
    evaluate_due(at("12:00"))


def numbers(answer: Any) -> list[str]:
    return re.findall(r"\bCS-\d+(?=</span>)", answer.content.decode())


def test_my_queue_says_what_is_past_at_risk_and_due_before_the_close(client: Client, desk: None) -> None:
    page = words(get(client, "/queue/"))

    # CS-1 was due 11:30, CS-2 is due 12:10 (83 % are gone), CS-3 at 12:50; the day ends at midnight
    assert "4 open. 1 past target, 1 at risk. 2 targets fall before midnight." in page
    assert "Past target 1" in page
    assert "Today 2" in page
    assert "No clock 1" in page
    assert "CS-5" not in page


def test_rows_stand_in_the_order_of_urgency_with_left_and_due(client: Client, desk: None) -> None:
    answer = get(client, "/queue/")
    page = words(answer)

    assert numbers(answer) == ["CS-1", "CS-2", "CS-3", "CS-4"]
    assert "Violated 30 m past" in page
    assert "was due 11:30" in page
    assert "At risk 10 m left" in page
    assert "due 12:10" in page
    assert "nobody has replied yet" in page
    assert "it names no account" in page


def test_the_team_queue_has_the_cases_of_its_people_and_queues(client: Client, desk: None) -> None:
    answer = get(client, "/queue/team/")

    assert numbers(answer) == ["CS-1", "CS-2", "CS-5", "CS-6", "CS-3", "CS-4"]
    assert "Jonas Test" in words(answer)


@pytest.mark.parametrize(
    ("led", "tab"), [((), "Network"), (("Gas",), "Network and Gas"), (("Gas", "Oil"), "Network and 2 more")]
)
def test_the_tab_of_my_teams_names_more_than_the_first(
    client: Client, ines: User, led: tuple[str, ...], tab: str
) -> None:
    for name in led:
        Team.objects.create(name=name, lead=ines)

    assert tab in words(get(client, "/queue/"))


def test_unassigned_has_what_nobody_owns(client: Client, desk: None) -> None:
    assert numbers(get(client, "/queue/unassigned/")) == ["CS-6"]


def test_a_filter_narrows_the_list_and_stands_above_it(client: Client, desk: None) -> None:
    answer = get(client, "/queue/team/?priority=P4&owner=ines")

    assert numbers(answer) == ["CS-2"]
    assert 'href="/queue/team/?owner=ines"' in answer.content.decode()
    assert "Remove the filter P4" in answer.content.decode()
    assert "Save as a view" in words(answer)


def test_what_of_an_address_is_not_understood_is_said_and_the_rest_answered(
    client: Client, desk: None
) -> None:
    answer = get(client, "/queue/?standing=late&priority=P4")

    assert numbers(answer) == ["CS-2"]
    assert "Part of this filter was not understood." in words(answer)
    assert "standing: 'late' is none of" in words(answer)


def test_no_parameter_leads_out_of_ones_own_queue(client: Client, desk: None) -> None:
    assert numbers(get(client, "/queue/?scope=all&state=any")) == ["CS-1", "CS-2", "CS-3", "CS-4"]


def test_an_empty_queue_says_where_the_next_target_of_the_team_is(client: Client, desk: None) -> None:
    Case.objects.filter(owner__username="ines").update(owner=None, queue=None)

    page = words(get(client, "/queue/"))

    assert "Your queue is clear" in page
    assert "The next target in your team is 40 m away, on CS-5." in page


def test_a_filter_without_answers_offers_to_clear_it(client: Client, desk: None) -> None:
    page = words(get(client, "/queue/?priority=P9"))

    assert "No case answers this filter" in page
    assert "Clear the filter" in page


def test_a_case_that_is_set_aside_is_shown_with_its_reason(client: Client, desk: None) -> None:
    case = Case.objects.get(external_id="CS-3")
    CaseState.objects.filter(case=case).update(
        quarantined_at=case.opened_at, quarantine_reason="NeverOpens: no open time"
    )

    page = words(get(client, "/queue/"))

    assert "its clocks cannot be computed: NeverOpens: no open time" in page


def test_paused_and_reason(client: Client, ines: User) -> None:
    promise(first_response())
    Desk("CS-1").opens("11:00", owner="ines", status="pending")
    promise(
        first_response(key="update", type="update", name="Next update", recurrence="sequential"),
        account="B",
        tier="b",
        rank=2,
    )
    Desk("CS-2", account="b").opens("11:30", owner="ines")

    page = words(get(client, "/queue/"))

    assert "Standing still 1" in page
    assert "paused while status is" in page
    assert "paused since 11:00" in page
    assert "any public reply meets it" in page


def test_a_live_fragment_brings_the_lists_alone_and_then_nothing_while_nothing_changes(
    client: Client, desk: None
) -> None:
    live = {"X-Fragment": "live"}
    first = get(client, "/queue/", **live)

    assert first.status_code == 200
    assert "<html" not in first.content.decode()
    assert numbers(first) == ["CS-1", "CS-2", "CS-3", "CS-4"]
    assert first["X-At"] == "1780315200000"

    again = get(client, "/queue/", "12:01", **live, **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")

    Desk("CS-3").says("12:02", "public_reply_sent", told="12:02")
    changed = get(client, "/queue/", "12:03", **live, **{"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_a_violation_changes_the_list_without_any_deed(client: Client, desk: None) -> None:
    live = {"X-Fragment": "live"}
    first = get(client, "/queue/", **live)
    evaluate_due(at("12:11"))

    answer = get(client, "/queue/", "12:11", **live, **{"If-None-Match": first["ETag"]})

    assert "2 past target" in words(answer)


def test_a_session_that_ended_is_told_to_the_open_page(client: Client, desk: None) -> None:
    client.logout()

    answer = get(client, "/queue/", **{"X-Fragment": "live"})

    assert (answer.status_code, answer["X-Signed-Out"]) == (401, "1")


def test_no_list_asks_once_per_row(client: Client, desk: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("sla_admin.pages.frame_facts", "milestones.selectors.asker"):
        monkeypatch.setattr(f"{module}.REMEMBERED_S", 600)  # a slow machine asks no sooner again

    def asked(address: str) -> int:
        get(client, address)
        with CaptureQueriesContext(connection) as captured:
            get(client, address)
        return len(captured)

    addresses = ("/queue/", "/queue/team/", "/cases/", "/cases/?state=any&sort=newest", "/search/?q=CS")
    few = {address: asked(address) for address in addresses}
    for number in range(10, 40):
        Desk(f"CS-{number}").opens("11:50", owner="ines", subject=f"Desk {number}")

    assert {address: asked(address) for address in addresses} == few


def test_long_lists_come_in_pages_that_say_where_they_stand(client: Client, ines: User) -> None:
    promise()
    for number in range(120):
        Desk(f"CS-{1000 + number}").opens(f"11:{number // 60:02d}:{number % 60:02d}", owner="ines")

    def follow(answer: Any, word: str) -> Any:
        link = re.search(rf'href="(\?at=[^"]+)">{word}', answer.content.decode())
        assert link
        return get(client, f"/queue/{link[1]}", "11:30")

    first = get(client, "/queue/", "11:30")
    second = follow(first, "Next")
    third = follow(second, "Next")

    assert numbers(first) == [f"CS-{1000 + number}" for number in range(50)]
    assert numbers(second) == [f"CS-{1050 + number}" for number in range(50)]
    assert numbers(third) == [f"CS-{1100 + number}" for number in range(20)]
    assert "101 – 120 of 120" in words(third)
    assert "Today 120" in words(third)
    assert numbers(follow(third, "Previous")) == numbers(second)


@pytest.mark.parametrize(
    "at_", ["", "x", "a.1.2", "a.9.0.1.0", "a.1.zz.1.0", "b.0.0.0.0", "a.0.0.1.99999999999"]
)
def test_a_page_that_is_none_is_the_first(client: Client, desk: None, at_: str) -> None:
    assert numbers(get(client, f"/queue/?at={at_}")) == ["CS-1", "CS-2", "CS-3", "CS-4"]


def test_a_saved_view_stands_in_side_bar_and_tabs_with_its_number(
    client: Client, desk: None, ines: User
) -> None:
    view = save_view(
        ines.pk, "Mine, P4", {"priority": ["P4"], "owner": ["ines"]}, is_shared=True, at=at("12:00")
    )

    answer = get(client, f"/views/{view.pk}/")

    assert numbers(answer) == ["CS-2"]
    assert "Mine, P4 1" in words(answer)
    assert "Change this view" in words(answer)
    client.force_login(agent("mara", team="Storage"))
    assert get(client, f"/views/{view.pk}/").status_code == 404


def test_a_view_of_closed_cases_is_a_list_of_all_cases(client: Client, ines: User) -> None:
    view = save_view(ines.pk, "Closed", {"state": ["closed"], "priority": ["P1"]}, is_shared=False, at=0)

    answer = get(client, f"/views/{view.pk}/")

    assert (answer.status_code, answer["Location"]) == (302, "/cases/?state=closed&priority=P1")
