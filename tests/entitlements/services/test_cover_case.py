"""From a case to its promise, for one and for many."""

from datetime import date
from typing import Any

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entitlements.business_time.instants import parse_instant
from entitlements.models import Entitlement, EntitlementProcess
from entitlements.selectors.promises import entitlement_statuses
from entitlements.services.cover_case import CoverageRequest, decide_coverage_many
from entitlements.services.retire_version import retire_version
from tests.entitlements import stored
from tests.entitlements.process.versions import first_response, resolution

pytestmark = pytest.mark.django_db

OPENED = parse_instant("2026-06-01T12:00:00Z")
NOW = parse_instant("2026-06-01T12:05:00Z")


@pytest.fixture
def by() -> EntitlementProcess:
    stored.types()
    return stored.process()


@pytest.fixture
def promise(by: EntitlementProcess) -> Entitlement:
    stored.active(by)
    return stored.entitlement(stored.account(), stored.tier(), by)


def covered(promise: Entitlement, **changes: Any) -> Any:
    given = {
        "account_id": promise.account_id,
        "channel": "email",
        "record_type": "case",
        "opened_at": OPENED,
        **changes,
    }
    at = given.pop("at", NOW)
    return decide_coverage_many([CoverageRequest(**given)], at)[0]


def test_a_covered_case_gets_entitlement_version_and_tier(promise: Entitlement) -> None:
    answer = covered(promise)
    version = promise.process.versions.get()
    assert (answer.outcome, answer.entitlement, answer.version, answer.tier) == (
        "covered",
        promise.pk,
        version.pk,
        "gold",
    )
    assert answer.decided_at == NOW
    assert answer.considered == [{"entitlement": promise.pk, "result": "chosen", "why": "It applies."}]
    assert msgspec.json.decode(msgspec.json.encode(answer), type=type(answer)) == answer


def test_a_case_without_an_account_has_no_entitlement(promise: Entitlement) -> None:
    answer = covered(promise, account_id=None)
    assert (answer.outcome, answer.version, answer.calendars, answer.considered) == (
        "no_entitlement",
        None,
        {},
        [],
    )


def test_a_case_that_is_not_covered_says_why(promise: Entitlement) -> None:
    answer = covered(promise, opened_at=parse_instant("2027-01-01T00:00:00Z"))
    assert (answer.outcome, answer.entitlement, answer.version, answer.tier) == ("expired", None, None, "")
    assert answer.considered[0]["result"] == "expired"


def test_the_version_is_the_one_that_was_default_when_the_case_was_opened(promise: Entitlement) -> None:
    by = promise.process
    first = by.versions.get()
    second = stored.active(by, at=parse_instant("2026-05-01T00:00:00Z"))
    assert covered(promise, opened_at=parse_instant("2026-04-30T23:59:59.999999Z")).version == first.pk
    assert covered(promise, opened_at=parse_instant("2026-05-01T00:00:00Z")).version == second.pk


def test_a_case_opened_before_the_first_activation_gets_the_first_version(promise: Entitlement) -> None:
    first = promise.process.versions.get()
    stored.active(promise.process, at=parse_instant("2026-05-01T00:00:00Z"))
    assert covered(promise, opened_at=parse_instant("2026-01-01T12:00:00Z")).version == first.pk


def test_a_retired_version_still_serves_cases_opened_while_it_was_the_default(promise: Entitlement) -> None:
    first = promise.process.versions.get()
    stored.active(promise.process, at=parse_instant("2026-05-01T00:00:00Z"))
    retire_version(version_id=first.pk, actor="ann", at=NOW, reason="Superseded.")
    assert covered(promise, opened_at=parse_instant("2026-04-01T00:00:00Z")).version == first.pk


def test_a_process_that_was_never_activated_covers_nothing(by: EntitlementProcess) -> None:
    stored.draft(by)
    promise = stored.entitlement(stored.account(), stored.tier(), by)
    answer = covered(promise)
    assert (answer.outcome, answer.considered[0]["result"]) == ("no_entitlement", "no_version")


def test_every_set_of_hours_the_promise_can_need_comes_with_its_timeline(by: EntitlementProcess) -> None:
    office, night, own, case, other = (
        stored.hours(name) for name in ("Office", "Night", "Own", "Case", "Another's")
    )
    milestones = (first_response(hours=night.pk), resolution(hours=None))
    stored.active(by, stored.content(*milestones, hours=office.pk, matrix_version=stored.matrix()))
    promise = stored.entitlement(stored.account(), stored.tier(), by, hours=own)
    answer = covered(promise, case_hours=case.pk)
    assert answer.calendars == {office.pk: 1, night.pk: 1, own.pk: 1, case.pk: 1}
    assert other.pk not in answer.calendars
    assert (answer.hours, answer.case_hours) == (own.pk, case.pk)


@pytest.mark.parametrize(
    ("where", "outcome"), [("entitlement", "expired"), ("process", "expired"), ("nowhere", "covered")]
)
def test_example_f17_days_end_in_the_zone_of_the_hours(
    by: EntitlementProcess, where: str, outcome: str
) -> None:
    # 31 December, 20:00 in UTC (the site's zone) is the new year in Tokyo.
    tokyo = stored.hours("Tokyo", "Asia/Tokyo")
    stored.active(by, hours=tokyo.pk if where == "process" else None)
    override = {"hours": tokyo} if where == "entitlement" else {}
    promise = stored.entitlement(stored.account(), stored.tier(), by, **override)
    assert covered(promise, opened_at=parse_instant("2026-12-31T20:00:00Z")).outcome == outcome


def test_many_cases_are_decided_like_one_each_in_a_fixed_number_of_queries(by: EntitlementProcess) -> None:
    stored.active(by)
    gold, silver = stored.tier(), stored.tier("silver", 2)
    requests: list[CoverageRequest] = []
    for number in range(12):
        of = stored.account(f"Account {number}")
        stored.entitlement(of, silver, by)
        if number % 3 == 0:
            stored.entitlement(of, gold, by, channels=["phone"])
        requests += [CoverageRequest(of.pk, channel, "case", OPENED) for channel in ("phone", "web")]
    one_by_one = [decide_coverage_many([each], NOW)[0] for each in requests]
    with CaptureQueriesContext(connection) as few:
        decide_coverage_many(requests[:2], NOW)
    with CaptureQueriesContext(connection) as many:
        together = decide_coverage_many(requests, NOW)
    assert together == one_by_one
    assert [each.tier for each in together[:4]] == ["gold", "silver", "silver", "silver"]
    assert len(many) == len(few) <= 6


def test_nothing_asked_is_nothing_answered() -> None:
    assert decide_coverage_many([], NOW) == []


def test_the_status_of_an_entitlement_follows_from_its_days_and_its_switch(promise: Entitlement) -> None:
    of, level, by = promise.account, promise.tier, promise.process
    off = stored.entitlement(of, level, by, is_enabled=False)
    later = stored.entitlement(of, level, by, first_day=date(2026, 6, 2), last_day=date(2027, 5, 31))
    over = stored.entitlement(of, level, by, last_day=date(2026, 5, 31))
    statuses = entitlement_statuses([promise, off, later, over], OPENED)
    assert statuses == {promise.pk: "active", off.pk: "inactive", later.pk: "inactive", over.pk: "expired"}
