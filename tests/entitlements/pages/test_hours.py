"""Pages of business hours: read, revised in a draft, published with what it does shown first."""

import pytest
from django.test import Client
from django.urls import reverse

from entitlements.models import BusinessHours, BusinessHoursRevision
from entitlements.services.business_hours import create_business_hours, publish_revision
from milestones.models import CaseMilestone
from milestones.services.case_request import CaseRequest
from milestones.services.record import record
from sla_admin.shared.models import BackgroundRun
from sla_admin.shared.runs.work import finish
from sla_admin.shared.system_clock import database_time
from tests.entitlements.pages.test_versions import client_of, text
from tests.milestones.promised import at, first_response, promise

pytestmark = pytest.mark.django_db

ROUND_THE_CLOCK = [[["00:00", "24:00"]]] * 7
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "")


@pytest.fixture
def chief() -> Client:
    return client_of("Administrators")


@pytest.fixture
def hours() -> BusinessHours:
    """Hours that are always open, so that a test at any moment finds a running clock."""
    draft = create_business_hours(name="Europe", zone="Europe/Berlin", weekly=ROUND_THE_CLOCK)
    publish_revision(draft.pk, at=at("00:00"), actor="sample", reason="As agreed")
    return draft.hours


def a_running_clock(hours: BusinessHours) -> None:
    promise(first_response(100 * 24 * 60), hours=hours.pk)
    now = database_time()
    record(
        [
            CaseRequest(
                source="desk",
                external_id="CS-1",
                opened_at=now - 3_600_000_000,
                fields={"account": "acme", "status": "new", "priority": "P1"},
            )
        ],
        at=now,
    )


def begun(chief: Client, hours: BusinessHours) -> BusinessHoursRevision:
    answer = chief.post(reverse("setup-hours-draft", args=[hours.pk]), {"effective_date": "2026-01-01"})
    assert answer.status_code == 302
    return BusinessHoursRevision.objects.get(hours=hours, published_at=None)


def test_the_list_and_the_page_say_what_uses_the_hours(chief: Client, hours: BusinessHours) -> None:
    a_running_clock(hours)
    assert "Europe/Berlin" in text(chief, "setup-hours")
    page = text(chief, "setup-hours-one", hours.pk)
    assert "00:00-24:00" in page
    assert "process versions" in page
    assert "Begin a revision" in page


def test_a_revision_is_drafted_changed_and_published_with_a_reason(
    chief: Client, hours: BusinessHours
) -> None:
    a_running_clock(hours)
    before = CaseMilestone.objects.get().target_at
    draft = begun(chief, hours)
    changed = chief.post(
        reverse("setup-hours-change", args=[hours.pk]),
        {**WEEK, "effective_date": "2026-01-01", "mon": "08:00-12:00, 13:00-18:00", "tue": "00:00-24:00"},
    )
    assert changed.status_code == 302
    chief.post(reverse("setup-hours-holiday", args=[hours.pk]), {"name": "Outing", "date": "2049-06-02"})
    draft.refresh_from_db()
    assert draft.weekly[0] == [["08:00", "12:00"], ["13:00", "18:00"]]
    page = text(chief, "setup-hours-one", hours.pk)
    assert "1 running clock" in page
    assert "1 target moves" in page
    assert "Outing" in page

    publish = reverse("setup-hours-publish", args=[hours.pk])
    assert chief.post(publish, {"mode": "count", "reason": ""}).status_code == 400
    answer = chief.post(publish, {"mode": "count", "reason": "Shorter days"})
    run = BackgroundRun.objects.get(kind="adopt hours")
    assert answer["Location"] == reverse("run", args=[run.pk])
    assert (run.reason, run.total) == ("Shorter days", 1)
    finish(run.pk, database_time)
    assert CaseMilestone.objects.get().target_at > before
    page = text(chief, "setup-hours-one", hours.pk)
    assert "“Shorter days”" in page
    assert "running clocks count on it" in page
    assert "Ines Carvalho" in page


def test_a_week_that_breaks_a_rule_is_refused_at_its_day_and_kept_as_typed(
    chief: Client, hours: BusinessHours
) -> None:
    begun(chief, hours)
    answer = chief.post(
        reverse("setup-hours-change", args=[hours.pk]),
        {**WEEK, "effective_date": "2026-01-01", "mon": "09:00-17:00, 16:00-18:00"},
    )
    assert answer.status_code == 400
    assert 'value="09:00-17:00, 16:00-18:00"' in answer.content.decode()
    assert 'id="change-mon_error"' in answer.content.decode()


def test_hours_that_never_open_are_refused(chief: Client, hours: BusinessHours) -> None:
    begun(chief, hours)
    answer = chief.post(
        reverse("setup-hours-change", args=[hours.pk]), {**WEEK, "effective_date": "2026-01-01"}
    )
    assert answer.status_code == 400
    assert "never" in answer.content.decode()


def test_a_draft_is_discarded_and_there_is_one_at_a_time(chief: Client, hours: BusinessHours) -> None:
    begun(chief, hours)
    again = chief.post(reverse("setup-hours-draft", args=[hours.pk]), {"effective_date": "2026-02-01"})
    assert again.status_code == 409
    chief.post(reverse("setup-hours-discard", args=[hours.pk]))
    assert not BusinessHoursRevision.objects.filter(published_at=None).exists()
    assert chief.post(reverse("setup-hours-publish", args=[hours.pk]), {}).status_code == 404


def test_hours_whose_zone_has_other_rules_by_now_say_so(chief: Client, hours: BusinessHours) -> None:
    from unittest.mock import patch

    assert "rules of this time zone" not in text(chief, "setup-hours-one", hours.pk)
    with patch("entitlements.pages.hours.zone_rules", return_value=b"newer"):
        assert "rules of this time zone have changed" in text(chief, "setup-hours-one", hours.pk)


def test_auditors_read(hours: BusinessHours) -> None:
    client = client_of("Auditors")
    assert "Begin a revision" not in text(client, "setup-hours-one", hours.pk)
    draft = reverse("setup-hours-draft", args=[hours.pk])
    assert client.post(draft, {"effective_date": "2026-02-01"}).status_code == 403
