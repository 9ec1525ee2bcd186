"""Bad input: each request gets a clear 4xx that names field and reason, and changes nothing."""

import json
from typing import Any

import pytest
from django.db import connection

from tests.api.conftest import Caller, Clock
from tests.milestones.promised import first_response, promise

pytestmark = pytest.mark.django_db

CASE = {"source": "crm", "external_id": "1", "account": "acme", "priority": "P1", "status": "new"}
NOT_COUNTED = ("shared_apikey", "shared_requestcount", "django_migrations")
OFFSET = "Give the offset from UTC, like 2026-06-01T09:00:00Z or 2026-06-01T09:00:00+02:00."


def rows() -> dict[str, str]:
    """A fingerprint of every table but those that note who asked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = sorted(name for (name,) in cursor.fetchall() if name not in NOT_COUNTED)
        found = {}
        for table in tables:
            cursor.execute(
                f"SELECT md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) FROM \"{table}\" t"
            )
            found[table] = cursor.fetchone()[0]
    return found


@pytest.fixture
def desk(caller: Caller, clock: Clock) -> dict[str, Any]:
    """A case with a running milestone, opened at 09:00; it is 10:00."""
    promise(first_response(240))
    case = caller.post("/api/v1/cases/", CASE, expect=201)
    (milestone,) = caller.get(f"/api/v1/cases/{case['id']}/sla/")["milestones"]
    clock.at("10:00")
    return {"case": case["id"], "milestone": milestone["id"], "account": case["account"]}


WRONG: list[tuple[str, str, str, Any, int, str, str]] = [
    # what, method, address, body, status, field, reason (its beginning)
    ("no source", "POST", "cases/", {"external_id": "2"}, 400, "source", "This field is required."),
    ("no identity", "POST", "cases/", {"source": "crm"}, 400, "external_id", "This field is required."),
    ("empty source", "POST", "cases/", {**CASE, "source": " "}, 400, "source", "must not be empty."),
    ("unknown field", "POST", "cases/", {**CASE, "severity": 1}, 400, "severity", "There is no such field."),
    ("number for text", "POST", "cases/", {**CASE, "priority": 1}, 400, "priority", "Not a text."),
    (
        "text too long",
        "POST",
        "cases/",
        {**CASE, "priority": "x" * 65},
        400,
        "priority",
        "Ensure this field has no",
    ),
    (
        "unknown channel",
        "POST",
        "cases/",
        {**CASE, "channel": "fax"},
        400,
        "channel",
        '"fax" is not a valid choice.',
    ),
    (
        "unknown record type",
        "POST",
        "cases/",
        {**CASE, "record_type": "x"},
        400,
        "record_type",
        '"x" is not a valid',
    ),
    (
        "unknown account",
        "POST",
        "cases/",
        {**CASE, "account": "nobody"},
        400,
        "account",
        "There is no account",
    ),
    (
        "unknown account number",
        "POST",
        "cases/",
        {**CASE, "account": 10**9},
        400,
        "account",
        "There is no account",
    ),
    ("account of no kind", "POST", "cases/", {**CASE, "account": [1]}, 400, "account", "A name of 1 to 200"),
    ("unknown owner", "POST", "cases/", {**CASE, "owner": "nobody"}, 400, "owner", "There is no user"),
    ("unknown queue", "POST", "cases/", {**CASE, "queue": "nowhere"}, 400, "queue", "There is no queue"),
    (
        "unknown contact",
        "POST",
        "cases/",
        {**CASE, "contact": "nobody"},
        400,
        "contact",
        "There is no contact",
    ),
    (
        "attributes no object",
        "POST",
        "cases/",
        {**CASE, "attributes": []},
        400,
        "attributes",
        "Expected a dictionary",
    ),
    (
        "attribute nested",
        "POST",
        "cases/",
        {**CASE, "attributes": {"a": {}}},
        400,
        "attributes.a",
        "must be a text",
    ),
    (
        "attribute badly named",
        "POST",
        "cases/",
        {**CASE, "attributes": {"a/b": 1}},
        400,
        "attributes.a/b",
        "An attribute's",
    ),
    (
        "naive instant",
        "POST",
        "cases/",
        {**CASE, "opened_at": "2026-06-01T09:00:00"},
        400,
        "opened_at",
        OFFSET,
    ),
    (
        "a day for an instant",
        "POST",
        "cases/",
        {**CASE, "opened_at": "2026-06-01"},
        400,
        "opened_at",
        "Write an",
    ),
    (
        "no such day",
        "POST",
        "cases/",
        {**CASE, "opened_at": "2026-02-30T09:00:00Z"},
        400,
        "opened_at",
        "There is no",
    ),
    ("instant as number", "POST", "cases/", {**CASE, "opened_at": 1}, 400, "opened_at", "Write an instant"),
    (
        "opened in the future",
        "POST",
        "cases/",
        {**CASE, "external_id": "2", "opened_at": "2026-06-01T10:01:01Z"},
        400,
        "opened_at",
        "lies in the future",
    ),
    (
        "opened otherwise",
        "POST",
        "cases/",
        {**CASE, "opened_at": "2026-06-01T08:00:00Z"},
        400,
        "opened_at",
        "was told otherwise",
    ),
    (
        "another record type",
        "POST",
        "cases/",
        {**CASE, "record_type": "work_order"},
        400,
        "record_type",
        "is case and never changes.",
    ),
    (
        "occurred before opened",
        "POST",
        "cases/",
        {
            **CASE,
            "external_id": "2",
            "opened_at": "2026-06-01T09:30:00Z",
            "occurred_at": "2026-06-01T09:00:00Z",
        },
        400,
        "occurred_at",
        "lies before the case was opened.",
    ),
    ("an array for a case", "POST", "cases/", [CASE], 400, "", "Invalid data. Expected a dictionary"),
    ("event of an unknown case", "POST", "cases/999999/events/", {"fields": {"status": "x"}}, 404, "", ""),
    ("event that says nothing", "POST", "cases/{case}/events/", {}, 400, "", "An event asserts"),
    (
        "event in the future",
        "POST",
        "cases/{case}/events/",
        {"occurred_at": "2026-06-01T10:01:01Z", "fields": {"status": "x"}},
        400,
        "occurred_at",
        "lies in the future",
    ),
    (
        "event before the case",
        "POST",
        "cases/{case}/events/",
        {"occurred_at": "2026-06-01T08:59:59Z", "fields": {"status": "x"}},
        400,
        "occurred_at",
        "lies before the case",
    ),
    (
        "event with a naive instant",
        "POST",
        "cases/{case}/events/",
        {"occurred_at": "2026-06-01T09:30:00", "fields": {"status": "x"}},
        400,
        "occurred_at",
        OFFSET,
    ),
    (
        "unknown signal",
        "POST",
        "cases/{case}/events/",
        {"signals": ["reply"]},
        400,
        "signals.0",
        '"reply" is not',
    ),
    (
        "opened again",
        "POST",
        "cases/{case}/events/",
        {"signals": ["case_opened"]},
        400,
        "signals.0",
        "A case is opened",
    ),
    (
        "unknown field of an event",
        "POST",
        "cases/{case}/events/",
        {"fields": {"state": "x"}},
        400,
        "fields.state",
        "There is no such field.",
    ),
    (
        "unknown queue of an event",
        "POST",
        "cases/{case}/events/",
        {"fields": {"queue": "nowhere"}},
        400,
        "fields.queue",
        "There is no queue",
    ),
    (
        "sequence too large",
        "POST",
        "cases/{case}/events/",
        {"sequence": 2**63, "fields": {"status": "x"}},
        400,
        "sequence",
        "Ensure this value is less than or equal to",
    ),
    (
        "comment of no kind",
        "POST",
        "cases/{case}/events/",
        {"comment": {"kind": "secret", "body": "x"}},
        400,
        "comment.kind",
        '"secret" is not a valid choice.',
    ),
    (
        "comment without words",
        "POST",
        "cases/{case}/events/",
        {"comment": {"kind": "public", "body": ""}},
        400,
        "comment.body",
        "This field may not be blank.",
    ),
    ("pause without a reason", "POST", "cases/{case}/pause/", {}, 400, "reason", "is required by hand."),
    (
        "pause with a blank reason",
        "POST",
        "cases/{case}/pause/",
        {"reason": "  "},
        400,
        "reason",
        "is required by hand.",
    ),
    ("pause of an unknown case", "POST", "cases/999999/pause/", {"reason": "x"}, 404, "", ""),
    ("undo of nothing", "POST", "cases/{case}/take-back/", {"event_id": "never"}, 404, "", ""),
    ("undo without an id", "POST", "cases/{case}/take-back/", {}, 400, "event_id", "This field is required."),
    ("resume of what runs", "POST", "cases/{case}/resume/", {}, 409, "", ""),
    (
        "completion without a reason",
        "POST",
        "case-milestones/{milestone}/complete/",
        {},
        400,
        "reason",
        "This field is required.",
    ),
    (
        "completion in the future",
        "POST",
        "case-milestones/{milestone}/complete/",
        {"reason": "x", "occurred_at": "2026-06-01T11:00:00Z"},
        400,
        "occurred_at",
        "lies in the future",
    ),
    ("completion of nothing", "POST", "case-milestones/999999/complete/", {"reason": "x"}, 404, "", ""),
    ("resume of a running clock", "POST", "case-milestones/{milestone}/resume/", {}, 409, "", ""),
    (
        "bulk of nothing",
        "POST",
        "cases/bulk/",
        {"cases": []},
        400,
        "cases",
        "Ensure this field has at least 1",
    ),
    (
        "bulk of too much",
        "POST",
        "cases/bulk/",
        {"cases": [CASE] * 501},
        400,
        "cases",
        "Ensure this field has no more",
    ),
    ("bulk of texts", "POST", "cases/bulk/", {"cases": ["x"]}, 400, "cases.0", "Expected a dictionary"),
    ("unknown filter", "GET", "cases/?state=new", None, 400, "state", "There is no such parameter."),
    ("unknown word", "GET", "cases/?standing=fine", None, 400, "standing", "One of: violated, at_risk"),
    ("empty filter", "GET", "cases/?status=", None, 400, "status", "Give it a value or leave it out."),
    ("no id", "GET", "cases/?account=acme", None, 400, "account", "Enter a whole number."),
    ("id too large", "GET", f"cases/?account={2**63}", None, 400, "account", "Ensure this value is less"),
    ("naive filter", "GET", "cases/?opened_from=2026-06-01T09:00:00", None, 400, "opened_from", OFFSET),
    ("no truth", "GET", "case-milestones/?is_violated=1", None, 400, "is_violated", "One of: true, false."),
    ("sla of nothing", "GET", "cases/sla/", None, 400, "id", "Name 1 to 500 cases."),
    ("sla of no id", "GET", "cases/sla/?id=x", None, 400, "id", "'x' is no id."),
    ("unknown case", "GET", "cases/999999/", None, 404, "", ""),
    ("id no number can be", "GET", f"cases/{2**63}/", None, 404, "", ""),
    (
        "account without a name",
        "POST",
        "accounts/",
        {"external_id": "x"},
        400,
        "name",
        "This field is required.",
    ),
    (
        "external id taken",
        "POST",
        "accounts/",
        {"name": "Other", "external_id": "acme"},
        400,
        "",
        "Another account has this external id.",
    ),
    ("blank name", "PATCH", "accounts/{account}/", {"name": " "}, 400, "name", "This field cannot be blank."),
    (
        "a change of nothing",
        "PATCH",
        "accounts/{account}/",
        {},
        400,
        "",
        "Name at least one field to change.",
    ),
    (
        "entitlement to nothing",
        "POST",
        "entitlements/",
        {
            "account": 999999,
            "name": "x",
            "tier": "gold",
            "process": 999999,
            "first_day": "2026-01-01",
            "last_day": "2026-12-31",
        },
        400,
        "account",
        "There is no account 999999.",
    ),
    (
        "no such day of an entitlement",
        "POST",
        "entitlements/",
        {
            "account": 1,
            "name": "x",
            "tier": "gold",
            "process": 1,
            "first_day": "2026-02-30",
            "last_day": "2026-12-31",
        },
        400,
        "first_day",
        "Date has wrong format.",
    ),
]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "field", "reason"),
    [case[1:] for case in WRONG],
    ids=[case[0].replace(" ", "-") for case in WRONG],
)
def test_a_wrong_request_is_told_field_and_reason_and_changes_nothing(
    desk: dict[str, Any],
    caller: Caller,
    method: str,
    path: str,
    body: Any,
    status: int,
    field: str,
    reason: str,
) -> None:
    before = rows()
    caller.send(method, f"/api/v1/{path.format(**desk)}", body)
    found = json.loads(caller.last.content)
    assert caller.last.status_code == status, found
    assert caller.last["Content-Type"] == "application/problem+json"
    assert found["detail"]
    if status == 400:
        reasons = {error["field"]: error["reason"] for error in found["errors"]}
        assert field in reasons, found
        assert reasons[field].startswith(reason), found
    assert rows() == before


def test_all_that_is_wrong_is_told_at_once(desk: dict[str, Any], caller: Caller) -> None:
    found = caller.post(
        "/api/v1/entitlements/",
        {
            "account": desk["account"],
            "name": "",
            "tier": "gold",
            "process": "x",
            "first_day": 5,
            "last_day": "2026-12-31",
            "channels": ["fax"],
            "days": 3,
        },
        expect=400,
    )
    assert {error["field"] for error in found["errors"]} == {
        "name",
        "process",
        "first_day",
        "channels.0",
        "days",
    }


def test_days_in_the_wrong_order_are_refused(desk: dict[str, Any], caller: Caller) -> None:
    (entitlement,) = caller.get("/api/v1/entitlements/")["results"]
    asked = {"last_day": "2025-12-31", "reason": "A slip"}
    found = caller.patch(f"/api/v1/entitlements/{entitlement['id']}/", asked, expect=400)
    assert found["errors"] == [{"field": "", "reason": "The last day is not before the first."}]
    assert caller.get(f"/api/v1/entitlements/{entitlement['id']}/") == entitlement
