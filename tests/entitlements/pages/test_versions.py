"""Pages of processes and versions: read, compared, put into use with a reason, scheduled, retired."""

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from entitlements.models import MilestoneDefinition, ProcessVersion
from entitlements.process.definition import Process
from entitlements.selectors.process_versions import read_process
from entitlements.services.create_draft import create_draft
from entitlements.services.processes import create_process
from entitlements.services.schedule_activation import scheduled
from sla_admin.shared.system_clock import database_time
from tests.milestones.promised import at, first_response, promise

pytestmark = pytest.mark.django_db


def client_of(group: str) -> Client:
    user = User.objects.create_user(group.casefold(), first_name="Ines", last_name="Carvalho")
    user.groups.add(Group.objects.get_or_create(name=group)[0])
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def chief() -> Client:
    return client_of("Administrators")


@pytest.fixture
def draft() -> ProcessVersion:
    promise(first_response(240))
    first = ProcessVersion.objects.get()
    return create_draft(
        process_id=first.process_id,
        content=Process(
            version=0,
            name="",
            milestones=(first_response(90), first_response(600, key="resolution", name="Resolution")),
            matrix_version=read_process(first.pk).matrix_version,
        ),
        actor="user:999",
        at=at("09:00"),
        notes="Tighter",
    )


def text(client: Client, name: str, *args: int, query: str = "") -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_names_every_version_its_state_and_what_uses_it(
    chief: Client, draft: ProcessVersion
) -> None:
    page = text(chief, "setup-processes")
    assert "Support of Acme" in page
    assert "1 entitlement" in page
    assert "Version 2" in page
    assert "Default" in page
    assert "Tests begin." in page


def test_the_list_asks_as_often_for_one_process_as_for_ten(chief: Client, draft: ProcessVersion) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            text(chief, "setup-processes")
        return len(captured)

    text(chief, "setup-processes")
    few = asked()
    for number in range(9):
        row = create_process(name=f"Process {number}")
        create_draft(
            process_id=row.pk,
            content=Process(version=0, name="", milestones=(first_response(),)),
            actor="user:1",
            at=at("09:00"),
        )
    assert asked() == few


def test_a_version_tells_its_budgets_criteria_and_triggers_in_words(
    chief: Client, draft: ProcessVersion
) -> None:
    page = text(chief, "setup-version", draft.pk)
    assert "1 h 30 m" in page
    assert "a public reply is sent" in page
    assert "75 %" in page
    assert "“Tighter”" in page
    assert "Nothing found" in page or "Warning" in page


def test_two_versions_stand_side_by_side_and_in_words(chief: Client, draft: ProcessVersion) -> None:
    first = ProcessVersion.objects.get(number=1)
    page = text(chief, "setup-version-compare", draft.pk, query=f"?with={first.pk}")
    assert "First response: budget was 4 h, becomes 1 h 30 m." in page
    assert "<del>4 h</del>" in page
    assert "<ins>1 h 30 m</ins>" in page
    assert "Resolution: milestone was not there, becomes added (10 h)." in page
    assert chief.get(reverse("setup-version-compare", args=[draft.pk]) + "?with=999999").status_code == 404


def test_activating_asks_a_reason_and_keeps_it(chief: Client, draft: ProcessVersion) -> None:
    address = reverse("setup-version-activate", args=[draft.pk])
    refused = chief.post(address, {"reason": "  "})
    assert refused.status_code == 400
    assert "This field is required" in refused.content.decode()
    draft.refresh_from_db()
    assert draft.status == "draft"

    assert chief.post(address, {"reason": "New terms"}).status_code == 302
    draft.refresh_from_db()
    assert (draft.status, draft.activated_reason) == ("active", "New terms")
    page = text(chief, "setup-version", draft.pk)
    assert "Ines Carvalho" in page
    assert "“New terms”" in page
    assert "Move cases here…" in page


def test_a_version_with_errors_is_not_activated_and_says_which(chief: Client, draft: ProcessVersion) -> None:
    MilestoneDefinition.objects.filter(version=draft, key="resolution").update(budget="")
    refused = chief.post(reverse("setup-version-activate", args=[draft.pk]), {"reason": "New terms"})
    assert refused.status_code == 400
    assert "budget" in refused.content.decode()
    assert 'value="New terms"' in refused.content.decode()


def test_scheduling_shows_when_by_whom_and_the_way_to_call_it_off(
    chief: Client, draft: ProcessVersion
) -> None:
    address = reverse("setup-version-schedule", args=[draft.pk])
    assert chief.post(address, {"when": "2020-01-01T00:00", "reason": "New"}).status_code == 400
    assert chief.post(address, {"when": "never", "reason": "New"}).status_code == 400
    assert chief.post(address, {"when": "2050-01-01T08:30", "reason": "New terms"}).status_code == 302
    run = scheduled(draft.pk)
    assert run is not None
    assert run.not_before is not None
    assert run.not_before.isoformat() == "2050-01-01T08:30:00+00:00"
    page = text(chief, "setup-version", draft.pk)
    assert "Scheduled." in page
    assert reverse("run", args=[run.pk]) in page
    assert "Activate now" not in page


def test_retiring_asks_a_reason_and_never_takes_the_default(chief: Client, draft: ProcessVersion) -> None:
    first = ProcessVersion.objects.get(number=1)
    address = reverse("setup-version-retire", args=[first.pk])
    refused = chief.post(address, {"reason": "Old"})
    assert refused.status_code == 409
    assert "default for new cases" in refused.content.decode()
    chief.post(reverse("setup-version-activate", args=[draft.pk]), {"reason": "New terms"})
    assert chief.post(address, {"reason": "Old"}).status_code == 302
    first.refresh_from_db()
    assert (first.status, first.retired_reason) == ("retired", "Old")


def test_managers_read_and_change_nothing(draft: ProcessVersion) -> None:
    client = client_of("Managers")
    page = text(client, "setup-version", draft.pk)
    assert "Activate now" not in page
    assert client.post(reverse("setup-version-activate", args=[draft.pk]), {"reason": "x"}).status_code == 403


def test_without_a_process_the_next_step_is_offered(chief: Client) -> None:
    assert database_time() > 0
    assert "Make a process" in text(chief, "setup-processes")
    assert chief.get(reverse("setup-version", args=[1])).status_code == 404
