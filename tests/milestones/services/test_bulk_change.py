"""One change to many cases: every row told, nobody overwritten, taken back without a trace on clocks."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from entitlements.business_time.instants import MINUTE
from milestones.engine.evaluate import evaluate_due
from milestones.engine.verify import verify
from milestones.models import Case, CaseMilestone, CaseState, Queue
from milestones.services.bulk_change import AT_ONCE, BulkChange, BulkUndo
from milestones.services.purge import purge_cases
from milestones.services.quarantine import release_from_quarantine
from sla_admin.shared.errors import InvalidInput
from sla_admin.shared.models.background_run import BackgroundRun
from sla_admin.shared.runs import start_run
from sla_admin.shared.runs.deeds import undo_run
from sla_admin.shared.runs.work import finish, take_step
from tests.milestones.promised import Desk, at, promise

pytestmark = pytest.mark.django_db

NOON = at("12:00")


@pytest.fixture
def ines() -> User:
    return User.objects.create_user("ines", first_name="Ines", last_name="Carvalho")


@pytest.fixture
def jonas() -> User:
    return User.objects.create_user("jonas", first_name="Jonas", last_name="Weber")


@pytest.fixture
def cases() -> list[int]:
    """Three open cases, of which nobody is the owner."""
    promise()
    for number in (1, 2, 3):
        Desk(f"CS-{number}").opens("11:30")
    return list(Case.objects.order_by("external_id").values_list("pk", flat=True))


def change(ids: list[int], field: str, value: Any, now: int = NOON, **more: Any) -> BackgroundRun:
    parameters = {"ids": ids, "field": field, "value": value, **more}
    run = start_run(BulkChange.name, parameters, actor="user:1", at=now)
    return finish(run.pk, lambda: now)


def undo(run: BackgroundRun, now: int) -> BackgroundRun:
    return finish(undo_run(run.pk, actor="user:1", at=now).pk, lambda: now)


def report(run: BackgroundRun) -> dict[str, str]:
    return {
        item.item: f"{item.outcome}: {item.sentence}" if item.sentence else item.outcome
        for item in run.items.all()
    }


def owners() -> list[str]:
    rows = Case.objects.order_by("external_id").values_list("owner__username", flat=True)
    return [name or "nobody" for name in rows]


def test_each_row_is_changed_by_an_event_of_its_own_and_reported(cases: list[int], ines: User) -> None:
    run = change(cases[:2], "owner", ines.pk)

    assert run.title == "Assign 2 cases to Ines Carvalho"
    assert (run.state, run.done, run.tally) == ("done", 2, {"changed": 2})
    assert owners() == ["ines", "ines", "nobody"]
    event = Case.objects.get(external_id="CS-1").events.get(event_id=f"bulk:{run.pk}")
    assert (event.source, event.actor) == ("local", "user:1")


@pytest.mark.parametrize(
    ("field", "value", "title"),
    [
        ("queue", "network", "Move 1 case to the queue Network"),
        ("queue", None, "Take 1 case from their queues"),
        ("priority", "P2", "Set the priority of 1 case to P2"),
        ("status", "pending", "Set the status of 1 case to pending"),
        ("owner", None, "Take 1 case from their owners"),
    ],
)
def test_what_is_done_is_said_in_words(cases: list[int], field: str, value: Any, title: str) -> None:
    Queue.objects.create(name="Network", key="network")

    assert change(cases[:1], field, value).title == title


def test_what_is_so_already_is_left_without_an_event(cases: list[int], ines: User) -> None:
    change(cases[:1], "owner", ines.pk)

    run = change(cases, "owner", ines.pk)

    assert report(run) == {"CS-1": "already so", "CS-2": "changed", "CS-3": "changed"}
    assert Case.objects.get(external_id="CS-1").events.filter(event_id__startswith="bulk:").count() == 1


def test_a_case_that_somebody_else_took_since_one_looked_is_left_to_them(
    cases: list[int], ines: User, jonas: User
) -> None:
    change(cases[:1], "owner", jonas.pk)

    run = change(cases, "owner", ines.pk, seen=dict.fromkeys(cases))

    assert report(run) == {
        "CS-1": "left as it is: Jonas Weber has it since you looked.",
        "CS-2": "changed",
        "CS-3": "changed",
    }
    assert run.failures == 1
    assert owners() == ["jonas", "ines", "ines"]


def test_a_case_that_was_closed_meanwhile_is_left(cases: list[int], ines: User) -> None:
    Desk("CS-2").says("11:50", status="closed")

    run = change(cases, "owner", ines.pk, open_only=True)

    assert report(run)["CS-2"] == "left as it is: It was closed meanwhile."
    assert owners() == ["ines", "nobody", "ines"]


def test_closed_cases_that_were_asked_for_are_changed(cases: list[int], ines: User) -> None:
    Desk("CS-2").says("11:50", status="closed")

    assert report(change([cases[1]], "owner", ines.pk)) == {"CS-2": "changed"}


def test_a_case_that_is_gone_is_reported_and_hinders_no_other(cases: list[int], ines: User) -> None:
    purge_cases([cases[0]], reason="Tests", actor="tests")

    run = change(cases, "owner", ines.pk)

    assert report(run)[f"case {cases[0]}"] == "failed: It is not there any more."
    assert run.tally == {"failed": 1, "changed": 2}


def test_undo_sets_back_only_what_nobody_changed_since(cases: list[int], ines: User, jonas: User) -> None:
    run = change(cases, "owner", ines.pk)
    Desk("CS-2").says("12:10", told="12:10", owner="jonas")

    undone = undo(run, at("12:20"))

    assert report(undone) == {
        "CS-1": "set back",
        "CS-2": "left as it is: Its owner was changed again since.",
        "CS-3": "set back",
    }
    assert owners() == ["nobody", "jonas", "nobody"]


def test_undo_leaves_clocks_as_if_nothing_had_happened(cases: list[int]) -> None:
    run = change(cases[:1], "status", "closed")
    clock = CaseMilestone.objects.get(case=cases[0])
    assert clock.status == "canceled"

    undo(run, at("12:10"))
    evaluate_due(at("12:15"))

    case = Case.objects.get(pk=cases[0])
    clock = CaseMilestone.objects.get(case=cases[0])
    assert (case.status, case.closed_at) == ("new", None)
    # one clock, of the first cycle, with the target it had: 11:30 and an hour
    assert (clock.status, clock.cycle, clock.occurrence) == ("running", 1, 1)
    assert clock.target_at.isoformat() == "2026-06-01T12:30:00+00:00"
    assert not verify([cases[0]]).drift


def test_more_than_one_step_holds_is_done_in_steps(ines: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("milestones.services.bulk_change.AT_ONCE", 2)
    for number in range(1, 6):
        Desk(f"CS-{number}", account=None).opens("11:30")
    ids = list(Case.objects.order_by("external_id").values_list("pk", flat=True))
    run = start_run(
        BulkChange.name, {"ids": ids, "field": "owner", "value": ines.pk}, actor="user:1", at=NOON
    )

    assert take_step(run.pk, lambda: NOON)
    assert owners() == ["ines", "ines", "nobody", "nobody", "nobody"]
    run.refresh_from_db()
    assert (run.done, run.total, run.state) == (2, 5, "running")
    run = finish(run.pk, lambda: NOON)
    assert (run.done, run.state, owners()) == (5, "done", ["ines"] * 5)

    assert undo(run, at("12:10")).tally == {"set back": 5}
    assert owners() == ["nobody"] * 5


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"ids": [], "field": "priority", "value": "P1"}, "case"),
        ({"ids": [1], "field": "subject", "value": "P1"}, "change"),
        ({"ids": [1], "field": "owner", "value": 9999}, "change"),
        ({"ids": [1], "field": "owner", "value": "ines"}, "change"),
        ({"ids": [1], "field": "queue", "value": "nowhere"}, "change"),
        ({"ids": [1], "field": "priority", "value": ""}, "change"),
        ({"ids": [1], "field": "priority", "value": None}, "change"),
        ({"ids": [1], "field": "status", "value": "x" * 65}, "change"),
        ({"ids": [1], "field": "status", "value": "a\x00b"}, "change"),
        ({"ids": range(1, 100_002), "field": "status", "value": "open"}, "case"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_starts(parameters: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        start_run(BulkChange.name, parameters, actor="user:1", at=NOON)

    assert [name for name, _ in refused.value.problems] == [field]
    assert not BackgroundRun.objects.exists()


def test_somebody_whose_account_is_switched_off_gets_no_cases(cases: list[int], ines: User) -> None:
    User.objects.filter(pk=ines.pk).update(is_active=False)

    with pytest.raises(InvalidInput, match="switched off"):
        start_run(BulkChange.name, {"ids": cases, "field": "owner", "value": ines.pk}, actor="x", at=NOON)


def test_two_hundred_are_changed_while_one_waits() -> None:
    assert AT_ONCE == 200
    assert BulkUndo.name == "bulk undo"


def test_a_change_of_a_case_that_is_set_aside_is_kept_and_can_be_taken_back(cases: list[int]) -> None:
    state = CaseState.objects.get(case=cases[0])
    CaseState.objects.filter(pk=state.pk).update(quarantined_at=state.folded_at, quarantine_reason="spoilt")

    run = change(cases, "priority", "P4")
    item = run.items.get(reference=cases[0])
    assert (item.outcome, "set aside" in item.sentence) == ("changed", True)
    undo(run, NOON + MINUTE)
    release_from_quarantine(cases[:1], at=NOON + 2 * MINUTE)

    assert set(Case.objects.values_list("priority", flat=True)) == {"P1"}
    assert verify(cases).drift == []
