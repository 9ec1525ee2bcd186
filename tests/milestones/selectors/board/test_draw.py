"""A board over a few cases whose numbers can be counted by hand. Monday, 1 June 2026."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from milestones.engine.evaluate import evaluate_due
from milestones.models import Agent, Queue, Team
from milestones.selectors.board.draw import draw
from milestones.selectors.board.past import OnTime, Past
from milestones.selectors.board.picture import Lane, Picture
from milestones.selectors.board.question import BoardQuestion
from milestones.selectors.board.rows import ROWS
from tests.milestones.promised import Desk, at, first_response, promise

pytestmark = pytest.mark.django_db
NO_PAST = Past(OnTime(0, 0), {})


@pytest.fixture
def two_teams() -> None:
    """Two teams with a queue each, a queue of no team, and six cases at 10:30."""
    promise(first_response(120))
    lena = User.objects.create_user("lena", first_name="Lena", last_name="Hartwig")
    jonas = User.objects.create_user("jonas", first_name="Jonas", last_name="Weber")
    platform = Team.objects.create(name="Platform", lead=lena)
    payments = Team.objects.create(name="Payments")
    Agent.objects.create(user=jonas, team=platform)
    Queue.objects.create(name="Platform intake", key="platform", team=platform)
    Queue.objects.create(name="Payments intake", key="payments", team=payments)
    Queue.objects.create(name="Loose", key="loose")

    def case(number: int, opened: str, **fields: str) -> Desk:
        desk = Desk(external_id=f"CS-{number}")
        desk.opens(opened, **fields)
        return desk

    case(1, "08:00", queue="platform", owner="jonas")  # due 10:00: violated
    case(2, "08:50", queue="platform", owner="jonas", priority="P2")  # due 10:50, at risk from 10:20
    case(3, "10:00", queue="platform")  # due 12:00
    case(4, "09:00", queue="payments", owner="jonas").says("09:30", status="pending")  # paused
    Desk(external_id="CS-5", account=None).opens("09:00", queue="payments")  # nothing promised
    case(6, "10:10", queue="loose")  # due 12:10
    Desk(external_id="CS-7").opens("10:15")  # in no queue, due 12:15
    evaluate_due(at("10:30"))


def board(**asked: object) -> Picture:
    return draw(BoardQuestion(**asked), at("10:30"), NO_PAST)  # type: ignore[arg-type]  # fields of a question


def lane(picture: Picture, name: str) -> Lane:
    return next(each for each in picture.lanes if each.name == name)


@pytest.mark.usefixtures("two_teams")
def test_lanes_hold_the_cases_of_their_queues_the_most_urgent_first() -> None:
    picture = board()

    assert [each.name for each in picture.lanes] == ["Payments", "Platform", ""]
    platform = lane(picture, "Platform")
    assert [row.number for row in platform.rows] == ["CS-1", "CS-2", "CS-3"]
    assert [row.status for row in platform.rows] == ["violated", "at_risk", "on_track"]
    assert (platform.total, platform.counts, platform.lead) == (
        3,
        {"violated": 1, "at_risk": 1, "on_track": 1},
        "Lena Hartwig",
    )
    assert [row.number for row in lane(picture, "Payments").rows] == ["CS-4", "CS-5"]
    assert [row.number for row in lane(picture, "").rows] == ["CS-6", "CS-7"]


@pytest.mark.usefixtures("two_teams")
def test_the_figures_are_sums_over_the_lanes() -> None:
    picture = board()

    assert picture.total == 7
    assert picture.counts == {"violated": 1, "at_risk": 1, "on_track": 3, "paused": 1, "no_clock": 1}
    assert picture.due == 4  # running ones, all due before midnight: teams without hours end their day then
    assert picture.gaps_total == 1
    assert [(gap.outcome, gap.total) for gap in picture.gaps] == [("no_entitlement", 1)]
    assert [(load.username, load.total, load.violated, load.due) for load in picture.loads] == [
        ("jonas", 3, 1, 1)
    ]
    assert [(slot.begins, slot.total) for slot in picture.slots] == [
        (at("10:45"), 1),
        (at("12:00"), 2),
        (at("12:15"), 1),
    ]


@pytest.mark.usefixtures("two_teams")
def test_a_row_tells_the_clock_a_case_is_ranked_by() -> None:
    row = lane(board(), "Platform").rows[1]

    assert (row.number, row.milestone, row.priority, row.owner) == (
        "CS-2",
        "First response",
        "P2",
        "Jonas Weber",
    )
    assert (row.account, row.tier) == ("Acme", "Gold")
    assert row.target == at("10:50")
    assert row.consumed == at("10:30") - at("08:50")
    assert row.level == at("10:00") - at("08:00")


@pytest.mark.usefixtures("two_teams")
@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({"priority": ("p2",)}, ["CS-2"]),
        ({"owner": ("jonas",)}, ["CS-1", "CS-2", "CS-4"]),
        ({"owner": ("nobody",)}, ["CS-3", "CS-5", "CS-6", "CS-7"]),
        ({"state": ("violated", "paused")}, ["CS-1", "CS-4"]),
        ({"state": ("due",)}, ["CS-2", "CS-3", "CS-6", "CS-7"]),
        ({"state": ("gap",)}, ["CS-5"]),
        ({"tier": ("gold",), "owner": ("jonas",)}, ["CS-1", "CS-2", "CS-4"]),
        ({"type": ("first_response",), "state": ("at_risk",)}, ["CS-2"]),
        ({"queue": "platform"}, ["CS-1", "CS-2", "CS-3"]),
        ({"by": "queue", "queue": "payments"}, ["CS-4", "CS-5"]),
        ({"tier": ("'; DROP TABLE milestones_case; --",)}, []),
    ],
)
def test_a_filter_shows_and_counts_the_same_cases(asked: dict[str, object], numbers: list[str]) -> None:
    picture = board(**asked)

    shown = sorted(row.number for each in picture.lanes for row in each.rows)
    assert shown == numbers
    assert picture.total == len(numbers)


@pytest.mark.usefixtures("two_teams")
def test_a_team_alone_can_be_split_by_its_queues() -> None:
    team = Team.objects.get(name="Platform")
    Queue.objects.create(name="Platform engineering", key="engineering", team=team)

    picture = board(team=team.pk, by="queue")

    assert picture.title == "Platform"
    assert [(each.name, each.total) for each in picture.lanes] == [
        ("Platform engineering", 0),
        ("Platform intake", 3),
    ]


def test_a_team_that_is_not_there_has_no_lanes() -> None:
    assert board(team=999).lanes == []
    assert board(queue="nowhere").lanes == []


def test_a_lane_shows_the_first_rows_and_more_when_asked() -> None:
    promise(first_response(600))
    queue = Queue.objects.create(name="Busy", key="busy")
    for number in range(ROWS + 3):
        Desk(external_id=f"CS-{number:02}").opens("09:00", queue="busy")

    short, long = board(by="queue"), board(by="queue", more=(f"queue-{queue.pk}",))

    assert len(lane(short, "Busy").rows) == ROWS
    assert len(lane(long, "Busy").rows) == lane(long, "Busy").total == ROWS + 3


def test_a_case_set_aside_is_told_as_it_stood() -> None:
    promise(first_response(120))
    desk = Desk()
    desk.opens("09:00")
    state = desk.case.engine_state
    state.quarantined_at, state.quarantine_reason = desk.case.opened_at, "LookupError: hours are gone"
    state.save()

    (row,) = board().lanes[-1].rows

    assert row.is_aside
    assert row.consumed == 0


def test_as_many_statements_for_many_cases_as_for_few() -> None:
    promise(first_response(600))
    for name in ("One", "Two"):
        team = Team.objects.create(name=name)
        Queue.objects.create(name=name, key=name.lower(), team=team)
    Desk(external_id="CS-0").opens("09:00", queue="one")
    board()

    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as told:
            board()
        return len(told)

    few = statements()
    for number in range(1, 40):
        Desk(external_id=f"CS-{number}").opens("09:00", queue=("one", "two")[number % 2])
    assert statements() == few <= 14
