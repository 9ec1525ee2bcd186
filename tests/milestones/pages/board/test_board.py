"""The page of the board and its live part, without a browser."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from milestones.engine.evaluate import evaluate_due
from milestones.models import Queue, Team
from milestones.pages.board.drawing import forget_drawings
from milestones.services import board_pictures
from sla_admin.shared.models import Preferences
from sla_admin.shared.system_clock import database_time
from tests.milestones.now import opened, promised_for_ever
from tests.milestones.tasked import person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Changes show at once, and nothing is remembered from another test."""
    monkeypatch.setattr(board_pictures, "APART", 0)
    forget_drawings()
    cache.clear()


@pytest.fixture
def manager(client: Client) -> Client:
    client.force_login(person("hanna", "Managers"))
    return client


@pytest.fixture
def first_line() -> Queue:
    promised_for_ever()
    team = Team.objects.create(name="EMEA Platform", lead=User.objects.create_user("tomasz"))
    return Queue.objects.create(name="First line", key="first-line", team=team)


def words(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_board_shows_lanes_rows_and_figures(manager: Client, first_line: Queue) -> None:
    opened("CS-1", 10, queue="first-line", subject="Password mail lands in spam")
    opened("CS-2", 70, queue="first-line", subject="Card refunds stay pending")

    page = words(manager, reverse("board"))

    assert "2 open cases." in page
    assert "EMEA Platform" in page
    assert page.index("Card refunds stay pending") < page.index("Password mail lands in spam")
    assert 'data-status="violated"' in page
    assert 'href="/board/?state=violated">1<' in page


def test_what_customers_write_is_text_and_nothing_else(manager: Client, first_line: Queue) -> None:
    opened("CS-<b>1</b>", 10, queue="first-line", subject='<script>alert("x")</script> " onmouseover="y')

    page = words(manager, reverse("board"))

    assert "<script>alert" not in page
    assert 'onmouseover="y' not in page.replace("&quot;", "'")
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;" in page
    assert "CS-&lt;b&gt;1&lt;/b&gt;" in page


@pytest.mark.django_db(transaction=True)
def test_unchanged_it_answers_304_without_drawing(
    manager: Client, first_line: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened("CS-1", 10, queue="first-line")
    first = manager.get(reverse("board-live"))
    assert first.status_code == 200
    assert first["X-At"].isdigit()
    monkeypatch.setattr(board_pictures, "draw", None)
    with CaptureQueriesContext(connection) as told:
        again = manager.get(reverse("board-live"), headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304
    assert again["ETag"] == first["ETag"]
    assert again.content == b""
    assert len(told) <= 7  # session, user, preferences, groups, the time, the picture


def test_the_page_carries_the_version_of_its_live_part(manager: Client, first_line: Queue) -> None:
    opened("CS-1", 10, queue="first-line")
    etag = manager.get(reverse("board-live"))["ETag"]

    assert f'data-version="{etag.replace(chr(34), "&quot;")}"' in words(manager, reverse("board"))


@pytest.mark.django_db(transaction=True)
def test_after_a_violation_the_live_part_is_another(manager: Client, first_line: Queue) -> None:
    opened("CS-1", 59, queue="first-line")
    before = manager.get(reverse("board-live"))
    evaluate_due(database_time() + 120_000_000)

    after = manager.get(reverse("board-live"), headers={"If-None-Match": before["ETag"]})

    assert after.status_code == 200
    assert 'data-status="violated"' in after.content.decode()


def test_filters_stand_as_chips_that_can_be_taken_away(manager: Client, first_line: Queue) -> None:
    opened("CS-1", 10, queue="first-line", priority="P1", subject="First")
    opened("CS-2", 10, queue="first-line", priority="P2", subject="Second")

    page = words(manager, "/board/?priority=P2&state=on_track")

    assert "Second" in page
    assert "First<" not in page
    assert "Priority: P2" in page
    assert "State: On track" in page
    assert 'href="/board/?state=on_track"' in page


def test_a_team_that_is_not_there_says_so(manager: Client) -> None:
    answer = manager.get("/board/?team=99")

    assert answer.status_code == 404
    assert "There is no such team or queue" in answer.content.decode()


def test_without_any_case_every_lane_says_what_is_true(manager: Client, first_line: Queue) -> None:
    page = words(manager, reverse("board"))

    assert "Nothing open here." in page
    assert "Every open case has found its promise." in page


def test_the_rest_of_a_lane_is_said_and_can_be_shown(manager: Client, first_line: Queue) -> None:
    for number in range(25):
        opened(f"CS-{number:02}", 10, queue="first-line")

    page = words(manager, reverse("board"))
    more = f"/board/?more=team-{first_line.team_id}"

    assert "Show 3 more in EMEA Platform, all on track" in page
    assert f'href="{more}#lane-team-{first_line.team_id}"' in page
    assert words(manager, more).count('class="board-row"') == 25


def test_the_wall_has_the_same_figures_and_no_way_to_change_anything(
    manager: Client, first_line: Queue
) -> None:
    opened("CS-1", 70, queue="first-line")

    page = words(manager, "/board/?wall=1")

    assert "data-wall" in page
    assert "Leave the wall" in page
    assert 'data-live="/board/live/?wall=1"' in page
    assert "<select" not in page


def test_two_viewers_in_two_zones_see_their_own_times(client: Client, first_line: Queue) -> None:
    opened("CS-1", 10, queue="first-line")
    tags = set()
    for name, zone in (("hanna", "Europe/Berlin"), ("kim", "Asia/Seoul")):
        user = person(name, "Managers")
        Preferences.objects.create(user=user, time_zone=zone)
        client.force_login(user)
        tags.add(client.get(reverse("board-live"))["ETag"])

    assert len(tags) == 2


def test_as_many_queries_for_many_cases_as_for_few(manager: Client, first_line: Queue) -> None:
    opened("CS-0", 10, queue="first-line", owner="tomasz")
    manager.get(reverse("board"))

    def asked() -> int:
        cache.clear()
        forget_drawings()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM milestones_boardpicture")
        with CaptureQueriesContext(connection) as told:
            assert manager.get(reverse("board")).status_code == 200
        return len(told)

    few = asked()
    for number in range(1, 30):
        opened(f"CS-{number}", 10, queue="first-line", owner="tomasz" if number % 2 else None)
    assert asked() == few
