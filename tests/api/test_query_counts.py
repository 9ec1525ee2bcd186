"""No list asks the database for each row: the same number of queries at two sizes."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entitlements.models import Account, Entitlement
from entitlements.services.business_hours import create_business_hours, publish_revision
from milestones.engine.evaluate import evaluate_due
from tests.api.conftest import Caller, Clock
from tests.milestones.promised import at, first_response, promise

pytestmark = pytest.mark.django_db

FEW, MANY = 3, 30


def queries(ask: Callable[[], Any]) -> int:
    ask()  # what a process reads once and keeps is not counted
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)


def told(caller: Caller, first: int, last: int) -> list[int]:
    body = {
        "cases": [
            {
                "source": "crm",
                "external_id": str(number),
                "opened_at": "2026-06-01T09:00:00Z",
                "account": "acme",
                "status": "new",
                "priority": "P1",
                "comment": {"kind": "internal", "body": "x"},
            }
            for number in range(first, last)
        ]
    }
    return [each["case"] for each in caller.post("/api/v1/cases/bulk/", body)["results"]]


@pytest.fixture
def addresses(caller: Caller, clock: Clock) -> Callable[[int], dict[str, str]]:
    """Grows the database to that many cases, accounts, hours … and answers the addresses of its lists."""
    hours = create_business_hours(name="0", zone="UTC", weekly=[[["00:00", "00:00"]]] * 7)
    publish_revision(hours.pk, at=at("00:00"), actor="tests", reason="As agreed")
    entitlement = promise(first_response(60, hours=hours.hours_id), first_response(120, key="resolution"))
    ids: list[int] = []

    def grow(size: int) -> dict[str, str]:
        ids.extend(told(caller, len(ids), size))
        evaluate_due(at("12:00"))
        clock.at("12:00")
        have = Account.objects.count()
        for number in range(have, size):
            account = Account.objects.create(name=f"A{number}")
            Entitlement.objects.create(
                account=account,
                name="E",
                tier=entitlement.tier,
                process=entitlement.process,
                first_day=entitlement.first_day,
                last_day=entitlement.last_day,
            )
            create_business_hours(name=f"H{number}", zone="UTC", weekly=[[["09:00", "17:00"]]] * 7)
        return {
            "cases": "/api/v1/cases/?page_size=200",
            "cases by standing": "/api/v1/cases/?page_size=200&standing=violated",
            "sla of many": "/api/v1/cases/sla/?" + "&".join(f"id={pk}" for pk in ids),
            "milestones": "/api/v1/case-milestones/?page_size=200",
            "accounts": "/api/v1/accounts/?page_size=200",
            "entitlements": "/api/v1/entitlements/?page_size=200",
            "hours": "/api/v1/business-hours/?page_size=200",
        }

    return grow


def test_lists_cost_the_same_whatever_their_length(
    caller: Caller, addresses: Callable[[int], dict[str, str]]
) -> None:
    few = {name: queries(partial(caller.get, address)) for name, address in addresses(FEW).items()}
    found = addresses(MANY)
    many = {name: queries(partial(caller.get, address)) for name, address in found.items()}
    assert many == few
    for name, address in found.items():
        answer = caller.get(address)
        assert len(answer["results"]) >= MANY, name
    assert max(many.values()) <= 10


def test_a_cases_events_and_ledger_cost_the_same_whatever_their_length(caller: Caller, clock: Clock) -> None:
    promise(first_response(60))
    (case,) = told(caller, 0, 1)
    costs = []
    for size in (FEW, MANY):
        for minute in range(size):
            clock.at(f"09:{minute:02d}:30")
            caller.post(
                f"/api/v1/cases/{case}/events/",
                {"event_id": f"{size}-{minute}", "comment": {"kind": "internal", "body": "note"}},
                expect=201,
            )
        costs.append(
            [
                queries(partial(caller.get, f"/api/v1/cases/{case}/{part}"))
                for part in ("events/?page_size=200", "ledger/?page_size=200", "sla/")
            ]
        )
    assert costs[0] == costs[1]


def test_telling_many_cases_costs_little_more_than_telling_few(caller: Caller, clock: Clock) -> None:
    promise()
    costs = []
    told(caller, 0, 1)
    for first, size in ((100, FEW), (200, MANY)):
        with CaptureQueriesContext(connection) as captured:
            told(caller, first, first + size)
        costs.append(len(captured))
    assert costs[0] == costs[1]
