"""Who may do what: every address, entry by entry, for keys by scope and for people by permission."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from tests.api.conftest import Caller, CallerWith

pytestmark = pytest.mark.django_db

SCOPES = ("cases:read", "cases:write", "configuration:read", "configuration:write", "changes:read")

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
    ("cases/{id}/take-back/", "POST", "cases:write", "milestones.change_case"),
    ("case-milestones/", "GET", "cases:read", "milestones.view_case"),
    ("case-milestones/{id}/", "GET", "cases:read", "milestones.view_case"),
    ("case-milestones/{id}/explain/", "GET", "cases:read", "milestones.view_case"),
    ("case-milestones/{id}/complete/", "POST", "cases:write", "milestones.change_case"),
    ("case-milestones/{id}/pause/", "POST", "cases:write", "milestones.change_case"),
    ("case-milestones/{id}/resume/", "POST", "cases:write", "milestones.change_case"),
    ("pause-reasons/", "GET", "configuration:read", "milestones.view_pausereason"),
    ("pause-reasons/", "POST", "configuration:write", "milestones.add_pausereason"),
    ("pause-reasons/{id}/", "GET", "configuration:read", "milestones.view_pausereason"),
    ("pause-reasons/{id}/", "PATCH", "configuration:write", "milestones.change_pausereason"),
    ("pause-reasons/{id}/", "DELETE", "configuration:write", "milestones.delete_pausereason"),
    ("tasks/", "GET", "cases:read", "milestones.view_task"),
    ("tasks/", "POST", "cases:write", "milestones.change_task"),
    ("tasks/{id}/", "GET", "cases:read", "milestones.view_task"),
    ("tasks/{id}/", "PATCH", "cases:write", "milestones.change_task"),
    ("tasks/{id}/take/", "POST", "cases:write", "milestones.change_task"),
    ("tasks/{id}/reassign/", "POST", "cases:write", "milestones.change_task"),
    ("tasks/{id}/done/", "POST", "cases:write", "milestones.change_task"),
    ("tasks/{id}/drop/", "POST", "cases:write", "milestones.change_task"),
    ("tasks/{id}/reopen/", "POST", "cases:write", "milestones.change_task"),
    ("tasks/{id}/undo/", "POST", "cases:write", "milestones.change_task"),
    ("notices/", "GET", "cases:read", "escalations.view_notice"),
    ("notices/read/", "POST", "cases:write", "escalations.change_notice"),
    ("notices/{id}/", "GET", "cases:read", "escalations.view_notice"),
    ("notices/{id}/read/", "POST", "cases:write", "escalations.change_notice"),
    ("matrices/", "GET", "configuration:read", "escalations.view_escalationmatrix"),
    ("matrices/", "POST", "configuration:write", "escalations.add_escalationmatrix"),
    ("matrices/{id}/", "GET", "configuration:read", "escalations.view_escalationmatrix"),
    ("matrices/{id}/drafts/", "POST", "configuration:write", "escalations.change_matrixversion"),
    ("matrix-versions/", "GET", "configuration:read", "escalations.view_matrixversion"),
    ("matrix-versions/{id}/", "GET", "configuration:read", "escalations.view_matrixversion"),
    ("matrix-versions/{id}/", "PATCH", "configuration:write", "escalations.change_matrixversion"),
    ("matrix-versions/{id}/checks/", "GET", "configuration:read", "escalations.view_matrixversion"),
    ("accounts/", "GET", "configuration:read", "entitlements.view_account"),
    ("accounts/", "POST", "configuration:write", "entitlements.add_account"),
    ("accounts/{id}/", "GET", "configuration:read", "entitlements.view_account"),
    ("accounts/{id}/", "PATCH", "configuration:write", "entitlements.change_account"),
    ("entitlements/", "GET", "configuration:read", "entitlements.view_entitlement"),
    ("entitlements/", "POST", "configuration:write", "entitlements.add_entitlement"),
    ("entitlements/{id}/", "GET", "configuration:read", "entitlements.view_entitlement"),
    ("entitlements/{id}/", "PATCH", "configuration:write", "entitlements.change_entitlement"),
    ("accounts/{id}/", "DELETE", "configuration:write", "entitlements.delete_account"),
    ("accounts/{id}/used-by/", "GET", "configuration:read", "entitlements.view_account"),
    ("contacts/", "GET", "configuration:read", "entitlements.view_contact"),
    ("contacts/", "POST", "configuration:write", "entitlements.add_contact"),
    ("contacts/{id}/", "GET", "configuration:read", "entitlements.view_contact"),
    ("contacts/{id}/", "PATCH", "configuration:write", "entitlements.change_contact"),
    ("contacts/{id}/", "DELETE", "configuration:write", "entitlements.delete_contact"),
    ("products/", "GET", "configuration:read", "entitlements.view_product"),
    ("products/", "POST", "configuration:write", "entitlements.add_product"),
    ("products/{id}/", "GET", "configuration:read", "entitlements.view_product"),
    ("products/{id}/", "PATCH", "configuration:write", "entitlements.change_product"),
    ("products/{id}/", "DELETE", "configuration:write", "entitlements.delete_product"),
    ("products/{id}/used-by/", "GET", "configuration:read", "entitlements.view_product"),
    ("assets/", "GET", "configuration:read", "entitlements.view_asset"),
    ("assets/", "POST", "configuration:write", "entitlements.add_asset"),
    ("assets/{id}/", "GET", "configuration:read", "entitlements.view_asset"),
    ("assets/{id}/", "PATCH", "configuration:write", "entitlements.change_asset"),
    ("assets/{id}/", "DELETE", "configuration:write", "entitlements.delete_asset"),
    ("assets/{id}/used-by/", "GET", "configuration:read", "entitlements.view_asset"),
    ("contracts/", "GET", "configuration:read", "entitlements.view_servicecontract"),
    ("contracts/", "POST", "configuration:write", "entitlements.add_servicecontract"),
    ("contracts/{id}/", "GET", "configuration:read", "entitlements.view_servicecontract"),
    ("contracts/{id}/", "PATCH", "configuration:write", "entitlements.change_servicecontract"),
    ("contracts/{id}/", "DELETE", "configuration:write", "entitlements.delete_servicecontract"),
    ("contracts/{id}/used-by/", "GET", "configuration:read", "entitlements.view_servicecontract"),
    ("contracts/{id}/suspend/", "POST", "configuration:write", "entitlements.change_servicecontract"),
    ("contracts/{id}/resume/", "POST", "configuration:write", "entitlements.change_servicecontract"),
    ("contracts/{id}/renew/", "POST", "configuration:write", "entitlements.add_servicecontract"),
    ("line-items/", "GET", "configuration:read", "entitlements.view_contractlineitem"),
    ("line-items/", "POST", "configuration:write", "entitlements.add_contractlineitem"),
    ("line-items/{id}/", "GET", "configuration:read", "entitlements.view_contractlineitem"),
    ("line-items/{id}/", "PATCH", "configuration:write", "entitlements.change_contractlineitem"),
    ("line-items/{id}/", "DELETE", "configuration:write", "entitlements.delete_contractlineitem"),
    ("line-items/{id}/used-by/", "GET", "configuration:read", "entitlements.view_contractlineitem"),
    ("templates/", "GET", "configuration:read", "entitlements.view_entitlementtemplate"),
    ("templates/", "POST", "configuration:write", "entitlements.add_entitlementtemplate"),
    ("templates/{id}/", "GET", "configuration:read", "entitlements.view_entitlementtemplate"),
    ("templates/{id}/", "PATCH", "configuration:write", "entitlements.change_entitlementtemplate"),
    ("templates/{id}/", "DELETE", "configuration:write", "entitlements.delete_entitlementtemplate"),
    ("entitlements/{id}/", "DELETE", "configuration:write", "entitlements.delete_entitlement"),
    ("entitlements/{id}/used-by/", "GET", "configuration:read", "entitlements.view_entitlement"),
    ("entitlements/{id}/suspend/", "POST", "configuration:write", "entitlements.change_entitlement"),
    ("entitlements/{id}/resume/", "POST", "configuration:write", "entitlements.change_entitlement"),
    ("entitlements/{id}/renew/", "POST", "configuration:write", "entitlements.add_entitlement"),
    ("templates/{id}/apply/", "POST", "configuration:write", "entitlements.add_entitlement"),
    ("cases/{id}/coverage/", "GET", "cases:read", "milestones.view_case"),
    ("cases/{id}/coverage/re-evaluate/", "POST", "cases:write", "milestones.change_case"),
    ("cases/{id}/coverage/choose/", "POST", "cases:write", "milestones.choose_coverage"),
    ("coverage-gaps/", "GET", "cases:read", "milestones.view_case"),
    ("coverage-gaps/counts/", "GET", "cases:read", "milestones.view_case"),
    ("coverage/preview/", "POST", "configuration:write", "entitlements.change_entitlement"),
    ("coverage/cover-again/", "POST", "configuration:write", "entitlements.change_entitlement"),
    ("tiers/", "GET", "configuration:read", "entitlements.view_supporttier"),
    ("tiers/{id}/", "GET", "configuration:read", "entitlements.view_supporttier"),
    ("business-hours/", "GET", "configuration:read", "entitlements.view_businesshours"),
    ("business-hours/intersections/", "POST", "configuration:write", "entitlements.add_businesshours"),
    *(
        (f"business-hours/{{id}}/{deed}", method, "configuration:write", "entitlements.change_businesshours")
        for deed, method in (
            ("draft/", "POST"),
            ("draft/", "PATCH"),
            ("draft/", "DELETE"),
            ("publish/preview/", "POST"),
            ("publish/", "POST"),
        )
    ),
    *(
        (
            f"process-versions/{{id}}/{deed}/",
            "POST",
            "configuration:write",
            "entitlements.change_processversion",
        )
        for deed in ("call-activation-off", "retire")
    ),
    ("business-hours/{id}/", "GET", "configuration:read", "entitlements.view_businesshours"),
    ("processes/", "GET", "configuration:read", "entitlements.view_entitlementprocess"),
    ("processes/{id}/", "GET", "configuration:read", "entitlements.view_entitlementprocess"),
    ("process-versions/", "GET", "configuration:read", "entitlements.view_processversion"),
    ("process-versions/{id}/", "GET", "configuration:read", "entitlements.view_processversion"),
    ("runs/", "GET", "cases:read", "shared.view_backgroundrun"),
    ("runs/{id}/", "GET", "cases:read", "shared.view_backgroundrun"),
    ("runs/{id}/items/", "GET", "cases:read", "shared.view_backgroundrun"),
    ("runs/{id}/stop/", "POST", "cases:write", "shared.change_backgroundrun"),
    ("runs/{id}/go-on/", "POST", "cases:write", "shared.change_backgroundrun"),
    ("runs/{id}/undo/", "POST", "cases:write", "shared.change_backgroundrun"),
    (
        "process-versions/{id}/move/",
        "POST",
        "configuration:write",
        "entitlements.change_processversion",
    ),
    (
        "process-versions/{id}/move/preview/",
        "POST",
        "configuration:write",
        "entitlements.change_processversion",
    ),
    ("process-versions/{id}/compare/", "GET", "configuration:read", "entitlements.view_processversion"),
    (
        "process-versions/{id}/activate/",
        "POST",
        "configuration:write",
        "entitlements.change_processversion",
    ),
    ("milestone-types/", "GET", "configuration:read", "entitlements.view_milestonetype"),
    ("milestone-types/{id}/", "GET", "configuration:read", "entitlements.view_milestonetype"),
    ("tier-tables/plan/", "POST", "configuration:write", "entitlements.add_processversion"),
    ("tier-tables/", "POST", "configuration:write", "entitlements.add_processversion"),
    ("simulate/", "POST", "configuration:write", "entitlements.view_processversion"),
    *(
        (f"reports/{name}/", "GET", "cases:read", "milestones.view_case")
        for name in (
            "compliance",
            "late-completions",
            "open-past-target",
            "time-to-resolve",
            "first-response",
            "case-outcomes",
            "accountability",
            "clocks",
            "cases",
        )
    ),
    (
        "process-versions/{id}/policy-tests/",
        "GET",
        "configuration:read",
        "entitlements.view_processversion",
    ),
    (
        "process-versions/{id}/policy-tests/",
        "POST",
        "configuration:write",
        "entitlements.change_processversion",
    ),
    ("policy-tests/{id}/remove/", "POST", "configuration:write", "entitlements.change_processversion"),
    ("design-packs/", "GET", "configuration:read", "escalations.view_designpack"),
    ("design-packs/", "POST", "configuration:write", "escalations.add_designsignoff"),
    ("design-packs/current/", "GET", "configuration:read", "escalations.view_designpack"),
    ("design-packs/current/files/", "GET", "configuration:read", "escalations.view_designpack"),
    ("design-packs/{id}/", "GET", "configuration:read", "escalations.view_designpack"),
    ("design-packs/{id}/files/", "GET", "configuration:read", "escalations.view_designpack"),
    ("changes/", "GET", "changes:read", "shared.view_configurationchange"),
    ("checks/", "GET", "configuration:read", "entitlements.view_processversion"),
    ("process-versions/{id}/what-if/", "GET", "configuration:read", "entitlements.view_processversion"),
    ("process-versions/{id}/what-if/", "POST", "configuration:write", "entitlements.change_processversion"),
    ("what-ifs/{id}/remove/", "POST", "configuration:write", "entitlements.change_processversion"),
    *(
        (f"what-ifs/{{id}}/{part}", "GET", "configuration:read", "entitlements.view_processversion")
        for part in ("", "clocks/", "alerts/", "cases/", "csv/")
    ),
    ("webhook-endpoints/", "GET", "configuration:read", "escalations.view_webhookendpoint"),
    ("webhook-endpoints/", "POST", "configuration:write", "escalations.add_webhookendpoint"),
    ("webhook-endpoints/{id}/", "GET", "configuration:read", "escalations.view_webhookendpoint"),
    ("webhook-endpoints/{id}/", "PATCH", "configuration:write", "escalations.change_webhookendpoint"),
    ("webhook-endpoints/{id}/", "DELETE", "configuration:write", "escalations.delete_webhookendpoint"),
    ("webhook-endpoints/{id}/used-by/", "GET", "configuration:read", "escalations.view_webhookendpoint"),
    *(
        (
            f"webhook-endpoints/{{id}}/{deed}/",
            "POST",
            "configuration:write",
            "escalations.change_webhookendpoint",
        )
        for deed in ("rotate", "test", "try-again")
    ),
    ("deliveries/", "GET", "cases:read", "escalations.view_delivery"),
    ("deliveries/{id}/", "GET", "cases:read", "escalations.view_delivery"),
    ("deliveries/{id}/give-up/", "POST", "cases:write", "escalations.change_delivery"),
    ("deliveries/send-again/", "POST", "cases:write", "escalations.change_delivery"),
    ("deliveries/replay/", "POST", "cases:write", "escalations.change_delivery"),
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
