"""The embedded PostgreSQL with real processes: started, stopped, killed, started twice, too deep for a
socket.
"""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from sla_admin.embedded.errors import EmbeddedServiceError
from sla_admin.embedded.postgres import EmbeddedPostgres

PROJECT = Path(__file__).resolve().parent.parent.parent.parent

_KEEPER = """
import sys, time
from pathlib import Path
from sla_admin.embedded.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]), durable=False)
server.start()
print(server.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "var" / "postgres"


@pytest.fixture
def server(data: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(data, durable=False)
    yield server
    server.stop()


def answer(server: EmbeddedPostgres, statement: str) -> object:
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        cursor = connection.execute(statement)
        row = cursor.fetchone() if cursor.description else None
    return row[0] if row else None


def servers_in(data: Path) -> list[psutil.Process]:
    return [
        process
        for process in psutil.process_iter(["name", "status", "cwd"])
        if process.info["name"] == "postgres"
        and process.info["status"] != psutil.STATUS_ZOMBIE
        and process.info["cwd"] == str(data)
    ]


def keeper_of(data: Path) -> tuple[subprocess.Popen[str], int]:
    """Another process that holds a server there; and the server's process."""
    keeper = subprocess.Popen(
        [sys.executable, "-c", _KEEPER, str(data)], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    )
    assert keeper.stdout is not None
    return keeper, int(keeper.stdout.readline())


def test_it_answers_on_its_private_socket_and_on_no_network_address(server: EmbeddedPostgres) -> None:
    server.start()

    assert answer(server, "SELECT 1") == 1
    assert answer(server, "SHOW listen_addresses") == ""
    assert server.pid is not None
    assert not [
        found for found in psutil.Process(server.pid).net_connections() if found.family != socket.AF_UNIX
    ]


def test_only_the_owner_can_enter_its_folders(server: EmbeddedPostgres) -> None:
    server.start()

    for folder in (server.data, server.socket):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_folders_that_are_not_its_own_keep_their_permissions(
    server: EmbeddedPostgres, tmp_path: Path
) -> None:
    before = [folder.stat().st_mode for folder in (tmp_path, *tmp_path.parents)]

    server.start()

    assert [folder.stat().st_mode for folder in (tmp_path, *tmp_path.parents)] == before


def test_stopping_leaves_no_process_and_keeps_what_was_committed(
    server: EmbeddedPostgres, data: Path
) -> None:
    server.start()
    answer(server, "CREATE TABLE kept AS SELECT 42 AS value")
    server.stop()

    assert not servers_in(data)
    server.start()
    assert answer(server, "SELECT value FROM kept") == 42


def test_it_starts_again_after_the_server_was_killed(server: EmbeddedPostgres, data: Path) -> None:
    server.start()
    for process in servers_in(data):
        process.kill()
    while servers_in(data):
        time.sleep(0.01)

    server.start()

    assert answer(server, "SELECT 1") == 1


@pytest.mark.parametrize("who", ["keeper", "both"])
def test_it_starts_after_everything_of_the_last_run_was_killed(
    server: EmbeddedPostgres, data: Path, who: str
) -> None:
    keeper, server_pid = keeper_of(data)
    if who == "both":
        os.kill(server_pid, signal.SIGKILL)
    keeper.kill()
    keeper.communicate()

    server.start()

    assert answer(server, "SELECT 1") == 1
    assert server.pid != server_pid


def test_a_pid_file_that_names_a_stranger_is_no_obstacle(server: EmbeddedPostgres, data: Path) -> None:
    server.start()
    server.stop()
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n1\n5432\n\n\n0 0\nready\n")

    server.start()

    assert answer(server, "SELECT 1") == 1


def test_the_second_of_two_starts_is_refused_and_the_first_is_unharmed(
    server: EmbeddedPostgres, data: Path
) -> None:
    server.start()

    with pytest.raises(EmbeddedServiceError, match="in use by another run"):
        EmbeddedPostgres(data).start()

    assert answer(server, "SELECT 1") == 1


def test_an_initialization_that_was_cut_short_is_done_again(server: EmbeddedPostgres, data: Path) -> None:
    (data / "unfinished" / "base").mkdir(parents=True)
    (data / "postgresql.conf").write_text("half of")

    server.start()

    assert answer(server, "SELECT 1") == 1


def test_a_project_too_deep_for_a_socket_gets_a_private_folder_elsewhere(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / ("deep" * 30) / "postgres", durable=False)
    try:
        server.start()

        assert answer(server, "SELECT 1") == 1
        assert tmp_path not in server.socket.parents
        assert stat.S_IMODE(server.socket.stat().st_mode) == 0o700
        assert EmbeddedPostgres(server.data).url("x") == server.url("x")
    finally:
        server.stop()
        server.socket.rmdir()


def test_data_of_another_major_version_are_refused_and_left_alone(
    server: EmbeddedPostgres, data: Path
) -> None:
    server.start()
    server.stop()
    (data / "PG_VERSION").write_text("13\n")

    with pytest.raises(EmbeddedServiceError, match="written by PostgreSQL 13"):
        server.start()

    assert (data / "base").is_dir()


def test_a_link_in_place_of_its_folder_is_refused(
    server: EmbeddedPostgres, data: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    data.parent.mkdir()
    data.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(EmbeddedServiceError, match="is not a folder"):
        server.start()
