# ruff: noqa: S608 (the guards are put together from constants of this package alone)
"""What holds a matrix version still once it is in use, whatever the route.

A version and everything under it may change while it is a draft, and never again: running cases are pinned to
it, and replay asks it for field updates. The only change an active version sees is that it is retired. Guards
of rows and entries lock the version's row, so that edits of one draft come one after the other and none can
pass an activation.
"""

import pgtrigger

from sla_admin.shared.guards import Guard, refusal

_IN_USE = "Matrix version % is %: it and its cells never change. Copy it to a draft instead."

version_starts_as_draft = Guard(
    name="starts_as_draft",
    operation=pgtrigger.Insert,
    func=f"""
        IF NEW.status <> 'draft' THEN
            {refusal("A matrix version begins as a draft and is activated afterwards.")}
        END IF;
        RETURN NEW;
    """,
)

version_is_immutable = Guard(
    name="immutable_in_use",
    operation=pgtrigger.Update,
    declare=[("free", "text[] := ARRAY['status', 'retired_at', 'retired_by']")],
    func=f"""
        IF NEW.id <> OLD.id OR NEW.matrix_id <> OLD.matrix_id OR NEW.number <> OLD.number THEN
            {refusal("A matrix version keeps its matrix and its number.")}
        END IF;
        IF (OLD.status, NEW.status) NOT IN (
            ('draft', 'draft'), ('draft', 'active'), ('active', 'active'), ('active', 'retired'),
            ('retired', 'retired')
        ) THEN
            {
        refusal(
            "A matrix version goes from draft to active to retired, not from % to %.",
            "OLD.status",
            "NEW.status",
        )
    }
        END IF;
        IF OLD.status = 'retired' AND to_jsonb(NEW) <> to_jsonb(OLD) THEN
            {refusal(_IN_USE, "OLD.id", "OLD.status")}
        END IF;
        IF OLD.status = 'active' AND to_jsonb(NEW) - free <> to_jsonb(OLD) - free THEN
            {refusal(_IN_USE, "OLD.id", "OLD.status")}
        END IF;
        RETURN NEW;
    """,
)

version_in_use_stays = Guard(
    name="stays_in_use",
    operation=pgtrigger.Delete,
    func=f"""
        IF OLD.status <> 'draft' THEN
            {refusal("Matrix version % is %: it can not be deleted.", "OLD.id", "OLD.status")}
        END IF;
        RETURN OLD;
    """,
)


def not_truncated() -> Guard:
    """Refuses TRUNCATE while any version is in use."""
    return Guard(
        name="not_truncated",
        level=pgtrigger.Statement,
        operation=pgtrigger.Truncate,
        func=f"""
            IF EXISTS (SELECT 1 FROM escalations_matrixversion WHERE status <> 'draft') THEN
                {refusal("Matrix versions are in use: their tables can not be truncated.")}
            END IF;
            RETURN NULL;
        """,
    )


def child_of_draft(parent: str, to_version: str) -> Guard:
    """Lets a row under a version be inserted, changed or deleted only while that version is a draft.

    `parent` is the column that leads up; `to_version` selects the version's id for the value `%s` of that
    column.
    """

    def check(row: str) -> str:
        version = to_version % f"{row}.{parent}"
        return f"""
            SELECT version.id, version.status INTO held_id, held_status
            FROM escalations_matrixversion AS version
            WHERE version.id = ({version})
            FOR NO KEY UPDATE;
            IF held_status <> 'draft' THEN
                {refusal(_IN_USE, "held_id", "held_status")}
            END IF;
        """

    return Guard(
        name="only_in_a_draft",
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("held_id", "bigint"), ("held_status", "text")],
        func=f"""
            IF TG_OP <> 'INSERT' THEN
                {check("OLD")}
            END IF;
            IF TG_OP = 'DELETE' THEN
                RETURN OLD;
            END IF;
            {check("NEW")}
            RETURN NEW;
        """,
    )


nothing_stands_alone = Guard(
    name="z_nothing_stands_alone",
    operation=pgtrigger.Insert | pgtrigger.Update,
    func=f"""
        IF EXISTS (
            SELECT 1 FROM escalations_cellentry AS other
            WHERE other.row_id = NEW.row_id AND other.trigger = NEW.trigger AND other.id <> NEW.id
              AND (other.action = 'nothing' OR NEW.action = 'nothing')
        ) THEN
            {refusal("A cell that says nothing happens can not hold anything else.")}
        END IF;
        RETURN NEW;
    """,
)
"""Runs after `only_in_a_draft` (guards run in the order of their names), which serializes edits."""
