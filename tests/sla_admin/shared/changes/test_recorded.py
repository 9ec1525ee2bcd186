"""The database writes the history, whatever way a change comes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from entitlements.models import SupportTier
from entitlements.services.entitlements import change_entitlement, create_entitlement
from entitlements.services.incidents import give_back, take_one
from entitlements.services.tiers import change_tier, create_tier, delete_tier
from sla_admin.shared.api_keys.issue import issue_key
from sla_admin.shared.changes.purge import purge_history
from sla_admin.shared.changes.responsible import acting, because
from sla_admin.shared.errors import InvalidInput
from sla_admin.shared.models import ApiKey, ConfigurationChange
from sla_admin.shared.system_clock import database_time
from tests.entitlements import stored

pytestmark = pytest.mark.django_db


def sql(statement: str, *values: Any) -> None:
    """Past Django's models, as a script or a person at the database would."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@contextmanager
def refused() -> Iterator[None]:
    with pytest.raises(IntegrityError, match="history of configuration"), transaction.atomic():
        yield


def latest(kind: str) -> ConfigurationChange:
    return ConfigurationChange.objects.filter(kind=kind).order_by("-id")[0]


def held(change: ConfigurationChange) -> dict[str, Any]:
    """What the row holds after the change."""
    assert change.after is not None
    found: dict[str, Any] = change.after
    return found


def test_a_row_added_changed_and_deleted_leaves_three_changes_with_what_changed_alone() -> None:
    tier = create_tier(key="gold", name="Gold", rank=1)
    number = tier.pk
    change_tier(tier, {"name": "Golden"})
    delete_tier(tier)

    added, changed, deleted = ConfigurationChange.objects.filter(kind="support_tier").order_by("id")
    assert (added.operation, added.before, added.object_id, added.object_name) == (
        "created",
        None,
        number,
        "Gold",
    )
    assert held(added)["key"] == "gold"
    assert (changed.operation, changed.before, changed.after) == (
        "changed",
        {"name": "Gold"},
        {"name": "Golden"},
    )
    assert (deleted.operation, deleted.after, deleted.object_name) == ("deleted", None, "Golden")
    assert added.transaction == changed.transaction == deleted.transaction


def test_an_update_that_changes_nothing_is_no_change() -> None:
    create_tier(key="gold", name="Gold", rank=1)
    before = ConfigurationChange.objects.count()

    SupportTier.objects.update(name="Gold")

    assert ConfigurationChange.objects.count() == before


def test_plain_sql_is_recorded_as_done_by_the_user_of_the_database() -> None:
    create_tier(key="gold", name="Gold", rank=1)

    with connection.connection.cursor() as cursor:  # the driver's own: nobody tells who it is
        cursor.execute("UPDATE entitlements_supporttier SET rank = 7")

    change = latest("support_tier")
    assert (change.before, change.after) == ({"rank": 1}, {"rank": 7})
    assert change.actor == f"database:{connection.get_connection_params()['user']}"
    assert (change.source, change.reason) == ("database", "")


def test_who_and_why_hold_for_their_block_and_no_longer() -> None:
    with acting("user:7", source="page", reason="The reason of the form"):
        tier = create_tier(key="gold", name="Gold", rank=1)
        assert (latest("support_tier").actor, latest("support_tier").source) == ("user:7", "page")
        assert latest("support_tier").reason == "The reason of the form"
        with because("A better one", actor="somebody else"):
            SupportTier.objects.update(rank=2)
        assert (latest("support_tier").actor, latest("support_tier").reason) == ("user:7", "A better one")

    change_tier(tier, {"rank": 3}, actor="key:abcdefgh", reason="From a program")
    change = latest("support_tier")
    assert (change.actor, change.reason, change.source) == ("key:abcdefgh", "From a program", "program")

    SupportTier.objects.update(rank=4)
    assert (latest("support_tier").source, latest("support_tier").reason) == ("database", "")


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_who_it_was_is_told_too_and_forgotten_at_once() -> None:
    tier = create_tier(key="gold", name="Gold", rank=1)

    with acting("user:7", source="page"):
        SupportTier.objects.filter(pk=tier.pk).update(rank=2)
    assert latest("support_tier").actor == "user:7"

    with connection.connection.cursor() as cursor:
        cursor.execute("UPDATE entitlements_supporttier SET rank = 3")
    assert latest("support_tier").actor.startswith("database:")


def test_a_form_of_a_page_brings_its_person_its_reason_and_its_request() -> None:
    person = User.objects.create_user("ines")
    person.groups.add(Group.objects.get(name="Administrators"))
    process, tier = stored.process(), stored.tier()
    promise = stored.entitlement(stored.account(), tier, process)
    browser = Client()
    browser.force_login(person)

    browser.post(
        reverse("setup-entitlement-suspend", args=[promise.pk]),
        {"reason": "Unpaid."},
        headers={"X-Request-ID": "suspending"},
    )

    change = latest("entitlement")
    assert (change.actor, change.source, change.reason) == (f"user:{person.pk}", "page", "Unpaid.")
    assert change.request_id == "suspending"
    assert held(change)["suspended_reason"] == "Unpaid."


def test_a_table_that_is_emptied_says_how_many_rows_went() -> None:
    for name in ("crm", "telephony"):
        issue_key(name, ("cases:read",), at=database_time())

    sql("TRUNCATE shared_apikey")
    sql("TRUNCATE shared_apikey")  # empty already: no change

    (change,) = ConfigurationChange.objects.filter(kind="api_key", operation="emptied")
    assert change.before == {"rows": 2}


def test_the_secret_of_a_key_never_appears_and_its_use_is_no_change() -> None:
    key, _written = issue_key("crm", ("cases:read",), at=database_time())

    ApiKey.objects.update(last_used_at="2026-01-01T00:00:00Z")
    ApiKey.objects.update(secret_hash="0" * 64)

    added, rotated = ConfigurationChange.objects.filter(kind="api_key").order_by("id")
    assert held(added)["secret_hash"] is True
    assert (rotated.before, rotated.after) == ({"secret_hash": True}, {"secret_hash": True})
    assert key.prefix == held(added)["prefix"]


def test_a_password_and_a_last_sign_in_stay_out_and_rights_do_not() -> None:
    person = User.objects.create_user("ines", email="ines@example.org", password="secret secret")
    User.objects.update(last_login="2026-01-01T00:00:00Z")
    User.objects.update(is_superuser=True)
    person.groups.add(Group.objects.get(name="Auditors"))

    added, promoted = ConfigurationChange.objects.filter(kind="user").order_by("id")
    assert held(added)["password"] is True
    assert "email" not in held(added)
    assert (promoted.before, promoted.after) == ({"is_superuser": False}, {"is_superuser": True})
    assert latest("role_member").object_name == "ines in Auditors"


def test_incidents_that_cases_take_are_no_change_and_those_set_by_hand_are() -> None:
    stored.types()
    given = {
        "account": stored.account().pk,
        "name": "Ten",
        "tier": stored.tier().key,
        "process": stored.process().pk,
        "first_day": "2026-01-01",
        "last_day": "2026-12-31",
        "incident_allowance": 10,
    }
    promise = create_entitlement(given)
    before = ConfigurationChange.objects.count()

    assert take_one(promise.pk)
    give_back({promise.pk: 1})
    assert take_one(promise.pk)
    assert ConfigurationChange.objects.count() == before

    promise.refresh_from_db()
    change_entitlement(promise, {"incidents_left": 3}, reason="Goodwill")
    change = latest("entitlement")
    assert (change.before, change.after, change.reason) == (
        {"incidents_left": 9},
        {"incidents_left": 3},
        "Goodwill",
    )


def test_the_history_refuses_to_be_changed_deleted_or_emptied() -> None:
    create_tier(key="gold", name="Gold", rank=1)
    with refused():
        sql("UPDATE shared_configurationchange SET actor = 'nobody'")
    with refused():
        sql("DELETE FROM shared_configurationchange")
    with refused():
        sql("TRUNCATE shared_configurationchange")


def test_a_purge_takes_an_object_with_its_parts_and_leaves_one_line() -> None:
    account, other = stored.account("Acme"), stored.account("Beta")
    process, tier = stored.process(), stored.tier()
    stored.entitlement(account, tier, process)

    with pytest.raises(InvalidInput, match="names its reason"):
        purge_history({"account": [account.pk]}, reason=" ", actor="user:1")
    assert purge_history({"account": [account.pk]}, reason="It was a sample", actor="user:1") == 2

    assert not ConfigurationChange.objects.filter(kind="entitlement").exists()
    assert latest("account").object_id == other.pk
    line = latest("history")
    assert (line.operation, line.before, line.reason, line.actor) == (
        "purged",
        {"rows": 2},
        "It was a sample",
        "user:1",
    )
