"""A what-if as another system asks for it: started, followed, read line by line."""

from typing import Any

import pytest

from escalations.models import WhatIf
from milestones.models import Case
from sla_admin.shared.models import BackgroundRun
from sla_admin.shared.runs.work import finish
from sla_admin.shared.system_clock import database_time
from tests.api.conftest import Caller
from tests.escalations.lived_cases import Lived, lived_cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def lived() -> Lived:
    return lived_cases()


def test_it_is_started_followed_and_read(caller: Caller, lived: Lived) -> None:
    address = f"/api/v1/process-versions/{lived.draft.pk}/what-if/"
    started = caller.post(address, {"state": "closed", "reason": "Before we sign"}, expect=201)
    assert started["cases"] == 2
    read = f"/api/v1/what-ifs/{started['what_if']}/"
    assert caller.last["Location"] == read
    waiting = caller.get(read)
    assert (waiting["state"], waiting["figures"], waiting["order"]["state"]) == ("waiting", None, "closed")

    finish(started["run"], database_time)
    found = caller.get(read)
    assert (found["state"], found["is_edited_since"], found["reason"]) == ("done", False, "Before we sign")
    assert found["figures"]["cases"] == 2
    assert {"before": "met", "after": "violated", "clocks": 1, "cases": 1} in found["figures"]["changes"]
    assert (found["compliance_before"], found["compliance_after"]) == (3 / 4, 3 / 4)
    [listed] = caller.get(address)["results"]
    assert (listed["id"], listed["met_to_violated"], listed["violated_to_met"]) == (started["what_if"], 1, 1)


def test_the_clocks_behind_a_figure_are_listed(caller: Caller, lived: Lived) -> None:
    number = lived.tried().pk
    [line] = caller.get(f"/api/v1/what-ifs/{number}/clocks/?before=met&after=violated")["results"]
    assert line == {
        "id": line["id"],
        "case": lived.case("A").pk,
        "clock": "first_response/1/1",
        "type": "first_response",
        "tier": "gold",
        "priority": "P1",
        "before": "met",
        "after": "violated",
        "target_before": "2026-06-01T11:00:00Z",
        "target_after": "2026-06-01T10:30:00Z",
        "budget_before": "PT1H",
        "budget_after": "PT30M",
        "used_before_seconds": 2700.0,
        "used_after_seconds": 2700.0,
        "calendar_shift_seconds": -1800.0,
        "business_shift_seconds": -1800.0,
        "differences": ["budget"],
    }
    refused = caller.get(f"/api/v1/what-ifs/{number}/clocks/?before=perhaps", expect=400)
    assert [each["field"] for each in refused["errors"]] == ["before"]


def test_alerts_and_cases_are_listed_too(caller: Caller, lived: Lived) -> None:
    number = lived.tried().pk
    ines = f"user:{lived.owner.pk}"
    alerts = caller.get(f"/api/v1/what-ifs/{number}/alerts/?recipient={ines}")["results"]
    assert [(each["hour"], each["before"], each["after"]) for each in alerts] == [(10, 0, 1), (14, 0, 1)]
    [case] = caller.get(f"/api/v1/what-ifs/{number}/cases/?figure=violated_at_once")["results"]
    assert (case["case"], case["violated_at_once"]) == (lived.case("D").pk, ["first_response"])
    assert caller.get(f"/api/v1/what-ifs/{number}/cases/?figure=failed")["results"] == []


def test_the_file_has_a_line_for_every_clock(caller: Caller, lived: Lived) -> None:
    answer: Any = caller.send("GET", f"/api/v1/what-ifs/{lived.tried().pk}/csv/", Accept="text/csv")
    lines = b"".join(answer.streaming_content).decode().removeprefix("\ufeff").splitlines()
    assert answer["Content-Type"].startswith("text/csv")
    assert len(lines) == 9
    assert lines[0].startswith("case,source,external_id,milestone")
    assert any(
        ",A,first_response," in line and ",met,violated,2026-06-01T11:00:00Z," in line for line in lines
    )


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"record_type": "work_order"}, "record_type"),
        ({"priority": "P9"}, ""),
        ({"opened_from": "2026-06-02T00:00:00Z", "opened_before": "2026-06-01T00:00:00Z"}, "opened_before"),
        ({"state": "perhaps"}, "state"),
        ({"prioritty": "P1"}, "prioritty"),
    ],
)
def test_what_is_wrong_is_refused_by_name_and_nothing_starts(
    caller: Caller, lived: Lived, body: dict[str, Any], field: str
) -> None:
    refused = caller.post(f"/api/v1/process-versions/{lived.draft.pk}/what-if/", body, expect=400)
    assert [each["field"] for each in refused["errors"]] == [field]
    assert not WhatIf.objects.exists()
    assert not BackgroundRun.objects.exists()


def test_one_is_removed_and_cases_stay(caller: Caller, lived: Lived) -> None:
    number = lived.tried().pk
    caller.post(f"/api/v1/what-ifs/{number}/remove/", {}, expect=204)
    caller.get(f"/api/v1/what-ifs/{number}/", expect=404)
    assert Case.objects.count() == 4
