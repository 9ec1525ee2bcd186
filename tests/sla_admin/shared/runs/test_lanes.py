"""A kind with lanes is worked on by several workers at once, each with items of its own."""

import threading
from typing import Any

import pytest
from django.db import connections
from kombu.exceptions import OperationalError

from sla_admin.shared.models import BackgroundRun, RequestCount
from sla_admin.shared.runs import RunInHand, start_run
from sla_admin.shared.runs.deeds import go_on, stop_run
from sla_admin.shared.runs.work import finish, lanes_open, take_step
from sla_admin.shared.tasks import continue_runs
from tests.sla_admin.shared.runs.counting import Counting, CountingInLanes, install_counting_in_lanes

pytestmark = pytest.mark.django_db(transaction=True)

AT = 1_780_300_800_000_000
KIND = CountingInLanes.name


def now() -> int:
    return AT


@pytest.fixture
def in_lanes(counting: Counting) -> CountingInLanes:
    return install_counting_in_lanes()


def counted() -> list[int]:
    return sorted(RequestCount.objects.values_list("minute", flat=True))


def test_one_worker_does_every_lane_and_adds_up_what_they_found(in_lanes: CountingInLanes) -> None:
    run = start_run(KIND, {"upto": 5}, actor="user:1", at=AT)
    assert lanes_open(AT) == 2

    ended = finish(run.pk, now)

    assert (ended.state, ended.done, ended.total, ended.cursor) == ("done", 5, 5, None)
    assert (ended.result, ended.tally) == ({"sum": 15}, {"counted": 5})
    assert counted() == [1, 2, 3, 4, 5]
    assert lanes_open(AT) == 0


def test_two_workers_have_a_lane_each_and_a_third_finds_nothing(in_lanes: CountingInLanes) -> None:
    run = start_run(KIND, {"upto": 6}, actor="user:1", at=AT)
    inside, leave = threading.Barrier(3), threading.Event()
    lanes: list[int] = []

    def wait(each: RunInHand) -> None:
        lanes.append(each.lane)
        inside.wait(20)
        assert leave.wait(20)

    in_lanes.before_step = wait

    def work() -> None:
        try:
            take_step(run.pk, now)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for each in workers:
        each.start()
    inside.wait(20)
    in_lanes.before_step = None

    assert not take_step(run.pk, now)

    leave.set()
    for each in workers:
        each.join(20)
    assert sorted(lanes) == [0, 1]
    between = BackgroundRun.objects.get(pk=run.pk)
    assert (between.state, between.done, between.result) == ("running", 2, {"sum": 3})
    ended = finish(run.pk, now)
    assert (ended.state, ended.done, ended.result) == ("done", 6, {"sum": 21})
    assert counted() == [1, 2, 3, 4, 5, 6]


def test_a_run_stopped_between_its_lanes_goes_on_in_each_where_it_was(in_lanes: CountingInLanes) -> None:
    run = start_run(KIND, {"upto": 6}, actor="user:1", at=AT)
    for _ in range(2):
        assert take_step(run.pk, now)
    stop_run(run.pk, actor="user:2", at=AT)

    assert finish(run.pk, now).state == "stopped"
    assert counted() == [1, 3]

    go_on(run.pk, actor="user:2", at=AT)
    assert finish(run.pk, now).result == {"sum": 21}
    assert counted() == [1, 2, 3, 4, 5, 6]


def test_the_worker_that_beat_calls_calls_one_other_to_help(
    in_lanes: CountingInLanes, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[dict[str, Any]] = []
    monkeypatch.setattr(continue_runs, "apply_async", lambda **told: called.append(told["kwargs"]))
    run = start_run(KIND, {"upto": 2}, actor="user:1", at=AT)

    continue_runs()
    assert called == [{"helps": True}]
    assert BackgroundRun.objects.get(pk=run.pk).state == "done"

    start_run(KIND, {"upto": 2}, actor="user:1", at=AT)
    continue_runs(helps=True)
    continue_runs()  # nothing is left
    assert called == [{"helps": True}]


def test_without_a_broker_one_worker_does_it_alone(
    in_lanes: CountingInLanes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_: Any) -> None:
        raise OperationalError("no broker")

    monkeypatch.setattr(continue_runs, "apply_async", away)
    run = start_run(KIND, {"upto": 2}, actor="user:1", at=AT)

    continue_runs()

    assert BackgroundRun.objects.get(pk=run.pk).state == "done"
