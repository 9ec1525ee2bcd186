"""Pauses by hand under reason codes, and pauses that end by themselves, as other systems use them."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from entitlements.business_time.instants import MINUTE
from milestones.models import CaseMilestone, PauseReason
from milestones.services.pause_reasons import create_pause_reason
from tests.api.conftest import Caller, Clock
from tests.milestones.promised import first_response, promise

pytestmark = pytest.mark.django_db

CASE = {
    "source": "crm",
    "external_id": "4711",
    "account": "acme",
    "opened_at": "2026-06-01T10:00:00Z",
    "priority": "P1",
}


def reason(key: str, name: str, **given: Any) -> PauseReason:
    return create_pause_reason({"key": key, "name": name, **given})


@pytest.fixture
def pause(caller: Caller, clock: Clock) -> str:
    """Where the only milestone of a case of 10:00, due at 12:00, is paused. It is 10:20."""
    promise(first_response(120, pause_budget=30 * MINUTE))
    clock.at("10:00")
    caller.post("/api/v1/cases/", CASE, expect=201)
    clock.at("10:20")
    return f"/api/v1/case-milestones/{CaseMilestone.objects.get().pk}/pause/"


def standing(caller: Caller) -> tuple[str, str]:
    milestone = CaseMilestone.objects.get()
    found = caller.get(f"/api/v1/case-milestones/{milestone.pk}/")
    return found["standing"], found["target_at"]


def problems(answer: Any) -> list[tuple[str, str]]:
    return [(each["field"], each["reason"]) for each in answer["errors"]]


def test_a_reason_is_made_listed_changed_and_removed(caller: Caller) -> None:
    made = caller.post(
        "/api/v1/pause-reasons/",
        {"key": "parts", "name": "Waiting for parts", "record_types": ["work_order"]},
        expect=201,
    )
    assert made["is_active"] is True
    assert made["counts_against_budget"] is True
    assert made["clocks_paused"] == 0

    address = f"/api/v1/pause-reasons/{made['id']}/"
    changed = caller.send("PATCH", address, {"needs_note": True}).json()
    assert (changed["key"], changed["needs_note"]) == ("parts", True)
    assert caller.send("PATCH", address, {"key": "spares"}).status_code == 409
    assert caller.send("PATCH", address, {"record_types": ["invoice"]}).status_code == 400
    assert [each["key"] for each in caller.get("/api/v1/pause-reasons/")["results"]] == ["parts"]
    assert caller.send("DELETE", address).status_code == 204


def test_while_a_reason_is_in_use_every_pause_names_one(caller: Caller, pause: str) -> None:
    reason("parts", "Waiting for parts", record_types=["work_order"])
    caller.post(pause, {"reason": "They test"}, expect=201)
    reason("customer", "Waiting for the customer")

    refused = caller.post(pause, {"reason": "They test"}, expect=400)
    assert problems(refused) == [("reason_code", "is required. Choose one of: customer.")]
    refused = caller.post(pause, {"reason_code": "parts"}, expect=400)
    assert problems(refused)[0][1].startswith("Waiting for parts is not in use for this.")
    refused = caller.post(pause, {"reason_code": "weather"}, expect=400)
    assert problems(refused)[0][1].startswith("There is no such pause reason.")


def test_a_note_is_asked_for_where_the_reason_says_so(caller: Caller, pause: str) -> None:
    reason("vendor", "Waiting for a vendor", needs_note=True)
    refused = caller.post(pause, {"reason_code": "vendor"}, expect=400)
    assert problems(refused) == [("reason", "“Waiting for a vendor” needs a note: say more.")]

    caller.post(pause, {"reason_code": "vendor", "reason": "Ticket 99 at the carrier"}, expect=201)
    [held] = CaseMilestone.objects.get().pauses
    assert (held["code"], held["reason"]) == ("vendor", "Waiting for a vendor: Ticket 99 at the carrier")


def test_what_pauses_name_is_switched_off_and_never_deleted(caller: Caller, pause: str) -> None:
    row = reason("customer", "Waiting for the customer")
    caller.post(pause, {"reason_code": "customer"}, expect=201)

    refused = caller.send("DELETE", f"/api/v1/pause-reasons/{row.pk}/")
    assert refused.status_code == 409
    assert "Switch it off" in refused.json()["detail"]
    with pytest.raises(IntegrityError, match="switch it off"), transaction.atomic():
        PauseReason.objects.filter(pk=row.pk).delete()

    caller.send("PATCH", f"/api/v1/pause-reasons/{row.pk}/", {"is_active": False})
    assert caller.get(f"/api/v1/pause-reasons/{row.pk}/")["clocks_paused"] == 1
    assert standing(caller)[0] == "paused"


def test_a_pause_keeps_the_words_it_was_made_with(caller: Caller, pause: str) -> None:
    row = reason("customer", "Waiting for the customer")
    caller.post(pause, {"reason_code": "customer"}, expect=201)
    caller.send("PATCH", f"/api/v1/pause-reasons/{row.pk}/", {"name": "Awaiting reply"})
    assert CaseMilestone.objects.get().pauses[0]["reason"] == "Waiting for the customer"


def test_a_pause_uses_its_budget_up_unless_its_reason_does_not_count(
    caller: Caller, clock: Clock, pause: str
) -> None:
    reason("agreed", "Agreed with the customer", counts_against_budget=False)
    caller.post(pause, {"reason_code": "agreed"}, expect=201)
    clock.pass_to("11:30")
    assert standing(caller)[0] == "paused"
    resume = pause.replace("pause/", "resume/")
    caller.post(resume, expect=201)
    assert standing(caller) == ("on_track", "2026-06-01T13:10:00Z")

    reason("customer", "Waiting for the customer")
    clock.at("11:40")
    caller.post(pause, {"reason_code": "customer"}, expect=201)
    clock.pass_to("12:30")  # half an hour of it was allowed, until 12:10
    assert standing(caller) == ("on_track", "2026-06-01T13:40:00Z")


def test_a_pause_until_a_time_ends_there_whoever_looks(caller: Caller, clock: Clock, pause: str) -> None:
    caller.post(pause, {"reason": "They test", "until": "2026-06-01T10:45:00Z"}, expect=201)
    explained = caller.get(pause.replace("pause/", "explain/"))
    assert explained["resumes_at"] == "2026-06-01T10:45:00Z"
    case = CaseMilestone.objects.get().case_id
    following = caller.get(f"/api/v1/cases/{case}/sla/")["next"]
    assert (following["kind"], following["at"]) == ("resume", "2026-06-01T10:45:00Z")
    clock.pass_to("11:00")
    assert standing(caller) == ("on_track", "2026-06-01T12:25:00Z")


def test_an_end_before_the_pause_begins_is_refused(caller: Caller, pause: str) -> None:
    refused = caller.post(pause, {"reason": "They test", "until": "2026-06-01T10:20:00Z"}, expect=400)
    assert problems(refused) == [("until", "must lie after the pause begins, by a year at most.")]
