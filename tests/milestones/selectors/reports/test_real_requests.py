"""A city judged its own requests; reports must judge them alike. And times of years nobody had compiled."""

import os
from collections import Counter
from datetime import date
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.real_data.boston import _enter_policy, _run
from benchmarks.real_data.service_requests import ASKED, Request, read_policy, read_requests, stratum_of
from entitlements.business_time.instants import HOUR, parse_instant
from entitlements.models import Entitlement
from milestones.selectors.reports.compliance import compliance_by, total
from milestones.selectors.reports.counting import Counting
from milestones.selectors.reports.reading import reading
from milestones.services.case_request import CaseRequest
from milestones.services.record import record
from milestones.services.reports import times_report
from tests.milestones.promised import SOURCE, at, first_response, promise
from tests.milestones.selectors.reports.asking import ask
from tests.milestones.selectors.reports.test_cases import office

pytestmark = pytest.mark.django_db

CITY = Path(os.environ.get("SLA_REAL_DATA", "../shared/data")) / "cases"
REQUESTS = 400


@pytest.mark.skipif(
    not (CITY / "boston-311-policy.json").is_file(),
    reason="SLA_REAL_DATA names no folder with cases/boston-311-*",
)
def test_compliance_and_time_to_resolve_are_what_the_city_wrote() -> None:
    policies = read_policy(CITY / "boston-311-policy.json")
    scored = (
        each
        for each in read_requests(CITY / "boston-311-2011-jul-sep.csv.gz", policies)
        if isinstance(each, Request) and stratum_of(each, policies[each.type]) in ASKED
    )
    requests = list(islice(scored, REQUESTS))
    _run(requests, _enter_policy(policies))
    whole = {"from_": "2011-06-01", "to": "2026-01-01", "zone": "America/New_York"}

    with reading() as cursor:
        tally = total(compliance_by(Counting(cursor, ask(**whole)), "account"))
    closed = times_report(ask(by="closed", **whole)).total.calendar

    judged = Counter(each.is_on_time for each in requests)
    assert tally.counted == len(requests)
    assert abs(tally.on_time - judged[True]) <= len(requests) // 100, (tally, judged)
    spans = [int((each.closed - each.opened).total_seconds()) for each in requests if each.closed is not None]
    assert closed.number == len(spans)
    assert closed.mean is not None
    utc = [
        int(each.closed.timestamp() - each.opened.timestamp()) for each in requests if each.closed is not None
    ]
    assert closed.mean // 1_000_000 == sum(utc) // len(utc)


def test_hours_are_compiled_as_far_back_as_a_case_goes() -> None:
    promise(first_response(60), hours=office())
    Entitlement.objects.update(first_day=date(2010, 1, 1))
    opened, closed = parse_instant("2011-07-01T08:00:00Z"), parse_instant("2011-07-04T10:00:00Z")
    fields = {"account": "acme", "status": "new", "priority": "P1"}
    opening = CaseRequest(source=SOURCE, external_id="old", opened_at=opened, fields=fields, silent=True)
    closing = CaseRequest(
        source=SOURCE,
        external_id="old",
        must_exist=True,
        occurred_at=closed,
        fields={"status": "closed"},
        event_id="closing",
        silent=True,
    )
    record([opening, closing], at=at("12:00"))

    found = times_report(ask(from_="2011-07-01", to="2011-07-31", by="closed")).total

    assert found.business.mean == 9 * HOUR, "Friday 09:00–17:00 and Monday 09:00–10:00"
    assert found.calendar.mean == 74 * HOUR
