"""The row of an open case says at every moment what its case and clocks say, whoever wrote them."""

import pytest
from django.contrib.auth.models import User
from django.db import connection

from benchmarks import many_cases
from milestones.clock.event import Command
from milestones.engine.evaluate import evaluate_due
from milestones.models import Case, CaseMilestone, OpenCase, Queue
from milestones.models.open_case import COUNTING, DONE, PAST, STILL, WITHOUT
from milestones.selectors.sla import standings_of
from milestones.services.purge import purge_cases
from sla_admin.shared.api.instants import as_datetime
from sla_admin.shared.system_clock import database_time
from tests.milestones.promised import Desk, at, first_response, promise

pytestmark = pytest.mark.django_db


def row(desk: Desk) -> OpenCase:
    return OpenCase.objects.get(case=desk.case)


def marks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM milestones_boardchange RETURNING xid")
        return len(cursor.fetchall())


def test_a_running_clock_ranks_its_case_by_its_target() -> None:
    promise(first_response(60))
    desk = Desk()
    desk.opens("09:00")

    found = row(desk)
    assert (found.rank, found.standing, found.type) == (COUNTING, "on_track", "first_response")
    assert found.due_at == as_datetime(at("10:00"))
    assert found.milestone_id == CaseMilestone.objects.get().pk


def test_the_passing_of_time_changes_word_and_rank() -> None:
    promise(first_response(60))
    desk = Desk()
    desk.opens("09:00")
    evaluate_due(at("09:46"))
    assert (row(desk).rank, row(desk).standing) == (COUNTING, "at_risk")

    evaluate_due(at("10:01"))

    assert (row(desk).rank, row(desk).standing) == (PAST, "violated")


def test_a_trigger_that_is_information_alone_marks_no_change() -> None:
    promise(first_response(60))
    Desk().opens("09:00")
    marks()

    assert evaluate_due(at("09:31")).facts == 1

    assert marks() == 0


def test_every_change_of_a_transaction_is_marked_once() -> None:
    promise(first_response(60))
    Desk().opens("09:00")
    assert marks() == 1

    evaluate_due(at("09:46"))

    assert marks() == 1


def test_the_most_urgent_of_several_clocks_counts_and_the_worst_word() -> None:
    promise(
        first_response(60),
        first_response(240, key="resolution", type="resolution", completion=None, pause=None),
    )
    desk = Desk()
    desk.opens("09:00")
    assert row(desk).type == "first_response"

    desk.says("09:10", "public_reply_sent")

    assert (row(desk).type, row(desk).due_at) == ("resolution", as_datetime(at("13:00")))
    assert row(desk).standing == "on_track"


def test_a_paused_clock_comes_after_running_ones_and_a_completed_case_has_none() -> None:
    promise(first_response(60))
    desk = Desk()
    desk.opens("09:00")
    desk.says("09:10", status="pending")
    assert (row(desk).rank, row(desk).standing) == (STILL, "paused")

    desk.says("09:20", "public_reply_sent", status="open")

    assert (row(desk).rank, row(desk).standing, row(desk).due_at) == (DONE, "met", None)


def test_a_case_without_a_promise_is_there_without_a_clock() -> None:
    desk = Desk(account=None)
    desk.opens("09:00")

    assert (row(desk).rank, row(desk).standing) == (WITHOUT, "no_clock")
    assert row(desk).coverage_outcome == "no_entitlement"


def test_closing_takes_the_row_away_and_re_opening_brings_it_back() -> None:
    promise(first_response(60))
    desk = Desk()
    desk.opens("09:00")
    desk.says("09:10", status="closed")
    assert not OpenCase.objects.exists()

    desk.says("09:20", status="open")

    assert row(desk).rank == COUNTING


def test_owner_queue_priority_and_tier_follow_the_case() -> None:
    entitlement = promise(first_response(60))
    ines = User.objects.create_user("ines")
    queue = Queue.objects.create(name="First line", key="first-line")
    desk = Desk()
    desk.opens("09:00")
    desk.says("09:05", owner="ines", queue="first-line", priority="P2")

    found = row(desk)
    assert (found.owner_id, found.queue_id, found.priority) == (ines.pk, queue.pk, "P2")
    assert (found.account_id, found.tier_id) == (entitlement.account_id, entitlement.tier_id)


def test_a_new_subject_is_marked_though_no_row_changes() -> None:
    promise(first_response(60))
    desk = Desk()
    desk.opens("09:00")
    marks()

    desk.says("09:05", subject="Checkout times out")

    assert marks() == 1


def test_a_late_event_that_folds_the_history_afresh_is_followed() -> None:
    promise(first_response(60))
    desk = Desk()
    desk.opens("09:00")
    evaluate_due(at("10:05"))
    assert row(desk).rank == PAST

    desk.says("09:30", "public_reply_sent", told="10:07")

    assert (row(desk).rank, row(desk).standing) == (DONE, "met")


def test_a_pause_by_hand_is_followed() -> None:
    promise(first_response(60))
    desk = Desk()
    desk.opens("09:00")
    desk.says("09:10", commands=[Command(kind="pause", milestone="first_response", reason="Parts ordered")])

    assert row(desk).rank == STILL


def test_a_purged_case_leaves_nothing_and_is_marked() -> None:
    promise(first_response(60))
    desk = Desk()
    desk.opens("09:00")
    marks()

    purge_cases([desk.case.pk], reason="Test", actor="tests")

    assert not OpenCase.objects.exists()
    assert marks() == 1


def test_over_many_cases_rows_are_what_clocks_say() -> None:
    many_cases.load(80, 20)
    evaluate_due(database_time() + 20 * 3_600_000_000)

    open_cases = list(Case.objects.filter(closed_at=None))
    words = standings_of(open_cases)
    rows = {found.case_id: found for found in OpenCase.objects.select_related("milestone")}
    assert rows.keys() == {case.pk for case in open_cases}
    assert {pk: found.standing for pk, found in rows.items()} == words
    for case in open_cases:
        clocks = CaseMilestone.objects.filter(case=case, closed_at=None)
        order = sorted(
            clocks,
            key=lambda each: (
                0 if each.is_violated else 1 if each.status == "running" else 2,
                each.target_at,
            ),
        )
        assert rows[case.pk].milestone == (order[0] if order else None)
