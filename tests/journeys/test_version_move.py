"""A thousand running cases go to another version: previewed, stopped, a worker killed, continued, undone."""

import os
import signal
import time
from typing import Any

import pytest
from django.db import connection

from entitlements.models import ProcessVersion
from milestones.engine import deciding
from milestones.engine.process import write_turn
from milestones.engine.verify import verify
from milestones.models import Case, CaseEvent, CaseMilestone
from milestones.services.case_request import CaseRequest
from milestones.services.record import record
from milestones.services.version_moves import MoveOrder, preview_move, start_move
from sla_admin.shared.models import BackgroundRun
from sla_admin.shared.runs.deeds import go_on, stop_run, undo_run
from sla_admin.shared.runs.work import finish, take_step
from tests.milestones.promised import SOURCE, at, first_response, promise
from tests.milestones.services.test_version_moves import next_version

pytestmark = pytest.mark.django_db(transaction=True)

CASES = 1_000


def open_cases() -> None:
    """A thousand cases, one a second from 10:00:01 on."""
    answers = record(
        [
            CaseRequest(
                source=SOURCE,
                external_id=f"CS-{number}",
                opened_at=at("10:00") + number * 1_000_000,
                fields={"status": "new", "priority": "P1", "account": "acme"},
            )
            for number in range(1, CASES + 1)
        ],
        at=at("10:30"),
    )
    assert {each.status for each in answers} == {"created"}


def on_version(version: int) -> int:
    return Case.objects.filter(process_version=version).count()


def drift() -> list[object]:
    return list(verify(list(Case.objects.order_by("pk").values_list("pk", flat=True))).drift)


def dies_afterwards(*args: Any, **named: Any) -> None:
    """A turn that writes everything, and is killed before anybody commits it."""
    write_turn(*args, **named)
    os.kill(os.getpid(), signal.SIGKILL)


def killed_in_the_middle_of_a_step(run: int, clock: str) -> None:
    """A worker of its own process takes a step and is killed after it has written, before it commits."""
    connection.close()
    child = os.fork()
    if child == 0:  # pragma: no cover - ends by a signal
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(deciding, "write_turn", dies_afterwards)
            take_step(run, lambda: at(clock))
        os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGKILL


def test_a_thousand_cases_are_moved_stopped_continued_after_a_kill_and_taken_back() -> None:
    promise(first_response(240))
    open_cases()
    first = ProcessVersion.objects.get().pk
    second = next_version(30, "10:31")
    order = MoveOrder(version=second, targets="start")

    preview = preview_move(order, at=at("10:40"))
    # Thirty minutes: those of 10:00:01 to 10:10:00 have passed (exactly at its target it is still on time).
    assert (preview.cases, preview.summary.total.moved) == (CASES, CASES)
    assert preview.summary.total.newly_violated == 599
    assert preview.summary.bands["earlier by 1 to 4 hours"] == CASES

    run = start_move(order, actor="user:1", at=at("10:39"), reason="Contract renewed")
    assert take_step(run.pk, lambda: at("10:40"))
    done = BackgroundRun.objects.get(pk=run.pk).done
    assert 0 < done < CASES
    stop_run(run.pk, actor="user:1", at=at("10:40"))
    assert finish(run.pk, lambda: at("10:40")).state == "stopped"
    assert on_version(second) == done

    go_on(run.pk, actor="user:1", at=at("10:40"))
    killed_in_the_middle_of_a_step(run.pk, "10:40")
    assert on_version(second) == done
    deadline = time.monotonic() + 30
    while not take_step(run.pk, lambda: at("10:40")) and time.monotonic() < deadline:
        time.sleep(0.05)  # until the server has noticed that the worker is gone
    ended = finish(run.pk, lambda: at("10:40"))

    assert (ended.state, ended.done, ended.tally) == ("done", CASES, {"moved": CASES})
    assert ended.result["newly_violated"] == preview.summary.total.newly_violated
    assert CaseMilestone.objects.filter(is_violated=True).count() == 599
    assert CaseEvent.objects.filter(event_id=f"move:{run.pk}").count() == CASES
    assert drift() == []

    undoing = undo_run(run.pk, actor="user:2", at=at("10:50"), reason="Wrong process")
    assert finish(undoing.pk, lambda: at("10:50")).tally == {"taken back": CASES}
    assert (on_version(first), on_version(second)) == (CASES, 0)
    assert not CaseMilestone.objects.filter(is_violated=True).exists()
    assert drift() == []
