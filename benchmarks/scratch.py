"""A database of its own for a benchmark, made with every migration and dropped at the end."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

NAME = "sla_admin_benchmark"


@contextmanager
def scratch_database(name: str = NAME) -> Iterator[None]:
    """Set Django up on an empty database: on the server of `DATABASE_URL`, else on an embedded one, durable
    as in use.

    Whatever the block does is gone afterwards; the database that `DATABASE_URL` names is not touched.
    """
    from sla_admin.embedded.folders import var_folder
    from sla_admin.embedded.postgres import EmbeddedPostgres

    os.environ.setdefault("SECRET_KEY", "for benchmarks alone")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sla_admin.settings")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    server = None
    if "DATABASE_URL" not in os.environ:
        server = EmbeddedPostgres(var_folder() / "benchmark-postgres")
        server.start()
        os.environ["DATABASE_URL"] = server.url("sla_admin")
    try:
        import django

        django.setup()
        from django.db import connection

        old_name = connection.settings_dict["NAME"]
        connection.settings_dict.setdefault("TEST", {})["NAME"] = name
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(old_name, verbosity=0)
    finally:
        if server is not None:
            server.stop()
