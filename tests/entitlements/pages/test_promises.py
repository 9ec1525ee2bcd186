"""Pages of entitlements, templates, contracts, products and assets, as an administrator uses them."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from entitlements.models import Asset, Contact, Entitlement, Product, ServiceContract
from entitlements.services.assets import create_asset
from entitlements.services.contracts import create_contract, create_line_item
from entitlements.services.products import create_product
from entitlements.services.templates import create_template
from tests.entitlements import stored

pytestmark = pytest.mark.django_db

YEAR = {"first_day": date(2026, 1, 1), "last_day": date(2036, 12, 31)}


@pytest.fixture
def desk(client: Client) -> Client:
    person = User.objects.create_user("mara")
    person.groups.add(Group.objects.get_or_create(name="Administrators")[0])
    client.force_login(person)
    return client


@pytest.fixture
def promise() -> Entitlement:
    stored.types()
    by = stored.process()
    stored.active(by)
    return stored.entitlement(stored.account(), stored.tier(), by, **YEAR)


def text(desk: Client, name: str, *args: Any, status: int = 200, **query: str) -> str:
    answer = desk.get(reverse(name, args=args), query)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def send(desk: Client, page: str, /, *args: Any, **given: Any) -> Any:
    return desk.post(reverse(page, args=args), given, follow=True)


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_list_shows_status_and_finds_by_name_account_and_status(
    desk: Client, promise: Entitlement
) -> None:
    over = stored.entitlement(
        stored.account("Beta"), promise.tier, promise.process, name="Old", last_day=date(2026, 1, 2)
    )

    assert "Acme" in text(desk, "setup-entitlements")
    assert "Beta" not in text(desk, "setup-entitlements", q="acme")
    assert "Nothing of this kind" in text(desk, "setup-entitlements", q="nobody")
    assert over.name in text(desk, "setup-entitlements", show="expired")
    assert "Acme" not in text(desk, "setup-entitlements", show="expired")
    assert "Acme" in text(desk, "setup-entitlements", show="active")
    assert "Nothing of this kind" in text(desk, "setup-entitlements", show="inactive")


def test_an_empty_list_says_the_next_step(desk: Client) -> None:
    assert "No entitlements yet" in text(desk, "setup-entitlements")
    assert "New entitlement" in text(desk, "setup-entitlements")


def test_a_list_asks_no_more_questions_when_it_is_longer(desk: Client, promise: Entitlement) -> None:
    counts: list[int] = []
    for size in (1, 1, 6):
        for number in range(size):
            of = stored.account(f"Account {size} {number} {len(counts)}")
            stored.entitlement(of, promise.tier, promise.process)
        with CaptureQueriesContext(connection) as queries:
            text(desk, "setup-entitlements")
        counts.append(len(queries))

    assert counts[1] == counts[2]


def test_an_entitlement_is_made_for_an_account_with_what_is_that_accounts(
    desk: Client, promise: Entitlement
) -> None:
    account = promise.account
    ann = Contact.objects.create(account=account, name="Ann")
    Contact.objects.create(account=stored.account("Beta"), name="Bob")
    assert "First: whom is something promised?" in text(desk, "setup-entitlement-new")
    form = text(desk, "setup-entitlement-new", account=str(account.pk))
    assert "Ann" in form
    assert "Bob" not in form

    answer = send(
        desk,
        "setup-entitlement-new",
        account=account.pk,
        name="For Ann",
        tier=promise.tier_id,
        process=promise.process_id,
        first_day="2026-01-01",
        last_day="2036-12-31",
        contacts=[ann.pk],
        channels=["phone"],
        incident_allowance="12",
    )

    made = Entitlement.objects.get(name="For Ann")
    assert "For Ann (Acme) is made." in words(answer)
    assert "12 / 12" in words(answer)
    assert (made.named_contacts.get().contact, made.channels, made.incidents_left) == (ann, ["phone"], 12)


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    desk: Client, promise: Entitlement
) -> None:
    given = {
        "account": promise.account_id,
        "name": "Same again",
        "tier": promise.tier_id,
        "process": promise.process_id,
        "first_day": "2026-01-01",
        "last_day": "2036-12-31",
    }

    tied = send(desk, "setup-entitlement-new", **given)
    reversed_days = send(desk, "setup-entitlement-new", **{**given, "last_day": "2025-12-31"})

    assert tied.status_code == reversed_days.status_code == 400
    assert f"It would always tie with entitlement {promise.pk}" in words(tied)
    assert "Same again" in words(tied)
    assert "The last day is not before the first." in words(reversed_days)
    assert Entitlement.objects.count() == 1


def test_an_entitlement_is_changed_suspended_resumed_renewed_and_switched_off(
    desk: Client, promise: Entitlement
) -> None:
    number = promise.pk
    page = {
        "name": "Better",
        "tier": promise.tier_id,
        "process": promise.process_id,
        "first_day": "2026-01-01",
        "last_day": "2036-12-31",
        "reason": "Renamed.",
    }
    assert "Better (Acme) is saved." in words(send(desk, "setup-entitlement-change", number, **page))

    refused = send(desk, "setup-entitlement-suspend", number, reason=" ")
    assert refused.status_code == 400
    assert "Say why" in words(refused)
    assert "Suspended: Unpaid." in words(send(desk, "setup-entitlement-suspend", number, reason="Unpaid."))
    again = send(desk, "setup-entitlement-suspend", number, reason="Unpaid.")
    assert again.status_code == 409
    assert "Nothing was changed" in words(again)
    assert "Better is in force again." in words(
        send(desk, "setup-entitlement-resume", number, reason="Paid.")
    )
    assert "Better is renewed until" in words(
        send(desk, "setup-entitlement-renew", number, reason="Next year.")
    )
    assert Entitlement.objects.get(previous=number).first_day == date(2037, 1, 1)
    assert "switched off" in words(send(desk, "setup-entitlement-switch", number, reason="Sold."))


def test_what_is_used_is_not_removed_and_what_is_not_is(desk: Client, promise: Entitlement) -> None:
    send(desk, "setup-entitlement-renew", promise.pk, reason="Next year.")
    newer = Entitlement.objects.get(previous=promise)

    refused = send(desk, "setup-entitlement-remove", promise.pk)
    gone = send(desk, "setup-entitlement-remove", newer.pk)

    assert refused.status_code == 409
    assert "is in use (1 × entitlement)" in words(refused)
    assert "is removed." in words(gone)
    assert list(Entitlement.objects.all()) == [promise]


def test_from_product_to_template_to_asset_to_entitlement(desk: Client, promise: Entitlement) -> None:
    send(desk, "setup-product-new", name="Pump", external_id="", description="")
    product = Product.objects.get()
    made = send(
        desk,
        "setup-template-new",
        product=product.pk,
        name="Pump care",
        tier=promise.tier_id,
        process=promise.process_id,
        term_days="33",
        for_assets="on",
        is_enabled="on",
    )
    assert "Every new copy of Pump gets an entitlement for 33 days" in words(made)

    shown = send(
        desk,
        "setup-asset-new",
        account=promise.account_id,
        product=product.pk,
        name="Pump 7",
        first_day="2026-11-21",
    )

    assert "Pump care" in words(shown)
    assert Entitlement.objects.get(asset=Asset.objects.get()).last_day == date(2026, 12, 23)
    assert "Pump 7" in text(desk, "setup-product", product.pk)
    assert "Fill this in." in words(send(desk, "setup-asset-new", name="Nobody's"))


def test_a_contract_with_a_line_is_made_and_renewed(desk: Client, promise: Entitlement) -> None:
    product = create_product({"name": "Pump"})
    days = {"first_day": "2026-01-01", "last_day": "2036-12-31"}
    send(
        desk, "setup-contract-new", account=promise.account_id, number="SC-1", renewal_notice_days=30, **days
    )
    contract = ServiceContract.objects.get()

    line = send(desk, "setup-line-item-new", contract=contract.pk, product=product.pk)
    wrong = send(desk, "setup-line-item-new", contract=contract.pk)
    outside = send(
        desk, "setup-line-item-new", contract=contract.pk, product=product.pk, first_day="2025-12-31"
    )
    renewed = send(desk, "setup-contract-renew", contract.pk, number="SC-2", reason="Again.")

    assert "Pump" in words(line)
    assert "A line item covers a product or an asset, one of them." in words(wrong)
    assert "The contract begins on 2026-01-01." in words(outside)
    assert "SC-2 follows" in words(renewed)
    assert ServiceContract.objects.get(number="SC-2").line_items.get().product == product


def test_every_page_of_everything_answers(desk: Client, promise: Entitlement) -> None:
    product = create_product({"name": "Pump"})
    create_template(
        {
            "product": product.pk,
            "name": "Care",
            "tier": "gold",
            "process": promise.process_id,
            "term_days": 9,
        }
    )
    contract = create_contract({"account": promise.account_id, "number": "SC-1", **YEAR})
    line = create_line_item({"contract": contract.pk, "product": product.pk}, at=stored.USED)
    asset = create_asset(
        {"account": promise.account_id, "product": product.pk, "name": "Pump 7"}, at=stored.USED
    )
    template = product.templates.get()
    for name, number in (
        ("entitlement", Entitlement.objects.get(line_item=line).pk),
        ("template", template.pk),
        ("contract", contract.pk),
        ("product", product.pk),
        ("asset", asset.pk),
    ):
        assert "Pump" in text(desk, f"setup-{name}", number) or name == "entitlement"
        text(desk, f"setup-{name}s")
        text(desk, f"setup-{name}-change", number)
        text(desk, f"setup-{name}", number + 999, status=404)
    text(desk, "setup-line-item-change", line.pk)
    text(desk, "setup-contracts", show="renew")
    assert desk.get(reverse("setup-line-item", args=[line.pk])).status_code == 302
