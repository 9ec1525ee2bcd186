"""Contracts, assets, templates and coverage, entered and asked by API."""

from typing import Any

import pytest

from entitlements.models import Account, Contact, Entitlement
from tests.api.conftest import Caller, Clock
from tests.milestones.promised import promise

pytestmark = pytest.mark.django_db

API = "/api/v1"
YEAR = {"first_day": "2026-01-01", "last_day": "2026-12-31"}


@pytest.fixture
def gold(clock: Clock) -> Entitlement:
    clock.at("11:00")
    return promise()


@pytest.fixture
def product(caller: Caller) -> int:
    return int(caller.post(f"{API}/products/", {"name": "Pump", "external_id": "pump"}, 201)["id"])


def contract(caller: Caller, account: int, number: str = "SC-1", **changes: Any) -> Any:
    return caller.post(f"{API}/contracts/", {"account": account, "number": number, **YEAR, **changes}, 201)


def case(caller: Caller, number: str, **told: Any) -> Any:
    body = {"source": "crm", "external_id": number, "opened_at": "2026-06-01T10:00:00Z", "account": "acme"}
    made = caller.post(f"{API}/cases/", {**body, **told}, 201)
    return caller.get(f"{API}/cases/{made['id']}/coverage/")


def entitle(caller: Caller, like: Entitlement, expect: int = 201, **changes: Any) -> Any:
    body = {
        "account": like.account_id,
        "name": "More",
        "tier": like.tier.key,
        "process": like.process_id,
        **YEAR,
    }
    return caller.post(f"{API}/entitlements/", {**body, **changes}, expect)


def reasons(answer: Any) -> dict[str, str]:
    return {each["field"]: each["reason"] for each in answer["errors"]}


def test_example_f18_an_asset_gets_what_the_template_of_its_product_promises(
    caller: Caller, gold: Entitlement, product: int
) -> None:
    template = caller.post(
        f"{API}/templates/",
        {
            "product": product,
            "name": "Pump care",
            "tier": "gold",
            "process": gold.process_id,
            "term_days": 33,
            "incident_allowance": 5,
        },
        201,
    )
    asset = caller.post(
        f"{API}/assets/",
        {
            "account": gold.account_id,
            "product": product,
            "name": "Pump 7",
            "serial_number": "P7",
            "first_day": "2026-11-21",
            "external_id": "p7",
        },
        201,
    )

    (made,) = caller.get(f"{API}/entitlements/?asset={asset['id']}")["results"]

    assert (made["first_day"], made["last_day"]) == ("2026-11-21", "2026-12-23")
    assert (made["template"], made["incident_allowance"], made["incidents_left"]) == (template["id"], 5, 5)
    assert (made["name"], made["status"]) == ("Pump care", "inactive")
    again = caller.post(f"{API}/templates/{template['id']}/apply/", {"asset": asset["id"]}, 409)
    assert "made its entitlement for this already" in again["detail"]


def test_a_line_item_gets_its_entitlement_under_its_contract_and_ends_with_it(
    caller: Caller, gold: Entitlement, product: int
) -> None:
    paper = contract(caller, gold.account_id)
    caller.post(
        f"{API}/templates/",
        {"product": product, "name": "Care", "tier": "gold", "process": gold.process_id, "term_days": 365},
        201,
    )
    line = caller.post(
        f"{API}/line-items/", {"contract": paper["id"], "product": product, "first_day": "2026-03-01"}, 201
    )

    (made,) = caller.get(f"{API}/entitlements/?contract={paper['id']}")["results"]

    assert (made["line_item"], made["first_day"], made["last_day"]) == (
        line["id"],
        "2026-03-01",
        "2026-12-31",
    )
    assert case(caller, "1", product="pump")["entitlement"] == made["id"]
    assert case(caller, "2")["entitlement"] == gold.pk
    assert case(caller, "3", line_item=line["id"])["entitlement"] == made["id"]


def test_each_of_the_seven_outcomes_of_coverage(caller: Caller, clock: Clock) -> None:
    clock.at("11:00")
    entitlement = promise()
    one = f"{API}/entitlements/{entitlement.pk}/"

    assert case(caller, "1")["outcome"] == "covered"
    assert case(caller, "2", account=Account.objects.create(name="B", external_id="b").pk)["outcome"] == (
        "no_entitlement"
    )
    why = {"reason": "Negotiated anew."}
    caller.patch(one, {"channels": ["phone"], **why})
    assert case(caller, "3", channel="web")["outcome"] == "channel_not_covered"
    caller.patch(one, {"channels": [], "incident_allowance": 1, **why})
    assert case(caller, "4")["holds_incident"] is True
    assert case(caller, "5")["outcome"] == "incidents_exhausted"
    caller.patch(one, {"incident_allowance": None, "last_day": "2026-05-31", **why})
    assert case(caller, "6")["outcome"] == "expired"
    caller.patch(one, {"last_day": "2026-12-31", "first_day": "2026-06-02", **why})
    assert case(caller, "7")["outcome"] == "not_started"
    caller.patch(one, {"first_day": "2026-01-01", **why})
    for number in ("SC-1", "SC-2"):
        entitle(caller, entitlement, contract=contract(caller, entitlement.account_id, number)["id"])
    tied = case(caller, "8")
    assert tied["outcome"] == "ambiguous"
    assert {each["result"] for each in tied["candidates"]} == {"chosen", "tied"}

    counts = caller.get(f"{API}/coverage-gaps/counts/")
    assert counts["cases"] == 5
    assert {each["outcome"]: each["cases"] for each in counts["outcomes"]} == {
        "no_entitlement": 1,
        "channel_not_covered": 1,
        "incidents_exhausted": 1,
        "expired": 1,
        "not_started": 1,
    }
    gaps = caller.get(f"{API}/coverage-gaps/?outcome=expired")["results"]
    assert [each["external_id"] for each in gaps] == ["6"]


def test_a_case_is_covered_again_or_put_under_another_entitlement_with_a_reason(
    caller: Caller, gold: Entitlement
) -> None:
    other = entitle(caller, gold, last_day="2027-03-31")
    found = case(caller, "1")
    address = f"{API}/cases/{found['case']}/coverage"
    assert found["entitlement"] == gold.pk

    chosen = caller.post(f"{address}/choose/", {"entitlement": other["id"], "reason": "Agreed."})

    assert (chosen["entitlement"], chosen["reason"]) == (other["id"], "Agreed.")
    assert chosen["chosen_by"].startswith("key:")
    assert reasons(caller.post(f"{address}/choose/", {"entitlement": gold.pk}, 400)) == {
        "reason": "This field is required."
    }
    again = caller.post(f"{address}/re-evaluate/", {})
    assert (again["entitlement"], again["chosen_by"]) == (gold.pk, None)


def test_open_cases_are_covered_again_once_an_entitlement_appears(caller: Caller, gold: Entitlement) -> None:
    late = Account.objects.create(name="Late", external_id="late")
    gap = case(caller, "1", account="late")
    made = entitle(caller, gold, account=late.pk)

    preview = caller.post(f"{API}/coverage/preview/", {"account": late.pk})

    assert (preview["cases"], preview["looked_at"], preview["clocks_started"]) == (1, 1, 1)
    (change,) = preview["changes"]
    assert (change["case"], change["entitlement_after"]) == (gap["case"], made["id"])
    assert (change["starts"], change["violated"]) == (["first_response"], [])
    run = caller.post(f"{API}/coverage/cover-again/", {"account": late.pk, "reason": "Signed."}, 202)
    assert run["cases"] == 1
    assert "account" in reasons(caller.post(f"{API}/coverage/preview/", {}, 400))


def test_a_suspended_contract_suspends_what_hangs_on_it_and_a_renewed_one_takes_it_along(
    caller: Caller, gold: Entitlement, product: int
) -> None:
    paper = contract(caller, gold.account_id)
    address = f"{API}/contracts/{paper['id']}"
    line = caller.post(f"{API}/line-items/", {"contract": paper["id"], "product": product}, 201)
    made = entitle(caller, gold, line_item=line["id"], incident_allowance=3, incidents_left=1)
    assert (made["contract"], made["status"]) == (paper["id"], "active")

    suspended = caller.post(f"{address}/suspend/", {"reason": "Unpaid."})

    assert (suspended["status"], suspended["suspended_reason"]) == ("inactive", "Unpaid.")
    assert caller.get(f"{API}/entitlements/{made['id']}/")["status"] == "inactive"
    caller.post(f"{address}/suspend/", {"reason": "Unpaid."}, 409)
    assert caller.post(f"{address}/resume/", {"reason": "They have paid."})["status"] == "active"
    new = caller.post(f"{address}/renew/", {"number": "SC-2", "reason": "Another year."}, 201)
    assert (new["first_day"], new["last_day"], new["renews"]) == ("2027-01-01", "2027-12-31", paper["id"])
    (renewed,) = caller.get(f"{API}/entitlements/?contract={new['id']}")["results"]
    assert (renewed["renews"], renewed["incidents_left"], renewed["first_day"]) == (
        made["id"],
        3,
        "2027-01-01",
    )
    assert renewed["line_item"] not in (None, line["id"])
    caller.post(f"{address}/renew/", {"number": "SC-3", "reason": "Again."}, 409)


def test_how_much_is_under_something_is_asked_before_it_is_changed(caller: Caller, gold: Entitlement) -> None:
    case(caller, "1")
    case(caller, "2", status="closed")

    assert caller.get(f"{API}/entitlements/{gold.pk}/used-by/") == {"entitlements": 1, "open_cases": 1}
    assert caller.get(f"{API}/accounts/{gold.account_id}/used-by/")["open_cases"] == 1


def test_what_is_in_use_is_not_removed_and_says_what_uses_it(caller: Caller, gold: Entitlement) -> None:
    case(caller, "1")
    refused = caller.send("DELETE", f"{API}/entitlements/{gold.pk}/", None)
    assert refused.status_code == 409
    assert "is in use (1 × case)" in refused.content.decode()
    unused = entitle(caller, gold, last_day="2027-01-31")
    assert caller.send("DELETE", f"{API}/entitlements/{unused['id']}/", None).status_code == 204
    caller.get(f"{API}/entitlements/{unused['id']}/", 404)


def test_things_of_another_account_and_reversed_days_are_named_and_nothing_is_kept(
    caller: Caller, gold: Entitlement, product: int
) -> None:
    other = Account.objects.create(name="Other", external_id="other")
    theirs = contract(caller, other.pk)
    asset = caller.post(
        f"{API}/assets/", {"account": other.pk, "product": product, "name": "Theirs", "external_id": "t"}, 201
    )
    ann = Contact.objects.create(account=other, name="Ann", external_id="ann")
    count = Entitlement.objects.count()

    def refused(**changes: Any) -> dict[str, str]:
        return reasons(entitle(caller, gold, 400, **changes))

    assert refused(contract=theirs["id"]) == {"contract": "It belongs to another account."}
    assert refused(asset=asset["id"]) == {"asset": "It belongs to another account."}
    assert refused(contacts=[ann.pk]) == {"contacts": f"Contact {ann.pk} belongs to another account."}
    assert refused(first_day="2026-12-31", last_day="2026-01-01") == {
        "": "The last day is not before the first."
    }
    assert refused(incident_allowance=2, incidents_left=3) == {
        "incidents_left": "From 0 to 2, the allowance."
    }
    assert refused(incidents_left=3) == {"incidents_left": "Without an allowance nothing is counted."}
    assert "incident_allowance" in refused(incident_allowance=0)
    assert "would always tie with entitlement" in refused()[""]
    assert Entitlement.objects.count() == count
    body = {"source": "crm", "external_id": "9", "account": "acme", "asset": "t"}
    assert reasons(caller.post(f"{API}/cases/", body, 400)) == {
        "asset": "It belongs to another account than the case."
    }
    template = {"product": product, "name": "T", "tier": "gold", "process": gold.process_id}
    assert "term_days" in reasons(caller.post(f"{API}/templates/", {**template, "term_days": 0}, 400))


def test_a_case_that_names_an_asset_alone_is_that_of_its_account(
    caller: Caller, gold: Entitlement, product: int
) -> None:
    body = {"account": gold.account_id, "product": product, "name": "Pump", "external_id": "p1"}
    asset = caller.post(f"{API}/assets/", body, 201)

    told = {"source": "crm", "external_id": "1", "asset": "p1"}
    made = caller.post(f"{API}/cases/", told, 201)

    assert (made["account"], made["asset"], made["entitlement"]) == (gold.account_id, asset["id"], gold.pk)
    caller.post(f"{API}/cases/", {**told, "account": "other"}, 400)
