"""Whole stories of cases, told over HTTP by the systems that keep them."""

from typing import Any

import pytest

from entitlements.business_time.budget import Budget
from entitlements.business_time.instants import HOUR, MINUTE, to_datetime
from entitlements.services.business_hours import create_business_hours, publish_revision
from milestones.engine.evaluate import evaluate_due
from milestones.models import CaseState
from tests.api.conftest import Caller, Clock
from tests.entitlements.business_time.hours import ny
from tests.milestones.promised import at, first_response, promise

pytestmark = pytest.mark.django_db

CASE: dict[str, Any] = {
    "source": "crm",
    "external_id": "4711",
    "subject": "Printer on fire",
    "account": "acme",
    "priority": "P1",
    "status": "new",
}


def sla(caller: Caller, case: int) -> Any:
    return caller.get(f"/api/v1/cases/{case}/sla/")


def test_a_case_goes_from_on_track_over_at_risk_to_violated_and_a_late_reply_takes_it_back(
    caller: Caller, clock: Clock
) -> None:
    promise(first_response(60))
    clock.at("10:00")
    case = caller.post("/api/v1/cases/", {**CASE, "opened_at": "2026-06-01T12:00:00+02:00"}, expect=201)
    assert case["opened_at"] == "2026-06-01T10:00:00Z"
    assert (case["coverage_outcome"], case["standing"]) == ("covered", "on_track")

    found = sla(caller, case["id"])
    (milestone,) = found["milestones"]
    assert milestone["definition"] == "first_response"
    assert milestone["target_at"] == "2026-06-01T11:00:00Z"
    assert (milestone["budget"], milestone["budget_seconds"]) == ("PT1H", 3600)
    assert found["next"] == {
        "kind": "trigger",
        "at": "2026-06-01T10:30:00Z",
        "milestone": "first_response",
        "trigger": "50",
        "severity": "info",
    }

    clock.pass_to("10:45:01")
    found = sla(caller, case["id"])
    assert found["standing"] == "at_risk"
    assert found["next"]["trigger"] == "90"
    (milestone,) = found["milestones"]
    assert (milestone["consumed"], milestone["left_seconds"]) == ("PT45M1S", 899)
    assert milestone["percent"] == 75

    clock.pass_to("11:00:01")
    assert sla(caller, case["id"])["standing"] == "violated"

    clock.pass_to("11:07")
    told = caller.post(
        f"/api/v1/cases/{case['id']}/events/",
        {
            "occurred_at": "2026-06-01T10:55:00Z",
            "comment": {"kind": "public", "body": "Use the extinguisher."},
        },
        expect=201,
    )
    assert told["result"] == "recorded"
    found = sla(caller, case["id"])
    (milestone,) = found["milestones"]
    assert (found["standing"], milestone["standing"]) == ("met", "met")
    assert milestone["completed_at"] == "2026-06-01T10:55:00Z"
    assert found["next"] is None

    ledger = caller.get(f"/api/v1/cases/{case['id']}/ledger/")["results"]
    (violated,) = [entry for entry in ledger if entry["kind"] == "violated"]
    (withdrawal,) = [entry for entry in ledger if entry["withdraws"] == violated["seq"]]
    assert violated["occurred_at"] == "2026-06-01T11:00:00Z"
    assert violated["withdrawn_by"] == withdrawal["seq"]
    assert withdrawal["recorded_at"] == "2026-06-01T11:07:00Z"


def test_a_case_told_twice_is_updated_and_keeps_what_it_was_not_told(caller: Caller, clock: Clock) -> None:
    promise()
    first = caller.post("/api/v1/cases/", CASE, expect=201)
    assert caller.last["Location"] == f"/api/v1/cases/{first['id']}/"
    clock.at("09:10")
    again = caller.post(
        "/api/v1/cases/", {"source": "crm", "external_id": "4711", "priority": "P2"}, expect=200
    )
    assert again["id"] == first["id"]
    assert (again["priority"], again["subject"], again["status"]) == ("P2", "Printer on fire", "new")
    assert again["opened_at"] == first["opened_at"]
    assert caller.get("/api/v1/cases/")["results"] == [again]


def test_a_case_nothing_was_promised_for_says_so(caller: Caller, clock: Clock) -> None:
    case = caller.post(
        "/api/v1/cases/", {key: value for key, value in CASE.items() if key != "account"}, expect=201
    )
    assert (case["coverage_outcome"], case["standing"]) == ("no_entitlement", "no_clock")
    assert [each["id"] for each in caller.get("/api/v1/cases/?standing=no_clock")["results"]] == [case["id"]]
    found = sla(caller, case["id"])
    assert (found["milestones"], found["next"], found["coverage"]["entitlement"]) == ([], None, None)


def test_the_same_event_told_twice_is_one_event_and_another_content_is_refused(
    caller: Caller, clock: Clock
) -> None:
    promise()
    case = caller.post("/api/v1/cases/", CASE, expect=201)
    address = f"/api/v1/cases/{case['id']}/events/"
    event = {"event_id": "e-1", "occurred_at": "2026-06-01T09:02:00Z", "fields": {"status": "open"}}
    clock.at("09:03")
    assert caller.post(address, event, expect=201)["result"] == "recorded"
    clock.at("09:05")
    assert caller.post(address, event, expect=200)["result"] == "duplicate"
    caller.post(address, {**event, "fields": {"status": "closed"}}, expect=409)
    events = caller.get(address)["results"]
    assert [each["event_id"] for each in events if each["event_id"] == "e-1"] == ["e-1"]
    assert caller.get(f"/api/v1/cases/{case['id']}/")["status"] == "open"


def test_events_at_one_instant_take_their_order_from_the_sources_sequence(
    caller: Caller, clock: Clock
) -> None:
    promise()
    case = caller.post("/api/v1/cases/", CASE, expect=201)
    clock.at("10:00")
    for sequence, priority in ((2, "Low"), (1, "High")):
        caller.post(
            f"/api/v1/cases/{case['id']}/events/",
            {
                "event_id": f"e-{sequence}",
                "occurred_at": "2026-06-01T10:00:00Z",
                "sequence": sequence,
                "fields": {"priority": priority},
            },
            expect=201,
        )
    assert caller.get(f"/api/v1/cases/{case['id']}/")["priority"] == "Low"


def test_a_milestone_is_paused_resumed_and_completed_by_hand(caller: Caller, clock: Clock) -> None:
    promise(first_response(60))
    clock.at("10:00")
    case = caller.post("/api/v1/cases/", CASE, expect=201)
    (milestone,) = sla(caller, case["id"])["milestones"]
    address = f"/api/v1/case-milestones/{milestone['id']}/"

    clock.at("10:20")
    caller.post(f"{address}pause/", {"reason": "Waiting for the fire brigade"}, expect=201)
    clock.pass_to("10:50")
    found = caller.get(address)
    assert (found["status"], found["standing"], found["consumed"], found["paused"]) == (
        "paused", "paused", "PT20M", "PT30M",
    )  # fmt: skip
    caller.post(f"{address}resume/", {}, expect=201)
    found = caller.get(address)
    assert (found["status"], found["target_at"]) == ("running", "2026-06-01T11:30:00Z")
    assert found["original_target_at"] == "2026-06-01T11:00:00Z"

    clock.at("11:00")
    caller.post(f"{address}complete/", {"reason": "Put out by hand"}, expect=201)
    found = caller.get(address)
    assert (found["status"], found["standing"], found["completed_at"]) == (
        "completed", "met", "2026-06-01T11:00:00Z",
    )  # fmt: skip
    entries = caller.get(f"/api/v1/cases/{case['id']}/ledger/")["results"]
    (completed,) = [entry for entry in entries if entry["kind"] == "completed"]
    assert completed["actor"].startswith("key:")


def test_a_case_is_paused_as_a_whole_and_resumes_at_the_customers_reply(caller: Caller, clock: Clock) -> None:
    promise(first_response(60))
    clock.at("10:00")
    case = caller.post("/api/v1/cases/", CASE, expect=201)
    clock.at("10:20")
    caller.post(
        f"/api/v1/cases/{case['id']}/pause/", {"reason": "Waiting for logs", "until_reply": True}, expect=201
    )
    assert sla(caller, case["id"])["standing"] == "paused"
    clock.at("10:50")
    caller.post(f"/api/v1/cases/{case['id']}/events/", {"signals": ["customer_replied"]}, expect=201)
    found = sla(caller, case["id"])
    assert (found["standing"], found["milestones"][0]["target_at"]) == ("on_track", "2026-06-01T11:30:00Z")


def test_a_deed_is_taken_back_as_if_it_had_not_been(caller: Caller, clock: Clock) -> None:
    promise(first_response(60))
    case = caller.post("/api/v1/cases/", CASE, expect=201)
    (milestone,) = sla(caller, case["id"])["milestones"]
    done = caller.post(
        f"/api/v1/case-milestones/{milestone['id']}/complete/", {"reason": "the wrong one"}, expect=201
    )
    address = f"/api/v1/cases/{case['id']}/take-back/"

    caller.post(address, {"event_id": done["event_id"]}, expect=201)

    assert [each["status"] for each in sla(caller, case["id"])["milestones"]] == ["running"]
    caller.post(address, {"event_id": done["event_id"]}, expect=409)


def test_what_would_be_void_is_refused_and_leaves_no_trace(caller: Caller, clock: Clock) -> None:
    promise(first_response(60))
    case = caller.post("/api/v1/cases/", CASE, expect=201)
    (milestone,) = sla(caller, case["id"])["milestones"]
    address = f"/api/v1/case-milestones/{milestone['id']}/"
    caller.post(f"{address}resume/", {}, expect=409)
    caller.post(f"/api/v1/cases/{case['id']}/resume/", {}, expect=409)
    before = caller.get(f"/api/v1/cases/{case['id']}/ledger/")
    caller.post(f"{address}complete/", {"reason": "done"}, expect=201)
    caller.post(f"{address}complete/", {"reason": "done again"}, expect=409)
    caller.post(f"{address}pause/", {"reason": "too late"}, expect=409)
    after = caller.get(f"/api/v1/cases/{case['id']}/ledger/")
    kinds = [entry["kind"] for entry in after["results"][len(before["results"]) :]]
    assert kinds == ["completed"]


def test_a_deed_dated_back_is_done_at_its_own_instant(caller: Caller, clock: Clock) -> None:
    promise(first_response(60))
    clock.at("10:00")
    case = caller.post("/api/v1/cases/", CASE, expect=201)
    (milestone,) = sla(caller, case["id"])["milestones"]
    clock.pass_to("11:30")
    caller.post(
        f"/api/v1/case-milestones/{milestone['id']}/complete/",
        {"reason": "Called back", "occurred_at": "2026-06-01T10:40:00Z"},
        expect=201,
    )
    found = caller.get(f"/api/v1/case-milestones/{milestone['id']}/")
    assert (found["standing"], found["completed_at"]) == ("met", "2026-06-01T10:40:00Z")


def test_an_explanation_names_every_stretch_to_the_target(caller: Caller, clock: Clock) -> None:
    hours = create_business_hours(
        name="New York office",
        zone="America/New_York",
        weekly=[[["09:00", "17:00"]]] * 5 + [[], []],
    )
    publish_revision(hours.pk, at=at("00:00"), actor="tests", reason="As agreed")
    promise(
        first_response(key="resolution", budget=Budget(micros=4 * HOUR), hours=hours.hours_id, triggers=())
    )
    clock.now = ny("2026-06-01 14:00")
    case = caller.post("/api/v1/cases/", CASE, expect=201)
    (milestone,) = sla(caller, case["id"])["milestones"]
    clock.now = ny("2026-06-01 16:00")
    caller.post(f"/api/v1/case-milestones/{milestone['id']}/pause/", {"reason": "Awaiting parts"}, expect=201)
    clock.now = ny("2026-06-02 09:30")
    caller.post(f"/api/v1/case-milestones/{milestone['id']}/resume/", {}, expect=201)
    clock.now = ny("2026-06-02 10:00")

    found = caller.get(f"/api/v1/case-milestones/{milestone['id']}/explain/")
    stretches = [
        (each["begin"], each["end"], each["kind"], each["reason"], each["counted"], each["total"])
        for each in found["stretches"]
    ]
    assert stretches == [
        ("2026-06-01T18:00:00Z", "2026-06-01T20:00:00Z", "counted", None, "PT2H", "PT2H"),
        ("2026-06-01T20:00:00Z", "2026-06-02T13:30:00Z", "paused", "Awaiting parts", "PT0S", "PT2H"),
        ("2026-06-02T13:30:00Z", "2026-06-02T14:00:00Z", "counted", None, "PT30M", "PT2H30M"),
        ("2026-06-02T14:00:00Z", "2026-06-02T15:30:00Z", "counted", None, "PT1H30M", "PT4H"),
    ]
    assert found["target_at"] == "2026-06-02T15:30:00Z"
    assert found["original_target_at"] == "2026-06-02T14:00:00Z"
    assert (found["paused"], found["calendar_paused"]) == ("PT1H30M", "PT17H30M")
    assert found["hours"] == {
        "id": hours.hours_id,
        "name": "New York office",
        "zone": "America/New_York",
        "reason": "milestone",
    }
    assert found["start_rule"] == "process_entry"
    assert found["coverage"]["outcome"] == "covered"
    assert found["coverage"]["entitlement"]["tier"] == "gold"
    assert len(found["coverage"]["candidates"]) == 1
    assert [(each["trigger"], each["at"]) for each in found["upcoming"]] == [("100", "2026-06-02T15:30:00Z")]

    clock.now = ny("2026-06-02 12:00")
    evaluate_due(clock.now)
    caller.post(f"/api/v1/case-milestones/{milestone['id']}/complete/", {"reason": "Fixed"}, expect=201)
    found = caller.get(f"/api/v1/case-milestones/{milestone['id']}/explain/")
    assert (found["standing"], found["past_target"], found["upcoming"]) == ("met_late", "PT30M", [])


def test_many_cases_are_told_at_once_and_one_that_is_wrong_stops_no_other(
    caller: Caller, clock: Clock
) -> None:
    promise()
    caller.post("/api/v1/cases/", CASE, expect=201)
    clock.at("09:01")
    told = caller.post(
        "/api/v1/cases/bulk/",
        {
            "cases": [
                {**CASE, "external_id": "a"},
                {**CASE, "external_id": "b", "prioritty": "P1"},
                {**CASE, "priority": "P3"},
                {**CASE, "external_id": "c", "account": "nobody"},
                {**CASE, "external_id": "d", "opened_at": "2026-06-01T09:03:00Z"},
            ]
        },
    )
    assert [each["status"] for each in told["results"]] == [201, 400, 200, 400, 400]
    assert told["results"][1]["problem"]["errors"] == [
        {"field": "prioritty", "reason": "There is no such field."}
    ]
    assert told["results"][3]["problem"]["errors"][0]["field"] == "account"
    assert told["results"][4]["problem"]["errors"][0]["field"] == "opened_at"
    cases = caller.get("/api/v1/cases/")["results"]
    assert {case["external_id"]: case["priority"] for case in cases} == {"4711": "P3", "a": "P1"}


def test_one_case_told_twice_in_a_bulk_needs_an_order(caller: Caller, clock: Clock) -> None:
    promise()
    told = caller.post("/api/v1/cases/bulk/", {"cases": [CASE, {**CASE, "priority": "P2"}]})
    assert [each["status"] for each in told["results"]] == [201, 400]
    clock.at("09:05")
    told = caller.post(
        "/api/v1/cases/bulk/",
        {"cases": [{**CASE, "priority": "P4", "sequence": 2}, {**CASE, "priority": "P3", "sequence": 1}]},
    )
    assert [each["status"] for each in told["results"]] == [200, 200]
    assert [case["priority"] for case in caller.get("/api/v1/cases/")["results"]] == ["P4"]


def test_a_repeated_bulk_with_its_key_is_stored_once(caller: Caller, clock: Clock) -> None:
    promise()
    body = {"cases": [{**CASE, "external_id": str(number)} for number in range(3)]}
    first = caller.post("/api/v1/cases/bulk/", body, Idempotency_Key="night-run-1")
    clock.at("09:30")
    assert caller.post("/api/v1/cases/bulk/", body, Idempotency_Key="night-run-1") == first
    events = [caller.get(f"/api/v1/cases/{each['case']}/events/")["results"] for each in first["results"]]
    assert [len(found) for found in events] == [2, 2, 2]


def test_where_many_cases_stand_is_asked_in_one_request(caller: Caller, clock: Clock) -> None:
    promise(first_response(60))
    one = caller.post("/api/v1/cases/", {**CASE, "external_id": "1"}, expect=201)["id"]
    clock.at("09:30")
    two = caller.post("/api/v1/cases/", {**CASE, "external_id": "2"}, expect=201)["id"]
    clock.pass_to("10:10")
    found = caller.get(f"/api/v1/cases/sla/?id={two}&id={one}&id={two + 1000}")
    assert [(each["case"], each["standing"]) for each in found["results"]] == [
        (two, "on_track"),
        (one, "violated"),
    ]
    assert found["missing"] == [two + 1000]


def test_cases_are_found_by_what_they_are(caller: Caller, clock: Clock) -> None:
    promise(first_response(60))
    one = caller.post("/api/v1/cases/", {**CASE, "external_id": "1", "channel": "phone"}, expect=201)
    clock.at("09:30")
    two = caller.post("/api/v1/cases/", {**CASE, "external_id": "2", "priority": "P3"}, expect=201)
    clock.pass_to("10:10")

    def ids(query: str) -> list[int]:
        return [each["id"] for each in caller.get(f"/api/v1/cases/?{query}")["results"]]

    assert ids("") == [two["id"], one["id"]]
    assert ids("priority=p3") == [two["id"]]
    assert ids("channel=phone") == [one["id"]]
    assert ids("standing=violated") == [one["id"]]
    assert ids("standing=on_track") == [two["id"]]
    assert ids("standing=met") == []
    assert ids("opened_from=2026-06-01T09:30:00Z") == [two["id"]]
    assert ids("opened_before=2026-06-01T11:30:00%2B02:00") == [one["id"]]
    assert ids("coverage_outcome=covered&source=crm&external_id=2") == [two["id"]]
    assert ids(f"account={one['account']}&status=NEW") == [two["id"], one["id"]]
    violated = caller.get("/api/v1/case-milestones/?is_violated=true")["results"]
    assert [each["case"] for each in violated] == [one["id"]]


def test_a_write_waits_for_nobodys_old_picture_of_a_case(caller: Caller, clock: Clock) -> None:
    promise()
    case = caller.post("/api/v1/cases/", CASE, expect=201)
    tag = caller.last["ETag"]
    clock.at("09:05")
    caller.post(f"/api/v1/cases/{case['id']}/events/", {"fields": {"status": "open"}}, expect=201)
    clock.at("09:06")
    caller.post("/api/v1/cases/", {**CASE, "status": "closed"}, expect=412, If_Match=tag)
    assert caller.get(f"/api/v1/cases/{case['id']}/")["status"] == "open"
    caller.post("/api/v1/cases/", {**CASE, "status": "closed"}, If_Match=caller.last["ETag"])


def test_what_comes_late_and_silent_is_recorded_without_alerting(caller: Caller, clock: Clock) -> None:
    promise(first_response(60))
    clock.at("12:00")
    case = caller.post(
        "/api/v1/cases/", {**CASE, "opened_at": "2026-06-01T09:05:00Z", "silent": True}, expect=201
    )
    ledger = caller.get(f"/api/v1/cases/{case['id']}/ledger/")["results"]
    reached = [(entry["trigger"], entry["occurred_at"]) for entry in ledger if entry["trigger"] is not None]
    assert reached == [
        ("50", "2026-06-01T09:35:00Z"),
        ("75", "2026-06-01T09:50:00Z"),
        ("90", "2026-06-01T09:59:00Z"),
        ("100", "2026-06-01T10:05:00Z"),
    ]


def test_a_day_budget_is_answered_in_days(caller: Caller, clock: Clock) -> None:
    promise(first_response(budget=Budget(days=1), triggers=()))
    case = caller.post("/api/v1/cases/", CASE, expect=201)
    (milestone,) = sla(caller, case["id"])["milestones"]
    assert (milestone["budget"], milestone["budget_seconds"], milestone["target_level"]) == (
        "P1D", None, "PT24H",
    )  # fmt: skip
    assert milestone["target_level_seconds"] == 24 * HOUR // 1_000_000
    assert milestone["left_seconds"] == 24 * 60 * MINUTE // 1_000_000


def test_a_case_set_aside_is_told_with_its_reason_and_stops_no_other(caller: Caller, clock: Clock) -> None:
    promise(first_response(60))
    aside = caller.post("/api/v1/cases/", {**CASE, "external_id": "1"}, expect=201)["id"]
    other = caller.post("/api/v1/cases/", {**CASE, "external_id": "2"}, expect=201)["id"]
    CaseState.objects.filter(pk=aside).update(
        state=b"broken", quarantined_at=to_datetime(clock.now), quarantine_reason="ValueError: broken"
    )
    clock.at("09:30")
    told = caller.get(f"/api/v1/cases/sla/?id={aside}&id={other}")["results"]
    assert [each["quarantine_reason"] for each in told] == ["ValueError: broken", None]
    assert told[0]["next"] is None
    assert [each["consumed"] for each in told[0]["milestones"]] == ["PT0S"]
    assert caller.get(f"/api/v1/cases/{aside}/")["quarantine_reason"] == "ValueError: broken"
    milestone = told[0]["milestones"][0]["id"]
    caller.get(f"/api/v1/case-milestones/{milestone}/explain/", expect=409)
    caller.get("/api/v1/case-milestones/")
    told = caller.post(f"/api/v1/cases/{aside}/resume/", {}, expect=201)
    assert told["quarantine_reason"] == "ValueError: broken"
