"""Puts the test database back to where the migrations left it, after a test that committed.

The ledger, its events and configuration in use refuse DELETE and TRUNCATE. Here the owner of the database
switches the guards off for one transaction (`session_replication_role`), which only a superuser can; in an
installation the one way out is the purge function, which has tests of its own.
"""

from django.db import OperationalError, connection, transaction
from psycopg import sql

_KEPT = "as_migrated"
_LEFT_ALONE = ("django_migrations",)
_TRIES = 4


def remember() -> None:
    """Copy every table that the migrations filled into a schema beside."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(_KEPT)))
        cursor.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(_KEPT)))
        for table in _filled(_tables()):
            cursor.execute(
                sql.SQL("CREATE TABLE {}.{} AS TABLE public.{}").format(
                    sql.Identifier(_KEPT), sql.Identifier(table), sql.Identifier(table)
                )
            )


def restore() -> None:
    """Empty what the test filled, and bring back what the migrations had brought.

    A page that a test left behind may still be asking: whoever loses that race begins again.
    """
    for left in reversed(range(_TRIES)):
        try:
            _restore()
        except OperationalError:  # a deadlock, or a lock that was not to be had in time
            if not left:
                raise
        else:
            return


def _restore() -> None:
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [_KEPT])
        kept = [table for (table,) in cursor.fetchall()]
        emptied = sorted({*_filled(_tables()), *kept})
        if not emptied:
            return
        # A connection left open by the test shows, instead of hanging.
        cursor.execute("SET LOCAL lock_timeout = '15s'")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(", ").join(map(sql.Identifier, emptied)))
        )
        for table in kept:
            cursor.execute(
                sql.SQL("INSERT INTO public.{} OVERRIDING SYSTEM VALUE SELECT * FROM {}.{}").format(
                    sql.Identifier(table), sql.Identifier(_KEPT), sql.Identifier(table)
                )
            )


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        return [table for (table,) in cursor.fetchall() if table not in _LEFT_ALONE]


def _filled(tables: list[str]) -> list[str]:
    """Those of the tables that hold rows."""
    question = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {} WHERE EXISTS (SELECT 1 FROM public.{})").format(
            sql.Literal(table), sql.Identifier(table)
        )
        for table in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(question)
        return [table for (table,) in cursor.fetchall()]
