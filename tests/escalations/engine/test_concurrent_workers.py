"""Several workers over one outbox, with real connections, and one that is killed."""

import os
import signal
import subprocess
import sys
import time
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from entitlements.business_time.instants import SECOND
from escalations.engine.claim import LEASE
from escalations.engine.deliver import deliver_due
from escalations.models import Delivery
from milestones.engine.consequences import Withdrawal
from milestones.models import Case
from tests.escalations.conftest import (
    MONDAY_10,
    MailServer,
    active_matrix,
    line,
    only_delivery,
    record,
    telling,
)

pytestmark = pytest.mark.django_db(transaction=True)

NOW = MONDAY_10 + SECOND


def test_two_workers_at_once_send_each_delivery_once(case: Case, mail_server: MailServer) -> None:
    version = active_matrix(telling())
    record([line(case, version, seq) for seq in range(1, 61)])
    together, sent = Barrier(3), []

    def work() -> None:
        together.wait()
        while (counts := deliver_due(NOW, 5)).claimed:
            sent.append(counts.sent)
        connection.close()

    threads = [Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(sent) == 60
    keys = [message["X-SLA-Delivery"] for message in mail_server.received]
    assert len(keys) == len(set(keys)) == 60


def test_withdrawing_and_delivering_at_once_never_wait_in_a_circle(
    case: Case, mail_server: MailServer
) -> None:
    version = active_matrix(telling())
    record([line(case, version, seq) for seq in range(1, 41)])
    failures: list[BaseException] = []

    def deliver() -> None:
        try:
            while deliver_due(NOW, 3).claimed:
                pass
        except BaseException as error:  # noqa: BLE001 - whatever a thread dies of belongs in the assertion
            failures.append(error)
        finally:
            connection.close()

    def withdraw() -> None:
        try:
            for seq in range(40, 0, -5):
                record([], [Withdrawal(case.pk, each) for each in range(seq, seq - 5, -1)])
        except BaseException as error:  # noqa: BLE001 - as above
            failures.append(error)
        finally:
            connection.close()

    threads = [Thread(target=deliver), Thread(target=deliver), Thread(target=withdraw)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    later = NOW
    for _ in range(5):
        later += LEASE + SECOND
        while deliver_due(later, 50).claimed:
            pass
    assert failures == []
    alerts = {
        message["X-SLA-Delivery"] for message in mail_server.received if "alert" in message["X-SLA-Delivery"]
    }
    corrected = [
        message["X-SLA-Delivery"].replace("correction", "alert")
        for message in mail_server.received
        if "correction" in message["X-SLA-Delivery"]
    ]
    assert sorted(corrected) == sorted(alerts)
    assert not Delivery.objects.filter(status__in=("pending", "claimed", "dead")).exists()


_WORKER = """
import os, sys, time
import django
django.setup()
from django.conf import settings
from django.db import connections
settings.DATABASES["default"]["NAME"] = connections["default"].settings_dict["NAME"] = sys.argv[1]
settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", int(sys.argv[2]), 60
from escalations.engine import deliver
print("claiming", flush=True)
deliver.deliver_due(int(sys.argv[3]))
print("done", flush=True)
"""


def test_a_worker_killed_before_the_server_accepted_loses_nothing_and_doubles_nothing(
    case: Case, mail_server: MailServer
) -> None:
    record([line(case, active_matrix(telling()))])
    mail_server.hold = True
    worker = subprocess.Popen(
        [sys.executable, "-c", _WORKER, connection.settings_dict["NAME"], str(mail_server.port), str(NOW)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "sla_admin.settings"},
        stdout=subprocess.PIPE,
    )
    try:
        _wait_until(lambda: mail_server.held)
        assert only_delivery().status == "claimed"
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.communicate()
        mail_server.hold = False
    assert deliver_due(NOW + LEASE // 2).claimed == 0
    assert deliver_due(NOW + LEASE).sent == 1
    assert len(mail_server.received) == 1


def _wait_until(holds, seconds: float = 30) -> None:  # type: ignore[no-untyped-def] # a lambda
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "It did not happen in time."
        time.sleep(0.02)


def test_each_worker_gets_other_rows_than_the_one_that_holds_them(
    case: Case, mail_server: MailServer
) -> None:
    version = active_matrix(telling())
    record([line(case, version, seq) for seq in range(1, 4)])
    taken: list[int] = []

    def other() -> None:
        taken.append(deliver_due(NOW, 10).claimed)
        connection.close()

    with transaction.atomic():
        list(Delivery.objects.select_for_update().filter(ledger_seq=1))
        thread = Thread(target=other)
        thread.start()
        thread.join()
    assert taken == [2]
