"""Pause reasons: made and changed in one place, and what a pause by hand that names one means."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from entitlements.services.rows import assign, remove, store
from milestones.clock.event import Command
from milestones.models import PauseReason
from milestones.selectors.pause_reasons import clocks_paused_under
from sla_admin.shared.errors import Conflict

Problem = tuple[str, str]


def create_pause_reason(given: Mapping[str, Any], *, actor: str = "", reason: str = "") -> PauseReason:
    """A reason people may choose. `given` holds fields of `PauseReason`.

    Raises InvalidInput naming each wrong field, Conflict where another request took its key or name.
    """
    row = PauseReason()
    assign(row, given, {})
    store(row, actor=actor, reason=reason)
    return row


def change_pause_reason(
    row: PauseReason, given: Mapping[str, Any], *, actor: str = "", reason: str = ""
) -> PauseReason:
    """The reason with what is given changed; its key stays. Pauses made under it stay as they are.

    The caller holds the row's lock. Raises InvalidInput naming each wrong field.
    """
    assign(row, given, {})
    store(row, actor=actor, reason=reason)
    return row


def delete_pause_reason(row: PauseReason, *, actor: str = "", reason: str = "") -> None:
    """Remove a reason that no pause ever named. Raises Conflict where one does."""
    used = clocks_paused_under([row.key]).get(row.key, 0)
    if used:
        clocks = "1 clock was" if used == 1 else f"{used:,} clocks were"
        raise Conflict(f"{clocks} paused under {row.name}, so it stays. Switch it off instead.")
    remove(row, actor=actor, reason=reason)


class KnownReasons:
    """The reasons there are, read once for a batch of commands."""

    def __init__(self, rows: Iterable[PauseReason]) -> None:
        self._rows = sorted(rows, key=lambda row: (row.position, row.name))
        self._by_key = {row.key: row for row in self._rows}

    @classmethod
    def for_commands(cls, commands: Iterable[Command]) -> "KnownReasons":
        """Those there are, if any of these commands pauses something; else none are asked for."""
        pauses = any(command.kind == "pause" for command in commands)
        return cls(PauseReason.objects.all() if pauses else ())

    def resolve(self, command: Command, record_type: str) -> tuple[Command, list[Problem]]:
        """The command with what its code means now, and what is wrong with it (field, reason).

        The words of the code come before the note, and stay with the pause.
        """
        if command.kind != "pause":
            return command, []
        offered = [row for row in self._rows if row.is_for(record_type)]
        words = ", ".join(row.key for row in offered)
        if not command.reason_code:
            if offered:
                return command, [("reason_code", f"is required. Choose one of: {words}.")]
            return command, []
        row = self._by_key.get(command.reason_code)
        if row is None or row not in offered:
            said = "There is no such pause reason." if row is None else f"{row.name} is not in use for this."
            return command, [("reason_code", f"{said} Choose one of: {words}." if offered else said)]
        note = command.reason.strip()
        if row.needs_note and not note:
            return command, [("reason", f"“{row.name}” needs a note: say more.")]
        return (
            msgspec.structs.replace(
                command,
                reason=f"{row.name}: {note}" if note else row.name,
                outside_budget=not row.counts_against_budget,
            ),
            [],
        )
