"""`/setup/` tells what is there, what is missing, and what comes next."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from milestones.models import Queue
from sla_admin.pages.setup_steps import next_step, steps
from tests.milestones.promised import at, first_response, promise

pytestmark = pytest.mark.django_db


def standings() -> dict[str, tuple[str, str]]:
    return {step.name: (step.standing, step.fact) for step in steps(at("12:00"))}


def test_nothing_is_set_up_at_first_and_hours_come_first() -> None:
    found = steps(at("12:00"))

    assert [step.name for step in found if step.standing == "done"] == []
    assert (first := next_step(found)) is not None
    assert first.name == "Business hours"


def test_what_is_there_is_counted() -> None:
    promise(first_response(60))

    found = standings()

    assert found["Entitlement processes"] == ("done", "1 process in force")
    assert found["Support tiers"][0] == "done"
    assert found["Entitlements"][0] == "done"


def test_a_queue_without_anybody_asks_for_a_look() -> None:
    user = User.objects.create_user("mei")
    user.groups.add(Group.objects.get(name="Agents"))
    Queue.objects.create(key="lost", name="Lost")

    assert standings()["People and queues"] == ("look", "1 agent, 1 queue, 1 without anybody")


def test_the_page_leads_to_each_step(client: Client) -> None:
    client.force_login(User.objects.create_superuser("admin"))

    text = client.get("/setup/").content.decode()

    assert 'href="/setup/hours/"' in text
    assert 'href="/admin/shared/apikey/"' in text
    assert "setup-step-next" in text
