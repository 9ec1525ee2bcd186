"""Hours revised by API: drafted, previewed, published with a choice. Monday, 1 June 2026."""

from typing import Any

import pytest

from entitlements.models import BusinessHours
from milestones.models import CaseMilestone
from sla_admin.shared.runs.work import finish
from tests.api.conftest import Caller, Clock
from tests.entitlements import stored
from tests.milestones.promised import Desk, first_response, promise

pytestmark = pytest.mark.django_db

LONGER = [[["07:00", "19:00"]]] * 5 + [[], []]
FROM_NOW = {"effective": "2026-06-01T00:00", "weekly": LONGER}


@pytest.fixture
def office(clock: Clock) -> BusinessHours:
    """09:00 to 17:00 in London (UTC+1 in June), on which a case of 08:00 UTC is due at 10:00 UTC."""
    hours = stored.hours(zone="Europe/London")
    promise(first_response(120, hours=hours.pk))
    Desk().opens("08:00")
    clock.at("08:30")
    return hours


@pytest.fixture
def address(office: BusinessHours) -> str:
    return f"/api/v1/business-hours/{office.pk}/"


def target() -> str:
    return CaseMilestone.objects.get().target_at.isoformat()


def test_a_draft_is_made_changed_and_discarded(caller: Caller, address: str) -> None:
    drafted = caller.post(f"{address}draft/", FROM_NOW, expect=201)["revisions"][-1]
    assert (drafted["number"], drafted["published_at"]) == (2, None)
    assert drafted["weekly"] == LONGER
    caller.post(f"{address}draft/", FROM_NOW, expect=409)

    changed = caller.send("PATCH", f"{address}draft/", {"weekly": [[["8:00", "7:00"]]] + [[]] * 6}).json()
    assert changed["revisions"][-1]["weekly"][0] == [["8:00", "7:00"]]
    refused = caller.send("PATCH", f"{address}draft/", {"weekly": [[["25:00", "26:00"]]] + [[]] * 6})
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["field"].startswith("weekly.")

    assert caller.send("DELETE", f"{address}draft/").status_code == 204
    assert caller.send("DELETE", f"{address}draft/").status_code == 409
    assert len(caller.get(address)["revisions"]) == 1


@pytest.mark.parametrize("effective", ["tomorrow", "2026-06-01T00:00:00+02:00", None])
def test_a_draft_holds_from_a_local_moment(caller: Caller, address: str, effective: str | None) -> None:
    given: dict[str, Any] = {} if effective is None else {"effective": effective}
    refused = caller.post(f"{address}draft/", given, expect=400)
    assert [each["field"] for each in refused["errors"]] == ["effective"]


def test_what_publishing_would_do_is_counted_before(caller: Caller, address: str) -> None:
    caller.post(f"{address}publish/preview/", {"mode": "count"}, expect=409)
    caller.post(
        f"{address}draft/",
        {
            "effective": "2026-06-01T00:00",
            "weekly": [[["09:00", "09:45"]]] + [[["09:00", "17:00"]]] * 4 + [[], []],
        },
        expect=201,
    )

    found = caller.post(f"{address}publish/preview/", {"mode": "count"})
    assert (found["cases"], found["looked_at"], found["clocks"], found["moved"]) == (1, 1, 1, 1)
    # 30 minutes were counted by 08:30 UTC, 15 more until 08:45; the rest on Tuesday.
    assert found["moves"] == {"later by 4 to 24 hours": 1}
    kept = caller.post(f"{address}publish/preview/", {"mode": "keep"})
    assert (kept["clocks"], kept["moved"], kept["moves"]) == (1, 0, {})
    assert target() == "2026-06-01T10:00:00+00:00"


@pytest.mark.parametrize(
    ("mode", "expected"), [("keep", "2026-06-01T10:00:00+00:00"), ("count", "2026-06-02T09:15:00+00:00")]
)
def test_running_clocks_keep_their_hours_or_count_on_the_new_ones(
    caller: Caller, clock: Clock, address: str, mode: str, expected: str
) -> None:
    shorter = [[["09:00", "09:45"]]] + [[["09:00", "17:00"]]] * 4 + [[], []]
    caller.post(f"{address}draft/", {"effective": "2026-06-01T00:00", "weekly": shorter}, expect=201)
    caller.post(f"{address}publish/", {"mode": mode}, expect=400)
    done = caller.post(f"{address}publish/", {"mode": mode, "reason": "Short Mondays"})
    assert (done["revision"], done["mode"], done["clocks"]) == (2, mode, 1)
    finish(done["run"], lambda: clock.now)
    assert target() == expected
    revision = caller.get(address)["revisions"][-1]
    assert (revision["mode"], revision["notes"]) == (mode, "Short Mondays")
    caller.post(f"{address}publish/", {"mode": mode, "reason": "Again"}, expect=409)


def test_nothing_is_published_over_what_somebody_changed_meanwhile(caller: Caller, address: str) -> None:
    caller.get(address)
    read = caller.last["ETag"]
    caller.post(f"{address}draft/", FROM_NOW, expect=201, If_Match=read)
    body = {"mode": "keep", "reason": "Longer"}
    caller.post(f"{address}publish/", body, expect=412, If_Match=read)
    caller.get(address)
    caller.post(f"{address}publish/", body, If_Match=caller.last["ETag"])


def test_a_repeated_publication_is_done_once(caller: Caller, address: str) -> None:
    caller.post(f"{address}draft/", FROM_NOW, expect=201)
    body = {"mode": "keep", "reason": "Longer"}
    first = caller.post(f"{address}publish/", body, Idempotency_Key="june")
    again = caller.post(f"{address}publish/", body, Idempotency_Key="june")
    assert first == again
    assert caller.last["Idempotent-Replayed"] == "true"
