"""Every table has its page; the engine's are read, not written; no list asks once per row."""

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from milestones.models import (
    Agent,
    CalendarFeed,
    Case,
    CaseState,
    LedgerEntry,
    PauseReason,
    Queue,
    SavedView,
    Team,
)
from milestones.services.case_request import CaseRequest, CommentText
from milestones.services.purge import purge_cases
from milestones.services.record import record
from milestones.services.tasks import TaskWish, create_task
from tests.milestones.promised import Desk, at, promise

pytestmark = pytest.mark.django_db

TABLES = [model for model in apps.get_app_config("milestones").get_models() if not model._meta.proxy]
MODELS = sorted(TABLES, key=lambda model: model.__name__)
WRITTEN_BY_PEOPLE = {Team, Agent, Queue, SavedView, CalendarFeed, PauseReason}


@pytest.fixture
def browser(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("root"))
    return client


@pytest.fixture
def desk() -> Desk:
    promise()
    desk = Desk()
    desk.opens("09:05")
    desk.says("09:10", comment=CommentText("public", "On it."))
    Desk(external_id="gone").opens("09:05")
    purge_cases([Case.objects.get(external_id="gone").pk], reason="Tests", actor="tests")
    user = User.objects.create_user("ines")
    team = Team.objects.create(name="Network", lead=user)
    Agent.objects.create(user=user, team=team)
    Queue.objects.create(name="Network", key="network", team=team)
    made_at = datetime(2026, 6, 1, tzinfo=UTC)
    SavedView.objects.create(owner=user, name="Gold", question={"tier": ["gold"]}, created_at=made_at)
    create_task(TaskWish("Call them", at("12:00"), assignee=user.pk), actor="user:1", at=at("09:20"))
    CalendarFeed.objects.create(user=user, secret_hash="0" * 64, created_at=made_at)
    PauseReason.objects.create(key="vendor", name="Waiting for the vendor", position=1)
    return desk


@pytest.mark.parametrize("model", MODELS, ids=[model.__name__ for model in MODELS])
def test_every_table_has_a_list_a_search_and_a_page(browser: Client, desk: Desk, model: type) -> None:
    assert admin.site.is_registered(model)
    name = f"admin:milestones_{model.__name__.lower()}"
    listed = browser.get(reverse(f"{name}_changelist"), {"q": "CS-1"})
    assert listed.status_code == 200
    row = model.objects.first()  # type: ignore[attr-defined]  # each is a Django model
    assert browser.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200


@pytest.mark.parametrize(
    "model", [m for m in MODELS if m not in WRITTEN_BY_PEOPLE], ids=lambda model: model.__name__
)
def test_what_the_engine_writes_nobody_else_does(browser: Client, desk: Desk, model: type) -> None:
    name = f"admin:milestones_{model.__name__.lower()}"
    row = model.objects.first()  # type: ignore[attr-defined]  # each is a Django model
    assert browser.get(reverse(f"{name}_add")).status_code == 403
    assert browser.post(reverse(f"{name}_change", args=[row.pk]), {}).status_code == 403
    assert browser.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    "model", ["case", "casestate", "casemilestone", "caseevent", "ledgerentry", "comment"]
)
def test_a_list_of_many_asks_as_often_as_a_list_of_few(browser: Client, desk: Desk, model: str) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            browser.get(reverse(f"admin:milestones_{model}_changelist"))
        return len(captured)

    few = asked()
    record(
        [
            CaseRequest(
                source="desk",
                external_id=f"M-{n}",
                opened_at=at("10:00"),
                fields={"account": "acme"},
                comment=CommentText("customer", "Help"),
            )
            for n in range(12)
        ],
        at=at("10:00"),
    )
    assert asked() <= few


def test_a_case_in_quarantine_is_listed_with_its_reason_and_released(browser: Client, desk: Desk) -> None:
    row = CaseState.objects.get()
    CaseState.objects.update(quarantined_at=row.folded_at, quarantine_reason="NeverOpens: no open time")
    listed = browser.get(reverse("admin:milestones_casestate_changelist"), {"quarantine": "yes"})
    assert "NeverOpens: no open time" in listed.content.decode()

    browser.post(
        reverse("admin:milestones_casestate_changelist"),
        {"action": "release", "_selected_action": [row.pk]},
    )
    row.refresh_from_db()
    assert row.quarantined_at is None


def test_coverage_is_decided_again_by_an_action_and_the_ledger_names_who(browser: Client, desk: Desk) -> None:
    browser.post(
        reverse("admin:milestones_case_changelist"),
        {"action": "cover_afresh", "_selected_action": [desk.case.pk]},
    )
    covered = LedgerEntry.objects.filter(kind="covered").order_by("seq").last()
    assert covered is not None
    assert (covered.seq > 1, covered.actor) == (True, f"user:{User.objects.get(username='root').pk}")
