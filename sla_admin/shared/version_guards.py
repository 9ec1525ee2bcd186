"""What holds a version still once it is in use, whatever the route.

A version and everything under it may change while it is a draft, and never again: running cases are pinned to
it, and replay reads it. An active version only makes way for the next and is retired. Guards of what is under
a version lock the version's row, so that a change under way and an activation can not pass each other.
"""

from dataclasses import dataclass
from typing import Literal

import pgtrigger

from sla_admin.shared.guards import Guard, refusal


@dataclass(frozen=True, slots=True)
class VersionGuards:
    """The guards of one kind of version, in its own words.

    `table` holds the versions, `word` names one ("process version"), `parts` what is under it, `owner` what
    it is a version of (a column `<owner>_id`), `free` the columns that an active version may still change.
    `lock` is how a change under a draft holds the version: "SHARE" lets edits of one draft pass each other,
    "NO KEY UPDATE" puts them one after the other.
    """

    table: str
    word: str
    parts: str
    owner: str
    free: tuple[str, ...]
    lock: Literal["SHARE", "NO KEY UPDATE"] = "SHARE"

    def starts_as_draft(self) -> Guard:
        """Refuses a version that is born in use."""
        return Guard(
            name="starts_as_draft",
            operation=pgtrigger.Insert,
            func=f"""
        IF NEW.status <> 'draft' THEN
            {refusal(f"A {self.word} begins as a draft and is activated afterwards.")}
        END IF;
        RETURN NEW;
    """,
        )

    def immutable_in_use(self) -> Guard:
        """Refuses every change of a version in use, but of the columns that are free."""
        free = ", ".join(f"'{column}'" for column in self.free)
        way = refusal(
            f"A {self.word} goes from draft to active to retired, not from % to %.",
            "OLD.status",
            "NEW.status",
        )
        return Guard(
            name="immutable_in_use",
            operation=pgtrigger.Update,
            declare=[("free", f"text[] := ARRAY[{free}]")],
            func=f"""
        IF NEW.id <> OLD.id OR NEW.{self.owner}_id <> OLD.{self.owner}_id OR NEW.number <> OLD.number THEN
            {refusal(f"A {self.word} keeps its {self.owner} and its number.")}
        END IF;
        IF (OLD.status, NEW.status) NOT IN (
            ('draft', 'draft'), ('draft', 'active'), ('active', 'active'), ('active', 'retired'),
            ('retired', 'retired')
        ) THEN
            {way}
        END IF;
        IF OLD.status = 'retired' AND to_jsonb(NEW) <> to_jsonb(OLD) THEN
            {refusal(self._in_use, "OLD.id", "OLD.status")}
        END IF;
        IF OLD.status = 'active' AND to_jsonb(NEW) - free <> to_jsonb(OLD) - free THEN
            {refusal(self._in_use, "OLD.id", "OLD.status")}
        END IF;
        RETURN NEW;
    """,
        )

    def stays_in_use(self) -> Guard:
        """Refuses to delete a version in use."""
        return Guard(
            name="stays_in_use",
            operation=pgtrigger.Delete,
            func=f"""
        IF OLD.status <> 'draft' THEN
            {refusal(f"{self._word} % is %: it can not be deleted.", "OLD.id", "OLD.status")}
        END IF;
        RETURN OLD;
    """,
        )

    def not_truncated(self) -> Guard:
        """Refuses TRUNCATE while any version is in use."""
        return Guard(
            name="not_truncated",
            level=pgtrigger.Statement,
            operation=pgtrigger.Truncate,
            func=f"""
            IF EXISTS (SELECT 1 FROM {self.table} WHERE status <> 'draft') THEN
                {refusal(f"{self._word}s are in use: their tables can not be truncated.")}
            END IF;
            RETURN NULL;
        """,  # noqa: S608  (every part is a constant of our models)
        )

    def child_of_draft(self, parent: str, to_version: str) -> Guard:
        """Lets a row under a version be inserted, changed or deleted only while that version is a draft.

        `parent` is the column that leads up; `to_version` selects the version's id for the value `%s` of it.
        """
        check = f"""
        SELECT version.id, version.status INTO of_version, of_status
        FROM {self.table} AS version
        WHERE version.id = ({to_version})
        FOR {self.lock};
        IF of_status <> 'draft' THEN
            {refusal(self._in_use, "of_version", "of_status")}
        END IF;
    """  # noqa: S608  (every part is a constant of our models)
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

    @property
    def _word(self) -> str:
        return self.word[:1].upper() + self.word[1:]

    @property
    def _in_use(self) -> str:
        return f"{self._word} % is %: it and its {self.parts} never change. Copy it to a draft instead."
