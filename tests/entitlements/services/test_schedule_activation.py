"""A version is activated at its moment, once; called off before it; not at all where checks turned red."""

import pytest

from entitlements.models import MilestoneDefinition, ProcessVersion
from entitlements.process.definition import Process
from entitlements.selectors.process_versions import read_process
from entitlements.services.activate_version import activate_version
from entitlements.services.create_draft import create_draft
from entitlements.services.schedule_activation import last_attempt, schedule_activation, scheduled
from sla_admin.shared.errors import Conflict, InvalidInput
from sla_admin.shared.models import BackgroundRun
from sla_admin.shared.runs.deeds import go_on, stop_run
from sla_admin.shared.runs.work import continue_runs, finish
from tests.milestones.promised import at, first_response, promise

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> ProcessVersion:
    """The second version of a process, a draft."""
    promise(first_response(240))
    first = ProcessVersion.objects.get()
    return create_draft(
        process_id=first.process_id,
        content=Process(
            version=0,
            name="",
            milestones=(first_response(120),),
            matrix_version=read_process(first.pk).matrix_version,
        ),
        actor="tests",
        at=at("09:00"),
    )


def planned(draft: ProcessVersion) -> BackgroundRun:
    return schedule_activation(
        draft.pk, at=at("10:00"), when=at("12:00"), actor="user:1", reason="New terms from noon"
    )


def test_it_is_activated_at_its_moment_and_not_before(draft: ProcessVersion) -> None:
    run = planned(draft)
    assert scheduled(draft.pk) == run
    assert continue_runs(lambda: at("11:59"), 0.2) == 0
    draft.refresh_from_db()
    assert draft.status == "draft"

    continue_runs(lambda: at("12:00:01"), 1)
    continue_runs(lambda: at("12:00:02"), 0.2)
    draft.refresh_from_db()
    assert (draft.status, draft.is_default) == ("active", True)
    assert (draft.activated_by, draft.activated_reason) == ("user:1", "New terms from noon")
    run.refresh_from_db()
    assert (run.state, run.done) == ("done", 1)
    assert scheduled(draft.pk) is None


def test_it_can_be_called_off(draft: ProcessVersion) -> None:
    run = planned(draft)
    stop_run(run.pk, actor="user:2", at=at("11:00"))
    continue_runs(lambda: at("12:30"), 0.2)
    draft.refresh_from_db()
    assert draft.status == "draft"
    assert scheduled(draft.pk) is None
    planned(draft)


def test_checks_that_turned_red_are_named_and_nothing_is_activated(draft: ProcessVersion) -> None:
    run = planned(draft)
    MilestoneDefinition.objects.filter(version=draft).update(budget="")
    run = finish(run.pk, lambda: at("12:00:01"))
    draft.refresh_from_db()
    assert (run.state, draft.status) == ("failed", "draft")
    assert "budget" in run.failure_reason
    assert last_attempt(draft.pk) == run

    MilestoneDefinition.objects.filter(version=draft).update(budget="PT2H")
    go_on(run.pk, actor="user:1", at=at("12:10"))
    assert finish(run.pk, lambda: at("12:10:01")).state == "done"
    draft.refresh_from_db()
    assert draft.status == "active"


def test_what_cannot_be_scheduled_is_refused(draft: ProcessVersion) -> None:
    def refused(**changes: object) -> dict[str, object]:
        return {"at": at("10:00"), "when": at("12:00"), "actor": "user:1", "reason": "Why not", **changes}

    with pytest.raises(InvalidInput, match="past"):
        schedule_activation(draft.pk, **refused(when=at("10:00")))  # type: ignore[arg-type]  # as written
    with pytest.raises(InvalidInput, match="Say why"):
        schedule_activation(draft.pk, **refused(reason=" "))  # type: ignore[arg-type]  # as written
    planned(draft)
    with pytest.raises(Conflict, match="not at its end"):
        planned(draft)
    MilestoneDefinition.objects.filter(version=draft).update(budget="")
    with pytest.raises(InvalidInput, match="budget"):
        planned(draft)
    assert BackgroundRun.objects.count() == 1


def test_a_version_activated_by_hand_meanwhile_is_not_activated_again(draft: ProcessVersion) -> None:
    run = planned(draft)
    activate_version(version_id=draft.pk, actor="user:2", at=at("11:00"), reason="At once after all")
    run = finish(run.pk, lambda: at("12:00:01"))
    assert (run.state, run.failure_reason) == (
        "failed",
        f"{draft} is active and never changes. Copy it to a draft instead.",
    )
    draft.refresh_from_db()
    assert draft.activated_by == "user:2"
