"""Background runs by API."""

import pytest

from sla_admin.shared.runs import start_run
from sla_admin.shared.runs.work import finish, take_step
from tests.api.conftest import Caller, Clock
from tests.sla_admin.shared.runs.counting import install_counting

pytestmark = pytest.mark.django_db


def test_a_run_is_followed_stopped_continued_and_taken_back(
    caller: Caller, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_counting(monkeypatch)

    def now() -> int:
        return clock.now

    run = start_run("test counting", {"upto": 14}, actor="user:1", at=clock.now, reason="to see")
    address = f"/api/v1/runs/{run.pk}/"
    take_step(run.pk, now)
    told = caller.get(address)
    assert (told["state"], told["done"], told["total"]) == ("running", 2, 14)

    assert caller.post(address + "stop/")["state"] == "stopping"
    finish(run.pk, now)
    assert caller.post(address + "go-on/")["state"] == "waiting"
    finish(run.pk, now)
    told = caller.get(address)
    assert (told["state"], told["tally"]) == ("done", {"counted": 13, "failed": 1})
    assert [each["deed"] for each in told["history"]] == ["stopped", "went on"]

    failed = caller.get(address + "items/?is_failure=true")["results"]
    assert [(each["item"], each["reference"]) for each in failed] == [("number 13", 13)]
    assert len(caller.get(address + "items/")["results"]) == 14

    undoing = caller.post(address + "undo/", {"reason": "wrong"}, expect=201)
    assert undoing["undoes"] == run.pk
    assert caller.last["Location"] == f"/api/v1/runs/{undoing['id']}/"
    assert caller.get(address)["undone_by"] == undoing["id"]
    caller.post(address + "undo/", {}, expect=409)
    caller.post(address + "stop/", {}, expect=409)
    caller.post("/api/v1/runs/999999/stop/", {}, expect=404)
    assert [each["id"] for each in caller.get("/api/v1/runs/")["results"]] == [undoing["id"], run.pk]
    assert caller.get("/api/v1/runs/?state=done")["results"][0]["id"] == run.pk
