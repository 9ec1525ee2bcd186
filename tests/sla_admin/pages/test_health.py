"""`/health/` tells the truth to monitors, and the home page to people."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client

from entitlements.business_time.instants import to_datetime
from sla_admin import pulse
from sla_admin.models import TaskPulse
from sla_admin.shared.system_clock import database_time

pytestmark = pytest.mark.django_db


def done(task: str, seconds_ago: float) -> None:
    at = to_datetime(database_time()) - timedelta(seconds=seconds_ago)
    TaskPulse.objects.update_or_create(task=task, defaults={"done_at": at})


def test_it_is_well_while_the_periodic_tasks_come_to_their_end(client: Client) -> None:
    for task in pulse.PERIODIC_TASKS:
        pulse.record(task)

    answer = client.get("/health/")

    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert answer.json()["database"] == "ok"
    assert all(0 <= seconds < 5 for seconds in answer.json()["seconds_since_last"].values())


@pytest.mark.parametrize("seconds_ago", [31, 3600])
def test_it_is_stale_when_milestones_have_not_been_evaluated(client: Client, seconds_ago: int) -> None:
    done("milestones.tasks.evaluate_due", seconds_ago)
    done("escalations.tasks.deliver_due", 1)

    answer = client.get("/health/")

    assert answer.status_code == 200
    assert answer.json()["status"] == "stale"


def test_it_is_stale_when_no_worker_has_ever_run(client: Client) -> None:
    answer = client.get("/health/")

    assert answer.json()["status"] == "stale"
    assert answer.json()["seconds_since_last"]["milestones.tasks.evaluate_due"] is None


def test_it_answers_503_when_the_database_is_down(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", refuse)

    answer = client.get("/health/")

    assert answer.status_code == 503
    assert answer.json() == {
        "status": "down",
        "version": "0.1.0",
        "database": "unreachable",
        "seconds_since_last": {},
    }


def test_tasks_that_are_not_periodic_leave_no_sign() -> None:
    pulse.record("some.other.task")

    assert not TaskPulse.objects.exists()


def test_the_home_page_names_the_places_to_go(client: Client) -> None:
    page = client.get("/").content.decode()

    for place in ("/sign-in/", "/api/docs/", "/health/"):
        assert f'href="{place}"' in page


def test_every_page_forbids_scripts_from_elsewhere(client: Client) -> None:
    for path in ("/", "/admin/login/", "/health/"):
        policy = client.get(path)["Content-Security-Policy"]

        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
