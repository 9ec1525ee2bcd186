"""Time paused by hand, by reason; reckoned by hand. Monday, 1 June 2026, around the clock."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from entitlements.business_time.instants import MINUTE
from milestones.clock.event import Command
from milestones.selectors.reports.counting import Counting
from milestones.selectors.reports.pauses import pauses_by_reason
from milestones.selectors.reports.reading import reading
from milestones.services.pause_reasons import create_pause_reason
from tests.milestones.promised import Desk, first_response, promise
from tests.milestones.selectors.reports.asking import ask

pytestmark = pytest.mark.django_db


def found(**asked: str) -> list[tuple[str, int, int, int, int]]:
    """Code, pauses, clocks, minutes of business and of calendar time, as of 12:00."""
    with reading() as cursor:
        reasons = pauses_by_reason(Counting(cursor, ask("12:00", **asked)))
    return [
        (each.code, each.pauses, each.clocks, each.business // MINUTE, each.calendar // MINUTE)
        for each in reasons
    ]


def pause(code: str = "", reason: str = "", milestone: str | None = None) -> Command:
    return Command("pause", milestone, reason=reason, reason_code=code)


@pytest.fixture
def two_cases() -> None:
    promise(first_response(600), first_response(600, key="resolution", name="Resolution", completion=None))
    one, other = Desk(), Desk(external_id="CS-2")
    one.opens("08:00")
    other.opens("08:00", priority="P2", status="pending")  # stands still by criteria: no deed
    one.says("09:00", commands=[pause(reason="They test", milestone="resolution")])
    one.says("09:30", commands=[Command("resume", "resolution")])
    create_pause_reason({"key": "customer", "name": "Waiting for the customer"})
    one.says("10:00", commands=[pause("customer")])
    one.says("10:20", commands=[Command("resume", None)])
    other.says("11:00", commands=[pause("customer", milestone="resolution")])


@pytest.mark.usefixtures("two_cases")
def test_time_is_added_up_over_the_clocks_that_each_pause_held() -> None:
    # The case's pause held two clocks for 20 minutes; the other case's one clock from 11:00 until now.
    assert found() == [("customer", 2, 3, 100, 100), ("", 1, 1, 30, 30)]


@pytest.mark.usefixtures("two_cases")
def test_a_filter_and_the_period_cut_what_is_counted() -> None:
    assert found(priority="P2") == [("customer", 1, 1, 60, 60)]
    assert found(from_="2026-06-02", to="2026-06-02") == []


@pytest.mark.usefixtures("two_cases")
def test_the_report_is_a_page_and_a_file() -> None:
    user = User.objects.create_user("mia")
    user.groups.add(Group.objects.get_or_create(name="Managers")[0])
    client = Client()
    client.force_login(user)
    asked = {"from": "2026-06-01", "to": "2026-06-01", "zone": "UTC", "as_of": "2026-06-01T12:00:00Z"}
    page = client.get("/reports/pauses/", asked).content.decode()
    assert "Waiting for the customer" in page
    assert "A text of their own" in page
    lines = b"".join(client.get("/reports/pauses/", {**asked, "format": "csv"})).decode().split()
    assert lines[0].endswith("reason,reason_code,pauses,clocks,business_seconds,calendar_seconds")
    assert "customer,2,3,6000,6000" in " ".join(lines)
