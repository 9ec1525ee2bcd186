"""The life of a version: draft, copy, activation, retirement."""

from typing import Any

import msgspec
import pytest

from entitlements.business_time.budget import Budget
from entitlements.business_time.instants import parse_instant, to_datetime
from entitlements.models import EntitlementProcess, MilestoneDefinition, ProcessVersion
from entitlements.process.definition import ArrivalBudget, Process, StatusClasses, Trigger
from entitlements.process.definition import MilestoneDefinition as Milestone
from entitlements.process.finding import Finding
from entitlements.selectors import compiled_process, process_of
from entitlements.services import check_version as checks
from entitlements.services.activate_version import activate_version
from entitlements.services.business_hours import create_business_hours
from entitlements.services.copy_to_draft import copy_to_draft
from entitlements.services.delete_draft import delete_draft
from entitlements.services.retire_version import retire_version
from entitlements.services.update_draft import update_draft
from sla_admin.shared.errors import Conflict, InvalidInput, NotFound, Refusal
from tests.entitlements import stored
from tests.entitlements.process.versions import (
    CLOSED,
    HOUR,
    REPLY,
    STOPPED,
    first_response,
    priority,
    resolution,
)

pytestmark = pytest.mark.django_db

MAY = parse_instant("2026-05-01T00:00:00Z")


@pytest.fixture
def of() -> EntitlementProcess:
    stored.types()
    return stored.process()


def full(hours: int) -> Process:
    """A version that uses everything a version can say."""
    return stored.content(
        first_response(
            recurrence="sequential",
            start="criteria_met",
            entry=priority("High", "Low"),
            on_criteria_lost="keep",
            budget=None,
            budgets={"High": Budget(micros=90 * 60_000_000), "Low": Budget(days=2)},
            hours=hours,
            pause_budget=8 * HOUR,
            triggers=(
                Trigger("87.5", "percent", 8750, "warning"),
                Trigger("-PT30M", "before_target", HOUR // 2, "info"),
                Trigger("+PT1H", "after_target", HOUR, "violation", 2 * HOUR, 3),
                Trigger("@PT10M", "since_start", HOUR // 6, "info"),
            ),
        ),
        resolution(
            hours=None,
            pausable=False,
            pause=None,
            arrivals=(
                ArrivalBudget(Budget(days=0, at=17 * HOUR), weekdays=(0, 4), ends=12 * HOUR, priority="High"),
                ArrivalBudget(Budget(days=1, at=12 * HOUR), begins=12 * HOUR),
            ),
        ),
        entry_field="attributes.installed_at",
        entry={"not": {"field": "is_spam", "op": "equals", "value": True}},
        exit={"any": [CLOSED, STOPPED]},
        reopen="new_cycle",
        hours=hours,
        statuses=StatusClasses(closed=("Closed",), stopped=("Waiting",), spam=("Junk",)),
        matrix_version=None,
    )


def named(content: Process, version: ProcessVersion) -> Process:
    return msgspec.structs.replace(content, version=version.pk, name=version.process.name)


def test_a_draft_reads_back_as_it_was_written(of: EntitlementProcess) -> None:
    content = full(stored.hours().pk)
    version = stored.draft(of, content, notes="First try.")
    assert process_of(version.pk) == named(content, version)
    assert (version.number, version.status, version.is_default) == (1, "draft", False)
    assert (version.created_by, version.created_at, version.notes) == (
        "ann",
        to_datetime(stored.BEGAN),
        "First try.",
    )


def test_drafts_are_numbered_in_order(of: EntitlementProcess) -> None:
    assert [stored.draft(of).number for _ in range(3)] == [1, 2, 3]


def test_an_updated_draft_says_the_new_and_nothing_of_the_old(of: EntitlementProcess) -> None:
    version = stored.draft(of, full(stored.hours().pk))
    content = stored.content(resolution(hours=None))
    update_draft(version_id=version.pk, content=content)
    assert process_of(version.pk) == named(content, version)
    assert MilestoneDefinition.objects.count() == 1


def test_a_copy_promises_the_same_under_the_same_keys(of: EntitlementProcess) -> None:
    original = stored.active(of)
    copy = copy_to_draft(version_id=original.pk, actor="bob", at=MAY)
    assert process_of(copy.pk) == msgspec.structs.replace(process_of(original.pk), version=copy.pk)
    assert (copy.number, copy.status, copy.created_by, copy.notes) == (
        2,
        "draft",
        "bob",
        "Copied from version 1.",
    )


def test_a_draft_is_deleted_with_its_milestones(of: EntitlementProcess) -> None:
    version = stored.draft(of)
    delete_draft(version_id=version.pk)
    assert not ProcessVersion.objects.exists()
    assert not MilestoneDefinition.objects.exists()


def test_a_draft_is_read_each_time_a_version_in_use_once(
    of: EntitlementProcess, django_assert_num_queries: Any
) -> None:
    version = stored.draft(of, stored.content(matrix_version=stored.matrix()))
    assert len(process_of(version.pk).milestones) == 2
    update_draft(
        version_id=version.pk,
        content=stored.content(resolution(hours=None), matrix_version=stored.matrix("B")),
    )
    assert len(compiled_process(version.pk).milestones) == 1
    activate_version(version_id=version.pk, actor="bob", at=stored.USED, reason="Now.")
    compiled_process(version.pk)
    with django_assert_num_queries(0):
        assert compiled_process(version.pk).process == process_of(version.pk)


@pytest.mark.parametrize("read", [process_of, compiled_process])
def test_a_version_that_is_not_there_is_a_lookup_error(read: Any) -> None:
    with pytest.raises(LookupError, match="999"):
        read(999)


def _retire(version_id: int) -> None:
    retire_version(version_id=version_id, actor="ann", at=MAY, reason="Over.")


def _activate(version_id: int) -> None:
    activate_version(version_id=version_id, actor="ann", at=MAY, reason="Now.")


def _update(version_id: int) -> None:
    update_draft(version_id=version_id, content=stored.content())


def _copy(version_id: int) -> None:
    copy_to_draft(version_id=version_id, actor="ann", at=MAY)


def _delete(version_id: int) -> None:
    delete_draft(version_id=version_id)


def bad(*milestones: Milestone, **changes: Any) -> Process:
    return stored.content(*milestones, **changes)


@pytest.mark.parametrize(
    ("field", "reason", "content"),
    [
        ("entry.all", "is empty", bad(entry={"all": []})),
        ("exit.field", "unknown field: colour", bad(exit={"field": "colour", "op": "is_set"})),
        ("entry_field", "opened_at", bad(entry_field="colour")),
        ("hours", "no business hours 999", bad(hours=999)),
        ("statuses.closed", "at least one", bad(statuses=StatusClasses(closed=()))),
        ("statuses.spam.0", "1 to 100 characters", bad(statuses=StatusClasses(spam=("",)))),
        (
            "statuses.stopped",
            "both stopped and closed: done",
            bad(statuses=StatusClasses(("Done",), ("done",))),
        ),
        ("reopen", "Invalid enum value 'never'", bad(reopen="never")),
        ("milestones.0.recurrence", "Invalid enum value", bad(first_response(recurrence="daily"))),
        ("milestones.0.key", "small letters", bad(first_response(hours=None, key="First Response"))),
        (
            "milestones.1.key",
            "has the key first_response",
            bad(first_response(hours=None), first_response(hours=None)),
        ),
        (
            "milestones.0.type",
            "no milestone type 'workaround'",
            bad(first_response(type="workaround", hours=None)),
        ),
        ("milestones.0.name", "1 to 200", bad(first_response(name=" ", hours=None))),
        ("milestones.0.hours", "no business hours 7", bad(first_response())),
        (
            "milestones.0.entry.not.op",
            "unknown operator",
            bad(first_response(hours=None, entry={"not": {"field": "owner", "op": "looks_like"}})),
        ),
        (
            "milestones.0.completion.value",
            "needs a list",
            bad(first_response(hours=None, completion={"field": "priority", "op": "in", "value": []})),
        ),
        ("milestones.0.pause", "Expected `object", bad(first_response(hours=None, pause=["x"]))),
        ("milestones.0.budget", "ten years", bad(first_response(hours=None, budget=Budget(days=4000)))),
        (
            "milestones.0.budgets",
            "two budgets",
            bad(first_response(hours=None, budgets={"High": Budget(days=1), "HIGH": Budget(days=2)})),
        ),
        (
            "milestones.0.arrivals.0.weekdays",
            "from 0",
            bad(first_response(hours=None, arrivals=(ArrivalBudget(Budget(days=1), weekdays=(7,)),))),
        ),
        (
            "milestones.0.arrivals.0.ends",
            "past midnight is two",
            bad(
                first_response(
                    hours=None, arrivals=(ArrivalBudget(Budget(days=1), begins=HOUR * 22, ends=HOUR * 6),)
                )
            ),
        ),
        (
            "milestones.0.pause_budget",
            "may not be paused",
            bad(first_response(hours=None, pausable=False, pause_budget=HOUR)),
        ),
        (
            "milestones.0.triggers.0",
            "Its key is 75, not '80'",
            bad(first_response(hours=None, triggers=(Trigger("80", "percent", 7500),))),
        ),
        (
            "milestones.0.triggers.1",
            "there twice",
            bad(
                first_response(
                    hours=None, triggers=(Trigger("75", "percent", 7500), Trigger("75", "percent", 7500))
                )
            ),
        ),
        (
            "milestones.0.triggers.0",
            "before the target",
            bad(first_response(hours=None, triggers=(Trigger("75", "percent", 7500, "violation"),))),
        ),
        (
            "milestones.0.triggers.0",
            "100 % is the violation",
            bad(first_response(hours=None, triggers=(Trigger("100", "percent", 10_000, "warning"),))),
        ),
        (
            "milestones.0.triggers.0",
            "after the target repeats",
            bad(first_response(hours=None, triggers=(Trigger("75", "percent", 7500, "info", HOUR),))),
        ),
        (
            "milestones.0.triggers.0",
            "every minute at most",
            bad(
                first_response(
                    hours=None, triggers=(Trigger("+PT1H", "after_target", HOUR, "info", 1_000_000),)
                )
            ),
        ),
    ],
)
def test_wrong_content_is_refused_by_field_and_reason_and_changes_nothing(
    of: EntitlementProcess, field: str, reason: str, content: Process
) -> None:
    version = stored.draft(of)
    before = process_of(version.pk)
    with pytest.raises(InvalidInput, match=reason) as refusal:
        stored.draft(of, content)
    assert [name for name, _ in refusal.value.problems] == [field]
    with pytest.raises(InvalidInput, match=reason):
        update_draft(version_id=version.pk, content=content)
    assert process_of(version.pk) == before
    assert ProcessVersion.objects.count() == 1


def test_every_wrong_field_is_named_at_once(of: EntitlementProcess) -> None:
    with pytest.raises(InvalidInput) as refusal:
        stored.draft(of, bad(first_response(key="A", name="", type="x"), hours=999))
    assert {name for name, _ in refusal.value.problems} == {
        "milestones.0.key",
        "milestones.0.name",
        "milestones.0.type",
        "milestones.0.hours",
        "hours",
    }


def test_activation_makes_the_version_the_default_and_says_who_when_and_why(of: EntitlementProcess) -> None:
    first = stored.active(of)
    second = stored.active(of, at=MAY)
    first.refresh_from_db()
    assert (first.status, first.is_default) == ("active", False)
    assert (second.status, second.is_default, second.activated_by, second.activated_reason) == (
        "active",
        True,
        "bob",
        "The contract begins.",
    )
    assert second.activated_at == to_datetime(MAY)


def test_activation_answers_what_the_checks_warn_of(of: EntitlementProcess) -> None:
    draft = stored.draft(of, stored.content(first_response(hours=None), matrix_version=stored.matrix()))
    activation = activate_version(version_id=draft.pk, actor="bob", at=MAY, reason="Now.")
    assert [warning.code for warning in activation.warnings] == ["milestone_without_hours"]


def test_activation_is_refused_with_every_error_by_name(of: EntitlementProcess) -> None:
    unpublished = create_business_hours(name="Draft", zone="UTC", weekly=stored.NINE_TO_FIVE).hours
    draft = stored.draft(
        of, stored.content(first_response(hours=unpublished.pk, budget=None, completion=REPLY))
    )
    with pytest.raises(InvalidInput) as refusal:
        activate_version(version_id=draft.pk, actor="bob", at=MAY, reason="Now.")
    assert [field for field, _ in refusal.value.problems] == [
        "milestones.0.budget",
        "matrix_version",
        "milestones.0.hours",
    ]
    for code in ("budget_missing", "matrix_version_missing", "hours_not_published"):
        assert f"[{code}]" in str(refusal.value)
    draft.refresh_from_db()
    assert draft.is_draft


def test_a_layer_above_can_add_a_check(of: EntitlementProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_further", {})
    finding = Finding("asked_above", "error", "Enterprise", "name", "It is not wanted.", "Ask again.")
    checks.install_check("above", lambda process: [finding])
    draft = stored.draft(of, stored.content(matrix_version=stored.matrix()))
    with pytest.raises(InvalidInput, match="asked_above"):
        activate_version(version_id=draft.pk, actor="bob", at=MAY, reason="Now.")


@pytest.mark.parametrize("reason", ["", "   "])
def test_activation_and_retirement_want_a_reason(of: EntitlementProcess, reason: str) -> None:
    version = stored.active(of)
    for deed in (activate_version, retire_version):
        with pytest.raises(InvalidInput, match="reason"):
            deed(version_id=version.pk, actor="bob", at=MAY, reason=reason)


def test_a_version_is_retired_once_another_is_the_default(of: EntitlementProcess) -> None:
    first = stored.active(of)
    stored.active(of, at=MAY)
    retired = retire_version(version_id=first.pk, actor="ann", at=MAY + 1, reason="Superseded.")
    assert (retired.status, retired.retired_by, retired.retired_reason) == ("retired", "ann", "Superseded.")
    assert retired.retired_at == to_datetime(MAY + 1)


@pytest.mark.parametrize(
    ("status", "deed", "refusal"),
    [
        ("draft", _retire, "only an active"),
        ("default", _retire, "is the default"),
        ("default", _activate, "is active"),
        ("default", _update, "is active"),
        ("default", _delete, "is active"),
    ],
)
def test_what_a_version_in_that_state_does_not_allow_is_a_conflict(
    of: EntitlementProcess, status: str, deed: Any, refusal: str
) -> None:
    version = stored.draft(of) if status == "draft" else stored.active(of)
    with pytest.raises(Conflict, match=refusal):
        deed(version.pk)


def test_versions_are_activated_one_after_the_other(of: EntitlementProcess) -> None:
    stored.active(of, at=MAY)
    draft = stored.draft(of, stored.content(matrix_version=stored.matrix()))
    with pytest.raises(Conflict, match="after the one before"):
        activate_version(version_id=draft.pk, actor="bob", at=MAY, reason="Now.")


@pytest.mark.parametrize(
    "deed",
    [_retire, _activate, _update, _copy, _delete, checks.check_version],
)
def test_a_version_that_is_not_there_is_not_found(deed: Any) -> None:
    with pytest.raises(NotFound) as refusal:
        deed(999)
    assert isinstance(refusal.value, Refusal)
