"""The supervisor with real children: it revives what dies, stops everything, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from sla_admin.embedded.supervisor import Program, Supervisor

PROJECT = Path(__file__).resolve().parent.parent.parent.parent

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)",
]

_SUPERVISED = """
import sys
from sla_admin.embedded.supervisor import Program, Supervisor
programs = [Program(name, [sys.executable, "-c", "import time; time.sleep(600)"]) for name in ("one", "two")]
say = lambda line: print(line, flush=True)
Supervisor(programs, say).run(lambda: True, lambda: say(f"pids {programs[0].pid} {programs[1].pid}"))
"""


def eventually(claim: Callable[[], bool], within_s: float = 10.0) -> bool:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if claim():
            return True
        time.sleep(0.02)
    return False


def is_alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def supervised() -> tuple[subprocess.Popen[str], list[int]]:
    """A supervisor in a process of its own, and its two children."""
    process = subprocess.Popen(
        [sys.executable, "-c", _SUPERVISED],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    return process, [int(pid) for pid in line.split()[1:]]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything(number: signal.Signals) -> None:
    process, children = supervised()

    process.send_signal(number)
    said, _ = process.communicate(timeout=10)

    assert process.returncode == 0
    assert "Stopped." in said
    assert not any(is_alive(pid) for pid in children)


def test_children_end_when_the_supervisor_is_killed() -> None:
    process, children = supervised()

    process.kill()
    process.communicate(timeout=10)

    assert eventually(lambda: not any(is_alive(pid) for pid in children))


def test_a_killed_child_is_started_again_and_the_others_stay() -> None:
    said: list[str] = []
    programs = [Program("one", SLEEPER), Program("two", SLEEPER)]
    supervisor = Supervisor(programs, said.append)
    seen: dict[str, bool] = {}

    def kill_one_and_wait() -> None:
        assert eventually(lambda: programs[0].pid is not None and programs[1].pid is not None)
        first, second = programs[0].pid, programs[1].pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        seen["revived"] = eventually(lambda: programs[0].pid not in {None, first})
        seen["other stayed"] = programs[1].pid == second
        supervisor.stop()

    watcher = threading.Thread(target=kill_one_and_wait)
    supervisor.run(lambda: True, watcher.start)
    watcher.join()

    assert seen == {"revived": True, "other stayed": True}
    assert said[0] == "one was killed by SIGKILL; starting it again in 0.5 s."


def test_a_child_that_keeps_dying_is_tried_after_longer_and_longer_pauses() -> None:
    said: list[str] = []
    supervisor = Supervisor([Program("short", [sys.executable, "-c", "raise SystemExit(3)"])], said.append)

    timer = threading.Timer(3.0, supervisor.stop)
    timer.start()
    supervisor.run(lambda: False, lambda: None)

    assert said[0] == "short ended with status 3; starting it again in 0.5 s."
    assert said[1] == "short ended with status 3; starting it again in 1 s."


def test_a_child_that_does_not_listen_is_killed_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sla_admin.embedded.supervisor._STOPPED_WITHIN_S", 0.5)
    program = Program("stubborn", STUBBORN)
    program.start()
    pid = program.pid
    assert pid is not None

    program.stop()

    assert program.pid is None
    assert not is_alive(pid)


def test_the_children_of_a_killed_program_do_not_outlive_it() -> None:
    sleeping = "import time; time.sleep(600)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', '{sleeping}'])"
    program = Program("parent", [sys.executable, "-c", parent])
    program.start()
    assert program.pid is not None
    assert eventually(lambda: len(psutil.Process(program.pid).children()) == 1)
    grandchild = psutil.Process(program.pid).children()[0].pid

    program.stop()

    assert eventually(lambda: not is_alive(grandchild))
