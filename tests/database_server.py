"""Gives every test run a database: the embedded PostgreSQL, unless `DATABASE_URL` names another.

A plugin of its own, named in pyproject.toml, because the settings read `DATABASE_URL` before any conftest is
loaded. The processes of pytest-xdist inherit the address from the one that started them.
"""

import atexit
import os
from collections.abc import Sequence

import pytest

from sla_admin.embedded.errors import EmbeddedServiceError
from sla_admin.embedded.folders import var_folder
from sla_admin.embedded.postgres import EmbeddedPostgres

_server: EmbeddedPostgres | None = None


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(
    early_config: pytest.Config, parser: pytest.Parser, args: Sequence[str]
) -> None:
    """Start the server and name it in the environment, before pytest-django reads the settings."""
    global _server  # noqa: PLW0603 (one server per run; pytest gives plugins no other place this early)
    os.environ.setdefault("SECRET_KEY", "for tests alone")
    os.environ.setdefault("CELERY_BROKER_URL", "memory://")
    if "DATABASE_URL" in os.environ:
        return
    _server = EmbeddedPostgres(var_folder() / "test-postgres", durable=False)
    atexit.register(_server.stop)  # a run that ends before it is configured must not leave a server behind
    try:
        _server.start()
    except EmbeddedServiceError as refusal:
        raise pytest.UsageError(str(refusal)) from None
    os.environ["DATABASE_URL"] = _server.url("sla_admin")


def pytest_unconfigure(config: pytest.Config) -> None:
    if _server is not None:
        _server.stop()
