"""What holds a process version still once it is in use, whatever the route.

A version and everything under it may change while it is a draft, and never again: running clocks, the
ledger and replay read it. An active version only stops being the default and is retired. The triggers lock
the version's row, so that a change under way and an activation can not pass each other.
"""

import pgtrigger

from sla_admin.shared.guards import Guard, refusal

_IN_USE = "Process version % is %: it and its milestones never change. Copy it to a draft instead."

version_starts_as_draft = Guard(
    name="starts_as_draft",
    operation=pgtrigger.Insert,
    func=f"""
        IF NEW.status <> 'draft' THEN
            {refusal("A process version begins as a draft and is activated afterwards.")}
        END IF;
        RETURN NEW;
    """,
)

version_is_immutable = Guard(
    name="immutable_in_use",
    operation=pgtrigger.Update,
    declare=[
        ("free", "text[] := ARRAY['status', 'is_default', 'retired_at', 'retired_by', 'retired_reason']")
    ],
    func=f"""
        IF NEW.id <> OLD.id OR NEW.process_id <> OLD.process_id OR NEW.number <> OLD.number THEN
            {refusal("A process version keeps its process and its number.")}
        END IF;
        IF (OLD.status, NEW.status) NOT IN (
            ('draft', 'draft'), ('draft', 'active'), ('active', 'active'), ('active', 'retired'),
            ('retired', 'retired')
        ) THEN
            {
        refusal(
            "A process version goes from draft to active to retired, not from % to %.",
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
            {refusal("Process version % is %: it can not be deleted.", "OLD.id", "OLD.status")}
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
            IF EXISTS (SELECT 1 FROM entitlements_processversion WHERE status <> 'draft') THEN
                {refusal("Process versions are in use: their tables can not be truncated.")}
            END IF;
            RETURN NULL;
        """,  # noqa: S608  (nothing in it comes from outside)
    )


def child_of_draft(parent: str, to_version: str) -> Guard:
    """Lets a row under a version be inserted, changed or deleted only while that version is a draft.

    `parent` is the column that leads up; `to_version` selects the version's id for the value `%s` of it.
    """
    check = f"""
        SELECT version.id, version.status INTO of_version, of_status
        FROM entitlements_processversion AS version
        WHERE version.id = ({to_version})
        FOR SHARE;
        IF of_status <> 'draft' THEN
            {refusal(_IN_USE, "of_version", "of_status")}
        END IF;
    """  # noqa: S608  (nothing in it comes from outside)
    return Guard(
        name="only_in_a_draft",
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("of_version", "bigint"), ("of_status", "text")],
        func=f"""
            IF TG_OP <> 'INSERT' THEN
                {check.replace("%s", f"OLD.{parent}")}
            END IF;
            IF TG_OP = 'DELETE' THEN
                RETURN OLD;
            END IF;
            {check.replace("%s", f"NEW.{parent}")}
            RETURN NEW;
        """,
    )
