"""`/setup/sample/`: one press loads the sample, another takes it away; and the start page."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from entitlements.models import Account, Contact, EntitlementProcess
from milestones.models import Case
from sla_admin.models import SampleItem
from sla_admin.sample.world import load_world
from sla_admin.shared.models.background_run import BackgroundRun, RunState
from sla_admin.shared.runs.work import finish
from sla_admin.shared.system_clock import database_time


@pytest.fixture
def administrator(client: Client, db: None) -> Client:
    client.force_login(User.objects.create_superuser("admin"))
    return client


def page_text(client: Client) -> str:
    return " ".join(client.get("/setup/sample/").content.decode().split())


def test_an_empty_installation_offers_the_sample(administrator: Client) -> None:
    said = page_text(administrator)

    assert "Look around first" in said
    assert "Load sample data" in said


def test_beside_data_of_ones_own_it_is_refused_and_says_why(administrator: Client) -> None:
    EntitlementProcess.objects.create(name="Ours", record_type="case")

    answer = administrator.post("/setup/sample/load/")

    assert answer.status_code == 409
    assert "There is data already" in answer.content.decode()
    assert "The sample is not loaded" in page_text(administrator)
    assert not BackgroundRun.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_loading_and_removing_are_runs_that_can_be_watched(administrator: Client) -> None:
    answer = administrator.post("/setup/sample/load/")
    run = BackgroundRun.objects.get()
    assert answer["Location"] == f"/runs/{run.pk}/"
    assert administrator.post("/setup/sample/load/").status_code == 409

    finish(run.pk, database_time)

    run.refresh_from_db()
    assert (run.state, run.failure_reason) == (RunState.DONE, "")
    assert Case.objects.count() > 350
    said = page_text(administrator)
    assert "What is loaded" in said
    assert "Remove sample data…" in said

    administrator.post("/setup/sample/remove/")
    finish(BackgroundRun.objects.latest("pk").pk, database_time)

    assert not SampleItem.objects.exists()
    assert not Case.objects.exists()
    assert "Look around first" in page_text(administrator)


def test_what_would_stay_is_named_before(administrator: Client) -> None:
    load_world(database_time())
    Contact.objects.create(account=Account.objects.get(external_id="polder"), name="Met at the fair")

    said = page_text(administrator)

    assert "This would stay" in said
    assert "account Polder Energie" in said
    assert "Met at the fair" in said


@pytest.mark.django_db
def test_home_leads_to_signing_in_and_then_to_ones_work(client: Client) -> None:
    assert 'href="/sign-in/"' in client.get("/").content.decode()

    client.force_login(User.objects.create_superuser("admin"))
    said = client.get("/").content.decode()

    assert "Your work" in said
    assert 'href="/queue/"' in said
