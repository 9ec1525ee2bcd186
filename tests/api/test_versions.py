"""Versions by API: compared, activated, scheduled, and cases moved."""

import pytest

from entitlements.models import ProcessVersion
from entitlements.process.definition import Process
from entitlements.selectors.process_versions import read_process
from entitlements.services.create_draft import create_draft
from milestones.models import CaseMilestone
from sla_admin.shared.runs.work import finish
from tests.api.conftest import Caller, Clock
from tests.milestones.promised import Desk, first_response, promise

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(clock: Clock) -> ProcessVersion:
    """The second version, a draft: two hours where the first gives four."""
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
        at=clock.now,
    )


def test_two_versions_are_compared_in_words(caller: Caller, draft: ProcessVersion) -> None:
    first = ProcessVersion.objects.get(number=1)
    address = f"/api/v1/process-versions/{draft.pk}/compare/"
    found = caller.get(f"{address}?with={first.pk}")
    assert found["differences"] == [
        {
            "object": "First response",
            "field": "budget",
            "before": "4 h",
            "after": "2 h",
            "sentence": "First response: budget was 4 h, becomes 2 h.",
        }
    ]
    caller.get(address, expect=400)
    caller.get(f"{address}?with=999999", expect=400)
    caller.get(f"/api/v1/process-versions/999999/compare/?with={first.pk}", expect=404)


def test_a_version_is_activated_now_or_scheduled_with_a_reason(
    caller: Caller, clock: Clock, draft: ProcessVersion
) -> None:
    address = f"/api/v1/process-versions/{draft.pk}/activate/"
    clock.at("10:00")
    caller.post(address, {}, expect=400)
    caller.post(address, {"reason": "New", "at": "2026-06-01T09:00:00Z"}, expect=400)
    planned = caller.post(address, {"reason": "New", "at": "2026-06-01T12:00:00Z"})
    assert planned["status"] == "scheduled"
    caller.post(address, {"reason": "New", "at": "2026-06-01T13:00:00Z"}, expect=409)
    caller.post(f"/api/v1/runs/{planned['run']}/stop/")
    done = caller.post(address, {"reason": "At once"})
    assert (done["status"], done["run"]) == ("active", None)
    draft.refresh_from_db()
    assert draft.activated_reason == "At once"
    caller.post(address, {"reason": "Again"}, expect=409)


def test_cases_are_previewed_and_moved(caller: Caller, clock: Clock, draft: ProcessVersion) -> None:
    desk = Desk()
    desk.opens("10:00")
    clock.at("12:30")
    address = f"/api/v1/process-versions/{draft.pk}/move/"
    caller.post(f"{address}preview/", {}, expect=400)
    caller.post(f"{address}preview/", {"targets": "keep"}, expect=409)  # a draft
    caller.post(f"/api/v1/process-versions/{draft.pk}/activate/", {"reason": "New terms"})

    found = caller.post(f"{address}preview/", {"targets": "start"})
    assert (found["cases"], found["clocks"]["newly_violated"], found["alerts"]) == (1, 1, 1)
    assert found["newly_violated_cases"] == [desk.case.pk]
    caller.post(address, {"targets": "start"}, expect=400)  # no reason
    caller.post(address, {"targets": "sideways", "reason": "x"}, expect=400)
    caller.post(f"{address}preview/", {"targets": "keep", "cases": [999999]}, expect=400)

    run = caller.post(address, {"targets": "start", "reason": "Renewed"}, expect=201)
    assert (run["state"], run["cases"]) == ("waiting", 1)
    finish(run["run"], lambda: clock.now)
    assert CaseMilestone.objects.get().is_violated
    assert caller.get(f"/api/v1/runs/{run['run']}/")["result"]["newly_violated"] == 1


def test_a_scheduled_activation_is_called_off(caller: Caller, clock: Clock, draft: ProcessVersion) -> None:
    address = f"/api/v1/process-versions/{draft.pk}/"
    caller.post(f"{address}call-activation-off/", expect=409)
    planned = caller.post(f"{address}activate/", {"reason": "New", "at": "2026-06-01T12:00:00Z"})
    caller.post(f"{address}call-activation-off/", {"reason": "Not agreed yet"})
    assert caller.get(f"/api/v1/runs/{planned['run']}/")["state"] == "stopped"
    caller.post(f"{address}activate/", {"reason": "New", "at": "2026-06-01T13:00:00Z"})


def test_a_version_that_is_not_the_default_is_retired_with_a_reason(
    caller: Caller, draft: ProcessVersion
) -> None:
    first = ProcessVersion.objects.get(number=1)
    address = f"/api/v1/process-versions/{first.pk}/retire/"
    caller.post(address, {"reason": "Old"}, expect=409)  # the default
    caller.get(f"/api/v1/process-versions/{first.pk}/")
    read = caller.last["ETag"]
    caller.post(f"/api/v1/process-versions/{draft.pk}/activate/", {"reason": "New terms"})
    caller.post(address, {}, expect=400)
    caller.post(address, {"reason": "Old"}, expect=412, If_Match=read)
    retired = caller.post(address, {"reason": "Replaced"})
    assert (retired["status"], retired["is_default"]) == ("retired", False)
    first.refresh_from_db()
    assert first.retired_reason == "Replaced"
