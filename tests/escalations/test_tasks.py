"""The task behind beat and doorbell."""

import pytest

from escalations.engine.planner import DELIVER_TASK
from escalations.models import Delivery
from escalations.tasks import deliver_due
from milestones.models import Case
from sla_admin.celery import app
from sla_admin.shared.system_clock import database_time
from tests.escalations.conftest import MailServer, active_matrix, line, record, telling


@pytest.mark.django_db
def test_one_call_empties_the_outbox_over_several_batches(case: Case, mail_server: MailServer) -> None:
    version = active_matrix(telling())
    record([line(case, version, seq) for seq in range(1, 31)], at=database_time())
    deliver_due()
    assert len(mail_server.received) == 30
    assert not Delivery.objects.exclude(status="sent").exists()


def test_the_doorbell_rings_for_the_task_there_is() -> None:
    app.loader.import_default_modules()
    assert DELIVER_TASK in app.tasks
