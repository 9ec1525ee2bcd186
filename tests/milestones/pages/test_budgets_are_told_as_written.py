"""A budget that ends at a time of a business day is told as it was written, wherever a clock is shown.

Monday, 1 June 2026, around the clock in UTC. Until noon: by 17:00 of the same day; then by noon of the next.
"""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from entitlements.business_time.budget import Budget
from entitlements.business_time.instants import DAY, HOUR
from entitlements.models import ProcessVersion
from entitlements.process.definition import ArrivalBudget, Process
from entitlements.selectors.process_versions import read_process
from entitlements.services.create_draft import create_draft
from escalations.services.checks.fatigue import alert_fatigue
from milestones.models import CaseMilestone
from sla_admin.shared import system_clock
from tests.milestones.promised import Desk, at, first_response, percent, promise

pytestmark = pytest.mark.django_db

CUT_OFF = (
    ArrivalBudget(Budget(days=0, at=17 * HOUR), begins=0, ends=12 * HOUR, priority="P1"),
    ArrivalBudget(Budget(days=1, at=12 * HOUR), begins=12 * HOUR, ends=DAY, priority="P1"),
)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> CaseMilestone:
    """A case of Monday 10:00, due at 17:00 that day, at 11:00."""
    promise(first_response(budget=None, arrivals=CUT_OFF))
    Desk().opens("10:00")
    monkeypatch.setattr(system_clock, "database_time", lambda: at("11:00"))
    return CaseMilestone.objects.get()


@pytest.fixture
def ines() -> Client:
    user = User.objects.create_user("ines", first_name="Ines", last_name="Carvalho")
    for group in ("Agents", "Managers", "Administrators"):
        user.groups.add(Group.objects.get_or_create(name=group)[0])
    client = Client()
    client.force_login(user)
    return client


def text(client: Client, name: str, *args: int, query: str = "") -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_on_the_case_page(ines: Client, clock: CaseMilestone) -> None:
    page = text(ines, "case", clock.case_id)
    assert "1 h 00 m of same day, 17:00 used" in page


def test_in_the_question_before_a_pause(ines: Client, clock: CaseMilestone) -> None:
    page = text(ines, "clock-pause", clock.pk)
    assert "It stands still at 1 h 00 m of same day, 17:00." in page


def test_in_the_explanation(ines: Client, clock: CaseMilestone) -> None:
    page = text(ines, "clock-explain", clock.pk)
    assert "6 h 00 m of same day, 17:00" in page
    assert "the same business day by 17:00</strong>, counted from process entry" in page
    assert "the same business day by 17:00, as open time" in page
    assert "After a move" not in page


def test_in_the_queue(ines: Client, clock: CaseMilestone) -> None:
    assert "same day, 17:00" in text(ines, "unassigned")


def test_in_a_version_and_in_what_differs(ines: Client, clock: CaseMilestone) -> None:
    version = ProcessVersion.objects.get()
    page = text(ines, "setup-version", version.pk)
    assert "every day 00:00–12:00, P1: same day, 17:00" in page
    assert "every day 12:00–24:00, P1: 1 d, 12:00" in page

    two_days = first_response(budget=Budget(days=2, at=9 * HOUR + 30 * 60_000_000))
    added = first_response(key="call_back", name="Call back", budget=None, arrivals=CUT_OFF[1:])
    draft = create_draft(
        process_id=version.process_id,
        content=Process(version=0, name="", milestones=(two_days, added)),
        actor="tests",
        at=at("09:00"),
    )
    compared = text(ines, "setup-version-compare", draft.pk, query=f"?with={version.pk}")
    assert "First response: budget was none, becomes 2 d, 09:30." in compared
    assert "First response: budget by arrival 1 was every day 00:00–12:00, P1: same day, 17:00" in compared
    assert (
        "Call back: milestone was not there, becomes added (every day 12:00–24:00, P1: 1 d, 12:00)"
        in compared
    )


def test_alerts_are_counted_for_priorities_that_only_bands_name(clock: CaseMilestone) -> None:
    """The standard matrix of tests tells one address at 50, 75, 90 and 100 %; the same milestone twice makes
    eight alerts about one P1 case, where four are the most."""
    first = read_process(ProcessVersion.objects.get().pk)
    promise(
        first_response(budget=None, arrivals=CUT_OFF),
        first_response(
            key="again", name="Again", budget=None, arrivals=CUT_OFF, triggers=percent(50, 75, 90)
        ),
        account="Umber",
        tier="silver",
        rank=2,
        matrix_version=first.matrix_version,
    )
    told = [finding[3] for finding in alert_fatigue(at("11:00"))]
    assert len(told) == 1
    assert "8 times (silver P1)" in told[0]
