"""A tier table through the API."""

import pytest

from tests.api.conftest import Caller, CallerWith
from tests.escalations.services.test_tier_table import ROWS

pytestmark = pytest.mark.django_db


def test_the_api_plans_drafts_and_refuses_by_cell(caller_with: CallerWith) -> None:
    caller: Caller = caller_with("configuration:write")

    planned = caller.post("/api/v1/tier-tables/plan/", {"rows": ROWS, "zone": "Europe/Berlin"})
    refused = caller.post(
        "/api/v1/tier-tables/", {"rows": [{"tier": "Gold", "resolution": "soon"}]}, expect=400
    )
    drafted = caller.post("/api/v1/tier-tables/", {"rows": ROWS, "zone": "Europe/Berlin"})

    assert planned["versions"] == {}
    assert planned["promises"][3] == {
        "row": 2,
        "tier": "Gold",
        "priority": "P2",
        "milestone_type": "resolution",
        "budget": "P1D",
        "remarks": ["“8x5” names no times: read as from 09:00, Monday to Friday."],
    }
    assert refused["errors"][0]["field"] == "rows.1.resolution"
    assert set(drafted["versions"]) == {"Gold", "Silver"}
