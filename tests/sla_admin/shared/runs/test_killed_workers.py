"""A worker that is killed in the middle of a step has done nothing, and another goes on at once."""

import os
import signal
import threading
import time

import pytest
from django.db import close_old_connections, connection, connections

from sla_admin.shared.models import BackgroundRun, RequestCount
from sla_admin.shared.runs import RunInHand, start_run
from sla_admin.shared.runs.deeds import stop_run
from sla_admin.shared.runs.work import finish, take_step
from tests.sla_admin.shared.runs.counting import Counting

pytestmark = pytest.mark.django_db(transaction=True)

AT = 1_780_300_800_000_000


def now() -> int:
    return AT


def test_two_workers_never_have_the_same_run_in_hand(counting: Counting) -> None:
    run = start_run("test counting", {"upto": 4}, actor="user:1", at=AT)
    inside, leave = threading.Event(), threading.Event()

    def wait(_: RunInHand) -> None:
        inside.set()
        assert leave.wait(20)

    counting.before_step = wait

    def work() -> None:
        try:
            take_step(run.pk, now)
        finally:
            connections.close_all()

    one = threading.Thread(target=work)
    one.start()
    assert inside.wait(20)
    counting.before_step = None

    assert not take_step(run.pk, now)
    stop_run(run.pk, actor="user:2", at=AT)  # does not wait for the step

    leave.set()
    one.join(20)
    ended = finish(run.pk, now)
    assert (ended.state, ended.done, RequestCount.objects.count()) == ("stopped", 2, 2)


def test_a_worker_killed_in_the_middle_of_a_step_is_replaced_and_nothing_is_done_twice(
    counting: Counting,
) -> None:
    run = start_run("test counting", {"upto": 6}, actor="user:1", at=AT)
    assert take_step(run.pk, now)
    connection.close()
    child = os.fork()
    if child == 0:  # pragma: no cover - ends by a signal
        close_old_connections()

        def die(_: RunInHand) -> None:
            RequestCount.objects.create(subject="in the middle", minute=0, requests=1)
            os.kill(os.getpid(), signal.SIGKILL)

        counting.before_step = die
        take_step(run.pk, now)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL

    deadline = time.monotonic() + 20
    while BackgroundRun.objects.get(pk=run.pk).state != "done" and time.monotonic() < deadline:
        if not take_step(run.pk, now):
            time.sleep(0.02)
    ended = BackgroundRun.objects.get(pk=run.pk)
    assert (ended.state, ended.done) == ("done", 6)
    assert not RequestCount.objects.filter(subject="in the middle").exists()
    assert RequestCount.objects.count() == 6
