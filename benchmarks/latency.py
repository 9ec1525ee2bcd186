"""How long from the instant of a trigger to the mail server, or to a webhook's receiver? A thousand triggers
fall due within a minute.

`python -m benchmarks.latency` (or with `--webhook`): real worker and beat processes, the broker of a first
run, a mail server or receiver on this machine that speaks SMTP or HTTP. Each case has one trigger, its
violation; the instants are spread evenly over the minute. Prints the median and the 99th percentile (asked:
1.5 s and 3 s), and how many messages came more than once or not at all.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from statistics import quantiles
from threading import Thread
from time import monotonic, sleep, time

from benchmarks.scratch import scratch_database

TRIGGERS = 1000
MINUTE = 60_000_000
LEAD = 20_000_000
"""Time (µs) for worker and beat to come up before the first trigger."""

WAIT_S = 60


@dataclass
class Sink:
    """A mail server that notes when each message came, by the instant its Message-ID carries."""

    arrived: list[tuple[str, float]] = field(default_factory=list)

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802 - its hook
        content = getattr(envelope, "content", b"")
        self.arrived.append((str(message_from_bytes(content)["Message-ID"]), time()))
        return "250 OK"


@contextmanager
def _receiver(sink: Sink) -> Iterator[str]:
    """A receiver of webhooks; answers its address. Each message is noted by id and instant of its trigger."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            occurred = datetime.fromisoformat(body["data"]["occurred_at"])
            instant = round(occurred.timestamp() * 1e6)
            sink.arrived.append((f"{self.headers['webhook-id']}.{instant}", time()))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()


def main() -> int:
    """Run once. Exit status 1 where a message was lost or came twice."""
    from aiosmtpd.controller import Controller

    sink, is_webhook = Sink(), "--webhook" in sys.argv
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        with scratch_database(), tempfile.TemporaryDirectory() as folder, _receiver(sink) as address:
            _open_cases(address if is_webhook else "")
            with _Processes(folder, port):
                deadline = monotonic() + (LEAD + MINUTE) / 1e6 + WAIT_S
                while len(sink.arrived) < TRIGGERS and monotonic() < deadline:
                    sleep(0.2)
                sleep(2)
    finally:
        controller.stop()
    return _report(sink, "receiver" if is_webhook else "mail server")


def _open_cases(webhook: str) -> None:
    """A thousand cases whose first responses are violated one after the other within a minute, told to that
    address; blank: by e-mail."""
    from benchmarks.promise import enter_process, promise_to
    from entitlements.business_time.budget import Budget
    from entitlements.process.definition import MilestoneDefinition, Process
    from milestones.services.case_request import CaseRequest
    from milestones.services.record import record
    from sla_admin.shared.system_clock import database_time
    from sla_admin.wiring import wire

    wire()
    response = MilestoneDefinition(
        key="response",
        type="first_response",
        name="Response",
        completion={"event": "public_reply_sent"},
        budget=Budget(micros=60 * MINUTE),
    )
    account = promise_to(
        "Somebody",
        enter_process(
            Process(
                version=0,
                name="An hour",
                milestones=(response,),
                matrix_version=_calling(webhook) if webhook else None,
            )
        ),
    )
    now = database_time()
    first = now + LEAD
    requests = [
        CaseRequest(
            source="benchmark",
            external_id=str(number),
            opened_at=first + number * MINUTE // TRIGGERS - 60 * MINUTE,
            fields={"account": account, "status": "open", "priority": "P1"},
        )
        for number in range(TRIGGERS)
    ]
    for answer in record(requests, at=now):
        if answer.problems or answer.quarantined:
            raise RuntimeError(f"{answer}")


def _calling(webhook: str) -> int:
    """A matrix that tells an endpoint at that address of violations."""
    from escalations.services.activate_matrix import activate_matrix
    from escalations.services.draft_matrix import DraftEntry, DraftRow, create_matrix, draft_version
    from escalations.services.endpoints import Who, create_endpoint
    from sla_admin.shared.system_clock import database_time

    at = database_time()
    given = {"name": "Receiver", "kind": "standard", "address": webhook, "allow_private": True}
    endpoint, _ = create_endpoint(given, who=Who("benchmark", is_administrator=True), at=at)
    row = DraftRow(cells={"100": (DraftEntry("webhook", "endpoint", endpoint=endpoint.pk),)})
    version = draft_version(create_matrix("Everything to the receiver"), [row])
    activate_matrix(version.pk, "benchmark", at, reason="for a benchmark")
    return version.pk


class _Processes:
    """A worker and a beat on the scratch database, ended with the block."""

    def __init__(self, folder: str, port: int) -> None:
        from django.db import connection

        before, _, database = os.environ["DATABASE_URL"].partition("?")[0].rpartition("/")
        after = os.environ["DATABASE_URL"].removeprefix(f"{before}/{database}")
        name = str(connection.settings_dict["NAME"])
        self._environment = os.environ | {
            "DATABASE_URL": f"{before}/{name}{after}",
            "SLA_VAR": folder,
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "PYTHONWARNINGS": "ignore",
        }
        self._running: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> None:
        celery = [sys.executable, "-m", "celery", "--app", "sla_admin", "--quiet"]
        quiet = ["--loglevel", "error"]
        plain = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        for command in ([*celery, "worker", *quiet, *plain], [*celery, "beat", *quiet, "--pidfile="]):
            self._running.append(subprocess.Popen(command, env=self._environment))

    def __exit__(self, *_: object) -> None:
        for process in self._running:
            process.terminate()
        for process in self._running:
            process.wait(30)


def _report(sink: Sink, to: str) -> int:
    counts = Counter(name for name, _ in sink.arrived)
    # <key.occurred_at.hash@host>: the instant of the trigger in µs is the second part.
    waits = sorted(at - int(name.strip("<>").split(".")[1]) / 1e6 for name, at in dict(sink.arrived).items())
    twice = sum(count - 1 for count in counts.values())
    lost = TRIGGERS - len(counts)
    print(f"{len(counts)} of {TRIGGERS} messages, {twice} more than once, {lost} not at all")
    if len(waits) > 1:
        cuts = quantiles(waits, n=100)
        print(
            f"trigger → {to}: p50 {cuts[49]:.2f} s (asked 1.5), p99 {cuts[98]:.2f} s (asked 3), "
            f"longest {waits[-1]:.2f} s"
        )
    return 1 if twice or lost else 0


if __name__ == "__main__":
    sys.exit(main())
