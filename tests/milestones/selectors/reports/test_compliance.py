"""Small stories, each reckoned by hand: what counts, as what, and when."""

import pytest

from entitlements.business_time.budget import Budget
from entitlements.business_time.instants import MINUTE, parse_instant
from escalations.services.activate_matrix import activate_matrix
from escalations.services.draft_matrix import DraftEntry, DraftRow, create_matrix, draft_version
from milestones.clock.event import Command
from milestones.engine.evaluate import evaluate_due
from milestones.models import CaseMilestone
from milestones.services.case_request import CaseRequest
from milestones.services.record import record
from tests.milestones.promised import SOURCE, Desk, at, first_response, promise
from tests.milestones.selectors.reports.asking import as_of, ask, ask_at, listed, tallies, tally

pytestmark = pytest.mark.django_db

REPLY = "public_reply_sent"


@pytest.fixture
def desk() -> Desk:
    promise(first_response(60))
    return Desk()


def another(desk: Desk, external_id: str) -> Desk:
    return Desk(external_id=external_id, account=desk.account)


def test_a_reply_at_the_target_is_on_time_and_one_second_later_is_late(desk: Desk) -> None:
    desk.opens("10:00")
    desk.says("11:00", REPLY)
    other = another(desk, "CS-2")
    other.opens("10:00")
    other.says("11:00:01", REPLY)

    assert tally(ask()) == (1, 1, 0)
    assert listed(ask(), "late") == [("CS-2", "late")]


def test_an_open_clock_counts_only_once_its_target_has_passed(desk: Desk) -> None:
    desk.opens("10:00")

    assert tally(ask("10:59:59")) == (0, 0, 0)
    assert tally(ask("11:00")) == (0, 0, 0)
    assert tally(ask("11:00:01")) == (0, 0, 1)


def test_a_violation_that_no_worker_has_recorded_yet_is_counted_by_its_instant(desk: Desk) -> None:
    desk.opens("10:00")
    before = tally(ask("11:30"))
    evaluate_due(at("11:30"))

    assert before == tally(ask("11:30")) == (0, 0, 1)


def test_a_canceled_clock_never_counts_also_when_it_was_violated() -> None:
    promise(first_response(60, completion={"event": "internal_note_added"}))
    desk = Desk()
    desk.opens("10:00")
    desk.says("12:00", status="closed")
    in_time = another(desk, "CS-2")
    in_time.opens("10:00")
    in_time.says("10:30", status="closed")

    assert set(CaseMilestone.objects.values_list("status", flat=True)) == {"canceled"}
    assert tally(ask()) == (0, 0, 0)


def test_a_canceled_clock_was_open_past_its_target_as_of_before(desk: Desk) -> None:
    desk.opens("10:00")
    desk.says("12:00", status="closed")

    assert tally(ask(as_of=as_of("11:30"))) == (0, 0, 1)
    assert tally(ask(as_of=as_of("12:00"))) == (0, 0, 0)


def test_as_of_any_instant_the_clock_stands_as_it_stood(desk: Desk) -> None:
    desk.opens("10:00")
    desk.says("13:00", REPLY)

    seen = {
        clock: tally(ask(as_of=as_of(clock))) for clock in ("09:59", "10:30", "11:00:01", "12:59:59", "13:00")
    }

    assert seen == {
        "09:59": (0, 0, 0),
        "10:30": (0, 0, 0),
        "11:00:01": (0, 0, 1),
        "12:59:59": (0, 0, 1),
        "13:00": (0, 1, 0),
    }


def test_a_late_completion_stays_in_the_period_of_its_target(desk: Desk) -> None:
    desk.opens("22:30")
    first_day = ask_at("2026-06-02T08:00:00Z")
    both = ask_at("2026-06-02T08:00:00Z", to="2026-06-02")
    second_day = ask_at("2026-06-02T08:00:00Z", from_="2026-06-02", to="2026-06-02")
    missed = tally(first_day)
    record(
        [
            CaseRequest(
                source=SOURCE,
                external_id="CS-1",
                must_exist=True,
                occurred_at=parse_instant("2026-06-02T07:00:00Z"),
                signals=(REPLY,),
                event_id="the next day",
            )
        ],
        at=parse_instant("2026-06-02T07:00:00Z"),
    )

    assert missed == (0, 0, 1)
    assert tally(first_day) == (0, 1, 0)
    assert tally(second_day) == (0, 0, 0)
    assert tally(both) == (0, 1, 0)
    assert tally(ask_at("2026-06-02T08:00:00Z", by="completed")) == (0, 0, 0)


def test_a_lifted_violation_counts_no_more_but_did_before() -> None:
    promise(
        first_response(
            60,
            budget=None,
            budgets={"P1": Budget(micros=60 * MINUTE), "P3": Budget(micros=240 * MINUTE)},
        )
    )
    desk = Desk()
    desk.opens("10:00")
    evaluate_due(at("11:30"))
    desk.says("12:00", priority="P3")

    assert tally(ask("12:30")) == (0, 0, 0)
    assert tally(ask("12:30", as_of=as_of("11:30"))) == (0, 0, 1)
    assert tally(ask("12:30", as_of=as_of("12:00"))) == (0, 0, 0)


def test_a_target_moved_by_a_pause_is_judged_as_it_then_was(desk: Desk) -> None:
    desk.opens("10:00")
    desk.says("10:30", status="pending")
    desk.says("12:00", status="open")
    evaluate_due(at("12:45"))

    assert tally(ask("12:45")) == (0, 0, 1), "30 minutes were left at 12:00"
    assert tally(ask("12:45", as_of=as_of("11:30"))) == (0, 0, 0), "it stood still"
    assert tally(ask("12:45", as_of=as_of("12:30"))) == (0, 0, 0)


def test_a_reopened_case_goes_on_and_was_closed_as_of_between() -> None:
    promise(first_response(60, completion={"field": "is_closed", "op": "equals", "value": True}))
    desk = Desk()
    desk.opens("10:00")
    desk.says("10:30", status="closed")
    desk.says("11:00", status="open")
    evaluate_due(at("12:00"))

    assert tally(ask("12:00")) == (0, 0, 1), "30 minutes were left at 11:00"
    assert tally(ask("12:00", as_of=as_of("10:45"))) == (1, 0, 0), "it was completed by the closing"
    assert tally(ask("12:00", as_of=as_of("11:15"))) == (0, 0, 0)
    assert tally(ask("12:00", as_of=as_of("11:30:01"))) == (0, 0, 1)


def test_each_cycle_of_a_case_counts_for_itself() -> None:
    promise(first_response(60), reopen="new_cycle")
    desk = Desk()
    desk.opens("10:00")
    desk.says("10:30", REPLY)
    desk.says("11:00", status="closed")
    desk.says("13:00", status="open")
    desk.says("14:30", REPLY)

    assert tally(ask()) == (1, 1, 0)


def test_a_late_event_makes_past_figures_right(desk: Desk) -> None:
    desk.opens("10:00")
    evaluate_due(at("11:30"))
    desk.says("10:50", REPLY, told="12:00")

    assert tally(ask("12:00")) == (1, 0, 0)
    assert tally(ask("12:00", as_of=as_of("11:30"))) == (1, 0, 0), "as it is known today"


def test_a_day_budget_is_judged_by_its_instant() -> None:
    promise(first_response(budget=Budget(days=1)))
    Desk().opens("10:00")
    target = CaseMilestone.objects.get().target_at

    assert target.isoformat() == "2026-06-02T10:00:00+00:00"
    assert tally(ask("23:00", to="2026-06-02")) == (0, 0, 0)
    assert tally(ask_at("2026-06-02T10:00:00Z", to="2026-06-02")) == (0, 0, 0)
    assert tally(ask_at("2026-06-02T10:00:01Z", to="2026-06-02")) == (0, 0, 1)


def test_completing_by_hand_counts_like_any_other(desk: Desk) -> None:
    desk.opens("10:00")
    desk.says("10:20", commands=[Command("complete", "first_response", reason="by phone")])

    assert tally(ask()) == (1, 0, 0)


def test_groups_of_every_dimension_sum_to_the_whole(desk: Desk) -> None:
    for number, (channel, priority) in enumerate((("email", "P1"), ("phone", "P2"), ("email", "P1"))):
        each = another(desk, f"CS-{number}")
        each.opens("10:00", channel=channel, priority=priority)
        each.says("10:30" if number else "12:00", REPLY)

    assert tally(ask()) == (2, 1, 0)
    assert tallies(ask(), "channel") == {"email": (1, 1, 0), "phone": (1, 0, 0)}
    assert tallies(ask(), "priority") == {"P1": (1, 1, 0), "P2": (1, 0, 0)}
    assert tallies(ask(), "tier") == {"gold": (2, 1, 0)}
    assert tallies(ask(), "type") == {"first_response": (2, 1, 0)}
    assert tallies(ask(), "queue") == {"(none)": (2, 1, 0)}
    assert tallies(ask(), "owner") == {"(none)": (2, 1, 0)}
    assert tallies(ask(), "team") == {"(none)": (2, 1, 0)}
    assert list(tallies(ask(), "account").values()) == [(2, 1, 0)]
    assert tallies(ask(), "record_type") == {"case": (2, 1, 0)}


def test_narrowing_narrows_figure_and_list_alike(desk: Desk) -> None:
    desk.opens("10:00", channel="email")
    desk.says("10:30", REPLY)
    another(desk, "CS-2").opens("10:00", channel="phone")

    assert tally(ask(channel="email")) == (1, 0, 0)
    assert listed(ask(channel="email")) == [("CS-1", "on_time")]
    assert tally(ask(channel="(none)")) == (0, 0, 0)
    assert tally(ask(queue="(none)")) == (1, 0, 1)


@pytest.mark.parametrize(
    ("by", "expected"),
    [("decided", (0, 1, 1)), ("target", (0, 1, 1)), ("completed", (0, 1, 0)), ("opened", (0, 1, 1))],
)
def test_a_period_can_be_that_of_another_instant(desk: Desk, by: str, expected: tuple[int, int, int]) -> None:
    desk.opens("10:00")
    desk.says("12:00", REPLY)
    another(desk, "CS-2").opens("10:00")

    assert tally(ask(by=by)) == expected


def test_a_case_in_quarantine_is_left_out(desk: Desk) -> None:
    desk.opens("10:00")
    desk.says("10:30", REPLY)
    state = desk.case.engine_state
    state.quarantined_at, state.quarantine_reason = desk.case.opened_at, "a test"
    state.save()

    assert tally(ask()) == (0, 0, 0)


def test_what_its_own_violation_completes_at_the_target_is_late_today_and_as_of_then() -> None:
    entry = DraftEntry("field_update", parameters={"field": "status", "value": "closed"})
    closing = draft_version(create_matrix("Close"), [DraftRow(cells={"100": [entry]})])
    activate_matrix(closing.pk, "tests", at("00:00"), reason="As agreed")
    done = {"field": "is_closed", "op": "equals", "value": True}
    promise(first_response(60, completion=done, pause=None), matrix_version=closing.pk)
    desk = Desk()
    desk.opens("10:00")
    evaluate_due(at("11:01"))

    assert tally(ask()) == (0, 1, 0)

    desk.says("12:00", status="open")
    assert tally(ask(as_of=as_of("11:30"))) == (0, 1, 0)
