"""The triggers that record changes of configuration, declared where the tables are."""

from typing import Any

import pgtrigger

from sla_admin.shared.guards import Guard


class RecordsChanges(Guard):
    """Writes the history of one table as changes of a `kind`, without what `hidden` columns hold. Always on,
    like every guard."""

    when = pgtrigger.After

    def __init__(self, *, kind: str, hidden: tuple[str, ...] = (), **options: Any) -> None:
        super().__init__(**options)
        self.kind = kind
        self.hidden = hidden


def recorded(
    kind: str,
    *,
    name: str,
    part_of: tuple[str, str] | None = None,
    skip: tuple[str, ...] = (),
    hide: tuple[str, ...] = (),
    first: str = "",
) -> list[Guard]:
    """Record every change of a table as one of a `kind`, such as `support_tier`.

    `name` is SQL for what people call the row, over the record `changed`; `part_of` the kind and SQL for the
    id of what it is a part of. Columns in `skip` are not configuration; of those in `hide` (secrets, and what
    nobody could read) it is recorded that they changed, and nothing of what they hold. `first` is PL/pgSQL
    that runs before, and may set `OLD` and `NEW` right.
    """
    outer_kind, outer_id = part_of or ("", "NULL")
    skipped = "".join(f" - '{column}'" for column in skip)
    hidden = ", ".join(f"'{column}'" for column in hide)
    return [
        RecordsChanges(
            kind=kind,
            hidden=hide,
            name="change_is_recorded",
            operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            declare=[("changed", "record"), ("was", "jsonb"), ("becomes", "jsonb")],
            func=f"""
        {first}
        IF TG_OP = 'DELETE' THEN
            changed := OLD;
        ELSE
            changed := NEW;
            becomes := to_jsonb(NEW){skipped};
        END IF;
        IF TG_OP <> 'INSERT' THEN
            was := to_jsonb(OLD){skipped};
        END IF;
        IF was IS DISTINCT FROM becomes THEN
            PERFORM shared_record_change(
                '{kind}', changed.id, ({name})::text, '{outer_kind}', ({outer_id})::bigint,
                was, becomes, ARRAY[{hidden}]::text[]
            );
        END IF;
        RETURN NULL;
    """,
        ),
        RecordsChanges(
            kind=kind,
            hidden=hide,
            name="emptying_is_recorded",
            when=pgtrigger.Before,
            level=pgtrigger.Statement,
            operation=pgtrigger.Truncate,
            func=f"""
        PERFORM shared_record_emptying('{kind}', TG_RELID::regclass);
        RETURN NULL;
    """,
        ),
    ]


def value_of(table: str, row_id: str, column: str = "name") -> str:
    """SQL for a column of the row that `row_id` (SQL) names, such as what people call it."""
    return f"(SELECT {column} FROM {table} WHERE id = {row_id})"  # noqa: S608 (constants of our models)
