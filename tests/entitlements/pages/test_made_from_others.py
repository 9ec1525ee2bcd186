"""Pages that make what follows from something else: entitlements from templates, hours where two are open."""

from datetime import date

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from entitlements.models import Asset, BusinessHours, Entitlement, EntitlementTemplate, Product
from entitlements.selectors.calendars import calendar_for
from tests.entitlements import stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief() -> Client:
    user = User.objects.create_user("ada")
    user.groups.add(Group.objects.get_or_create(name="Administrators")[0])
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def template() -> EntitlementTemplate:
    stored.types()
    product = Product.objects.create(name="Pump")
    return EntitlementTemplate.objects.create(
        product=product, name="Pump care", tier=stored.tier(), process=stored.process(), term_days=365
    )


def asset(template: EntitlementTemplate, name: str = "Pump 7") -> Asset:
    account = stored.account(f"Owner of {name}")
    return Asset.objects.create(account=account, product=template.product, name=name)


def test_an_asset_that_was_there_before_gets_what_the_template_promises(
    chief: Client, template: EntitlementTemplate
) -> None:
    older = asset(template)
    address = reverse("setup-entitlement-from-template")
    assert address in chief.get(reverse("setup-entitlements")).content.decode()
    given = {"template": template.pk, "asset": older.pk, "first_day": "2026-06-01"}

    answer = chief.post(address, given)

    made = Entitlement.objects.get()
    assert answer.headers["Location"] == reverse("setup-entitlement", args=[made.pk])
    assert (made.template, made.asset, made.last_day) == (template, older, date(2027, 5, 31))
    again = chief.post(address, given)
    assert again.status_code == 400
    assert "has made its entitlement for this already" in again.content.decode()


def test_a_template_without_anything_to_make_it_for_is_asked_again(
    chief: Client, template: EntitlementTemplate
) -> None:
    answer = chief.post(reverse("setup-entitlement-from-template"), {"template": template.pk})
    assert answer.status_code == 400
    assert "Name an asset or a contract line item, one of them." in answer.content.decode()


def test_hours_where_both_are_open_are_made_and_published(chief: Client) -> None:
    new_york = stored.hours("New York", zone="America/New_York")
    london = stored.hours("London", zone="Europe/London")
    address = reverse("setup-hours-both-open")
    assert address in chief.get(reverse("setup-hours")).content.decode()

    answer = chief.post(address, {"name": "Both", "first": new_york.pk, "second": london.pk})

    both = BusinessHours.objects.get(name="Both")
    assert answer.headers["Location"] == reverse("setup-hours-one", args=[both.pk])
    # 09:00 to 17:00 in each, five hours apart: London's last three hours.
    monday = 1_780_272_000_000_000  # 2026-06-01 00:00 UTC
    assert calendar_for(both.pk, 1).elapsed(monday, monday + 86_400_000_000) == 3 * 3_600_000_000


def test_sides_that_are_never_open_together_are_refused_with_the_reason(chief: Client) -> None:
    one = stored.hours("Auckland", zone="Pacific/Auckland")
    answer = chief.post(reverse("setup-hours-both-open"), {"name": "Both", "first": one.pk, "second": one.pk})
    assert answer.status_code == 400
    assert "An intersection is of two different sets of hours." in answer.content.decode()
