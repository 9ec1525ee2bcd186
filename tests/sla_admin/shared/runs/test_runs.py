"""A run does each step exactly once, says what became of each item, and can be stopped, continued, undone."""

import pytest
from django.db import IntegrityError, OperationalError, transaction

from sla_admin.shared.errors import Conflict, InvalidInput, NotFound
from sla_admin.shared.models import BackgroundRun, RequestCount
from sla_admin.shared.runs import start_run
from sla_admin.shared.runs.deeds import can_be_undone, go_on, stop_run, undo_run
from sla_admin.shared.runs.work import TROUBLES, continue_runs, finish, take_step
from tests.sla_admin.shared.runs.counting import Counting

pytestmark = pytest.mark.django_db

SECOND = 1_000_000
AT = 1_780_300_800 * SECOND


def now() -> int:
    return AT


def started(upto: int = 5, **more: object) -> BackgroundRun:
    return start_run("test counting", {"upto": upto, **more}, actor="user:1", at=AT, reason="to see")


def counted() -> int:
    return RequestCount.objects.count()


def test_a_run_goes_from_waiting_to_done_and_lists_every_item(counting: Counting) -> None:
    run = started(5)
    assert (run.state, run.done, run.total, run.title) == ("waiting", 0, 5, "Count to 5")
    run = finish(run.pk, now)
    assert (run.state, run.done, run.total, run.cursor) == ("done", 5, 5, None)
    assert run.tally == {"counted": 5}
    assert run.result == {"highest": 5}
    assert [each.item for each in run.items.all()] == [f"number {each}" for each in range(1, 6)]
    assert counted() == 5
    assert not take_step(run.pk, now)


def test_an_item_that_fails_is_listed_and_stops_nothing(counting: Counting) -> None:
    run = finish(started(14).pk, now)
    assert (run.state, run.done, run.failures) == ("done", 14, 1)
    assert run.tally == {"counted": 13, "failed": 1}
    failed = run.items.get(is_failure=True)
    assert (failed.item, failed.reference, failed.sentence) == (
        "number 13",
        13,
        "Thirteen is never counted.",
    )


def test_nothing_to_do_is_done_at_once(counting: Counting) -> None:
    run = finish(started(0).pk, now)
    assert (run.state, run.done, run.total) == ("done", 0, 0)


def test_wrong_parameters_start_nothing(counting: Counting) -> None:
    with pytest.raises(InvalidInput, match="less than nothing"):
        started(-1)
    with pytest.raises(InvalidInput, match="no kind of run"):
        start_run("no such kind", {}, actor="user:1", at=AT)
    assert not BackgroundRun.objects.exists()


def test_stop_here_keeps_what_was_done_and_going_on_does_the_rest(counting: Counting) -> None:
    run = started(5)
    assert take_step(run.pk, now)
    assert stop_run(run.pk, actor="user:2", at=AT).state == "stopping"
    run = finish(run.pk, now)
    assert (run.state, run.done, counted()) == ("stopped", 2, 2)

    go_on(run.pk, actor="user:3", at=AT + SECOND)
    run = finish(run.pk, now)
    assert (run.state, run.done, counted()) == ("done", 5, 5)
    assert [(each["deed"], each["actor"], each["done"]) for each in run.history] == [
        ("stopped", "user:2", 2),
        ("went on", "user:3", 2),
    ]


def test_a_run_nobody_took_up_stops_at_once(counting: Counting) -> None:
    run = started()
    assert stop_run(run.pk, actor="user:2", at=AT).state == "stopped"
    assert not take_step(run.pk, now)
    assert counted() == 0


def test_stop_asked_while_a_step_is_under_way_takes_effect_after_it(counting: Counting) -> None:
    run = started(5)
    counting.before_step = lambda each: stop_run(each.id, actor="user:2", at=AT)
    assert take_step(run.pk, now)
    counting.before_step = None
    run = finish(run.pk, now)
    assert (run.state, run.done, counted()) == ("stopped", 2, 2)


def test_a_step_that_breaks_leaves_nothing_behind_and_fails_the_run_with_its_reason(
    counting: Counting,
) -> None:
    counting.breaks_at = 4
    run = finish(started(5).pk, now)
    assert (run.state, run.done, counted()) == ("failed", 2, 2)
    assert run.failure_reason == "RuntimeError: it broke"

    counting.breaks_at = None
    go_on(run.pk, actor="user:1", at=AT)
    assert (finish(run.pk, now).state, counted()) == ("done", 5)


def test_a_step_without_an_answer_of_the_database_is_tried_again(counting: Counting) -> None:
    def away(_: object) -> None:
        raise OperationalError("the connection was closed")

    run = started(5)
    counting.before_step = away
    assert not take_step(run.pk, now)
    run.refresh_from_db()
    assert (run.state, run.troubles) == ("running", 1)
    for _ in range(TROUBLES):
        take_step(run.pk, now)
    run.refresh_from_db()
    assert run.state == "failed"
    assert "did not answer" in run.failure_reason


def test_only_one_open_run_works_on_a_subject(counting: Counting) -> None:
    first = started(5, subject="process:1")
    started(5, subject="process:2")
    with pytest.raises(Conflict, match=f"run {first.pk}"):
        started(5, subject="process:1")
    finish(first.pk, now)
    second = started(5, subject="process:1")
    stop_run(second.pk, actor="user:1", at=AT)
    started(5, subject="process:1")
    with pytest.raises(Conflict, match="works on the same"):
        go_on(second.pk, actor="user:1", at=AT)


def test_the_database_holds_that_only_one_open_run_works_on_a_subject(counting: Counting) -> None:
    started(5, subject="process:1")
    twin = BackgroundRun.objects.get()
    twin.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_a_run_for_later_waits_for_its_instant(counting: Counting) -> None:
    run = start_run("test counting", {"upto": 3}, actor="user:1", at=AT, not_before=AT + 60 * SECOND)
    assert finish(run.pk, now).state == "waiting"
    assert continue_runs(now, 0.2) == 0
    assert finish(run.pk, lambda: AT + 60 * SECOND).state == "done"
    with pytest.raises(InvalidInput, match="past"):
        start_run("test counting", {"upto": 3}, actor="user:1", at=AT, not_before=AT)


def test_undo_is_a_run_of_its_own_and_happens_once(counting: Counting) -> None:
    run = started(5)
    with pytest.raises(Conflict, match="Stop the run"):
        undo_run(run.pk, actor="user:1", at=AT)
    take_step(run.pk, now)
    stop_run(run.pk, actor="user:1", at=AT)
    run = finish(run.pk, now)
    assert can_be_undone(run)

    undoing = undo_run(run.pk, actor="user:2", at=AT)
    assert (undoing.undoes, undoing.title, undoing.reason) == (run, "Take back 2", "to see")
    assert finish(undoing.pk, now).tally == {"taken back": 2}
    assert counted() == 0

    assert not can_be_undone(run)
    with pytest.raises(Conflict, match="taken back already"):
        undo_run(run.pk, actor="user:2", at=AT)
    with pytest.raises(Conflict, match="was taken back"):
        go_on(run.pk, actor="user:2", at=AT)


def test_what_did_nothing_is_not_undone(counting: Counting) -> None:
    run = started(5)
    stop_run(run.pk, actor="user:1", at=AT)
    assert not can_be_undone(BackgroundRun.objects.get())
    with pytest.raises(Conflict, match="nothing to take back"):
        undo_run(run.pk, actor="user:1", at=AT)


def test_what_has_ended_is_not_stopped_and_what_is_at_work_does_not_go_on(counting: Counting) -> None:
    run = started(1)
    with pytest.raises(Conflict, match="only a stopped or failed one"):
        go_on(run.pk, actor="user:1", at=AT)
    finish(run.pk, now)
    with pytest.raises(Conflict, match="done already"):
        stop_run(run.pk, actor="user:1", at=AT)
    with pytest.raises(NotFound):
        stop_run(run.pk + 1, actor="user:1", at=AT)


def test_beat_takes_turns_between_open_runs(counting: Counting) -> None:
    one, other = started(5), started(5)
    assert continue_runs(now, 30) == 6
    assert {BackgroundRun.objects.get(pk=each.pk).state for each in (one, other)} == {"done"}
    assert counted() == 10


def test_a_run_for_later_that_was_stopped_goes_on_at_its_instant_and_not_before(counting: Counting) -> None:
    later = AT + 60 * SECOND
    run = start_run("test counting", {"upto": 3}, actor="user:1", at=AT, not_before=later)
    stop_run(run.pk, actor="user:1", at=AT)

    go_on(run.pk, actor="user:1", at=AT)

    assert finish(run.pk, now).state == "waiting"
    assert finish(run.pk, lambda: later).state == "done"
