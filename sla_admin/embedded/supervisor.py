"""Keeps a handful of services running in one terminal: restarts what dies, stops everything on Ctrl-C."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from types import FrameType
from typing import Protocol

from sla_admin.embedded.errors import EmbeddedServiceError

_LOOK_EVERY_S = 0.2
_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 30.0
_STEADY_AFTER_S = 30.0
"""A service that ran so long and then died is started again at once, as if for the first time."""

_STOPPED_WITHIN_S = 8.0
_PR_SET_PDEATHSIG = 1


class Service(Protocol):
    """Something that runs beside us."""

    @property
    def name(self) -> str:
        """What a person calls it."""

    @property
    def pid(self) -> int | None:
        """Its process, None while it does not run."""

    def start(self) -> None:
        """Start it; raises OSError or EmbeddedServiceError when that is impossible."""

    def ask_to_stop(self) -> None:
        """Begin an orderly end, without waiting for it. A service that others rest on waits for `stop`."""

    def stop(self) -> None:
        """End it for certain; returns when it is gone."""


class Program:
    """A command that runs until it is told to stop.

    It gets a session of its own, so that Ctrl-C in the terminal reaches the supervisor alone, which then
    stops its services in the right order. Where the system can do it (Linux), the command is told to stop
    when the supervisor itself is killed.
    """

    def __init__(
        self, name: str, command: Sequence[str], environment: Mapping[str, str] | None = None
    ) -> None:
        self.name = name
        self._command = list(command)
        self._environment = dict(environment) if environment is not None else None
        self._process: subprocess.Popen[bytes] | None = None
        self._is_asked = False

    @property
    def pid(self) -> int | None:
        if self._process is None or self._process.poll() is not None:
            return None
        return self._process.pid

    @property
    def ending(self) -> str:
        """How its last run ended, in words."""
        code = self._process.poll() if self._process is not None else None
        if code is None:
            return "has not run"
        return f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with status {code}"

    def start(self) -> None:
        self._kill_remains()
        self._is_asked = False
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.DEVNULL,
            env=self._environment,
            start_new_session=True,
            preexec_fn=_end_with_supervisor(os.getpid()),  # noqa: PLW1509 (we have one thread when services start)
        )

    def ask_to_stop(self) -> None:
        if self.pid is not None and self._process is not None and not self._is_asked:
            self._process.terminate()
            self._is_asked = True

    def stop(self) -> None:
        if self._process is None:
            return
        self.ask_to_stop()
        try:
            self._process.wait(_STOPPED_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._kill_remains()

    def _kill_remains(self) -> None:
        """End what is left of its session: the children of a program that was killed."""
        if self._process is None:
            return
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return


def _end_with_supervisor(supervisor: int) -> Callable[[], None] | None:
    """What a child does before it becomes its program: ask the kernel for SIGTERM when its parent dies."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def ask() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != supervisor:
            os._exit(1)

    return ask


class Supervisor:
    """Runs services until it is asked to stop.

    They are started in the order given, and stopped in the reverse one. SIGINT, SIGTERM and SIGHUP stop
    everything; a second one does not wait for an orderly end.
    """

    def __init__(self, services: Sequence[Service], say: Callable[[str], None]) -> None:
        self._services = list(services)
        self._say = say
        self._stopping = threading.Event()
        self._began: dict[str, float] = {}
        self._pause: dict[str, float] = {}
        self._retry_at: dict[str, float] = {}

    def run(self, is_ready: Callable[[], bool], when_ready: Callable[[], None]) -> None:
        """Start everything, call `when_ready` once `is_ready` says so, and stay until asked to stop."""
        before = {number: signal.signal(number, self._on_signal) for number in _STOP_SIGNALS}
        try:
            for service in self._services:
                self._start(service)
            told = False
            while not self._stopping.wait(_LOOK_EVERY_S):
                self._revive()
                if not told and is_ready():
                    told = True
                    when_ready()
        finally:
            self._stop_all()
            for number, handler in before.items():
                signal.signal(number, handler)

    def stop(self) -> None:
        """Ask `run` to stop everything and return."""
        self._stopping.set()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self._stopping.is_set():
            for service in self._services:
                if isinstance(service, Program) and service.pid is not None:
                    os.killpg(service.pid, signal.SIGKILL)
        self._stopping.set()

    def _start(self, service: Service) -> None:
        self._began[service.name] = time.monotonic()
        self._retry_at.pop(service.name, None)
        service.start()

    def _revive(self) -> None:
        """Start what has died, each time after a longer pause."""
        now = time.monotonic()
        for service in self._services:
            if service.pid is not None:
                continue
            name = service.name
            if name not in self._retry_at:
                steady = now - self._began[name] > _STEADY_AFTER_S
                pause = _FIRST_PAUSE_S if steady else self._pause.get(name, _FIRST_PAUSE_S)
                self._pause[name] = min(2 * pause, _LONGEST_PAUSE_S)
                self._retry_at[name] = now + pause
                ending = getattr(service, "ending", "ended")
                self._say(f"{name} {ending}; starting it again in {pause:g} s.")
            elif now >= self._retry_at[name]:
                try:
                    self._start(service)
                except (OSError, EmbeddedServiceError) as problem:
                    self._say(f"{name} did not start: {problem}")

    def _stop_all(self) -> None:
        """All at once, but each is gone before those started earlier are stopped for certain."""
        self._say("Stopping …")
        for service in reversed(self._services):
            service.ask_to_stop()
        for service in reversed(self._services):
            service.stop()
        self._say("Stopped.")


_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
