"""Every model has its pages, and no list asks a question per row."""

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from entitlements.business_time.budget import Budget
from entitlements.business_time.holidays import Holiday as HolidayValue
from entitlements.business_time.holidays import Yearly
from entitlements.business_time.instants import HOUR
from entitlements.models import (
    Account,
    BusinessHours,
    BusinessHoursRevision,
    Contact,
    Entitlement,
    SupportTier,
)
from entitlements.process.definition import ArrivalBudget
from entitlements.services.assets import create_asset
from entitlements.services.contracts import create_contract, create_line_item
from entitlements.services.entitlements import change_entitlement
from entitlements.services.policy_tests import add_policy_test
from entitlements.services.products import create_product
from entitlements.services.templates import create_template
from tests.entitlements import stored
from tests.entitlements.admin.pages import act, errors, submit, url
from tests.entitlements.process.versions import first_response

NEW_YEAR = HolidayValue("New Year", Yearly(1, 1))
MODELS = [model.__name__.lower() for model in apps.get_app_config("entitlements").get_models()]


def fill(size: int, start: int = 0) -> None:
    """As many rows of everything."""
    for number in range(start, start + size):
        of = stored.process(f"Process {number}")
        key = f"type_{number}"
        stored.types(key)
        office = stored.hours(f"Hours {number}", holidays=[NEW_YEAR])
        milestone = first_response(
            hours=office.pk,
            type=key,
            budgets={"High": Budget(micros=HOUR)},
            arrivals=(ArrivalBudget(Budget(days=1, at=16 * HOUR), weekdays=(5, 6)),),
        )
        version = stored.active(
            of, stored.content(milestone, hours=office.pk, matrix_version=stored.matrix(key))
        )
        assert version.is_default
        draft = stored.draft(of, stored.content(milestone, hours=office.pk))
        given = {"opened_at": "2026-06-01T09:00:00Z"}
        add_policy_test(draft.pk, name="A promise", given=given, then=[{"milestone": milestone.key}])
        customer = stored.account(f"Account {number}")
        Contact.objects.create(account=customer, name=f"Person {number}")
        level = stored.tier(f"tier_{number}", number + 1)
        stored.entitlement(customer, level, of, hours=office)
        device = create_product({"name": f"Product {number}"})
        create_template(
            {"product": device.pk, "name": "Care", "tier": level.key, "process": of.pk, "term_days": 30}
        )
        days = {"first_day": date(2026, 1, 1), "last_day": date(2026, 12, 31)}
        contract = create_contract({"account": customer.pk, "number": f"C-{number}", **days})
        asset = create_asset(
            {"account": customer.pk, "product": device.pk, "name": "Device", "first_day": date(2026, 2, 1)},
            at=stored.USED,
        )
        create_line_item({"contract": contract.pk, "asset": asset.pk}, at=stored.USED)
        change_entitlement(asset.entitlements.get(), {"contacts": [customer.contacts.get().pk]})


def test_every_model_is_registered() -> None:
    assert {model.__name__.lower() for model in admin.site._registry} >= set(MODELS)


@pytest.mark.django_db
def test_every_page_answers_and_lists_ask_the_same_number_of_questions_at_any_size(desk: Client) -> None:
    asked: dict[str, int] = {}
    for size, start in ((1, 0), (2, 1)):
        fill(size, start)
        for model in MODELS:
            with CaptureQueriesContext(connection) as queries:
                answer = desk.get(url(model))
            assert answer.status_code == 200, model
            assert asked.setdefault(model, len(queries)) == len(queries), model
            assert desk.get(f"{url(model)}?q=one").status_code == 200, model
            row: Any = apps.get_model("entitlements", model)._default_manager.first()
            assert desk.get(url(model, "change", row.pk)).status_code == 200, model
            assert desk.get(url(model, "add")).status_code in (200, 403), model


@pytest.mark.django_db
def test_a_version_with_more_milestones_asks_no_more_questions(desk: Client) -> None:
    stored.types()
    of = stored.process()
    counts = []
    for size in (1, 1, 5):  # once to warm up
        milestones = [first_response(key=f"m{number}", hours=None) for number in range(size)]
        draft = stored.draft(of, stored.content(*milestones))
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(url("processversion", "change", draft.pk)).status_code == 200
        counts.append(len(queries))
    assert counts[1] == counts[2]


@pytest.mark.django_db
def test_an_entitlement_is_entered_with_channels_ticked_and_shows_its_status(desk: Client) -> None:
    of, level, by = stored.account(), stored.tier(), stored.process()
    answer = submit(
        desk,
        url("entitlement", "add"),
        account=of.pk,
        name="Support",
        tier=level.pk,
        process=by.pk,
        first_day="2020-01-01",
        last_day="2020-12-31",
        channels=["phone", "web"],
        is_enabled="on",
    )
    assert answer.status_code == 302
    assert Entitlement.objects.get().channels == ["phone", "web"]
    assert '<td class="field-status">expired</td>' in desk.get(url("entitlement")).content.decode()


@pytest.mark.django_db
def test_a_wrong_entitlement_is_named(desk: Client) -> None:
    promise = stored.entitlement(stored.account(), stored.tier(), stored.process())
    page = url("entitlement", "change", promise.pk)
    assert "The last day is not before the first" in errors(submit(desk, page, last_day="2025-12-31"))
    assert "fax is not one of the available choices" in errors(submit(desk, page, channels=["fax"]))
    promise.refresh_from_db()
    assert promise.last_day == date(2026, 12, 31)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"rank": "0"}, "A rank is 1 or more"),
        ({"rank": "1"}, "Support tier with this Rank already exists"),
        ({"key": "Very Good"}, "key: Small letters"),
        ({"color": "red"}, "A colour is written like #1d4ed8"),
    ],
)
def test_a_wrong_tier_is_named(desk: Client, changes: dict[str, str], reason: str) -> None:
    stored.tier()
    given = {"key": "silver", "name": "Silver", "rank": "2", **changes}
    assert reason in errors(submit(desk, url("supporttier", "add"), **given))
    assert SupportTier.objects.count() == 1


@pytest.mark.django_db
def test_the_key_of_a_tier_is_not_offered_for_change(desk: Client) -> None:
    level = stored.tier()
    submit(desk, url("supporttier", "change", level.pk), key="platinum", name="Gold plus")
    level.refresh_from_db()
    assert (level.key, level.name) == ("gold", "Gold plus")


@pytest.mark.django_db
def test_an_account_is_entered_with_its_people(desk: Client) -> None:
    answer = submit(
        desk,
        url("account", "add"),
        name="Acme",
        external_id="acme",
        contacts__TOTAL_FORMS="1",
        contacts__0__name="Ann",
        contacts__0__email="ann@example.org",
    )
    assert answer.status_code == 302
    assert Account.objects.get().contacts.get().email == "ann@example.org"


WEEK = {"mon": "09:00-17:00", "tue": "09:00-12:00, 13:00-17:00", "fri": "22:00-06:00"}


@pytest.mark.django_db
def test_hours_are_entered_as_people_write_them_published_and_then_only_shown(desk: Client) -> None:
    answer = submit(desk, url("businesshours", "add"), name="Office", zone="Europe/Berlin", **WEEK)
    draft = BusinessHoursRevision.objects.get()
    page = url("businesshoursrevision", "change", draft.pk)
    assert answer.headers["Location"] == page
    assert draft.weekly[:2] == [[["09:00", "17:00"]], [["09:00", "12:00"], ["13:00", "17:00"]]]
    submit(
        desk,
        page,
        wed="10:00-11:00",
        holidays__TOTAL_FORMS="1",
        holidays__0__name="New Year",
        holidays__0__kind="yearly",
        holidays__0__month="1",
        holidays__0__day="1",
    )
    draft.refresh_from_db()
    assert draft.weekly[2] == [["10:00", "11:00"]]
    assert draft.weekly[4] == [["22:00", "06:00"]]
    assert draft.holidays.get().name == "New Year"
    assert act(desk, "businesshoursrevision", "publish_keep", draft.pk, reason="Open.") == [
        "success: Office 1 is published; running clocks touched: 0."
    ]
    shown = desk.get(page)
    assert b'name="_save"' not in shown.content
    assert desk.post(page, {"notes": "other"}).status_code == 403
    assert desk.post(url("businesshoursrevision", "delete", draft.pk), {"post": "yes"}).status_code == 403
    hours = BusinessHours.objects.get()
    assert act(desk, "businesshours", "draft", hours.pk, effective="2027-01-01") == [
        "success: Office 2 is drafted, from 2027-01-01 on."
    ]
    assert "Give the first day" in act(desk, "businesshours", "draft", hours.pk, effective="")[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"mon": "nine to five"}, "mon"),
        ({"mon": "09:00-17:00, 16:00-18:00"}, "mon"),
        ({"mon": "", "tue": "", "fri": ""}, "__all__"),
        ({"name": ""}, "name"),
    ],
)
def test_wrong_hours_are_named_at_their_field(desk: Client, changes: dict[str, str], field: str) -> None:
    answer = submit(
        desk, url("businesshours", "add"), **{"name": "Office", "zone": "Europe/Berlin", **WEEK, **changes}
    )
    assert f"{field}: " in errors(answer)
    assert not BusinessHours.objects.exists()
