"""`python -m sla_admin.run` for real: from nothing to a page, a killed worker, Ctrl-C, and once more."""

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(claim: Callable[[], bool], within_s: float) -> bool:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if claim():
            return True
        time.sleep(0.1)
    return False


class Run:
    """One run in a terminal of its own."""

    def __init__(self, var: Path, port: int) -> None:
        self.var = var
        self.port = port
        self.output = var.parent / "output"
        unset = {"DATABASE_URL", "CELERY_BROKER_URL", "SECRET_KEY", "EMAIL_URL"}
        environment = {name: value for name, value in os.environ.items() if name not in unset}
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "sla_admin.run"],
                cwd=PROJECT,
                env=environment | {"SLA_VAR": str(var), "PORT": str(port)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        return self.output.read_text()

    def health(self) -> dict[str, Any]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/", timeout=2) as answer:
                found: dict[str, Any] = json.load(answer)
                return found
        except (urllib.error.URLError, OSError):
            return {}

    def is_up(self) -> bool:
        return self.process.poll() is not None or "Ctrl-C" in self.said

    def child(self, named: str) -> psutil.Process | None:
        for child in psutil.Process(self.process.pid).children():
            with suppress(psutil.Error):  # it is just ending
                if named in " ".join(child.cmdline()):
                    return child
        return None

    def everything(self) -> list[psutil.Process]:
        found: list[psutil.Process] = psutil.Process(self.process.pid).children(recursive=True)
        return found

    def stop(self) -> int:
        """Ctrl-C: SIGINT to all in the terminal."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(60)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], Run]]:
    runs: list[Run] = []

    def begin() -> Run:
        runs.append(Run(tmp_path / "var", free_port()))
        return runs[-1]

    yield begin
    for run in runs:
        run.stop()


def test_from_nothing_through_a_killed_worker_to_ctrl_c_and_again(start: Callable[[], Run]) -> None:
    run = start()
    assert eventually(run.is_up, 240), run.said
    assert run.process.poll() is None, run.said
    assert f"http://127.0.0.1:{run.port}/" in run.said
    password = re.search(r"Login admin +(\S+)", run.said)
    assert password is not None
    assert stat.S_IMODE((run.var / "logins").stat().st_mode) == 0o600
    assert eventually(lambda: run.health().get("status") == "ok", 90), run.said

    worker = run.child("sla_admin --quiet worker")
    assert worker is not None
    worker.kill()
    assert eventually(lambda: run.child("sla_admin --quiet worker") not in {None, worker}, 30)
    assert "worker was killed by SIGKILL" in run.said

    running = run.everything()
    assert run.stop() == 0
    assert not psutil.wait_procs(running, timeout=1)[1]

    again = start()
    assert eventually(again.is_up, 120), again.said
    assert password[1] in again.said
    assert eventually(lambda: again.health().get("status") == "ok", 90), again.said


def test_a_second_run_of_the_same_project_is_refused(start: Callable[[], Run]) -> None:
    first = start()
    assert eventually(lambda: "PostgreSQL" in first.said, 60)

    second = Run(first.var, free_port())

    assert second.process.wait(60) == 1
    assert f"is running already (process {first.process.pid})" in second.said


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        run = Run(tmp_path / "var", taken.getsockname()[1])

        assert run.process.wait(60) == 1
        assert f"Port {run.port} cannot be used" in run.said
        assert not run.var.exists()
