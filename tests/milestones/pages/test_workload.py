"""Who holds how much, and giving some of it to somebody else."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from milestones.models import Agent, Case, Team
from milestones.selectors.workload import workload
from sla_admin.shared.system_clock import database_time
from tests.milestones.now import opened, promised_for_ever
from tests.milestones.tasked import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    promised_for_ever()
    team = Team.objects.create(name="Platform")
    for name in ("jonas", "lena"):
        user = User.objects.create_user(name, first_name=name.capitalize(), last_name="Weber")
        Agent.objects.create(user=user, team=team)
    opened("CS-1", 70, owner="jonas")
    opened("CS-2", 50, owner="jonas")
    opened("CS-3", 5, owner="jonas", account=None)
    opened("CS-4", 10)
    return team


@pytest.fixture
def manager(client: Client) -> Client:
    client.force_login(person("hanna", "Managers"))
    return client


@pytest.mark.usefixtures("team")
def test_people_of_a_team_with_what_they_hold_and_what_nobody_holds() -> None:
    (platform,), nobody = workload(database_time())

    jonas, lena = platform.people
    assert (jonas.name, jonas.cases, jonas.clocks, jonas.violated, jonas.at_risk) == (
        "Jonas Weber",
        3,
        2,
        1,
        1,
    )
    assert (lena.name, lena.cases, lena.next_at) == ("Lena Weber", 0, None)
    assert nobody.cases == 1


@pytest.mark.usefixtures("team")
def test_numbers_lead_to_the_cases_they_count(manager: Client) -> None:
    page = manager.get(reverse("workload")).content.decode()

    assert 'href="/board/?owner=jonas&amp;state=violated"' in page
    assert "1 open case without an owner" in page


def test_the_page_asks_as_much_for_many_people_as_for_few(manager: Client, team: Team) -> None:
    def asked() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as told:
            assert manager.get(reverse("workload")).status_code == 200
        return len(told)

    few = asked()
    for number in range(20):
        user = User.objects.create_user(f"agent-{number}")
        Agent.objects.create(user=user, team=team)
        opened(f"CS-9{number}", 10, owner=user.username)
    assert asked() == few


@pytest.mark.usefixtures("team")
def test_chosen_cases_go_to_somebody_else(manager: Client) -> None:
    jonas = User.objects.get(username="jonas")
    first = Case.objects.get(external_id="CS-1")

    answer = manager.post(
        reverse("workload-reassign", args=[jonas.pk]), {"case": [first.pk], "to": "lena"}, follow=True
    )

    first.refresh_from_db()
    assert first.owner is not None
    assert first.owner.username == "lena"
    assert "1 case given to Lena Weber." in answer.content.decode()
    event = first.events.order_by("-number")[0]
    assert event.actor == f"user:{User.objects.get(username='hanna').pk}"


@pytest.mark.usefixtures("team")
def test_what_is_missing_is_said_at_its_place_and_the_choice_is_kept(manager: Client) -> None:
    jonas = User.objects.get(username="jonas")
    first = Case.objects.get(external_id="CS-1")
    address = reverse("workload-reassign", args=[jonas.pk])

    nobody = manager.post(address, {"case": [first.pk]})
    no_case = manager.post(address, {"to": "lena"})
    unknown = manager.post(address, {"case": [first.pk], "to": "nosuchuser"})

    assert nobody.status_code == no_case.status_code == unknown.status_code == 400
    assert "Choose who takes them." in nobody.content.decode()
    assert f'value="{first.pk}" id="case-{first.pk}" checked' in " ".join(nobody.content.decode().split())
    assert "Select at least one case." in no_case.content.decode()
    first.refresh_from_db()
    assert first.owner == jonas


@pytest.mark.usefixtures("team")
def test_a_case_that_changed_hands_meanwhile_stays_where_it_is(manager: Client) -> None:
    jonas = User.objects.get(username="jonas")
    loose = Case.objects.get(external_id="CS-4")

    answer = manager.post(
        reverse("workload-reassign", args=[jonas.pk]), {"case": [loose.pk], "to": "lena"}, follow=True
    )

    loose.refresh_from_db()
    assert loose.owner is None
    assert "CS-4" in answer.content.decode()


def test_an_empty_desk_says_the_next_step(manager: Client) -> None:
    assert "There is no team yet" in manager.get(reverse("workload")).content.decode()
