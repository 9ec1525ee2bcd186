"""`/api/v1/changes/`: followed by its cursor, narrowed by its filters."""

import time
from typing import Any

import pytest

from entitlements.services.tiers import change_tier, create_tier
from sla_admin.shared.changes.responsible import because
from tests.api.conftest import Caller, CallerWith

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "/api/v1/changes/"


def follow(caller: Caller, address: str, wanted: int) -> tuple[list[dict[str, Any]], str]:
    """So many changes from that address on, page by page, and where to go on. Other databases of the server
    may hold the feed back for a while."""
    found: list[dict[str, Any]] = []
    ends = time.monotonic() + 240
    while len(found) < wanted and time.monotonic() < ends:
        answer = caller.get(address)
        found += answer["results"]
        address = answer["next"]
        if not answer["results"]:
            time.sleep(0.05)
    return found, address


def test_changes_are_told_in_order_once_and_the_cursor_waits_for_more(caller_with: CallerWith) -> None:
    caller = caller_with("changes:read")
    tier = create_tier(key="gold", name="Gold", rank=1)
    with because("Agreed with sales", actor="key:abcdefgh"):
        change_tier(tier, {"name": "Golden"})

    (made, changed), on = follow(caller, f"{ADDRESS}?kind=support_tier&page_size=1", 2)

    assert (made["operation"], made["before"]) == ("created", None)
    assert changed["before"] == {"name": "Gold"}
    assert changed["after"] == {"name": "Golden"}
    assert changed["said"] == "Name of Golden: Gold → Golden"
    assert (changed["actor"], changed["reason"]) == ("key:abcdefgh", "Agreed with sales")
    assert caller.get(on)["results"] == []

    change_tier(tier, {"rank": 2})
    (again,), _on = follow(caller, on, 1)
    assert again["after"] == {"rank": 2}


def test_filters_narrow_and_nonsense_is_refused(caller_with: CallerWith) -> None:
    caller = caller_with("changes:read")
    tier = create_tier(key="gold", name="Gold", rank=1)
    other = create_tier(key="iron", name="Iron", rank=2)
    change_tier(other, {"rank": 3}, actor="user:7", reason="Sold better")

    (found,), _on = follow(caller, f"{ADDRESS}?kind=support_tier&object_id={tier.pk}", 1)
    assert found["object_name"] == "Gold"
    (found,), _on = follow(caller, f"{ADDRESS}?actor=user:7", 1)
    assert found["reason"] == "Sold better"
    assert caller.get(f"{ADDRESS}?before=2020-01-01T00:00:00Z")["results"] == []
    assert len(follow(caller, f"{ADDRESS}?operation=changed&kind=support_tier", 1)[0]) == 1

    for wrong in ("cursor=abc", "kind=cheese", "object_id=0", "since=yesterday", "page_size=1000"):
        assert caller.get(f"{ADDRESS}?{wrong}", 400)["errors"][0]["field"] == wrong.partition("=")[0]
