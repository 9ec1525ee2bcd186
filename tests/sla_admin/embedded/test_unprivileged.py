"""Started by root, PostgreSQL runs without root's rights, whichever way the machine allows."""

import os
from pathlib import Path

import psycopg
import pytest

from sla_admin.embedded.errors import EmbeddedServiceError
from sla_admin.embedded.postgres import EmbeddedPostgres

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root has rights to drop")


@pytest.fixture
def without_namespaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that forbids user namespaces: its `unshare` fails."""
    failing = tmp_path / "bin" / "unshare"
    failing.parent.mkdir()
    failing.write_text("#!/bin/sh\nexit 1\n")
    failing.chmod(0o755)
    monkeypatch.setenv("PATH", f"{failing.parent}{os.pathsep}{os.environ['PATH']}")


def open_to_others(folder: Path) -> Path:
    """pytest's folders are closed to others; a project in /opt is not."""
    for parent in (folder, *folder.parents):
        if parent.stat().st_mode & 0o005 != 0o005:
            parent.chmod(0o755)
    return folder


def test_in_a_user_namespace_its_files_stay_roots(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "postgres", durable=False)
    try:
        server.start()

        psycopg.connect(server.url("postgres")).close()
        assert server.data.stat().st_uid == 0
    finally:
        server.stop()


@pytest.mark.usefixtures("without_namespaces")
def test_where_namespaces_are_forbidden_it_runs_as_another_user(tmp_path: Path) -> None:
    server = EmbeddedPostgres(open_to_others(tmp_path) / "var" / "postgres", durable=False)
    try:
        server.start()

        psycopg.connect(server.url("postgres")).close()
        assert server.data.stat().st_uid != 0
        assert server.data.parent.stat().st_uid == 0
    finally:
        server.stop()


@pytest.mark.usefixtures("without_namespaces")
def test_where_nobody_else_can_reach_the_folder_it_says_what_to_do(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)

    with pytest.raises(EmbeddedServiceError, match="Run as an ordinary user, put the project in a folder"):
        EmbeddedPostgres(closed / "postgres").start()

    assert closed.stat().st_mode & 0o777 == 0o700
