"""`python -m sla_admin.run`: everything in one terminal, from nothing. What `make run` starts.

Without `DATABASE_URL` it brings its own PostgreSQL; without `CELERY_BROKER_URL` its own broker; both keep to
`var/`. Then web, worker and beat, restarted when they die, until Ctrl-C. In an installation each of these is
started on its own: docs/OPERATIONS.md.
"""

import fcntl
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from sla_admin.embedded import file_broker
from sla_admin.embedded.errors import EmbeddedServiceError
from sla_admin.embedded.folders import PROJECT, private_folder, var_folder
from sla_admin.embedded.postgres import DATABASE, EmbeddedPostgres
from sla_admin.embedded.supervisor import Program, Service, Supervisor

HOST = "127.0.0.1"

_KEY_COMMAND = ".venv/bin/python manage.py create_api_key first-steps --scope cases:read --scope cases:write"


def main() -> int:
    """Run until stopped. Returns the exit status: 0 after Ctrl-C, 1 when it could not start."""
    os.chdir(PROJECT)
    try:
        port = _port()
        with _only_one_run():
            _run(port)
    except EmbeddedServiceError as problem:
        say(str(problem))
        return 1
    except KeyboardInterrupt:
        say("Stopped before everything was up.")
    return 0


def say(line: str) -> None:
    """One line to the person at the terminal."""
    print(f"[run] {line}", file=sys.stderr, flush=True)


def _run(port: int) -> None:
    database = None if os.environ.get("DATABASE_URL") else EmbeddedPostgres(var_folder() / "postgres")
    try:
        if database is not None:
            say("Starting the embedded PostgreSQL …")
            database.start()
            database.create_database(DATABASE)
        if not os.environ.get("CELERY_BROKER_URL"):
            file_broker.sweep(var_folder() / "broker")
        _prepare()
        services: list[Service] = [database] if database is not None else []
        services += _programs(port)
        say(f"Starting web, worker and beat: http://{HOST}:{port}/ …")
        Supervisor(services, say).run(lambda: _answers(port), lambda: _introduce(port))
    finally:
        if database is not None:
            database.stop()


def _port() -> int:
    """The port to serve, known to be free."""
    given = os.environ.get("PORT") or "8000"
    if not given.isascii() or not given.isdecimal() or not 1 <= int(given) <= 65535:
        raise EmbeddedServiceError(f"PORT is {given!r}; write a whole number from 1 to 65535.")
    port = int(given)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as problem:
            raise EmbeddedServiceError(
                f"Port {port} cannot be used ({problem.strerror}). "
                f"Choose another, for example: PORT={port + 1} make run"
            ) from None
    return port


@contextmanager
def _only_one_run() -> Iterator[None]:
    """Hold the lock of this project's `var/`. The system frees it when the process dies, however it dies."""
    lock_path = private_folder(var_folder() / "run") / "lock"
    with lock_path.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise EmbeddedServiceError(
                f"This project is running already (process {lock.read().strip() or 'unknown'}). Stop it "
                "there with "
                "Ctrl-C, or run a second one from another clone with another PORT."
            ) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def _prepare() -> None:
    """Bring the database up to date; in a first run add the sample and the logins."""
    done = subprocess.run([sys.executable, "-m", "sla_admin.prepare"], check=False)
    if done.returncode < 0:
        raise KeyboardInterrupt
    if done.returncode != 0:
        raise EmbeddedServiceError("The database could not be prepared; the reason stands above.")


def _programs(port: int) -> list[Service]:
    python = [sys.executable, "-m"]
    environment = os.environ | {
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
        # Celery warns root of tasks that bring code along (pickle); ours are JSON.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
    }
    celery = [*python, "celery", "--app", "sla_admin", "--quiet"]
    return [
        Program(
            "web",
            [
                *python, "gunicorn", "sla_admin.wsgi", "--bind", f"{HOST}:{port}", "--workers", "2",
                "--threads", "4", "--graceful-timeout", "2", "--log-level", "warning", "--no-control-socket",
                "--limit-request-line", "8190",  # 500 ids of cases in one address
            ],
            environment,
        ),
        Program(
            "worker",
            [
                *celery, "worker", "--loglevel", "warning",
                "--without-gossip", "--without-mingle", "--without-heartbeat",
            ],
            environment,
        ),
        Program(
            "beat",
            [*celery, "beat", "--loglevel", "warning", "--pidfile", ""],
            environment,
        ),
    ]  # fmt: skip


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/health/", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _introduce(port: int) -> None:
    """Tell where it runs, how to sign in, and how to stop."""
    address = f"http://{HOST}:{port}"
    logins = var_folder() / "logins"
    lines = ["", f"  SLA Admin runs at   {address}/", f"  Sign in at          {address}/sign-in/"]
    if logins.is_file():
        lines += [f"  {line}" for line in logins.read_text().splitlines()]
    lines += [
        f"  API explorer        {address}/api/docs/",
        f"  A key for the API   {_KEY_COMMAND}",
    ]
    if not os.environ.get("EMAIL_URL") and not os.environ.get("DATABASE_URL"):
        lines.append(
            f"  E-mail              goes to files in {var_folder() / 'mail'}; EMAIL_URL names a mail server"
        )
    lines += ["  Stop                Ctrl-C", ""]
    print("\n".join(lines), flush=True)


if __name__ == "__main__":
    sys.exit(main())
