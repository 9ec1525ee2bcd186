"""Database triggers that refuse what no route may do.

A guard differs from a plain pgtrigger trigger in one respect: it can not be switched off by a setting of the
session (`pgtrigger.ignore`), so raw SQL, the admin and a mistaken script meet the same refusal. It is
reported as an integrity error (SQLSTATE 23000) with a sentence that says what is refused and what to do.
"""

from collections.abc import Sequence

import pgtrigger
from django.db import models
from pgtrigger import compiler


class GuardSql(compiler.UpsertTriggerSql):  # type: ignore[misc]  # pgtrigger ships no types
    """SQL that installs a guard. Migrations name this class: its template may only grow, never change."""

    def get_template(self) -> str:
        return """
            CREATE OR REPLACE FUNCTION {pgid}()
            RETURNS TRIGGER AS $$
                {declare}
                BEGIN
                    {func}
                END;
            $$ LANGUAGE plpgsql;

            DROP TRIGGER IF EXISTS {pgid} ON {table};
            CREATE {constraint} TRIGGER {pgid}
                {when} {operation} ON {table}
                {timing}
                {referencing}
                FOR EACH {level} {condition}
                EXECUTE PROCEDURE {execute};

            COMMENT ON TRIGGER {pgid} ON {table} IS '{hash}';
        """


class Guard(pgtrigger.Trigger):  # type: ignore[misc]  # pgtrigger ships no types
    """A trigger that runs before the deed and raises, or lets it pass. Always on.

    `func` is the body in PL/pgSQL. A row guard ends with `RETURN NEW` (or `OLD`), a statement guard with
    `RETURN NULL`.
    """

    when = pgtrigger.Before

    def compile(self, model: type[models.Model]) -> compiler.Trigger:
        return compiler.Trigger(
            name=self.name,
            sql=GuardSql(
                pgid=self.get_pgid(model),
                declare=self.render_declare(model),
                func=self.render_func(model),
                table=model._meta.db_table,  # noqa: SLF001  (Django documents `_meta`)
                when=self.when,
                operation=self.operation,
                level=self.level,
                condition=self.render_condition(model),
                execute=self.render_execute(model),
            ),
        )


def refusal(sentence: str, *values: str) -> str:
    """The PL/pgSQL statement that refuses; each `%` of the sentence takes the next of `values` (SQL)."""
    quoted = sentence.replace("'", "''")
    arguments = "".join(f", {value}" for value in values)
    return f"RAISE EXCEPTION '{quoted}'{arguments} USING ERRCODE = 'integrity_constraint_violation';"


def columns_that_never_change(*columns: str, why: str) -> Guard:
    """A guard against changing these columns of any row, once stored."""
    return Guard(
        name=f"{columns[0]}_never_changes",
        operation=pgtrigger.UpdateOf(*columns),
        func=_refuse_change(columns, why),
    )


def _refuse_change(columns: Sequence[str], why: str) -> str:
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)
    return f"IF {changed} THEN {refusal(f'{columns[0]} never changes: {why}')} END IF; RETURN NEW;"
