"""Worker and beat as in an installation: processes of their own, over a real Redis and a real RabbitMQ."""

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection
from kombu import Connection

from sla_admin import pulse
from sla_admin.models import TaskPulse

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

PROJECT = Path(__file__).resolve().parent.parent.parent
BEAT = ["beat", "--pidfile", ""]
WORKER = ["worker", "--without-gossip", "--without-mingle", "--pool", "solo"]


def eventually(claim: Callable[[], bool], within_s: float = 60.0) -> bool:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if claim():
            return True
        time.sleep(0.1)
    return False


def this_database() -> str:
    """The test's own database, as `DATABASE_URL`."""
    told = connection.get_connection_params()
    user, password = quote(str(told.get("user", ""))), quote(str(told.get("password", "")))
    host, port, name = (
        quote(str(told.get("host", "")), safe=""),
        told.get("port", ""),
        quote(str(told["dbname"])),
    )
    return f"postgresql://{user}:{password}@/{name}?host={host}" + (f"&port={port}" if port else "")


@pytest.fixture(params=["REDIS_URL", "AMQP_URL"])
def broker(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """The environment of an installation over that broker, with a queue that nobody else uses."""
    url = os.environ.get(request.param)
    if not url:
        pytest.fail(f"{request.param} is not set; these tests are run by `make test-services`.")
    queue = f"sla-test-{uuid.uuid4().hex}"
    yield os.environ | {"CELERY_BROKER_URL": url, "CELERY_QUEUE": queue, "DATABASE_URL": this_database()}
    with Connection(url) as used, used.channel() as channel:
        channel.queue_delete(queue)


@pytest.fixture
def start(broker: dict[str, str], tmp_path: Path) -> Iterator[Callable[[list[str]], subprocess.Popen[bytes]]]:
    """Starts a Celery process of the installation; all of them end with the test."""
    with ExitStack() as running:

        def begin(command: list[str]) -> subprocess.Popen[bytes]:
            log = running.enter_context((tmp_path / f"{command[0]}.log").open("ab"))
            process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "sla_admin", "--quiet", *command],
                cwd=PROJECT,
                env=broker,
                stdout=log,
                stderr=log,
            )
            running.callback(process.wait, 30)
            running.callback(process.kill)
            return process

        yield begin


def are_alive() -> bool:
    return set(TaskPulse.objects.values_list("task", flat=True)) == set(pulse.PERIODIC_TASKS)


def test_beat_and_worker_evaluate_and_deliver(start: Callable[[list[str]], subprocess.Popen[bytes]]) -> None:
    start(WORKER)
    start(BEAT)

    assert eventually(are_alive)


def test_a_worker_that_comes_after_a_killed_one_goes_on(
    start: Callable[[list[str]], subprocess.Popen[bytes]],
) -> None:
    first = start(WORKER)
    start(BEAT)
    assert eventually(are_alive)
    first.kill()
    first.wait()
    TaskPulse.objects.all().delete()

    start(WORKER)

    assert eventually(are_alive)
