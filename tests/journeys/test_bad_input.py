"""What cannot be is named with its reason and leaves nothing behind, by page, API and admin alike."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from entitlements.models import (
    Asset,
    Contact,
    ContractLineItem,
    Entitlement,
    EntitlementTemplate,
    ProcessVersion,
    Product,
    ServiceContract,
    SupportTier,
)
from entitlements.process.definition import Process
from milestones.models import CaseMilestone
from sla_admin.shared.api_keys.issue import issue_key
from sla_admin.shared.models.api_key import SCOPES
from sla_admin.shared.models.background_run import BackgroundRun
from sla_admin.shared.system_clock import database_time
from tests.api.conftest import Caller
from tests.entitlements import stored
from tests.milestones.promised import Desk, first_response, promise

pytestmark = pytest.mark.django_db

MODELS: dict[str, type[Model]] = {
    "entitlement": Entitlement,
    "template": EntitlementTemplate,
    "contract": ServiceContract,
    "asset": Asset,
    "line_item": ContractLineItem,
}
DOORS = ("page", "api", "admin")


@pytest.fixture
def chief(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("chief"))
    return client


@pytest.fixture
def rows() -> dict[str, Any]:
    """An account with a tier and a process; another one with a contract, a line, an asset and a person."""
    stored.types()
    by = stored.process()
    stored.active(by)
    product = Product.objects.create(name="Pump")
    own, theirs = stored.account(), stored.account("Other")
    days = {"first_day": date(2026, 1, 1), "last_day": date(2026, 12, 31)}
    contract = ServiceContract.objects.create(account=theirs, number="C-9", name="Theirs", **days)
    return {
        "account": own,
        "tier": stored.tier(),
        "process": by,
        "product": product,
        "contract": contract,
        "own": ServiceContract.objects.create(account=own, number="C-2", name="Ours", **days),
        "line_item": ContractLineItem.objects.create(contract=contract, product=product, **days),
        "asset": Asset.objects.create(account=theirs, product=product, name="Theirs", serial_number="9"),
        "contact": Contact.objects.create(account=theirs, name="Ann"),
    }


def good(kind: str, rows: dict[str, Any]) -> dict[str, Any]:
    """What would be taken; rows stand for themselves."""
    days = {"first_day": "2026-01-01", "last_day": "2026-12-31"}
    promise = {"tier": rows["tier"], "process": rows["process"]}
    return {
        "entitlement": {"account": rows["account"], "name": "Support", **promise, **days},
        "template": {"product": rows["product"], "name": "Pumps", "term_days": 33, **promise},
        "contract": {
            "account": rows["account"],
            "number": "C-1",
            "name": "Pumps",
            "renewal_notice_days": 30,
            **days,
        },
        "asset": {"account": rows["account"], "product": rows["product"], "name": "Pump 1"},
        "line_item": {"contract": rows["contract"], "product": rows["product"], **days},
    }[kind]


ORDER = ("The last day is not before the first",)
ELSEWHERE = ("belongs to another account",)
AT_LEAST_ONE = ("greater than or equal to 1", "At least 1", "at least one", "1 or more", "The least is 1")
ALL_AT_MOST = ("From 0 to 2, the allowance", "from none to all are left")
WRONG: list[tuple[str, dict[str, Any], tuple[str, ...]]] = [
    ("entitlement", {"last_day": "2025-12-31"}, ORDER),
    ("entitlement", {"contract": "contract"}, ELSEWHERE),
    ("entitlement", {"asset": "asset"}, ELSEWHERE),
    ("entitlement", {"line_item": "line_item"}, ELSEWHERE),
    ("entitlement", {"contacts": "contact"}, ELSEWHERE),
    ("entitlement", {"incident_allowance": 0}, AT_LEAST_ONE),
    ("entitlement", {"incident_allowance": 2, "incidents_left": 3}, ALL_AT_MOST),
    ("template", {"term_days": 0}, AT_LEAST_ONE),
    ("template", {"term_days": -3}, (*AT_LEAST_ONE, "greater than or equal to 0")),
    ("contract", {"last_day": "2025-12-31"}, ORDER),
    ("line_item", {"last_day": "2025-12-31"}, ORDER),
    ("line_item", {"contract": "own", "product": None, "asset": "asset"}, ELSEWHERE),
]
"""What is wrong of each kind, and how one door or another says why."""


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("kind", "changes", "reasons"), WRONG, ids=[f"{kind} {list(what)[-1]}" for kind, what, _ in WRONG]
)
def test_what_cannot_be_is_named_and_nothing_is_kept(
    chief: Client,
    rows: dict[str, Any],
    door: str,
    kind: str,
    changes: dict[str, Any],
    reasons: tuple[str, ...],
) -> None:
    given = good(kind, rows) | {
        name: rows.get(value, value) if isinstance(value, str) else value for name, value in changes.items()
    }
    if door == "page" and "incidents_left" in changes:
        pytest.skip("Pages count what is left by themselves.")
    counts = {model: model._default_manager.count() for model in MODELS.values()}

    said = {"page": by_page, "api": by_api, "admin": by_admin}[door](chief, kind, given)

    assert any(each in said for each in reasons), said[:4000]
    assert {model: model._default_manager.count() for model in MODELS.values()} == counts


def numbers(given: dict[str, Any]) -> dict[str, Any]:
    return {name: getattr(value, "pk", value) for name, value in given.items() if value is not None}


def by_page(chief: Client, kind: str, given: dict[str, Any]) -> str:
    name = {"line_item": "setup-line-item-new"}.get(kind, f"setup-{kind}-new")
    sent = numbers(given)
    answer = chief.post(
        f"{reverse(name)}?contract={sent['contract']}" if kind == "line_item" else reverse(name), sent
    )
    assert answer.status_code == 400, (answer.status_code, answer.content.decode()[:600])
    return " ".join(answer.content.decode().split())


def by_api(chief: Client, kind: str, given: dict[str, Any]) -> str:
    _, key = issue_key("tests", SCOPES, at=database_time())
    path = {"line_item": "line-items", "entitlement": "entitlements"}.get(kind, f"{kind}s")
    sent = numbers(given)
    if "tier" in given:
        sent["tier"] = given["tier"].key
    if "contacts" in given:
        sent["contacts"] = [sent["contacts"]]
    answer = Caller(key).send("POST", f"/api/v1/{path}/", sent)
    assert answer.status_code == 400, answer.content.decode()
    return str(answer.content.decode())


def by_admin(chief: Client, kind: str, given: dict[str, Any]) -> str:
    model = MODELS[kind]
    sent = numbers(given)
    if "contacts" in given:
        sent["people"] = sent.pop("contacts")
    address = reverse(f"admin:entitlements_{model._meta.model_name}_add")
    answer = chief.post(address, sent)
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


@pytest.fixture
def elsewhere() -> dict[str, int]:
    """A case, its version, and active versions it cannot be moved to: of work orders, of another process."""
    promise(first_response(240))
    case = Desk()
    case.opens("10:00")
    mine = ProcessVersion.objects.get()
    found = {"case": case.case.pk, "mine": mine.pk}
    for name, record_type in (("work orders", "work_order"), ("another process", "case")):
        of = stored.process(name, record_type=record_type)
        content = Process(
            version=0,
            name="",
            record_type=record_type,  # type: ignore[arg-type]  # one of two words
            milestones=(first_response(240),),
            matrix_version=mine.matrix_version,
        )
        found[name] = stored.active(of, content).pk
    return found


@pytest.mark.parametrize(
    ("to", "reason"), [("work orders", "for work orders"), ("another process", "another process")]
)
def test_cases_are_not_moved_to_a_version_of_other_records_or_of_another_process(
    chief: Client, elsewhere: dict[str, int], to: str, reason: str
) -> None:
    _, key = issue_key("tests", SCOPES, at=database_time())
    address = f"/api/v1/process-versions/{elsewhere[to]}/move/"
    body = {"targets": "start", "reason": "Try", "cases": [elsewhere["case"]]}

    started = Caller(key).post(address, body, 400)
    del body["reason"]
    previewed = Caller(key).post(f"{address}preview/", body, 400)
    page = reverse("move-cases", args=[elsewhere[to]])
    shown = chief.get(page, {"from_version": elsewhere["mine"]})
    sent = chief.post(page, {"from_version": elsewhere["mine"], "targets": "start", "reason": "Try"})

    for problems in (started["errors"], previewed["errors"]):
        assert problems[0]["field"] == "cases.0"
        assert reason in str(problems[0])
    assert (shown.status_code, sent.status_code) == (400, 400)
    assert "It is no version of this process." in sent.content.decode()
    assert not BackgroundRun.objects.exists()
    assert CaseMilestone.objects.get().process_version_id == elsewhere["mine"]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"tier": "Gold", "priority": "P2", "resolution": "4 fortnights"}, "rows.2.resolution"),
        ({"tier": "gold", "priority": "p1", "resolution": "4h"}, "rows.2.priority"),
    ],
    ids=["unknown unit", "a row twice"],
)
@pytest.mark.parametrize("path", ["plan/", ""])
def test_a_wrong_row_of_a_tier_table_is_named_by_the_api_and_nothing_is_drafted(
    row: dict[str, str], field: str, path: str
) -> None:
    _, key = issue_key("tests", SCOPES, at=database_time())
    good_row = {"tier": "Gold", "priority": "P1", "hours": "24x7", "resolution": "8h"}

    refused = Caller(key).post(f"/api/v1/tier-tables/{path}", {"rows": [good_row, {**good_row, **row}]}, 400)

    assert [each["field"] for each in refused["errors"]] == [field]
    assert not SupportTier.objects.exists()
    assert not ProcessVersion.objects.exists()


@pytest.mark.parametrize("kind", ["entitlements", "contracts"])
@pytest.mark.parametrize("body", [{"first_day": "9999-12-31"}, {"first_day": "9999-06-01"}])
def test_a_term_that_no_calendar_holds_is_refused(
    rows: dict[str, Any], kind: str, body: dict[str, str]
) -> None:
    _, key = issue_key("tests", SCOPES, at=database_time())
    promised = stored.entitlement(rows["account"], rows["tier"], rows["process"])
    renewed = promised if kind == "entitlements" else rows["contract"]

    said = Caller(key).post(
        f"/api/v1/{kind}/{renewed.pk}/renew/",
        {**body, "reason": "Renewed", "number": "C-10"}
        if kind == "contracts"
        else {**body, "reason": "Renewed"},
        400,
    )

    assert said["errors"][0]["field"] == "last_day"
    assert Entitlement.objects.count() == 1
    assert ServiceContract.objects.count() == 2
