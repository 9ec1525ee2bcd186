"""Who may do what: every address, entry by entry, for keys by scope and for people by permission."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from tests.api.conftest import Caller, CallerWith

pytestmark = pytest.mark.django_db

SCOPES = ("cases:read", "cases:write", "configuration:read", "configuration:write")

# address, method, the one scope that opens it, the one permission that opens it
TABLE = [
    ("cases/", "GET", "cases:read", "milestones.view_case"),
    ("cases/", "POST", "cases:write", "milestones.change_case"),
    ("cases/bulk/", "POST", "cases:write", "milestones.change_case"),
    ("cases/sla/", "GET", "cases:read", "milestones.view_case"),
    ("cases/{id}/", "GET", "cases:read", "milestones.view_case"),
    ("cases/{id}/sla/", "GET", "cases:read", "milestones.view_case"),
    ("cases/{id}/events/", "GET", "cases:read", "milestones.view_case"),
    ("cases/{id}/events/", "POST", "cases:write", "milestones.change_case"),
    ("cases/{id}/ledger/", "GET", "cases:read", "milestones.view_ledgerentry"),
    ("cases/{id}/pause/", "POST", "cases:write", "milestones.change_case"),
    ("cases/{id}/resume/", "POST", "cases:write", "milestones.change_case"),
    ("case-milestones/", "GET", "cases:read", "milestones.view_case"),
    ("case-milestones/{id}/", "GET", "cases:read", "milestones.view_case"),
    ("case-milestones/{id}/explain/", "GET", "cases:read", "milestones.view_case"),
    ("case-milestones/{id}/complete/", "POST", "cases:write", "milestones.change_case"),
    ("case-milestones/{id}/pause/", "POST", "cases:write", "milestones.change_case"),
    ("case-milestones/{id}/resume/", "POST", "cases:write", "milestones.change_case"),
    ("accounts/", "GET", "configuration:read", "entitlements.view_account"),
    ("accounts/", "POST", "configuration:write", "entitlements.add_account"),
    ("accounts/{id}/", "GET", "configuration:read", "entitlements.view_account"),
    ("accounts/{id}/", "PATCH", "configuration:write", "entitlements.change_account"),
    ("entitlements/", "GET", "configuration:read", "entitlements.view_entitlement"),
    ("entitlements/", "POST", "configuration:write", "entitlements.add_entitlement"),
    ("entitlements/{id}/", "GET", "configuration:read", "entitlements.view_entitlement"),
    ("entitlements/{id}/", "PATCH", "configuration:write", "entitlements.change_entitlement"),
    ("tiers/", "GET", "configuration:read", "entitlements.view_supporttier"),
    ("tiers/{id}/", "GET", "configuration:read", "entitlements.view_supporttier"),
    ("business-hours/", "GET", "configuration:read", "entitlements.view_businesshours"),
    ("business-hours/{id}/", "GET", "configuration:read", "entitlements.view_businesshours"),
    ("processes/", "GET", "configuration:read", "entitlements.view_entitlementprocess"),
    ("processes/{id}/", "GET", "configuration:read", "entitlements.view_entitlementprocess"),
    ("process-versions/", "GET", "configuration:read", "entitlements.view_processversion"),
    ("process-versions/{id}/", "GET", "configuration:read", "entitlements.view_processversion"),
    ("milestone-types/", "GET", "configuration:read", "entitlements.view_milestonetype"),
    ("milestone-types/{id}/", "GET", "configuration:read", "entitlements.view_milestonetype"),
]
IDS = [f"{method}-{path}" for path, method, _, _ in TABLE]


def status(caller: Caller, method: str, path: str) -> int:
    caller.send(method, f"/api/v1/{path.format(id=999999)}", {} if method != "GET" else None)
    if caller.last.status_code >= 400:
        assert caller.last["Content-Type"] == "application/problem+json"
    return int(caller.last.status_code)


def test_the_table_names_every_address_there_is() -> None:
    described: Any = SchemaGenerator().get_schema(public=True)
    found = {
        (path.removeprefix("/api/v1/"), method.upper())
        for path, operations in described["paths"].items()
        for method in operations
    }
    assert found == {(path, method) for path, method, _, _ in TABLE}


@pytest.mark.parametrize(("path", "method", "scope", "permission"), TABLE, ids=IDS)
def test_a_key_gets_in_with_the_one_scope_and_with_no_other(
    caller_with: CallerWith, path: str, method: str, scope: str, permission: str
) -> None:
    assert status(caller_with(scope), method, path) in {200, 400, 404}
    others = caller_with(*(each for each in SCOPES if each != scope))
    assert status(others, method, path) == 403
    assert json.loads(others.last.content)["detail"] == f"This key lacks the scope {scope}."


@pytest.mark.parametrize(("path", "method", "scope", "permission"), TABLE, ids=IDS)
def test_a_person_gets_in_with_the_one_permission_and_not_without(
    db: None, path: str, method: str, scope: str, permission: str
) -> None:
    app, codename = permission.split(".")
    for has_it in (True, False):
        person = User.objects.create_user(f"person-{has_it}", is_staff=True)
        permissions = Permission.objects.filter(content_type__app_label=app, codename=codename)
        assert permissions.count() == 1
        person.user_permissions.set(
            permissions if has_it else Permission.objects.exclude(pk__in=permissions.values("pk"))
        )
        client = Client(raise_request_exception=False)
        client.force_login(person)
        allowed = status(Caller(None, client), method, path)
        assert (allowed in {200, 400, 404}) if has_it else (allowed == 403)


@pytest.mark.parametrize(("path", "method", "scope", "permission"), TABLE, ids=IDS)
def test_nobody_gets_in_without_saying_who_they_are(
    db: None, path: str, method: str, scope: str, permission: str
) -> None:
    assert status(Caller(None), method, path) == 401


def test_an_expired_or_revoked_key_opens_nothing(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    from sla_admin.shared import system_clock
    from sla_admin.shared.api_keys.issue import revoke_key
    from sla_admin.shared.models import ApiKey

    revoke_key(ApiKey.objects.get(), at=system_clock.database_time())
    assert status(caller, "GET", "cases/") == 401
    assert json.loads(caller.last.content)["detail"] == "This API key has been revoked."
