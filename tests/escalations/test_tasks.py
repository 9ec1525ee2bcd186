"""The task behind beat and doorbell."""

import pytest
from django.urls import reverse

from escalations.engine.planner import DELIVER_TASK
from escalations.engine.situations import CASE_PAGE
from escalations.models import Delivery
from escalations.tasks import deliver_due
from milestones.models import Case
from sla_admin.celery import app
from sla_admin.shared.system_clock import database_time
from tests.escalations.conftest import MailServer, active_matrix, line, record, telling


@pytest.mark.django_db
def test_calls_as_beat_makes_them_empty_the_outbox_and_send_nothing_twice(
    case: Case, mail_server: MailServer
) -> None:
    version = active_matrix(telling())
    record([line(case, version, seq) for seq in range(1, 31)], at=database_time())
    for _ in range(30):
        deliver_due()
    assert len(mail_server.received) == 30
    assert not Delivery.objects.exclude(status="sent").exists()


def test_the_link_in_a_message_leads_to_the_case() -> None:
    assert reverse("case", args=[12]) == CASE_PAGE.format(12)


def test_the_doorbell_rings_for_the_task_there_is() -> None:
    app.loader.import_default_modules()
    assert DELIVER_TASK in app.tasks
