"""The conventions every resource shares, on a resource of no meaning."""

import json
import threading
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test import Client

from sla_admin.shared import system_clock
from sla_admin.shared.models import StoredAnswer
from tests.api.conftest import Caller, CallerWith

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.echo_urls")]

HOUR = 3_600_000_000


@pytest.fixture(autouse=True)
def _no_groups(db: None) -> None:
    """The migrations bring groups of their own."""
    Group.objects.all().delete()


def problem(caller: Caller) -> dict[str, Any]:
    assert caller.last["Content-Type"] == "application/problem+json"
    found: dict[str, Any] = json.loads(caller.last.content)
    assert set(found) == {"type", "title", "status", "detail", "errors", "request_id"}
    assert found["status"] == caller.last.status_code
    assert found["request_id"] == caller.last["X-Request-ID"]
    return found


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status", "kind"),
    [
        ("GET", "/api/groups/999/", None, {}, 404, "not-found"),
        ("GET", "/api/nothing/here/", None, {}, 404, "not-found"),
        ("POST", "/api/groups", b"{}", {}, 404, "not-found"),
        ("DELETE", "/api/groups/", None, {}, 405, "method-not-allowed"),
        ("OPTIONS", "/api/groups/", None, {}, 405, "method-not-allowed"),
        ("GET", "/api/groups/", None, {"Accept": "text/csv"}, 406, "not-acceptable"),
        ("POST", "/api/groups/", b"name=x", {"Content-Type": "text/plain"}, 415, "unsupported-media-type"),
        ("POST", "/api/groups/", b"{", {}, 400, "invalid-input"),
        ("POST", "/api/groups/", b'{"name":"\xff"}', {}, 400, "invalid-input"),
        ("POST", "/api/groups/", b'{"name":"a","name":"b"}', {}, 400, "invalid-input"),
        ("POST", "/api/groups/", b'{"name": NaN}', {}, 400, "invalid-input"),
        ("POST", "/api/groups/", b'{"name": "a\\u0000"}', {}, 400, "invalid-input"),
        ("POST", "/api/groups/", b'{"name": "\\ud800"}', {}, 400, "invalid-input"),
        ("POST", "/api/groups/", b'{"name": 1e999}', {}, 400, "invalid-input"),
        ("POST", "/api/groups/", b'{"name": ' + b"1" * 5000 + b"}", {}, 400, "invalid-input"),
        ("POST", "/api/groups/", b"[" * 100_000, {}, 400, "invalid-input"),
        ("POST", "/api/groups/", b"[" * 40 + b"]" * 40, {}, 400, "invalid-input"),
        ("POST", "/api/groups/", b"[]", {}, 400, "invalid-input"),
        ("POST", "/api/groups/", b'"' + b"x" * 6_000_000 + b'"', {}, 413, "too-large"),
        ("POST", "/api/groups/", {"name": "taken"}, {}, 409, "conflict"),
        ("POST", "/api/groups/", {"name": "broken"}, {}, 500, "internal-error"),
        ("GET", "/api/groups/", None, {"Host": "elsewhere.example"}, 400, "invalid-input"),
    ],
)
def test_every_error_is_a_problem_and_changes_nothing(
    caller: Caller, method: str, path: str, body: Any, headers: dict[str, str], status: int, kind: str
) -> None:
    caller.send(method, path, body, **headers)
    assert caller.last.status_code == status
    found = problem(caller)
    assert found["type"] == f"urn:sla-admin:problem:{kind}"
    assert "secret of the inside" not in caller.last.content.decode()
    assert Group.objects.count() == 0


def test_every_wrong_field_is_named_with_its_reason(caller: Caller) -> None:
    caller.post(
        "/api/groups/",
        {"nmae": "x", "since": "2026-06-01T09:00:00", "lines": [{"amount": 1}, {"amount": 0, "price": 2}, 7]},
        expect=400,
    )
    errors = {(error["field"], error["reason"]) for error in problem(caller)["errors"]}
    assert {field for field, _ in errors} == {
        "name",
        "nmae",
        "since",
        "lines.1.amount",
        "lines.1.price",
        "lines.2",
    }
    assert ("name", "This field is required.") in errors
    assert ("nmae", "There is no such field.") in errors
    offset = "Give the offset from UTC, like 2026-06-01T09:00:00Z or 2026-06-01T09:00:00+02:00."
    assert ("since", offset) in errors


def test_texts_that_look_like_numbers_are_not_numbers_nor_numbers_texts(caller: Caller) -> None:
    caller.post("/api/groups/", {"name": 5, "lines": [{"amount": "1"}, {"amount": True}]}, expect=400)
    assert {error["field"] for error in problem(caller)["errors"]} == {
        "name",
        "lines.0.amount",
        "lines.1.amount",
    }


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?nmae=x", "nmae"),
        ("?page_size=0", "page_size"),
        ("?page_size=201", "page_size"),
        ("?page_size=ten", "page_size"),
        ("?page_size=1&page_size=2", "page_size"),
        ("?cursor=", "cursor"),
        ("?cursor=eA==", "cursor"),
        ("?cursor=%00", "cursor"),
    ],
)
def test_a_wrong_parameter_is_named_instead_of_ignored(caller: Caller, query: str, field: str) -> None:
    caller.get(f"/api/groups/{query}", expect=400)
    assert [error["field"] for error in problem(caller)["errors"]] == [field]


def test_pages_lead_through_the_whole_list_and_back(caller: Caller) -> None:
    Group.objects.bulk_create(Group(name=f"g{n}") for n in range(5))
    first = caller.get("/api/groups/?page_size=2")
    second = caller.get(first["next"])
    third = caller.get(second["next"])
    pages = [[row["name"] for row in page["results"]] for page in (first, second, third)]
    assert pages == [["g0", "g1"], ["g2", "g3"], ["g4"]]
    assert (first["previous"], third["next"]) == (None, None)
    assert caller.get(third["previous"])["results"] == second["results"]
    back = caller.get(second["previous"])
    assert (back["results"], back["previous"]) == (first["results"], None)


def test_rows_that_come_and_go_neither_repeat_nor_hide_others(caller: Caller) -> None:
    Group.objects.bulk_create(Group(name=f"g{n}") for n in range(4))
    first = caller.get("/api/groups/?page_size=2")
    Group.objects.filter(name="g0").delete()
    second = caller.get(first["next"])
    assert [row["name"] for row in second["results"]] == ["g2", "g3"]


def test_who_asks_must_be_known(db: None) -> None:
    nobody = Caller(None)
    nobody.get("/api/groups/", expect=401)
    assert problem(nobody)["type"].endswith("not-authenticated")
    assert nobody.last["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("header", ["Basic eDp5", "Bearer", "Bearer a b", "Bearer sla_abc", "Bearer \u00ff"])
def test_what_is_no_key_is_refused(db: None, header: str) -> None:
    nobody = Caller(None)
    nobody.send("GET", "/api/groups/", Authorization=header)
    assert nobody.last.status_code == 401
    problem(nobody)


def test_a_key_does_what_its_scopes_name_and_no_more(caller_with: CallerWith) -> None:
    reader, writer = caller_with("cases:read"), caller_with("cases:write")
    reader.get("/api/groups/")
    reader.post("/api/groups/", {"name": "x"}, expect=403)
    assert problem(reader)["detail"] == "This key lacks the scope cases:write."
    writer.post("/api/groups/", {"name": "x"}, expect=201)
    writer.get("/api/groups/", expect=403)


def test_a_person_does_what_their_permissions_name(db: None) -> None:
    person = User.objects.create_user("ana")
    client = Client(raise_request_exception=False)
    client.force_login(person)
    session = Caller(None, client)
    session.get("/api/groups/", expect=403)
    person.user_permissions.add(Permission.objects.get(codename="view_group"))
    session.get("/api/groups/")
    session.post("/api/groups/", {"name": "x"}, expect=403)
    assert problem(session)["detail"] == "You lack the permission auth.add_group."


def test_a_session_writes_only_with_the_token_of_its_forms(db: None) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(User.objects.create_superuser("root"))
    session = Caller(None, client)
    session.post("/api/groups/", {"name": "x"}, expect=403)
    assert "CSRF" in problem(session)["detail"]
    assert Group.objects.count() == 0


def test_a_proxys_request_id_is_kept_and_a_dangerous_one_is_not(caller: Caller) -> None:
    caller.get("/api/groups/", X_Request_ID="edge-17")
    assert caller.last["X-Request-ID"] == "edge-17"
    caller.get("/api/groups/", X_Request_ID="a b")
    assert len(caller.last["X-Request-ID"]) == 32


def test_a_repeated_write_is_done_once_and_answered_alike(caller: Caller) -> None:
    first = caller.post("/api/groups/", {"name": "x"}, expect=201, Idempotency_Key="k1")
    headers = {name: caller.last[name] for name in ("ETag", "Location")}
    again = caller.post("/api/groups/", {"name": "x"}, expect=201, Idempotency_Key="k1")
    assert again == first
    assert {name: caller.last[name] for name in ("ETag", "Location")} == headers
    assert caller.last["Idempotent-Replayed"] == "true"
    assert Group.objects.count() == 1


def test_the_same_key_for_another_request_is_a_conflict(caller: Caller) -> None:
    caller.post("/api/groups/", {"name": "x"}, expect=201, Idempotency_Key="k1")
    caller.post("/api/groups/", {"name": "y"}, expect=409, Idempotency_Key="k1")
    assert "Idempotency-Key" in problem(caller)["detail"]
    assert list(Group.objects.values_list("name", flat=True)) == ["x"]


def test_a_refused_write_may_be_tried_again_with_its_key(caller: Caller) -> None:
    caller.post("/api/groups/", {"name": "taken"}, expect=409, Idempotency_Key="k1")
    caller.post("/api/groups/", {"name": "free"}, expect=201, Idempotency_Key="k1")


def test_another_callers_key_is_another_key(caller_with: CallerWith) -> None:
    for name in ("x", "y"):
        caller_with("cases:write").post("/api/groups/", {"name": name}, expect=201, Idempotency_Key="k1")


def test_a_stored_answer_is_forgotten_after_a_day(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    now = system_clock.database_time()
    monkeypatch.setattr(system_clock, "database_time", lambda: now)
    caller.post("/api/groups/", {"name": "x"}, expect=201, Idempotency_Key="k1")
    monkeypatch.setattr(system_clock, "database_time", lambda: now + 24 * HOUR - 1)
    caller.post("/api/groups/", {"name": "x"}, expect=201, Idempotency_Key="k1")
    assert Group.objects.count() == 1
    Group.objects.all().delete()
    monkeypatch.setattr(system_clock, "database_time", lambda: now + 24 * HOUR)
    caller.post("/api/groups/", {"name": "x"}, expect=201, Idempotency_Key="k1")
    assert Group.objects.count() == 1
    assert StoredAnswer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_with_one_key_write_once(caller: Caller) -> None:
    answers: list[int] = []

    def send() -> None:
        try:
            one = Caller(caller.key)
            one.send("POST", "/api/groups/", {"name": "x"}, Idempotency_Key="k1")
            answers.append(one.last.status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [201, 201, 201, 201]
    assert Group.objects.count() == 1


def test_what_has_not_changed_is_not_sent_again(caller: Caller) -> None:
    group = Group.objects.create(name="x")
    caller.get(f"/api/groups/{group.pk}/")
    tag = caller.last["ETag"]
    assert caller.get(f"/api/groups/{group.pk}/", expect=304, If_None_Match=tag) is None
    group.name = "y"
    group.save()
    caller.get(f"/api/groups/{group.pk}/", expect=200, If_None_Match=tag)


def test_a_write_on_a_state_that_has_passed_is_refused(caller: Caller) -> None:
    group = Group.objects.create(name="x")
    caller.get(f"/api/groups/{group.pk}/")
    tag = caller.last["ETag"]
    caller.patch(f"/api/groups/{group.pk}/", {"name": "y"}, If_Match=tag)
    caller.patch(f"/api/groups/{group.pk}/", {"name": "z"}, expect=412, If_Match=tag)
    problem(caller)
    group.refresh_from_db()
    assert group.name == "y"


def test_who_asks_too_often_is_told_when_to_come_back(
    caller_with: CallerWith, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.API_REQUESTS_PER_MINUTE = 2
    minute = system_clock.database_time() // 60_000_000 * 60_000_000
    monkeypatch.setattr(system_clock, "database_time", lambda: minute + 15_000_000)
    caller, other = caller_with("cases:read"), caller_with("cases:read")
    for remaining in ("1", "0"):
        caller.get("/api/groups/")
        assert caller.last["RateLimit-Limit"] == "2"
        assert caller.last["RateLimit-Remaining"] == remaining
        assert caller.last["RateLimit-Reset"] == "45"
    caller.get("/api/groups/", expect=429)
    assert problem(caller)["type"].endswith("too-many-requests")
    assert caller.last["Retry-After"] == "45"
    other.get("/api/groups/")
    monkeypatch.setattr(system_clock, "database_time", lambda: minute + 60_000_000)
    caller.get("/api/groups/")
