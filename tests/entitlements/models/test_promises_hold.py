"""What no route may store about contracts, assets, templates and entitlements: the database refuses it."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from entitlements.models import (
    Account,
    Asset,
    Contact,
    ContractLineItem,
    Entitlement,
    EntitlementContact,
    EntitlementScope,
    EntitlementTemplate,
    Product,
    ServiceContract,
)
from tests.entitlements import stored

pytestmark = pytest.mark.django_db

YEAR = {"first_day": date(2026, 1, 1), "last_day": date(2026, 12, 31)}


@pytest.fixture
def promise() -> Entitlement:
    return stored.entitlement(stored.account(), stored.tier(), stored.process())


@pytest.fixture
def other() -> Account:
    return Account.objects.create(name="Other")


def settle() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def refused(says: str, deed: Any) -> None:
    def done() -> None:
        deed()
        settle()

    with pytest.raises(IntegrityError, match=says), transaction.atomic():
        done()


def contract(of: Account, number: str = "SC-1", **changes: Any) -> ServiceContract:
    return ServiceContract.objects.create(account=of, number=number, **{**YEAR, **changes})


def product() -> Product:
    return Product.objects.get_or_create(name="Pump")[0]


def asset(of: Account, **changes: Any) -> Asset:
    return Asset.objects.create(account=of, product=product(), name="Pump 7", **changes)


def change(row: Any, **changes: Any) -> None:
    type(row).objects.filter(pk=row.pk).update(**changes)


def test_days_are_in_order(promise: Entitlement, other: Account) -> None:
    reversed_days: dict[str, Any] = {"first_day": date(2026, 2, 1), "last_day": date(2026, 1, 1)}
    refused("contract_days_in_order", lambda: contract(other, **reversed_days))
    refused("asset_days_in_order", lambda: asset(other, **reversed_days))
    refused("entitlement_days_in_order", lambda: change(promise, **reversed_days))
    paper = contract(other)
    refused(
        "line_item_days_in_order|lies within",
        lambda: ContractLineItem.objects.create(contract=paper, product=product(), **reversed_days),
    )


def test_an_entitlement_names_what_is_its_accounts(promise: Entitlement, other: Account) -> None:
    paper, theirs = contract(other), asset(other)
    line = ContractLineItem.objects.create(contract=paper, product=product(), **YEAR)
    mine = contract(promise.account, "SC-2")

    refused("belongs to another account", lambda: change(promise, contract=paper))
    refused("belongs to another account", lambda: change(promise, asset=theirs))
    refused("no line of the contract", lambda: change(promise, contract=mine, line_item=line))
    refused("entitlement_line_item_names_contract|no line", lambda: change(promise, line_item=line))
    ann = Contact.objects.create(account=other, name="Ann")
    refused(
        "belongs to another account",
        lambda: EntitlementContact.objects.create(entitlement=promise, contact=ann),
    )


def test_a_line_item_covers_one_thing_of_its_account_within_its_contract(
    promise: Entitlement, other: Account
) -> None:
    paper = contract(other)
    lines = ContractLineItem.objects
    mine = asset(promise.account)

    refused("line_item_covers_one_thing", lambda: lines.create(contract=paper, **YEAR))
    refused("belongs to another account", lambda: lines.create(contract=paper, asset=mine, **YEAR))
    outside = {"first_day": date(2025, 12, 31), "last_day": date(2026, 12, 31)}
    refused("lies within the days", lambda: lines.create(contract=paper, product=product(), **outside))
    lines.create(contract=paper, product=product(), **YEAR)
    refused("lies outside the days", lambda: change(paper, last_day=date(2026, 6, 30)))


@pytest.mark.parametrize(("allowance", "left"), [(2, 3), (2, -1), (0, 0), (2, None), (None, 2)])
def test_what_is_left_lies_within_the_allowance(
    promise: Entitlement, allowance: int | None, left: int | None
) -> None:
    refused(
        "entitlement_allowance_is_whole|incidents_left_check|incident_allowance_check",
        lambda: change(promise, incident_allowance=allowance, incidents_left=left),
    )


def test_a_term_is_positive_and_an_allowance_covers_something(promise: Entitlement) -> None:
    given: dict[str, Any] = {
        "product": product(),
        "name": "Care",
        "tier": promise.tier,
        "process": promise.process,
        "term_days": 30,
    }
    templates = EntitlementTemplate.objects

    refused("template_term_is_positive", lambda: templates.create(**{**given, "term_days": 0}))
    refused("template_allowance_is_positive", lambda: templates.create(**given, incident_allowance=0))
    refused(
        "template_creates_something",
        lambda: templates.create(**given, for_assets=False, for_line_items=False),
    )


def test_accounts_of_what_is_named_never_change(promise: Entitlement, other: Account) -> None:
    for row in (
        promise,
        contract(promise.account),
        asset(promise.account),
        Contact.objects.create(account=promise.account, name="Ann"),
    ):
        refused("account_id never changes", lambda row=row: change(row, account=other))


def test_a_suspension_says_who_and_why(promise: Entitlement) -> None:
    refused("entitlement_suspension_is_whole", lambda: change(promise, suspended_reason="Unpaid."))


def test_a_renewal_follows_the_one_before_of_the_same_account(promise: Entitlement, other: Account) -> None:
    paper = contract(other)
    refused("begins after the last day", lambda: contract(other, "SC-2", previous=paper))
    later = {"first_day": date(2027, 1, 1), "last_day": date(2027, 12, 31)}
    refused("one of its own account", lambda: contract(promise.account, "SC-3", previous=paper, **later))


def twin(of: Entitlement, **changes: Any) -> Entitlement:
    return stored.entitlement(of.account, of.tier, of.process, name="Twin", **changes)


def test_entitlements_that_would_always_tie_are_refused_naming_the_other(promise: Entitlement) -> None:
    settle()
    refused(f"would always tie with entitlement {promise.pk}", lambda: twin(promise))
    refused(f"with entitlement {promise.pk}:", lambda: twin(promise, first_day=date(2026, 5, 1)))
    refused(f"with entitlement {promise.pk}:", lambda: twin(promise, channels=["web"]))


def test_entitlements_that_differ_in_what_decides_do_not_tie(promise: Entitlement) -> None:
    twin(promise, last_day=date(2026, 12, 30))
    twin(promise, is_enabled=False)
    twin(promise, product=product())
    twin(promise, contract=contract(promise.account))
    for_ann = twin(promise, last_day=date(2026, 12, 31), is_enabled=False)
    ann = Contact.objects.create(account=promise.account, name="Ann")
    EntitlementContact.objects.create(entitlement=for_ann, contact=ann)
    change(for_ann, is_enabled=True)
    settle()


def test_channels_that_do_not_meet_do_not_tie_until_they_do(promise: Entitlement) -> None:
    change(promise, channels=["phone", "web"])
    by_mail = twin(promise, channels=["email"])
    settle()

    refused("would always tie", lambda: change(by_mail, channels=["email", "web"]))


def test_switching_on_or_resuming_into_a_tie_is_refused(promise: Entitlement) -> None:
    off = twin(promise, is_enabled=False)

    refused("would always tie", lambda: change(off, is_enabled=True))


def test_the_scope_follows_what_the_entitlement_says(promise: Entitlement) -> None:
    assert EntitlementScope.objects.filter(entitlement=promise).count() == 5

    change(promise, channels=["phone"], asset=asset(promise.account))

    (scope,) = EntitlementScope.objects.filter(entitlement=promise)
    assert (scope.channel, scope.asset, scope.contacts) == ("phone", promise.account.assets.get().pk, "")
    change(promise, is_enabled=False)
    assert not EntitlementScope.objects.filter(entitlement=promise).exists()
