"""Policy tests as plain values: given a case and what happens to it, then these clocks stand so.

They belong to a version and say what its author meant, so that a later edit that breaks it is refused when it
is to be activated. Instants are written with their offset, as the contract's examples are.
"""

from typing import Any, Literal

import msgspec

Standing = Literal["violated", "at_risk", "on_track", "paused", "met_late", "met", "canceled", "not_started"]


class GivenCommand(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Completing, pausing or resuming by hand."""

    kind: Literal["complete", "pause", "resume"]
    milestone: str | None = None
    reason: str = ""


class GivenEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One thing that happens: fields told, signals given, deeds by hand, at `at` (RFC 3339)."""

    at: str
    fields: dict[str, Any] = {}
    signals: tuple[str, ...] = ()
    commands: tuple[GivenCommand, ...] = ()


class Given(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The case: opened at `opened_at` (RFC 3339) with `fields`, under an entitlement of `tier` (its key,
    blank: none); `hours` is the id of that entitlement's own hours.
    """

    opened_at: str
    fields: dict[str, Any] = {}
    tier: str = ""
    hours: int | None = None
    events: tuple[GivenEvent, ...] = ()


class Expected(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is said of one clock: the `occurrence`-th of `milestone` (its key) in its cycle.

    Whatever is given must hold: its `target_at`, its `standing` at `at` (without it, when all is over),
    whether it was `violated` by then, and all `alerts` its matrix gives out, each as "trigger target"
    ("100 owner"); none may be missing and none be there beside them.
    """

    milestone: str
    occurrence: int = 1
    target_at: str | None = None
    at: str | None = None
    standing: Standing | None = None
    violated: bool | None = None
    alerts: tuple[str, ...] | None = None


class PolicyTest(msgspec.Struct, frozen=True):
    """A named test of a version."""

    name: str
    given: Given
    then: tuple[Expected, ...]


def read_given(raw: Any) -> Given:
    """Read a stored case. Raises msgspec.ValidationError naming field and reason."""
    return msgspec.convert(raw, Given)


def read_expected(raw: Any) -> tuple[Expected, ...]:
    """Read stored expectations. Raises msgspec.ValidationError naming field and reason."""
    return msgspec.convert(raw, tuple[Expected, ...])
