"""Versions, moves and hours in the browser: free of barriers, wide, narrow, dark and without JavaScript."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from entitlements.services.business_hours import create_business_hours, draft_revision, publish_revision
from milestones.services.case_request import CaseRequest
from milestones.services.record import record
from sla_admin.shared.system_clock import database_time
from tests.browser.conftest import Visit
from tests.milestones.promised import at, first_response, promise
from tests.milestones.services.test_version_moves import next_version

People = Callable[..., User]


@pytest.fixture
def paths(people: People) -> list[str]:
    """A process of two versions with one running case, and hours with a draft."""
    from datetime import datetime

    people("chief", roles=("Administrators",))
    draft = create_business_hours(name="Europe", zone="Europe/Berlin", weekly=[[["00:00", "24:00"]]] * 7)
    publish_revision(draft.pk, at=at("00:00"), actor="sample", reason="As agreed")
    promise(first_response(240), hours=draft.hours_id)
    now = database_time()
    record(
        [
            CaseRequest(
                source="desk",
                external_id="CS-1",
                opened_at=now - 3_600_000_000,
                fields={"account": "acme", "status": "new", "priority": "P1", "subject": "Scanner offline"},
            )
        ],
        at=now,
    )
    second = next_version(30, "12:00")
    draft_revision(draft.hours_id, effective=datetime(2026, 1, 1))  # noqa: DTZ001 (local to the hours)
    return [
        "/setup/processes/",
        f"/setup/versions/{second}/",
        f"/setup/versions/{second}/compare/",
        f"/setup/versions/{second}/move/",
        "/setup/hours/",
        f"/setup/hours/{draft.hours_id}/",
    ]


def test_axe_finds_nothing_wide_narrow_and_dark(
    visit: Visit, narrow: Visit, dark: Visit, paths: list[str]
) -> None:
    for each in (visit, narrow, dark):
        each.sign_in("chief")
        for path in paths:
            each.open(path)
            assert each.axe() == [], path
            assert not each.scrolls_sideways(), path


def test_cases_are_moved_by_keyboard(visit: Visit, paths: list[str]) -> None:
    visit.sign_in("chief")
    visit.open(paths[3])
    page = visit.page
    page.get_by_label("Skip them; a violation is recorded all the same").check()
    page.get_by_role("button", name="Show what it would do").press("Enter")
    expect(page.get_by_text("1 open case would be moved.")).to_be_visible()
    page.get_by_label("Reason").fill("Contract renewed")
    page.get_by_role("button", name="Move 1 case").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Move cases to")


def test_hours_are_published_without_script(without_script: Visit, paths: list[str]) -> None:
    without_script.sign_in("chief")
    without_script.open(paths[5])
    page = without_script.page
    page.get_by_label("Name").fill("Works outing")
    page.get_by_label("Date", exact=True).fill("2049-06-02")
    page.get_by_role("button", name="Add holiday").click()
    page.get_by_label("Count on the revision from now on").check()
    page.get_by_label("Reason").fill("Works outing")
    page.get_by_role("button", name="Publish revision 2").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Let running clocks count on Europe")
