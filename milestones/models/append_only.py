"""What keeps source events and the ledger as they were written, whatever the route.

The one way out is the SQL function `milestones_purge` (milestones.services.purge): it sets
`milestones.purging` for its own transaction and leaves a tombstone for every case.
"""

import pgtrigger

from sla_admin.shared.guards import Guard, refusal

PURGING = "coalesce(current_setting('milestones.purging', true), '') <> ''"


def never_changed(what: str) -> Guard:
    """Refuses UPDATE, also while purging."""
    return Guard(
        name="never_changed",
        operation=pgtrigger.Update,
        func=refusal(f"{what} are written once and never changed. Record another event instead."),
    )


def only_purged(what: str) -> Guard:
    """Refuses DELETE outside the purge."""
    return Guard(
        name="only_purged",
        operation=pgtrigger.Delete,
        func=f"""
            IF {PURGING} THEN
                RETURN OLD;
            END IF;
            {refusal(f"{what} are never deleted, except with their case through milestones_purge.")}
        """,
    )


def never_truncated(what: str) -> Guard:
    """Refuses TRUNCATE outside the purge."""
    return Guard(
        name="never_truncated",
        level=pgtrigger.Statement,
        operation=pgtrigger.Truncate,
        func=f"""
            IF NOT {PURGING} THEN
                {refusal(f"{what} are never deleted, except with their case through milestones_purge.")}
            END IF;
            RETURN NULL;
        """,
    )


def append_only(what: str) -> list[Guard]:
    """The three together."""
    return [never_changed(what), only_purged(what), never_truncated(what)]
