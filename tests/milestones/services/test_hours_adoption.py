"""Revised hours reach running clocks as asked: kept, or counted from then on."""

from collections.abc import Callable
from datetime import datetime

import pytest

from entitlements.business_time.budget import Budget
from entitlements.business_time.instants import HOUR, parse_instant
from entitlements.models import AdoptionMode
from entitlements.services.business_hours import (
    change_draft,
    clocks_touched,
    create_business_hours,
    draft_revision,
    preview_publication,
    publish_revision,
)
from milestones.clock.event import HoursAdopted
from milestones.engine.deciding import decide_for
from milestones.engine.evaluate import evaluate_due
from milestones.engine.process import process_cases
from milestones.engine.verify import verify
from milestones.models import Case, CaseEvent, CaseMilestone, CaseState, LedgerEntry
from milestones.services.hours_adoption import AdoptHours, adoption_event
from sla_admin.shared.models import BackgroundRun
from sla_admin.shared.runs.deeds import stop_run
from sla_admin.shared.runs.work import finish, take_step
from tests.milestones.promised import Desk, at, first_response, promise

pytestmark = pytest.mark.django_db

NINE_TO_FIVE = [[["09:00", "17:00"]]] * 5 + [[], []]
NINE_TO_EIGHT = [[["09:00", "20:00"]]] * 5 + [[], []]
MONDAY_18 = parse_instant("2026-06-01T18:00:00-04:00")

OnCommit = Callable[..., object]


def weekday_hours() -> int:
    draft = create_business_hours(name="Weekdays", zone="America/New_York", weekly=NINE_TO_FIVE)
    publish_revision(draft.pk, at=at("00:00"), actor="tests", reason="As agreed")
    return draft.hours_id


def lengthen(hours_id: int, mode: AdoptionMode) -> None:
    draft = draft_revision(hours_id, effective=datetime(2026, 6, 1, 18))  # noqa: DTZ001 (local to the hours)
    change_draft(draft.pk, weekly=NINE_TO_EIGHT)
    publish_revision(draft.pk, at=MONDAY_18, actor="tests", mode=mode, reason="As agreed")


@pytest.mark.parametrize(
    ("mode", "target"),
    [(AdoptionMode.KEEP, "2026-06-02T17:00:00+00:00"), (AdoptionMode.COUNT, "2026-06-02T15:00:00+00:00")],
)
def test_f7_eight_hours_from_monday_13_when_the_day_becomes_longer_at_18(
    mode: AdoptionMode, target: str, django_capture_on_commit_callbacks: OnCommit
) -> None:
    """Kept: Tuesday 13:00 in New York; counted from then on: Tuesday 11:00."""
    hours_id = weekday_hours()
    promise(first_response(budget=Budget(micros=8 * HOUR)), hours=hours_id)
    desk = Desk()
    desk.opens("17:00")  # 13:00 in New York
    assert clocks_touched(hours_id) == 1

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]  # a context manager
        lengthen(hours_id, mode)

    clock = CaseMilestone.objects.get()
    assert clock.target_at.isoformat() == target
    adopted = LedgerEntry.objects.get(kind="hours adopted")
    assert adopted.actor == "tests"
    assert verify([desk.case.pk]).drift == []


def test_cases_on_other_hours_hear_nothing(django_capture_on_commit_callbacks: OnCommit) -> None:
    hours_id = weekday_hours()
    promise()
    Desk().opens("09:00")
    assert clocks_touched(hours_id) == 0
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]  # a context manager
        lengthen(hours_id, AdoptionMode.COUNT)
    assert not LedgerEntry.objects.filter(kind="hours adopted").exists()


# --- Many at once -------------------------------------------------------------------------------------------


def cases_of_every_kind(prefix: str) -> list[int]:
    """Running, paused, overdue, nearly due, answered; each with a budget in hours and one in days."""
    told = [("13:00", None), ("13:10", "pending"), ("14:00", None), ("20:00", None), ("20:30", "answered")]
    ids = []
    for number, (opened, then) in enumerate(told):
        desk = Desk(external_id=f"{prefix}-{number}")
        desk.opens(opened)
        if then == "pending":
            desk.says("15:00", status="pending")
        elif then == "answered":
            desk.says("20:40", "public_reply_sent")
        ids.append(desk.case.pk)
    return ids


def promise_in_hours_and_days(hours_id: int) -> None:
    promise(
        first_response(240),
        first_response(key="days", type="resolution", name="Resolution", budget=Budget(days=2)),
        hours=hours_id,
    )


def rows_of(ids: list[int]) -> list[dict[str, object]]:
    """What is stored of these cases' clocks, without what names the case."""
    rows = CaseMilestone.objects.filter(case__in=ids).order_by("case", "definition", "occurrence").values()
    return [{name: each for name, each in row.items() if name not in ("id", "case_id")} for row in rows]


@pytest.mark.parametrize("mode", ["count", "keep"])
def test_the_tight_way_writes_what_an_ordinary_turn_writes(mode: str) -> None:
    """The same cases twice, one half by `decide_for`, the other event by event: nothing differs."""
    hours_id = weekday_hours()
    promise_in_hours_and_days(hours_id)
    one, other = cases_of_every_kind("A"), cases_of_every_kind("B")
    draft = draft_revision(hours_id, effective=datetime(2026, 6, 1, 18))  # noqa: DTZ001 (local to the hours)
    change_draft(draft.pk, weekly=NINE_TO_EIGHT)
    BackgroundRun.objects.all().delete()
    publish_revision(draft.pk, at=MONDAY_18, actor="tests", reason="As agreed")
    event = adoption_event(hours_id, 2, AdoptionMode(mode), actor="tests", at=MONDAY_18)
    later = MONDAY_18 + 3 * HOUR

    tight = decide_for(one, event, later)
    process_cases(dict.fromkeys(other, (event,)), later)

    assert (len(tight.done), tight.failed, tight.passed_over) == (5, {}, {})
    assert rows_of(one) == rows_of(other)
    assert any(each["timeline"] == 2 for each in rows_of(one)) == (mode == "count")

    def stored(ids: list[int]) -> list[tuple[object, ...]]:
        states = CaseState.objects.filter(pk__in=ids).order_by("pk")
        return [(bytes(each.state), each.next_due_at, each.ledger_seq) for each in states]

    assert stored(one) == stored(other)
    for mine, theirs in zip(one, other, strict=True):
        facts = [
            list(
                LedgerEntry.objects.filter(case=each)
                .order_by("seq")
                .values_list("kind", "clock", "generation")
            )
            for each in (mine, theirs)
        ]
        assert facts[0] == facts[1]
    assert verify([*one, *other]).drift == []
    evaluate_due(at=later + 48 * HOUR)
    assert verify([*one, *other]).drift == []


def test_a_decision_repeated_is_one_decision() -> None:
    hours_id = weekday_hours()
    promise_in_hours_and_days(hours_id)
    ids = cases_of_every_kind("A")
    event = adoption_event(hours_id, 1, AdoptionMode.KEEP, actor="tests", at=MONDAY_18)
    assert isinstance(event.decision, HoursAdopted)
    decide_for(ids, event, MONDAY_18)
    again = decide_for(ids, event, MONDAY_18)
    assert set(again.passed_over) == set(ids)
    assert CaseEvent.objects.filter(event_id=event.id).count() == len(ids)


def test_the_preview_says_what_publishing_then_does() -> None:
    hours_id = weekday_hours()
    promise_in_hours_and_days(hours_id)
    ids = cases_of_every_kind("A")
    draft = draft_revision(hours_id, effective=datetime(2026, 6, 1, 18))  # noqa: DTZ001 (local to the hours)
    change_draft(draft.pk, weekly=NINE_TO_EIGHT)
    now = MONDAY_18 + HOUR
    before = {row.pk: row.target_at for row in CaseMilestone.objects.all()}

    count = preview_publication(draft.pk, mode=AdoptionMode.COUNT, at=now)
    keep = preview_publication(draft.pk, mode=AdoptionMode.KEEP, at=now)
    assert (count.cases, count.looked_at, keep.moved) == (5, 5, 0)
    assert not CaseEvent.objects.filter(event_id__startswith="hours:").exists()

    done = publish_revision(draft.pk, at=now, actor="user:1", mode=AdoptionMode.COUNT, reason="Late shift")
    assert done.run is not None
    run = finish(done.run, lambda: now)
    moved = sum(before[row.pk] != row.target_at for row in CaseMilestone.objects.all())
    assert (run.state, run.tally, run.reason) == ("done", {"adopted": 5}, "Late shift")
    assert count.moved == run.result["moved"] == moved > 0
    assert verify(ids).drift == []


def test_many_cases_are_done_in_steps_that_stop_and_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    from milestones.services import hours_adoption

    monkeypatch.setattr(hours_adoption, "A_STEP", 2)
    hours_id = weekday_hours()
    promise_in_hours_and_days(hours_id)
    ids = cases_of_every_kind("A")
    draft = draft_revision(hours_id, effective=datetime(2026, 6, 1, 18))  # noqa: DTZ001 (local to the hours)
    change_draft(draft.pk, weekly=NINE_TO_EIGHT)
    done = publish_revision(
        draft.pk, at=MONDAY_18, actor="user:1", mode=AdoptionMode.COUNT, reason="As agreed"
    )
    assert done.run is not None
    run = BackgroundRun.objects.get(pk=done.run)
    assert (run.kind, run.state, run.total) == (AdoptHours.name, "waiting", 5)
    take_step(run.pk, lambda: MONDAY_18)
    stop_run(run.pk, actor="user:1", at=MONDAY_18)
    assert finish(run.pk, lambda: MONDAY_18).done == 2

    from sla_admin.shared.runs.deeds import go_on

    # Meanwhile time passes, and something happens: the revision still counts from its publication on.
    evaluate_due(at=MONDAY_18 + 20 * HOUR)
    go_on(run.pk, actor="user:1", at=MONDAY_18 + 21 * HOUR)
    run = finish(run.pk, lambda: MONDAY_18 + 21 * HOUR)
    assert (run.state, run.done, run.failures) == ("done", 5, 0)
    adopted = CaseEvent.objects.filter(event_id=f"hours:{hours_id}:2")
    assert {each.occurred_at.isoformat() for each in adopted} == {"2026-06-01T22:00:00+00:00"}
    assert adopted.count() == 5
    assert verify(ids).drift == []


def test_a_case_opened_after_the_publication_is_passed_over() -> None:
    hours_id = weekday_hours()
    promise_in_hours_and_days(hours_id)
    draft = draft_revision(hours_id, effective=datetime(2026, 6, 1, 6))  # noqa: DTZ001 (local to the hours)
    change_draft(draft.pk, weekly=NINE_TO_EIGHT)
    done = publish_revision(
        draft.pk, at=at("12:00"), actor="user:1", mode=AdoptionMode.COUNT, reason="As agreed"
    )
    Desk().opens("13:00")
    assert done.run is not None
    run = finish(done.run, lambda: at("13:01"))
    assert run.tally == {"passed over": 1}
    assert run.items.get().sentence == "It counts on the revision already."


def test_a_clock_on_hours_that_no_version_of_its_case_names_any_more_hears_of_the_revision() -> None:
    """The entitlement's own hours were taken away; its running clock counts on them until it closes."""
    from entitlements.models import Entitlement

    hours_id = weekday_hours()
    promise(first_response(240))
    Entitlement.objects.update(hours=hours_id)
    desk = Desk()
    desk.opens("17:00")
    Entitlement.objects.update(hours=None)
    draft = draft_revision(hours_id, effective=datetime(2026, 6, 1, 18))  # noqa: DTZ001 (local to the hours)
    change_draft(draft.pk, weekly=NINE_TO_EIGHT)
    done = publish_revision(
        draft.pk, at=MONDAY_18, actor="user:1", mode=AdoptionMode.COUNT, reason="As agreed"
    )
    assert done.run is not None
    assert finish(done.run, lambda: MONDAY_18).tally == {"adopted": 1}
    assert CaseMilestone.objects.get().timeline == 2
    assert verify(list(Case.objects.values_list("pk", flat=True))).drift == []


def test_the_preview_counts_clocks_on_intersections_of_the_hours_as_publishing_does() -> None:
    """A provider's weekdays, a customer's: the clock counts where both are open."""
    from entitlements.services.intersections import create_intersection

    provider = weekday_hours()
    contract = create_business_hours(name="Contract", zone="America/New_York", weekly=NINE_TO_EIGHT)
    publish_revision(contract.pk, at=at("00:00"), actor="tests", reason="As agreed")
    both = create_intersection(
        name="Both", first=provider, second=contract.hours_id, at=at("00:00"), actor="tests"
    )
    promise(first_response(240), hours=both.pk)
    desk = Desk()
    desk.opens("19:00")  # 15:00 in New York: two hours until both close
    draft = draft_revision(provider, effective=datetime(2026, 6, 1, 6))  # noqa: DTZ001 (local to the hours)
    change_draft(draft.pk, weekly=NINE_TO_EIGHT)

    seen = preview_publication(draft.pk, mode=AdoptionMode.COUNT, at=at("19:30"))
    assert (seen.cases, seen.clocks, seen.moved) == (1, 1, 1)
    assert clocks_touched(provider) == 1

    publish_revision(draft.pk, at=at("19:30"), actor="user:1", mode=AdoptionMode.COUNT, reason="As agreed")
    for run in BackgroundRun.objects.filter(state="waiting"):
        finish(run.pk, lambda: at("19:30"))
    clock = CaseMilestone.objects.get()
    assert clock.target_at.isoformat() == "2026-06-01T23:00:00+00:00"  # 19:00 in New York, the same day
    assert verify([desk.case.pk]).drift == []
