"""A version run over lived cases: its figures, the lines behind them, and that nothing else is written.

The cases are those of `tests.escalations.lived_cases`; every expected number follows from its table.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.utils import InternalError

from entitlements.business_time.instants import MINUTE
from entitlements.models import ProcessVersion
from entitlements.services.delete_draft import delete_draft
from entitlements.services.update_draft import update_draft
from escalations.models import WhatIf, WhatIfAlert, WhatIfCase, WhatIfClock
from escalations.services.what_if import run as runs
from escalations.services.what_if.figures import Alerts, Change, Figures, Shifts, read_figures
from escalations.services.what_if.look import Looked, keep
from escalations.services.what_if.run import EDITED, is_edited_since, remove_what_if, run_in_one_go
from milestones.models import Case, CaseState, LedgerEntry
from milestones.services.version_moves import MoveOrder, start_move
from sla_admin.shared.errors import Conflict, InvalidInput, NotFound
from sla_admin.shared.models import BackgroundRun
from sla_admin.shared.read_only import reading_only
from sla_admin.shared.runs import deeds, start_run
from sla_admin.shared.runs.work import finish, take_step
from tests.escalations.lived_cases import AS_OF, Lived, draft_of, lived_cases, resolution
from tests.milestones.promised import Desk, at, first_response, promise

pytestmark = pytest.mark.django_db


@pytest.fixture
def lived() -> Lived:
    return lived_cases()


def figures(what_if: WhatIf) -> Figures:
    return read_figures(what_if.summary)


def changes(what_if: WhatIf, milestone: str) -> dict[str, tuple[str, str]]:
    rows = WhatIfClock.objects.filter(what_if=what_if, milestone=milestone).select_related("case")
    return {row.case.external_id: (row.before, row.after) for row in rows}


def lines(what_if: WhatIf) -> list[list[Any]]:
    """Everything below a what-if but its numbers."""
    return [
        sorted(
            (
                {name: value for name, value in row.items() if name not in ("id", "what_if_id")}
                for row in model._default_manager.filter(what_if=what_if).values()
            ),
            key=str,
        )
        for model in (WhatIfClock, WhatIfAlert, WhatIfCase)
    ]


def test_each_clock_is_judged_as_it_was_and_as_it_would_have_been(lived: Lived) -> None:
    what_if = lived.tried()
    assert changes(what_if, "first_response") == {
        "A": ("met", "violated"),
        "B": ("met", "met"),
        "C": ("violated", "violated"),
        "D": ("open", "violated"),
    }
    assert changes(what_if, "resolution") == {
        "A": ("violated", "met"),
        "B": ("met", "met"),
        "C": ("violated", "violated"),
        "D": ("open", "open"),
    }


def test_the_figures_count_the_lines(lived: Lived) -> None:
    found = figures(lived.tried())
    assert (found.cases, found.failed, found.changed_cases) == (4, 0, 4)
    assert found.changes == [
        Change("met", "met", 2, 1),
        Change("met", "violated", 1, 1),
        Change("open", "open", 1, 1),
        Change("open", "violated", 1, 1),
        Change("violated", "met", 1, 1),
        Change("violated", "violated", 2, 1),
    ]
    # Before: 3 of 6 were met; afterwards 3 of 7, since D's answer would have been violated.
    assert (found.compliance("before"), found.compliance("after")) == (3 / 6, 3 / 7)
    assert {(group.type, group.tier, group.priority) for group in found.groups} == {
        ("first_response", "gold", "P1"),
        ("resolution", "gold", "P1"),
    }


def test_targets_that_move_are_told_by_how_far(lived: Lived) -> None:
    found = figures(lived.tried())
    half, whole = 30 * MINUTE, 60 * MINUTE
    assert found.shifts == [
        Shifts("", 8, 4, half, whole, half, whole),
        Shifts("first_response", 4, 4, half, half, half, half),
        Shifts("resolution", 4, 0, whole, whole, whole, whole),
    ]
    up_to_an_hour_earlier, up_to_an_hour_later = 3, 4
    assert found.calendar_bands == [0, 0, 0, 4, 4, 0, 0, 0]
    assert found.business_bands[up_to_an_hour_earlier] == found.business_bands[up_to_an_hour_later] == 4


def test_alerts_are_counted_by_who_gets_them_and_by_hour(lived: Lived) -> None:
    what_if = lived.tried()
    found = figures(what_if)
    # As it was, the duty desk: A 4 + 1, B 2, C 6 + 2, D 2. By the draft, owners at violations alone: A and D
    # to Ines, C's two to nobody, since nobody owns it and there is no administrator.
    assert found.alerts == [
        Alerts("duty@example.org", 17, 0),
        Alerts("", 0, 2),
        Alerts(f"user:{lived.owner.pk}", 0, 2),
    ]
    assert {hour: n for hour, n in enumerate(found.hours_before) if n} == {10: 12, 11: 3, 14: 2}
    assert {hour: n for hour, n in enumerate(found.hours_after) if n} == {10: 2, 12: 1, 14: 1}
    of_a = WhatIfAlert.objects.filter(what_if=what_if, case=lived.case("A"))
    assert sorted(of_a.values_list("recipient", "hour", "before", "after")) == [
        ("duty@example.org", 10, 4, 0),
        ("duty@example.org", 11, 1, 0),
        (f"user:{lived.owner.pk}", 10, 0, 1),
    ]


def test_what_a_move_would_violate_at_once_is_named(lived: Lived) -> None:
    what_if = lived.tried()
    found = figures(what_if)
    assert (found.violated_at_once, found.violated_at_once_clocks, found.relieved_at_once) == (1, 1, 0)
    row = WhatIfCase.objects.get(what_if=what_if)
    assert (row.case.external_id, row.violated_at_once) == ("D", ["first_response"])


def test_a_line_says_budget_use_and_why(lived: Lived) -> None:
    what_if = lived.tried()
    row = WhatIfClock.objects.get(what_if=what_if, case=lived.case("A"), milestone="first_response")
    assert (row.budget_before, row.budget_after) == ("PT1H", "PT30M")
    assert row.used_before == row.used_after == 45 * MINUTE
    assert row.differences == ["budget"]
    assert (row.calendar_shift, row.business_shift) == (-30 * MINUTE, -30 * MINUTE)


def test_milestones_that_come_and_go_are_told(lived: Lived) -> None:
    version = draft_of(first_response(60, key="new", type="resolution")).pk
    found = changes(lived.tried(version=version), "first_response")
    assert set(found.values()) == {("met", "none"), ("violated", "none"), ("open", "none")}


def test_the_fold_is_held_against_what_was_recorded(lived: Lived) -> None:
    found = figures(lived.tried())
    assert (found.compared, found.differing) == (4, 0)


def test_a_case_whose_record_is_not_its_history_is_named(lived: Lived) -> None:
    other = CaseState.objects.get(case=lived.case("B"))
    CaseState.objects.filter(case=lived.case("A")).update(state=bytes(other.state))
    what_if = lived.tried()
    assert figures(what_if).differing == 1
    assert WhatIfCase.objects.get(what_if=what_if, differs=True).case.external_id == "A"


def test_the_version_that_cases_have_changes_nothing(lived: Lived) -> None:
    version = ProcessVersion.objects.get(status="active").pk
    found = figures(lived.tried(version=version))
    assert found.changed_cases == 0
    assert [(each.before, each.after) for each in found.changes] == [
        ("met", "met"),
        ("open", "open"),
        ("violated", "violated"),
    ]
    assert found.hours_before == found.hours_after


@pytest.mark.parametrize(
    ("order", "named"),
    [
        ({}, "ABCD"),
        ({"state": "open"}, "CD"),
        ({"state": "closed"}, "AB"),
        ({"opened_from": at("11:00")}, "D"),
        ({"opened_before": at("14:00")}, "ABC"),
        ({"tier": "gold", "priority": "p1"}, "ABCD"),
        ({"record_type": "case"}, "ABCD"),
    ],
)
def test_the_order_narrows_the_cases(lived: Lived, order: dict[str, Any], named: str) -> None:
    what_if = lived.tried(**order)
    found = {row.case.external_id for row in WhatIfClock.objects.filter(what_if=what_if)}
    assert "".join(sorted(found)) == named
    assert figures(what_if).cases == len(named)


def test_cases_of_other_processes_are_tried_on_request(lived: Lived) -> None:
    promise(first_response(120), account="Borealis", tier="silver", rank=2)
    other = Desk("E", account="borealis")
    other.opens("11:00")
    other.says("11:45", "public_reply_sent")
    assert figures(lived.tried()).cases == 4
    what_if = lived.tried(every_process=True)
    assert figures(what_if).cases == 5
    assert changes(what_if, "first_response")["E"] == ("met", "violated")
    assert changes(what_if, "resolution")["E"] == ("none", "violated")


def test_what_is_learned_after_the_start_is_left_out(lived: Lived) -> None:
    what_if, run = lived.started()
    Desk("D").says("14:10", "public_reply_sent", told="14:50")
    finish(run, lambda: at("14:55"))
    assert changes(what_if, "first_response")["D"] == ("open", "violated")


def _counts() -> dict[str, int]:
    ours = ("whatif", "backgroundrun", "runitem")
    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if not model._meta.label_lower.partition(".")[2].startswith(ours)
    }


def test_nothing_is_written_but_its_own_lines(lived: Lived) -> None:
    before = _counts(), list(CaseState.objects.values()), list(Case.objects.values())
    lived.tried()
    assert (_counts(), list(CaseState.objects.values()), list(Case.objects.values())) == before


def test_the_database_refuses_writes_while_cases_are_looked_at(
    lived: Lived, monkeypatch: pytest.MonkeyPatch
) -> None:
    from escalations.services.what_if import look

    def write(*_: object) -> None:
        Case.objects.update(priority="P4")

    monkeypatch.setattr(look, "try_case", write)
    _, run = lived.started()
    ended = finish(run, lambda: at(AS_OF))
    assert ended.state == "failed"
    assert "read-only transaction" in ended.failure_reason
    assert not Case.objects.filter(priority="P4").exists()


def test_reading_only_ends_with_its_block() -> None:
    with reading_only(), pytest.raises(InternalError, match="read-only"), transaction.atomic():
        BackgroundRun.objects.create(kind="x", title="x", actor="x", created_at="2026-06-01T00:00Z")
    BackgroundRun.objects.create(kind="x", title="x", actor="x", created_at="2026-06-01T00:00Z")


@pytest.fixture
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "A_STEP", 1)


@pytest.mark.usefixtures("one_by_one")
def test_a_what_if_that_was_killed_goes_on_to_the_same_result(
    lived: Lived, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = lived.tried()
    what_if, run = lived.started()
    assert take_step(run, lambda: at(AS_OF))

    def killed(found: Looked) -> None:
        keep(found)
        raise RuntimeError("killed")

    with monkeypatch.context() as broken:
        broken.setattr(runs, "keep", killed)
        take_step(run, lambda: at(AS_OF))
    assert BackgroundRun.objects.get(pk=run).state == "failed"
    assert WhatIfClock.objects.filter(what_if=what_if).values("case").distinct().count() == 1
    deeds.go_on(run, actor="user:1", at=at("14:50"))
    finish(run, lambda: at("14:51"))
    what_if.refresh_from_db()
    assert lines(what_if) == lines(whole)
    assert what_if.summary == whole.summary


@pytest.mark.usefixtures("one_by_one")
def test_a_stopped_one_has_no_figures_yet_and_goes_on(lived: Lived) -> None:
    what_if, run = lived.started()
    take_step(run, lambda: at(AS_OF))
    deeds.stop_run(run, actor="user:1", at=at(AS_OF))
    finish(run, lambda: at(AS_OF))
    what_if.refresh_from_db()
    assert (what_if.is_complete, what_if.summary) == (False, {})
    deeds.go_on(run, actor="user:1", at=at(AS_OF))
    assert finish(run, lambda: at(AS_OF)).tally == {"compared": 4}
    what_if.refresh_from_db()
    assert what_if.is_complete


@pytest.mark.usefixtures("one_by_one")
def test_a_draft_that_is_edited_meanwhile_ends_the_run_with_that_reason(lived: Lived) -> None:
    _, run = lived.started()
    take_step(run, lambda: at(AS_OF))
    _edit(lived.draft)
    ended = finish(run, lambda: at(AS_OF))
    assert (ended.state, ended.failure_reason, ended.done) == ("failed", EDITED, 1)


def _edit(draft: ProcessVersion) -> None:
    from msgspec.structs import replace

    from entitlements.selectors.process_versions import read_process

    content = replace(read_process(draft.pk), milestones=(first_response(20), resolution(120)))
    update_draft(version_id=draft.pk, content=content)


def test_a_draft_that_was_edited_since_is_noticed(lived: Lived) -> None:
    what_if = lived.tried()
    assert not is_edited_since(what_if)
    _edit(lived.draft)
    assert is_edited_since(what_if)


def test_a_case_that_is_set_aside_is_listed_as_such(lived: Lived) -> None:
    CaseState.objects.filter(case=lived.case("C")).update(
        quarantined_at=lived.case("C").opened_at, quarantine_reason="broken"
    )
    what_if = lived.tried()
    assert (figures(what_if).cases, figures(what_if).failed) == (4, 1)
    assert WhatIfCase.objects.exclude(failure="").get(what_if=what_if).case.external_id == "C"
    run = BackgroundRun.objects.get(kind="what-if")
    assert run.tally == {"compared": 3, "failed": 1}
    assert run.items.get().reference == lived.case("C").pk


@pytest.mark.parametrize(
    ("order", "field", "reason"),
    [
        ({"record_type": "work_order"}, "record_type", "is for cases, not for work orders."),
        ({"priority": "P9"}, "", "No case answers this choice"),
        ({"queue": "nowhere"}, "", "No case answers this choice"),
        ({"opened_from": at("12:00"), "opened_before": at("12:00")}, "opened_before", "before the beginning"),
    ],
)
def test_what_cannot_be_compared_is_refused_by_name(
    lived: Lived, order: dict[str, Any], field: str, reason: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        lived.started(**order)
    [(named, said)] = refused.value.problems
    assert named == field
    assert reason in said
    assert not WhatIf.objects.exists()
    assert not BackgroundRun.objects.exists()


def test_a_version_that_is_not_there_is_not_found(lived: Lived) -> None:
    with pytest.raises(NotFound):
        lived.started(version=999_999)


def no_milestones(draft: ProcessVersion) -> None:
    draft.milestones.all().delete()


def no_matrix(draft: ProcessVersion) -> None:
    ProcessVersion.objects.filter(pk=draft.pk).update(matrix_version=999_999)


def unreadable_criteria(draft: ProcessVersion) -> None:
    ProcessVersion.objects.filter(pk=draft.pk).update(entry_criteria={"field": "priority", "op": "resembles"})


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (no_milestones, "has no milestone yet"),
        (no_matrix, "matrix version 999999, which does not exist"),
        (unreadable_criteria, "cannot be run"),
    ],
)
def test_a_version_that_no_clock_could_run_by_is_refused(
    lived: Lived, spoil: Callable[[ProcessVersion], None], reason: str
) -> None:
    spoil(lived.draft)
    with pytest.raises(InvalidInput, match=reason):
        lived.started()


def test_a_complete_one_never_changes(lived: Lived) -> None:
    what_if = lived.tried()
    row = WhatIfClock.objects.filter(what_if=what_if).first()
    assert row is not None
    attempts: list[Callable[[], object]] = [
        lambda: WhatIf.objects.filter(pk=what_if.pk).update(summary={"cases": 1}),
        lambda: WhatIfClock.objects.filter(pk=row.pk).update(after="met"),
        lambda: WhatIfAlert.objects.create(what_if=what_if, case=row.case, hour=1, before=1, after=1),
    ]
    for attempt in attempts:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_a_complete_one_is_not_run_again(lived: Lived) -> None:
    what_if = lived.tried()
    with pytest.raises(Conflict):
        start_run("what-if", {"what_if": what_if.pk}, actor="user:1", at=at(AS_OF))


def test_removing_one_takes_its_lines_along_and_no_case(lived: Lived) -> None:
    what_if = lived.tried()
    remove_what_if(what_if.pk)
    assert not WhatIfClock.objects.exists()
    assert Case.objects.count() == 4
    with pytest.raises(NotFound):
        remove_what_if(what_if.pk)


def test_one_at_work_is_not_removed(lived: Lived) -> None:
    what_if, _ = lived.started()
    with pytest.raises(Conflict):
        remove_what_if(what_if.pk)


def test_a_draft_takes_its_what_ifs_along(lived: Lived) -> None:
    lived.tried()
    delete_draft(version_id=lived.draft.pk)
    assert not WhatIf.objects.exists()


def test_many_may_be_kept_and_one_go_gives_the_same(lived: Lived) -> None:
    first = lived.tried()
    second, _ = lived.started()
    run_in_one_go(second, at(AS_OF))
    assert WhatIf.objects.count() == 2
    assert lines(second) == lines(first)


def test_no_query_for_each_case(lived: Lived, django_assert_max_num_queries: Any) -> None:
    for number in range(20):
        Desk(f"more-{number}").opens("14:10")
    what_if, _ = lived.started()
    with django_assert_max_num_queries(45):
        run_in_one_go(what_if, at(AS_OF))
    assert figures(what_if).cases == 24


def test_a_case_that_was_moved_is_compared_with_the_version_it_has(lived: Lived) -> None:
    from entitlements.services.activate_version import activate_version

    version = draft_of(first_response(300), resolution(300))
    activate_version(version_id=version.pk, actor="tests", at=at("14:44"), reason="More time.")
    order = MoveOrder(version=version.pk, cases=(lived.case("D").pk,))
    finish(start_move(order, actor="user:1", at=at("14:44"), reason="x").pk, lambda: at("14:44"))
    assert LedgerEntry.objects.filter(kind="version moved").count() == 1
    row = WhatIfClock.objects.get(what_if=lived.tried(), case=lived.case("D"), milestone="first_response")
    assert (row.budget_before, row.budget_after) == ("PT5H", "PT30M")
