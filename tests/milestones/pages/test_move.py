"""The page that moves running cases: what it would do stands beside the form, and what is done is that."""

import pytest
from django.test import Client
from django.urls import reverse

from entitlements.models import ProcessVersion
from milestones.models import CaseMilestone
from milestones.services.case_request import CaseRequest
from milestones.services.record import record
from sla_admin.shared.models import BackgroundRun
from sla_admin.shared.runs.work import finish
from sla_admin.shared.system_clock import database_time
from tests.entitlements.pages.test_versions import client_of
from tests.milestones.promised import first_response, promise
from tests.milestones.services.test_version_moves import next_version

pytestmark = pytest.mark.django_db

HOUR = 3_600_000_000


@pytest.fixture
def chief() -> Client:
    return client_of("Administrators")


@pytest.fixture
def version() -> int:
    """Two cases of an hour ago with four hours; the version moved to gives thirty minutes."""
    promise(first_response(240))
    now = database_time()
    record(
        [
            CaseRequest(
                source="desk",
                external_id=f"CS-{number}",
                opened_at=now - HOUR,
                fields={"account": "acme", "status": "new", "priority": priority, "subject": "Scanner"},
            )
            for number, priority in ((1, "P1"), (2, "P3"))
        ],
        at=now,
    )
    return next_version(30, "12:00")


def shown(client: Client, version: int, query: str = "", status: int = 200) -> str:
    answer = client.get(reverse("move-cases", args=[version]) + query)
    assert answer.status_code == status
    return answer.content.decode()


def test_what_it_would_do_stands_beside_the_form(chief: Client, version: int) -> None:
    page = shown(chief, version)
    assert "2 open cases would be moved." in page
    assert "2 targets that are met now would be violated" in page
    assert "First response" in page
    assert "CS-1 Scanner" in page
    assert "Move 2 cases" in page
    assert "2 triggers are reached by the move itself" in page
    assert not BackgroundRun.objects.exists()


def test_a_filter_and_another_treatment_change_the_preview(chief: Client, version: int) -> None:
    page = shown(chief, version, "?targets=keep&passed=fire&priority=p3")
    assert "1 open case would be moved." in page
    assert "0 targets that are met now would be violated" in page
    assert "No open case" in shown(
        chief, version, "?targets=start&passed=fire&opened_before=2020-01-01T00:00"
    )


def test_what_was_shown_is_done_in_a_run_with_its_reason(chief: Client, version: int) -> None:
    address = reverse("move-cases", args=[version])
    refused = chief.post(address, {"targets": "start", "passed": "skip", "priority": "P1", "reason": " "})
    assert refused.status_code == 400
    assert "Say why" in refused.content.decode()
    assert not BackgroundRun.objects.exists()

    answer = chief.post(
        address, {"targets": "start", "passed": "skip", "priority": "P1", "reason": "Renewed"}
    )
    run = BackgroundRun.objects.get()
    assert answer["Location"] == reverse("run", args=[run.pk])
    run = finish(run.pk, database_time)
    assert (run.done, run.reason, run.result["newly_violated"]) == (1, "Renewed", 1)
    assert sorted(CaseMilestone.objects.values_list("is_violated", flat=True)) == [False, True]
    page = chief.get(reverse("run", args=[run.pk])).content.decode()
    assert "CS-1 Scanner" in page
    assert "Undo…" in page
    assert "Newly violated" in page


def test_wrong_fields_are_named_and_nothing_starts(chief: Client, version: int) -> None:
    page = shown(chief, version, "?account=nobody", status=400)
    assert "There is no such account." in page
    page = shown(chief, version, "?opened_from=2026-06-02T00:00&opened_before=2026-06-01T00:00", status=400)
    assert "before the beginning" in page
    draft_of = ProcessVersion.objects.get(pk=version)
    assert draft_of.status == "active"
    assert chief.get(reverse("move-cases", args=[999_999])).status_code == 404


def test_a_move_under_way_is_named_before_another_begins(chief: Client, version: int) -> None:
    address = reverse("move-cases", args=[version])
    chief.post(address, {"targets": "keep", "reason": "One"})
    answer = chief.post(address, {"targets": "start", "reason": "Two"})
    assert answer.status_code == 409
    assert "not at its end" in answer.content.decode()
