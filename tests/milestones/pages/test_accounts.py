"""Accounts and contacts: what was promised, what is open, how promises were kept."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from entitlements.models import Account, Asset, Contact, Entitlement, Product, ServiceContract
from milestones.engine.evaluate import evaluate_due
from milestones.models import Case
from milestones.services.case_request import CommentText
from sla_admin.shared import system_clock
from tests.milestones.promised import Desk, at, first_response, promise
from tests.milestones.tasked import person

pytestmark = pytest.mark.django_db


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is noon of Monday, 1 June 2026, UTC."""
    monkeypatch.setattr(system_clock, "database_time", lambda: at("12:00"))


@pytest.fixture
def ines() -> User:
    return person("ines", "Agents")


@pytest.fixture
def as_ines(client: Client, ines: User) -> Client:
    client.force_login(ines)
    return client


@pytest.fixture
def entitlement() -> Entitlement:
    return promise(first_response(60))


def closed_case(number: str, replied: str) -> None:
    desk = Desk(number)
    desk.opens("09:00", subject=f"Subject {number}")
    desk.says(replied, comment=CommentText("public", "Done"), status="closed")


def test_an_account_shows_what_was_promised(as_ines: Client, entitlement: Entitlement) -> None:
    page = words(as_ines.get(f"/accounts/{entitlement.account_id}/"))

    for said in ("Acme gold", "Gold", "Active", "1 Jan – 31 Dec 2026", "the whole account", "everybody"):
        assert said in page
    for said in ("Support of Acme, version 1", "around the clock", "no limit", "0 open cases"):
        assert said in page
    assert "ends in" not in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"last_day": date(2026, 6, 1)}, "ends today"),
        ({"last_day": date(2026, 6, 2)}, "ends in 1 day"),
        ({"last_day": date(2026, 7, 31)}, "ends in 60 days"),
        ({"first_day": date(2025, 1, 1), "last_day": date(2026, 5, 31)}, "Expired"),
        ({"first_day": date(2026, 6, 2)}, "Not active, not begun"),
        ({"is_enabled": False}, "Not active, switched off"),
        ({"incident_allowance": 5, "incidents_left": 0}, "0 of 5 left"),
        ({"channels": ["phone", "web"]}, "phone, web"),
    ],
)
def test_status_days_and_what_is_left_are_derived(
    as_ines: Client, entitlement: Entitlement, changes: dict[str, Any], said: str
) -> None:
    Entitlement.objects.filter(pk=entitlement.pk).update(**changes)

    assert said in words(as_ines.get(f"/accounts/{entitlement.account_id}/"))


def test_open_cases_stand_by_urgency_and_closed_ones_with_their_outcome(
    as_ines: Client, entitlement: Entitlement
) -> None:
    closed_case("CS-1", "09:30")
    closed_case("CS-2", "11:30")
    Desk("CS-3").opens("11:30", subject="Later")
    Desk("CS-4").opens("09:00", subject="Past its target")
    evaluate_due(at("12:00"))

    page = words(as_ines.get(f"/accounts/{entitlement.account_id}/"))

    assert page.index("Past its target") < page.index("Later") < page.index("Closed cases")
    assert "1 on time" in page
    assert "0 on time, 1 late" in page
    # One of three: CS-1 on time, CS-2 late, CS-4 open past its target; CS-3 still runs and is not counted.
    assert "33.3 %" in page
    assert "of 3 milestones completed or violated" in page


def test_without_anything_to_count_no_share_is_told(as_ines: Client, entitlement: Entitlement) -> None:
    page = words(as_ines.get(f"/accounts/{entitlement.account_id}/"))

    assert "so there is no share to tell" in page
    assert "Nothing is open" in page


def test_an_account_without_a_promise_says_what_that_means(as_ines: Client) -> None:
    nobody = Account.objects.create(name="Gap & Partners")

    assert "no clock runs for them" in words(as_ines.get(f"/accounts/{nobody.pk}/"))


def test_contracts_assets_and_people_stand_beside(as_ines: Client, entitlement: Entitlement) -> None:
    account = entitlement.account
    product = Product.objects.create(name="Edge Gateway")
    Asset.objects.create(account=account, product=product, name="Hall 4", serial_number="NL-0442")
    ServiceContract.objects.create(
        account=account, number="SC-0391", first_day=date(2026, 1, 1), last_day=date(2026, 6, 30)
    )
    petra = Contact.objects.create(account=account, name="Petra Vogel", email="petra@example.org")

    page = words(as_ines.get(f"/accounts/{account.pk}/"))

    for said in ("NL-0442", "SC-0391", "ends in 29 days", f'href="/contacts/{petra.pk}/"'):
        assert said in page


def test_a_contact_shows_their_cases_and_the_promises_that_cover_them(
    as_ines: Client, entitlement: Entitlement
) -> None:
    account = entitlement.account
    petra = Contact.objects.create(account=account, name="Petra Vogel", external_id="petra")
    other = Contact.objects.create(account=account, name="Anselm")
    theirs = Entitlement.objects.create(
        account=account,
        name="For Anselm alone",
        tier=entitlement.tier,
        process=entitlement.process,
        first_day=entitlement.first_day,
        last_day=entitlement.last_day,
    )
    theirs.contacts.add(other)
    Desk("CS-1").opens("11:30", subject="Of Petra", contact="petra")
    Desk("CS-2").opens("11:30", subject="Of nobody")

    page = words(as_ines.get(f"/contacts/{petra.pk}/"))

    assert "Of Petra" in page
    assert "Of nobody" not in page
    assert "Acme gold" in page
    assert "For Anselm alone" not in page


def test_accounts_are_found_by_name_person_and_serial_number(
    as_ines: Client, entitlement: Entitlement
) -> None:
    account = entitlement.account
    Account.objects.create(name="Globex", external_id="G-77")
    Contact.objects.create(account=account, name="Petra Vogel", email="petra@example.org")
    product = Product.objects.create(name="Edge Gateway")
    Asset.objects.create(account=account, product=product, name="Hall 4", serial_number="NL-0442")

    def found(text: str) -> list[str]:
        return [row[0].name for row in as_ines.get("/accounts/", {"q": text}).context["rows"]]

    assert found("") == ["Acme", "Globex"]
    assert found("acm") == found("vogel") == found("petra@") == found("0442") == ["Acme"]
    assert found("g-77") == ["Globex"]
    assert found("acme globex") == []
    assert "No account has “acme globex” in it" in words(as_ines.get("/accounts/", {"q": "acme globex"}))


def test_the_list_says_what_ends_and_where_nothing_is_in_force(
    as_ines: Client, entitlement: Entitlement
) -> None:
    Entitlement.objects.filter(pk=entitlement.pk).update(last_day=date(2026, 6, 11))
    assert "one ends in 10 days" in words(as_ines.get("/accounts/"))

    Entitlement.objects.filter(pk=entitlement.pk).update(last_day=date(2026, 5, 31))
    assert "none in force today" in words(as_ines.get("/accounts/"))

    Account.objects.create(name="Globex")
    assert "nothing was promised" in words(as_ines.get("/accounts/"))


def test_odd_addresses_are_answered(as_ines: Client, entitlement: Entitlement) -> None:
    assert as_ines.get("/accounts/4711/").status_code == 404
    assert as_ines.get("/contacts/4711/").status_code == 404
    assert as_ines.get("/accounts/", {"q": "\x00", "page": "x"}).status_code == 200
    assert as_ines.get("/accounts/", {"page": "99999999999"}).status_code == 200


def test_the_page_asks_as_often_for_many_cases_and_promises_as_for_few(
    as_ines: Client, entitlement: Entitlement
) -> None:
    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            as_ines.get(path)
        return len(seen)

    def grow(first: int, last: int) -> None:
        for number in range(first, last):
            Desk(f"CS-{number}").opens("11:00")
            closed_case(f"CL-{number}", "09:30")
            contact = Contact.objects.create(account=entitlement.account, name=f"P{number}")
            product = Product.objects.create(name=f"Product {number}")
            more = Entitlement.objects.create(
                account=entitlement.account,
                name=f"More {number}",
                product=product,
                tier=entitlement.tier,
                process=entitlement.process,
                first_day=entitlement.first_day,
                last_day=entitlement.last_day,
            )
            more.contacts.add(contact)
            Account.objects.create(name=f"Account {number}")

    paths = (f"/accounts/{entitlement.account_id}/", "/accounts/")
    grow(0, 2)
    few = [(asked(path), asked(path))[1] for path in paths]
    grow(2, 8)

    assert [asked(path) for path in paths] == few
    assert Case.objects.count() == 16
