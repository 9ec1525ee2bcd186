"""A database with every migration applied, built once and cloned for each process that runs tests.

Applying all migrations costs a processor some seconds; copying the database they made, a fraction of one. The
template stays on the server, as `test_…_template` beside the test databases. What it was built from is
written on it (`COMMENT ON DATABASE`): when a migration, a model, a guard or a pinned requirement has changed
since, it is built anew, so that nobody has to think of `--create-db`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.backends.base.creation import TEST_DATABASE_PREFIX
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from tests import clean_database

_LOCK = 0x54455354
"""The advisory lock ("TEST") under which one process builds while the others wait. It lies in the server's
maintenance database, which all of them share."""

_PROJECT = Path(__file__).parent.parent
_SOURCES = (
    "*/migrations/*.py",
    "*/models/*.py",
    "sla_admin/models.py",
    "sla_admin/shared/migrations/*.py",
    "sla_admin/shared/models/*.py",
    "sla_admin/shared/guards.py",
    "sla_admin/settings.py",
    "requirements.txt",
    "tests/clean_database.py",
)
"""What decides about a migrated database: the migrations, what they import, and what Django adds after them
(permissions and content types, from the models)."""


@contextmanager
def migrated_database(*, reuse: bool, keep: bool) -> Iterator[None]:
    """Let Django's connection be to a test database, with nothing in it but what migrations bring.

    Its name is the usual one of Django, with the suffix that pytest-django gives each parallel process. With
    `reuse` one that is there already is taken as it is, if it was built from the same sources. Without
    `keep` it is dropped at the end.
    """
    usual = str(connection.settings_dict["NAME"])
    name = str(connection.settings_dict["TEST"]["NAME"] or f"{TEST_DATABASE_PREFIX}{usual}")
    template = f"{TEST_DATABASE_PREFIX}{usual}_template"
    built_from = _digest()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [_LOCK, template])
        if not (reuse and _built_from(cursor, name) == built_from):
            if _built_from(cursor, template) != built_from:
                _build(cursor, template, usual)
                _note(cursor, template, built_from)
            _create(cursor, name, template)
            _note(cursor, name, built_from)
    _connect_to(name)
    try:
        yield
    finally:
        _connect_to(usual)
        if not keep:
            with connection._nodb_cursor() as cursor:
                _drop(cursor, name)


def _build(cursor: CursorWrapper, template: str, usual: str) -> None:
    """Apply every migration to an empty database, and remember the rows they brought."""
    _create(cursor, template, "template1")
    _connect_to(template)
    try:
        call_command("migrate", verbosity=0, interactive=False)
        clean_database.remember()
    finally:
        _connect_to(usual)  # a template is copied only while nobody is connected to it


def _connect_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def _create(cursor: CursorWrapper, name: str, template: str) -> None:
    _drop(cursor, name)
    question = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    cursor.execute(question.format(sql.Identifier(name), sql.Identifier(template)))


def _drop(cursor: CursorWrapper, name: str) -> None:
    cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _built_from(cursor: CursorWrapper, name: str) -> str:
    """What is written on a database; blank where there is none, or its building was interrupted."""
    cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name])
    found = cursor.fetchone()
    return str(found[0] or "") if found else ""


def _note(cursor: CursorWrapper, name: str, built_from: str) -> None:
    cursor.execute(
        sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(built_from))
    )


def _digest() -> str:
    """Of all sources, each with its path."""
    found = sha256()
    for path in sorted({path for pattern in _SOURCES for path in _PROJECT.glob(pattern)}):
        content = path.read_bytes()
        found.update(f"{path.relative_to(_PROJECT)} {len(content)}\n".encode() + content)
    return found.hexdigest()
