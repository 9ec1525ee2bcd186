"""Moving running cases: what the preview says is what the run does, and undoing leaves no trace but the
ledger's.
"""

from typing import Any

import pytest

from entitlements.business_time.budget import Budget
from entitlements.business_time.instants import MINUTE
from entitlements.models import ProcessVersion
from entitlements.process.definition import Process, StatusClasses
from entitlements.selectors.process_versions import read_process
from entitlements.services.activate_version import activate_version
from entitlements.services.create_draft import create_draft
from entitlements.services.processes import create_process
from entitlements.services.retire_version import retire_version
from milestones.engine.evaluate import evaluate_due
from milestones.engine.process import process_cases
from milestones.engine.verify import verify
from milestones.models import Case, CaseEvent, CaseMilestone, CaseState, LedgerEntry
from milestones.services.coverage import cover_again
from milestones.services.version_moves import MoveOrder, MovePreview, preview_move, start_move
from sla_admin.shared.errors import Conflict, InvalidInput, NotFound
from sla_admin.shared.models import BackgroundRun
from sla_admin.shared.runs.deeds import undo_run
from sla_admin.shared.runs.work import finish
from tests.milestones.promised import Desk, at, first_response, promise

pytestmark = pytest.mark.django_db


def next_version(minutes: int, clock: str, **process: Any) -> int:
    """Another version of the one process, activated at that time."""
    old = ProcessVersion.objects.order_by("number").last()
    assert old is not None
    known = read_process(old.pk)
    draft = create_draft(
        process_id=old.process_id,
        content=Process(
            version=0,
            name="",
            milestones=(first_response(minutes),),
            matrix_version=known.matrix_version,
            hours=known.hours,
            **process,
        ),
        actor="tests",
        at=at(clock),
    )
    activate_version(version_id=draft.pk, actor="tests", at=at(clock), reason="Another promise.")
    return draft.pk


def moved(order: MoveOrder, clock: str) -> BackgroundRun:
    run = start_move(order, actor="user:1", at=at(clock), reason="Contract renewed")
    return finish(run.pk, lambda: at(clock))


def clock_of(desk: Desk) -> tuple[str, bool]:
    row = CaseMilestone.objects.get(case=desk.case)
    return row.target_at.strftime("%H:%M"), row.is_violated


def counts(preview: MovePreview) -> tuple[int, int, int, int]:
    total = preview.summary.total
    return preview.cases, total.moved, total.newly_violated, total.relieved


@pytest.fixture
def desk() -> Desk:
    """A case of 10:00 with four hours."""
    promise(first_response(240))
    found = Desk()
    found.opens("10:00")
    return found


def test_f1_a_new_version_does_not_touch_a_running_case(desk: Desk) -> None:
    next_version(120, "11:40")
    evaluate_due(at=at("11:50"))
    assert clock_of(desk) == ("14:00", False)


def test_f2_moved_from_the_start_at_11_40_the_target_is_12_00(desk: Desk) -> None:
    order = MoveOrder(version=next_version(120, "11:39"))
    assert counts(preview_move(order, at=at("11:40"))) == (1, 1, 0, 0)
    run = moved(order, "11:40")
    assert clock_of(desk) == ("12:00", False)
    assert (run.state, run.tally, run.result["moved"]) == ("done", {"moved": 1}, 1)
    fact = LedgerEntry.objects.get(kind="version moved")
    assert fact.actor == "user:1"
    assert fact.cause == f"event:/move:{run.pk}"
    assert run.reason == "Contract renewed"
    assert desk.case.process_version_id == order.version
    assert verify([desk.case.pk]).drift == []


def test_f3_moved_at_12_30_it_is_violated_and_the_preview_said_so(desk: Desk) -> None:
    order = MoveOrder(version=next_version(120, "11:39"))
    preview = preview_move(order, at=at("12:30"))
    assert counts(preview) == (1, 1, 1, 0)
    assert preview.summary.newly_violated_cases == [desk.case.pk]
    run = moved(order, "12:30")
    assert clock_of(desk) == ("12:00", True)
    item = run.items.get()
    assert (item.outcome, item.reference) == ("newly violated", desk.case.pk)
    assert item.sentence == "Violated now: first_response."


def test_f4_a_longer_promise_relieves_and_the_violation_stays_in_the_ledger(desk: Desk) -> None:
    order = MoveOrder(version=next_version(480, "11:39"))
    evaluate_due(at=at("14:29"))
    assert clock_of(desk) == ("14:00", True)
    assert counts(preview_move(order, at=at("14:30"))) == (1, 1, 0, 1)
    moved(order, "14:30")
    assert clock_of(desk) == ("18:00", False)
    assert LedgerEntry.objects.filter(kind="violated").exists()
    assert LedgerEntry.objects.filter(kind="violation lifted").exists()


def test_f5_met_under_four_hours_it_stays_met(desk: Desk) -> None:
    order = MoveOrder(version=next_version(120, "11:39"))
    desk.says("12:30", "public_reply_sent")
    moved(order, "13:00")
    row = CaseMilestone.objects.get(case=desk.case)
    assert (row.status, row.is_violated, row.target_at.hour) == ("completed", False, 14)


@pytest.mark.parametrize(
    ("targets", "target"),
    [("keep", "14:00"), ("start", "12:00"), ("prorate", "12:30")],
)
def test_the_three_ways_to_treat_a_clock(desk: Desk, targets: Any, target: str) -> None:
    """Moved at 11:00 from four hours to two: kept; from 10:00; half of the three hours left."""
    order = MoveOrder(version=next_version(120, "10:30"), targets=targets)
    before = preview_move(order, at=at("11:00"))
    moved(order, "11:00")
    assert clock_of(desk) == (target, False)
    assert before.summary.total.moved == (0 if targets == "keep" else 1)


def test_silent_moves_tell_nobody(desk: Desk) -> None:
    from escalations.models import Delivery

    order = MoveOrder(version=next_version(120, "11:39"), silent=True)
    evaluate_due(at=at("12:29"))  # half of the four hours: told whether somebody moves it or not
    before = Delivery.objects.count()
    assert preview_move(order, at=at("12:30")).summary.alerts == 0
    moved(order, "12:30")
    assert clock_of(desk) == ("12:00", True)
    assert Delivery.objects.count() == before


def test_a_loud_move_says_in_the_preview_how_many_alerts_it_sets_off(desk: Desk) -> None:
    order = MoveOrder(version=next_version(120, "11:39"))
    fire = preview_move(order, at=at("12:30")).summary.alerts
    skip = preview_move(MoveOrder(version=order.version, passed="skip"), at=at("11:55")).summary.alerts
    assert (fire, skip) == (1, 0)


def test_undo_retracts_the_move_as_if_it_had_never_been(desk: Desk) -> None:
    order = MoveOrder(version=next_version(120, "11:39"))
    run = moved(order, "12:30")
    undoing = undo_run(run.pk, actor="user:2", at=at("12:45"), reason="Wrong tier")
    undoing = finish(undoing.pk, lambda: at("12:45"))
    assert (undoing.state, undoing.tally) == ("done", {"taken back": 1})
    assert clock_of(desk) == ("14:00", False)
    assert desk.case.process_version_id != order.version
    taken_back = LedgerEntry.objects.filter(kind="withdrawn", actor="user:2")
    assert taken_back.exists()
    assert verify([desk.case.pk]).drift == []
    # Afterwards it may be moved again: another run is another event.
    again = moved(order, "12:50")
    assert (again.tally, clock_of(desk)) == ({"moved": 1}, ("12:00", True))
    assert verify([desk.case.pk]).drift == []


def test_the_preview_writes_nothing(desk: Desk) -> None:
    order = MoveOrder(version=next_version(120, "11:39"))
    before = (CaseEvent.objects.count(), LedgerEntry.objects.count(), CaseState.objects.get().folded_at)
    preview_move(order, at=at("12:30"))
    assert (
        CaseEvent.objects.count(),
        LedgerEntry.objects.count(),
        CaseState.objects.get().folded_at,
    ) == before
    assert clock_of(desk) == ("14:00", False)


def test_preview_and_run_agree_over_cases_of_every_kind() -> None:
    """Fresh, nearly due, overdue but not yet looked at, paused, and answered cases."""
    promise(first_response(240, completion={"event": "public_reply_sent"}))
    for number, opened in enumerate(["08:00", "09:00", "10:00", "10:59", "11:20", "11:58"]):
        desk = Desk(external_id=f"A-{number}")
        desk.opens(opened)
        if number == 1:
            desk.says("10:00", status="pending")
        if number == 3:
            desk.says("11:30", "public_reply_sent")
    order = MoveOrder(version=next_version(60, "11:59"), targets="start")
    preview = preview_move(order, at=at("12:30"))
    run = moved(order, "12:30")
    total = preview.summary.total
    assert {name: run.result[name] for name in ("clocks", "moved", "newly_violated", "relieved")} == {
        "clocks": total.clocks,
        "moved": total.moved,
        "newly_violated": total.newly_violated,
        "relieved": total.relieved,
    }
    assert run.done == preview.cases == 6
    open_now = CaseMilestone.objects.filter(status__in=["running", "paused"])
    assert total.clocks == open_now.count() == 5
    # 08:00 was violated at 12:00 already; of the other four, 10:00 and 11:20 have passed their hour, 11:58
    # has not, and the paused one of 09:00 had counted just an hour: its target is where the pause began.
    assert total.newly_violated == open_now.filter(is_violated=True).count() - 1
    assert verify([each.pk for each in Case.objects.all()]).drift == []


def test_only_the_cases_of_the_filter_are_moved(desk: Desk) -> None:
    other = Desk(external_id="CS-2")
    other.opens("10:30", priority="P3")
    version = next_version(120, "11:39")
    assert preview_move(MoveOrder(version=version, priority="p3"), at=at("11:40")).cases == 1
    assert preview_move(MoveOrder(version=version, tier="silver"), at=at("11:40")).cases == 0
    assert preview_move(MoveOrder(version=version, queue="none"), at=at("11:40")).cases == 0
    assert preview_move(MoveOrder(version=version, opened_before=at("10:30")), at=at("11:40")).cases == 1
    assert preview_move(MoveOrder(version=version, opened_from=at("10:30")), at=at("11:40")).cases == 1
    assert preview_move(MoveOrder(version=version, cases=(desk.case.pk,)), at=at("11:40")).cases == 1
    moved(MoveOrder(version=version, priority="P3"), "11:40")
    assert (clock_of(desk), clock_of(other)) == (("14:00", False), ("12:30", False))


def test_a_case_that_closed_meanwhile_is_named_and_left_as_it_is(desk: Desk) -> None:
    order = MoveOrder(version=next_version(120, "11:39"))
    run = start_move(order, actor="user:1", at=at("11:40"), reason="Renewed")
    desk.says("11:41", status="closed")
    Case.objects.update(closed_at=None)  # as if the choice had been made a moment before the closing
    run = finish(run.pk, lambda: at("11:42"))
    assert run.tally == {"passed over": 1}
    assert run.items.get().sentence == "It was closed meanwhile."
    assert not CaseEvent.objects.filter(event_id=f"move:{run.pk}").exists()


def test_a_case_in_quarantine_is_listed_as_a_failure_and_stays_there(desk: Desk) -> None:
    order = MoveOrder(version=next_version(120, "11:39"))
    CaseState.objects.update(quarantined_at=desk.case.opened_at, quarantine_reason="broken")
    preview = preview_move(order, at=at("11:40"))
    assert [case_id for case_id, _ in preview.failures] == [desk.case.pk]
    run = moved(order, "11:40")
    assert (run.failures, run.tally) == (1, {"failed": 1})
    assert "release it" in run.items.get().sentence


def test_a_move_that_cannot_be_folded_quarantines_nobody(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from milestones.engine import deciding

    def breaks(*_: Any) -> None:
        raise LookupError("The promise names no timeline.")

    monkeypatch.setattr(deciding, "carry_on", breaks)
    run = moved(MoveOrder(version=next_version(120, "11:39")), "11:40")
    assert (run.state, run.failures) == ("done", 1)
    assert run.items.get().sentence == "LookupError: The promise names no timeline."
    assert not CaseState.objects.filter(quarantined_at__isnull=False).exists()
    assert clock_of(desk) == ("14:00", False)


def test_a_late_reply_told_after_the_move_still_finds_the_old_promise(desk: Desk) -> None:
    order = MoveOrder(version=next_version(120, "11:39"))
    moved(order, "12:30")
    desk.says("11:55", "public_reply_sent", told="12:40")
    row = CaseMilestone.objects.get(case=desk.case)
    assert (row.status, row.is_violated, row.target_at.hour) == ("completed", False, 14)
    assert verify([desk.case.pk]).drift == []


def test_what_is_refused_is_named_and_starts_nothing(desk: Desk) -> None:
    version = next_version(120, "11:39")
    first = ProcessVersion.objects.get(number=1).pk
    work = create_process(name="Field work", record_type="work_order")
    field_draft = create_draft(
        process_id=work.pk,
        content=Process(
            version=0,
            name="",
            milestones=(first_response(),),
            record_type="work_order",
            matrix_version=read_process(version).matrix_version,
        ),
        actor="tests",
        at=at("00:00"),
    )
    now = at("11:40")
    with pytest.raises(Conflict, match="is a draft"):
        preview_move(MoveOrder(version=field_draft.pk), at=now)
    activate_version(version_id=field_draft.pk, actor="tests", at=now, reason="Field.")
    with pytest.raises(InvalidInput, match=r"for cases, .* for work orders"):
        preview_move(MoveOrder(version=field_draft.pk, from_version=first), at=now)
    with pytest.raises(InvalidInput, match=r"cases\.0: .*for cases.*for work orders"):
        preview_move(MoveOrder(version=field_draft.pk, cases=(desk.case.pk,)), at=now)
    with pytest.raises(InvalidInput, match="is the version to move to"):
        preview_move(MoveOrder(version=version, from_version=version), at=now)
    with pytest.raises(InvalidInput, match="opened_before"):
        preview_move(MoveOrder(version=version, opened_from=now, opened_before=now), at=now)
    with pytest.raises(InvalidInput, match="There is no case"):
        preview_move(MoveOrder(version=version, cases=(999_999,)), at=now)
    with pytest.raises(NotFound):
        preview_move(MoveOrder(version=999_999), at=now)
    with pytest.raises(InvalidInput, match="Say why"):
        start_move(MoveOrder(version=version), actor="user:1", at=now, reason=" ")
    assert not BackgroundRun.objects.exists()


def test_a_process_is_moved_by_one_run_at_a_time(desk: Desk) -> None:
    version = next_version(120, "11:39")
    start_move(MoveOrder(version=version), actor="user:1", at=at("11:40"), reason="One")
    with pytest.raises(Conflict, match="not at its end"):
        start_move(MoveOrder(version=version), actor="user:1", at=at("11:40"), reason="Two")


def test_moving_back_to_a_retired_version_is_a_move_like_any_other(desk: Desk) -> None:
    first = ProcessVersion.objects.get(number=1).pk
    second = next_version(120, "11:39")
    moved(MoveOrder(version=second), "11:40")
    retire_version(version_id=first, actor="tests", at=at("11:45"), reason="Old.")
    moved(MoveOrder(version=first), "11:50")
    assert clock_of(desk) == ("14:00", False)


def test_a_changed_promise_counts_again_on_the_hours_of_the_new_version(desk: Desk) -> None:
    """Budget(…) and hours come from the version moved to; the timelines it needs travel with the event."""
    version = next_version(90, "11:39")
    moved(MoveOrder(version=version), "11:40")
    assert CaseMilestone.objects.get(case=desk.case).budget == Budget(micros=90 * MINUTE).micros
    process_cases({desk.case.pk: ()}, at("11:45"))
    assert verify([desk.case.pk]).drift == []


SOLVED_IS_CLOSED = StatusClasses(closed=("closed", "solved"))


def test_a_version_that_calls_the_status_closed_closes_the_case_when_it_was_said(desk: Desk) -> None:
    desk.says("11:00", status="solved")
    assert desk.case.closed_at is None

    run = moved(MoveOrder(version=next_version(120, "11:39", statuses=SOLVED_IS_CLOSED)), "11:40")

    assert verify([desk.case.pk]).drift == []
    assert f"{desk.case.closed_at:%H:%M}" == "11:00"
    undone = undo_run(run.pk, actor="user:1", at=at("11:50"))
    finish(undone.pk, lambda: at("11:50"))
    assert desk.case.closed_at is None
    assert verify([desk.case.pk]).drift == []


def test_a_version_that_calls_the_status_open_opens_the_case(desk: Desk) -> None:
    desk.says("11:00", status="resolved")
    cover_again([desk.case.pk], at=at("11:30"))
    assert f"{desk.case.closed_at:%H:%M}" == "11:00"

    next_version(120, "09:00", statuses=StatusClasses(closed=("closed",)))
    cover_again([desk.case.pk], at=at("11:40"))

    assert verify([desk.case.pk]).drift == []
    assert desk.case.closed_at is None
