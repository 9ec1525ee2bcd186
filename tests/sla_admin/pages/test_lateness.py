"""While nobody evaluates clocks, every page says so."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from sla_admin.models import TaskPulse
from sla_admin.pages.lateness import Lateness, lateness_at
from sla_admin.pulse import EVALUATION
from sla_admin.shared.system_clock import database_time

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
NOON_MICROS = 1_795_176_000_000_000


def test_within_half_a_minute_of_the_last_evaluation_all_is_well() -> None:
    TaskPulse.objects.create(task=EVALUATION, done_at=NOON)

    assert lateness_at(NOON_MICROS + 29_999_999) is None


def test_after_half_a_minute_it_is_said_when_clocks_were_last_evaluated() -> None:
    TaskPulse.objects.create(task=EVALUATION, done_at=NOON)

    assert lateness_at(NOON_MICROS + 30_000_000) == Lateness(NOON_MICROS)


def test_where_no_worker_ever_ran_that_is_said() -> None:
    assert lateness_at(NOON_MICROS) == Lateness(None)


def page_of_somebody(client: Client) -> str:
    client.force_login(User.objects.create_user("ines"))
    return client.get("/preferences/").content.decode()


def test_the_page_names_the_moment_and_what_it_means(client: Client) -> None:
    late = datetime.fromtimestamp(database_time() / 1e6, UTC) - timedelta(days=200)
    TaskPulse.objects.create(task=EVALUATION, done_at=late)

    page = page_of_somebody(client)

    assert f'datetime="{late:%Y-%m-%dT%H:%M:%SZ}"' in page
    assert "Violations since then are not yet recorded" in page


def test_the_page_says_nothing_while_a_worker_runs(client: Client) -> None:
    TaskPulse.objects.create(task=EVALUATION, done_at=datetime.fromtimestamp(database_time() / 1e6, UTC))

    assert "evaluated" not in page_of_somebody(client)
