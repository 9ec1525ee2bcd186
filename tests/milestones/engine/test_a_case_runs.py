"""A case from its opening to its last fact, through the one service everybody uses."""

from datetime import datetime

import pytest

from escalations.engine.deliver import deliver_due
from escalations.models import Delivery
from escalations.services.activate_matrix import activate_matrix
from escalations.services.draft_matrix import DraftEntry, DraftRow, create_matrix, draft_version
from milestones.clock.event import Command
from milestones.engine.evaluate import evaluate_due
from milestones.engine.verify import verify
from milestones.models import Case, CaseEvent, CaseMilestone, CaseState, Comment, LedgerEntry
from milestones.services.case_request import CaseRequest, CommentText
from milestones.services.record import record
from tests.milestones.promised import Desk, at, first_response, percent, promise

pytestmark = pytest.mark.django_db


def clock_time(instant: datetime | None) -> str | None:
    return None if instant is None else f"{instant:%H:%M}"


def ledger(desk: Desk) -> list[tuple[str, str | None, str | None]]:
    """Kind, when it was so, when it was recorded."""
    return [
        (entry.kind, clock_time(entry.occurred_at), clock_time(entry.recorded_at))
        for entry in LedgerEntry.objects.filter(case=desk.case)
    ]


def alerts() -> list[tuple[str, str]]:
    """Purpose and the instant of the fact of every delivery row."""
    found = []
    for delivery in Delivery.objects.order_by("id"):
        entry = LedgerEntry.objects.get(case_id=delivery.case_id, seq=delivery.ledger_seq)
        found.append((delivery.purpose, f"{entry.occurred_at:%H:%M}"))
    return found


def test_a_case_nobody_answers_reaches_each_mark_at_its_own_instant() -> None:
    promise()
    desk = Desk()
    assert desk.opens("09:05").status == "created"

    for tick in ("09:36", "09:51", "10:00", "10:06"):
        evaluate_due(at(tick))

    assert ledger(desk) == [
        ("covered", "09:05", "09:05"),
        ("entered", "09:05", "09:05"),
        ("started", "09:05", "09:05"),
        ("trigger reached", "09:35", "09:36"),
        ("trigger reached", "09:50", "09:51"),
        ("trigger reached", "09:59", "10:00"),
        ("violated", "10:05", "10:06"),
    ]
    assert alerts() == [("alert", "09:35"), ("alert", "09:50"), ("alert", "09:59"), ("alert", "10:05")]
    clock = CaseMilestone.objects.get()
    assert (clock.status, clock.is_violated, clock_time(clock.target_at)) == ("running", True, "10:05")


def test_a_tick_at_the_very_instant_of_a_trigger_leaves_it_to_the_next() -> None:
    promise()
    desk = Desk()
    desk.opens("09:05")
    assert evaluate_due(at("09:35")).facts == 0
    assert evaluate_due(at("09:35:01")).facts == 1


def test_a_tick_with_nothing_due_takes_no_case_in_hand() -> None:
    promise()
    Desk().opens("09:05")
    assert evaluate_due(at("09:30")).cases == 0


def test_ticks_after_a_standstill_record_every_trigger_and_send_the_last() -> None:
    promise()
    desk = Desk()
    desk.opens("09:05")
    evaluate_due(at("12:00"))
    assert [kind for kind, _, _ in ledger(desk)][3:] == ["trigger reached"] * 3 + ["violated"]
    assert alerts() == [("alert", "10:05")]


def test_g10_a_reply_reported_late_withdraws_the_violation_and_corrects_what_was_sent() -> None:
    promise()
    desk = Desk()
    desk.opens("09:05")
    evaluate_due(at("10:06"))
    deliver_due(at("10:06:01"), 20)

    desk.says("10:02", "public_reply_sent", told="10:07")

    clock = CaseMilestone.objects.get()
    assert (clock.status, clock.is_violated) == ("completed", False)
    assert clock_time(clock.completed_at) == "10:02"
    withdrawn = LedgerEntry.objects.get(kind="withdrawn")
    assert withdrawn.withdraws == LedgerEntry.objects.get(kind="violated").seq
    assert clock_time(withdrawn.recorded_at) == "10:07"
    assert LedgerEntry.objects.filter(kind="completed").count() == 1
    assert [each for each in alerts() if each[0] == "correction"] == [("correction", "10:05")]


def test_g10_an_alert_not_yet_sent_is_canceled_and_needs_no_correction() -> None:
    promise()
    desk = Desk()
    desk.opens("09:05")
    evaluate_due(at("10:06"))
    desk.says("10:02", "public_reply_sent", told="10:07")
    assert Delivery.objects.get().status == "canceled"


def test_g11_a_case_filled_in_later_has_every_fact_and_one_alert() -> None:
    promise()
    desk = Desk()
    desk.opens("09:05", told="12:00")
    facts = [(kind, occurred) for kind, occurred, _ in ledger(desk)][3:]
    assert facts == [
        ("trigger reached", "09:35"),
        ("trigger reached", "09:50"),
        ("trigger reached", "09:59"),
        ("violated", "10:05"),
    ]
    assert alerts() == [("alert", "10:05")]


def test_a_case_filled_in_silently_alerts_nobody() -> None:
    promise()
    desk = Desk()
    desk.opens("09:05", told="12:00", silent=True)
    assert len(ledger(desk)) == 7
    assert alerts() == []


def test_what_time_brought_is_sent_though_a_silent_event_is_recorded_with_it() -> None:
    promise()
    desk = Desk()
    desk.opens("09:05")
    desk.says("09:36", told="09:36", silent=True, subject="Printer")
    assert alerts() == [("alert", "09:35")]


@pytest.mark.parametrize("first", ["High", "Low"])
def test_g12_the_sources_own_sequence_decides_at_one_instant_whatever_arrives_first(first: str) -> None:
    promise()
    desk = Desk()
    desk.opens("09:05")
    told = [("High", 1), ("Low", 2)]
    for priority, sequence in told if first == "High" else reversed(told):
        desk.says("10:00", told="10:01", priority=priority, sequence=sequence)
    assert desk.case.priority == "Low"


def test_the_same_event_twice_is_one_event() -> None:
    promise()
    desk = Desk()
    desk.opens("09:05")
    assert desk.says("09:10", event_id="7", status="open").status == "updated"
    again = desk.says("09:10", told="09:12", event_id="7", status="open")
    assert (again.status, again.differs) == ("duplicate", False)
    other = desk.says("09:10", told="09:13", event_id="7", status="pending")
    assert (other.status, other.differs) == ("duplicate", True)
    assert desk.case.status == "open"
    assert CaseEvent.objects.filter(event_id="7").count() == 1


def test_the_same_request_without_an_id_is_recognized_by_its_content() -> None:
    promise()
    desk = Desk()
    desk.opens("09:05")
    assert desk.says("09:10", status="open").status == "updated"
    assert desk.says("09:10", told="09:11", status="open").status == "duplicate"


def test_one_batch_opens_a_case_once_and_applies_its_requests_in_their_own_order() -> None:
    promise()
    answers = record(
        [
            CaseRequest(
                source="desk",
                external_id="A",
                occurred_at=at("10:30"),
                must_exist=True,
                fields={"status": "open"},
            ),
            CaseRequest(
                source="desk",
                external_id="A",
                opened_at=at("10:00"),
                fields={"account": "acme", "status": "new"},
            ),
            CaseRequest(source="desk", external_id="B", opened_at=at("10:10"), fields={"account": "acme"}),
            CaseRequest(
                source="desk",
                external_id="A",
                occurred_at=at("10:30"),
                must_exist=True,
                fields={"status": "open"},
            ),
        ],
        at=at("11:00"),
    )
    assert [answer.status for answer in answers] == ["created", "updated", "created", "duplicate"]
    assert Case.objects.get(external_id="A").status == "open"
    assert Case.objects.get(external_id="A").coverage_outcome == "covered"


def test_a_case_without_a_promise_is_visible_as_such() -> None:
    promise()
    desk = Desk(account=None)
    desk.opens("09:05")
    assert desk.case.coverage_outcome == "no_entitlement"
    assert [kind for kind, _, _ in ledger(desk)] == ["covered"]
    assert CaseState.objects.get().next_due_at is None


def test_texts_stay_outside_events_and_ledger() -> None:
    promise()
    desk = Desk()
    desk.opens("09:05")
    desk.says("09:20", comment=CommentText("public", "We are on it, Mrs Lindqvist.", "ines"))
    comment = Comment.objects.get()
    assert comment.event.case == desk.case
    for event in CaseEvent.objects.all():
        assert b"Lindqvist" not in bytes(event.payload)
    for entry in LedgerEntry.objects.all():
        assert b"Lindqvist" not in bytes(entry.body)
    assert CaseMilestone.objects.get().status == "completed"


def test_a_note_among_colleagues_is_no_reply() -> None:
    promise()
    desk = Desk()
    desk.opens("09:05")
    desk.says("09:20", comment=CommentText("internal", "Who takes this?"))
    assert CaseMilestone.objects.get().status == "running"


def test_a_pause_by_status_stops_the_clock_and_the_row_shows_it() -> None:
    promise()
    desk = Desk()
    desk.opens("10:00")
    desk.says("10:20", status="pending")
    clock = CaseMilestone.objects.get()
    assert (clock.status, clock.next_trigger_at) == ("paused", None)
    desk.says("10:50", status="open")
    clock.refresh_from_db()
    assert (clock.status, clock_time(clock.target_at)) == ("running", "11:30")
    assert clock.paused_business == 30 * 60 * 1_000_000


def test_a_milestone_is_completed_by_hand_with_a_reason_and_the_ledger_names_who() -> None:
    promise()
    desk = Desk()
    desk.opens("10:00")
    desk.says(
        "10:20",
        commands=[Command("complete", milestone="first_response", reason="Called back.")],
        actor="user:7",
    )
    assert CaseMilestone.objects.get().status == "completed"
    assert LedgerEntry.objects.get(kind="completed").actor == "user:7"


def test_closing_and_reopening_show_on_the_case() -> None:
    promise(first_response(completion={"field": "is_closed", "op": "equals", "value": True}))
    desk = Desk()
    desk.opens("10:00")
    desk.says("11:00", told="11:00", status="Closed")
    assert clock_time(desk.case.closed_at) == "11:00"
    desk.says("11:30", status="open")
    assert desk.case.closed_at is None
    desk.says("11:10", told="12:00", status="resolved")
    assert desk.case.closed_at is None
    desk.says("12:30", status="resolved")
    assert clock_time(desk.case.closed_at) == "12:30"


def test_a_late_event_that_takes_a_later_clock_away_takes_its_row_away() -> None:
    promise(
        first_response(
            key="update",
            type="update",
            name="Next update",
            recurrence="independent",
            start="criteria_met",
            entry={"field": "status", "op": "equals", "value": "open"},
            completion={"event": "public_reply_sent"},
        )
    )
    desk = Desk()
    desk.opens("09:00", status="open")
    desk.says("09:10", "public_reply_sent", told="09:10")
    assert CaseMilestone.objects.count() == 2
    desk.says("09:09", told="09:20", status="pending")
    assert [clock.status for clock in CaseMilestone.objects.all()] == ["canceled"]


def test_a_violation_that_comes_back_is_a_new_generation() -> None:
    promise()
    desk = Desk()
    desk.opens("09:05")
    evaluate_due(at("10:06"))
    desk.says("10:02", told="10:07", event_id="pause", status="pending")
    assert LedgerEntry.objects.filter(kind="withdrawn").count() == 1
    desk.says("10:01", told="10:08", status="open", event_id="x", sequence=1)
    desk.says("10:02", told="10:09", status="open", event_id="resume", sequence=1)
    again = LedgerEntry.objects.filter(kind="violated").order_by("seq").last()
    assert again is not None
    assert (again.generation, clock_time(again.occurred_at)) == (2, "10:05")


def test_a_field_set_by_escalation_shows_on_the_case_after_a_tick() -> None:
    entry = DraftEntry("field_update", parameters={"field": "priority", "value": "Critical"})
    version = draft_version(create_matrix("Raise"), [DraftRow(cells={"100": [entry]})])
    activate_matrix(version.pk, "tests", at("00:00"), reason="As agreed")
    promise(first_response(triggers=percent(50)), matrix_version=version.pk)
    desk = Desk()
    desk.opens("09:05")
    evaluate_due(at("10:06"))
    assert desk.case.priority == "Critical"


def test_a_case_that_its_own_violation_closes_is_met_late_at_the_target_and_goes_on() -> None:
    entry = DraftEntry("field_update", parameters={"field": "status", "value": "closed"})
    version = draft_version(create_matrix("Close"), [DraftRow(cells={"100": [entry]})])
    activate_matrix(version.pk, "tests", at("00:00"), reason="As agreed")
    closed = {"field": "is_closed", "op": "equals", "value": True}
    promise(first_response(completion=closed, triggers=()), matrix_version=version.pk)
    desk = Desk()
    desk.opens("09:05")

    assert evaluate_due(at("10:06")).quarantined == {}

    clock = CaseMilestone.objects.get()
    assert (clock.status, clock.is_violated) == ("completed", True)
    assert clock_time(clock.completed_at) == clock_time(clock.target_at) == "10:05"
    assert clock_time(desk.case.closed_at) == "10:05"
    assert [kind for kind, occurred, _ in ledger(desk) if occurred == "10:05"] == [
        "violated",
        "field updated",
        "completed",
        "exited",
    ]
    assert verify([desk.case.pk]).drift == []
