"""Pictures are drawn when something changed, and only then; whoever commits late is seen all the same."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

from entitlements.business_time.instants import MINUTE, SECOND
from milestones.engine.evaluate import evaluate_due
from milestones.selectors.board.draw import draw as really_draw
from milestones.selectors.board.picture import Picture
from milestones.selectors.board.question import BoardQuestion
from milestones.services import board_pictures
from milestones.services.board_pictures import forget, look, picture
from tests.milestones.promised import Desk, at, first_response, promise

pytestmark = pytest.mark.django_db(transaction=True)  # within one transaction nothing commits late
ALL = BoardQuestion()


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[BoardQuestion]:
    """Questions as they are drawn."""
    asked: list[BoardQuestion] = []

    def draw(question: BoardQuestion, *rest: object) -> Picture:
        asked.append(question)
        return really_draw(question, *rest)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(board_pictures, "draw", draw)
    return asked


@pytest.fixture
def desk(transactional_db: None) -> Desk:
    promise(first_response(60))
    desk = Desk()
    desk.opens("09:00")
    return desk


def test_while_nothing_changes_nothing_is_drawn(desk: Desk, drawn: list[BoardQuestion]) -> None:
    first = look(ALL, at("09:10"))
    again = look(ALL, at("09:10:30"))

    assert first == again
    assert drawn == [ALL]
    assert [row.number for row in picture(again).lanes[-1].rows] == ["CS-1"]


def test_a_change_is_drawn_two_seconds_after_the_last_drawing(desk: Desk, drawn: list[BoardQuestion]) -> None:
    before = look(ALL, at("09:10:00"))
    desk.says("09:10:01", priority="P2")

    assert look(ALL, at("09:10:01")) == before
    after = look(ALL, at("09:10:02"))

    assert after.version != before.version
    assert picture(after).lanes[-1].rows[0].priority == "P2"
    assert len(drawn) == 2


def test_a_violation_is_a_change(desk: Desk) -> None:
    before = look(ALL, at("09:59:59"))
    evaluate_due(at("10:00:01"))

    after = look(ALL, at("10:00:02"))

    assert picture(after).counts == {"violated": 1}
    assert after.version != before.version


def test_what_no_board_shows_is_no_change(desk: Desk, drawn: list[BoardQuestion]) -> None:
    before = look(ALL, at("09:29:50"))
    evaluate_due(at("09:30:01"))  # half of the budget: information alone

    assert look(ALL, at("09:30:10")) == before
    assert len(drawn) == 1


def test_drawn_anew_after_a_minute_the_same_content_keeps_its_version(
    desk: Desk, drawn: list[BoardQuestion]
) -> None:
    before = look(ALL, at("09:10"))
    after = look(ALL, at("09:11:01"))

    assert len(drawn) == 2
    assert after == before


def test_a_full_hour_brings_a_new_version_for_the_windows_of_the_browser(desk: Desk) -> None:
    before = look(ALL, at("09:58:30"))
    evaluate_due(at("09:59"))

    assert look(ALL, at("10:00:00")).version != before.version


def test_every_question_has_a_picture_of_its_own(desk: Desk, drawn: list[BoardQuestion]) -> None:
    urgent = BoardQuestion(priority=("P1",))

    assert look(ALL, at("09:10")).question != look(urgent, at("09:10")).question
    assert drawn == [ALL, urgent]


def test_pictures_nobody_asks_for_go_with_the_marks_they_needed(desk: Desk) -> None:
    look(ALL, at("09:10"))
    with connection.cursor() as cursor:
        # Older than every transaction of the server: those of other databases would keep a fresh one.
        cursor.execute("INSERT INTO milestones_boardchange (xid) VALUES ('3'::xid8)")

    forget(at("09:10") + 16 * MINUTE)

    assert 3 not in marks()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM milestones_boardpicture WHERE question LIKE '%%{%%'")
        assert cursor.fetchone() == (0,)


def test_a_mark_stays_while_an_older_transaction_is_under_way(
    desk: Desk, other_connection: "psycopg.Connection[tuple[object, ...]]"
) -> None:
    look(ALL, at("09:10"))
    other_connection.execute("SELECT pg_current_xact_id()")
    before = marks()
    desk.says("09:11", priority="P2")
    (fresh,) = marks() - before

    forget(at("09:10") + 16 * MINUTE)

    assert fresh in marks()


def marks() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT xid::text::bigint FROM milestones_boardchange")
        return {xid for (xid,) in cursor.fetchall()}


@pytest.fixture
def other_connection(transactional_db: None) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    told = connection.get_connection_params()
    names = ("host", "port", "user", "password", "dbname")
    with psycopg.connect(**{name: told[name] for name in names if told.get(name)}) as other:
        yield other


def test_what_began_before_a_picture_and_commits_after_it_makes_it_old(
    other_connection: "psycopg.Connection[tuple[object, ...]]",
) -> None:
    promise(first_response(60))
    desk = Desk()
    desk.opens("09:00")
    other_connection.execute("UPDATE milestones_case SET priority = 'P9' WHERE id = %s", (desk.case.pk,))
    desk_two = Desk(external_id="CS-2")
    desk_two.opens("09:05")  # a later transaction that commits first
    before = look(ALL, at("09:10"))
    assert {row.priority for row in picture(before).lanes[-1].rows} == {"P1"}

    other_connection.commit()

    after = look(ALL, at("09:10") + 3 * SECOND)
    assert sorted(row.priority for row in picture(after).lanes[-1].rows) == ["P1", "P9"]


def test_while_somebody_draws_others_go_on_with_what_there_is(
    other_connection: "psycopg.Connection[tuple[object, ...]]",
) -> None:
    promise(first_response(60))
    desk = Desk()
    desk.opens("09:00")
    before = look(ALL, at("09:10"))
    other_connection.execute(
        "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", (board_pictures._LOCKS, before.question)
    )
    desk.says("09:10:05", priority="P2")

    assert look(ALL, at("09:10:08")) == before

    other_connection.rollback()
    assert look(ALL, at("09:10:08")).version != before.version
