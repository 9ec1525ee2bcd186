"""What can be told about a case: one request, from whichever edge it comes."""

from typing import Any, Literal

import msgspec

from milestones.clock.event import Command

Status = Literal["created", "updated", "duplicate", "refused"]


class CommentText(msgspec.Struct, frozen=True):
    """What was said. `kind`: `public` (to the customer), `internal` (to colleagues), `customer` (by them)."""

    kind: str
    body: str
    author: str = ""


class CaseRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One thing told about one case; it becomes one event with all its fields and signals.

    `source` and `external_id` name the case; it is opened when there is none, unless `must_exist`. Instants
    are microseconds since 1970 in UTC: without `occurred_at` the event happened at opened-at when it opens
    the case, now otherwise; without `opened_at` a case is opened at `occurred_at`. `event_source` blank: the
    case's own source. `event_id` blank: derived from the content, so that the same request twice is one
    event.

    `fields` are what the source asserts: `priority`, `status`, `channel`, `subject`, `queue` (its key),
    `owner` (user name, or our number), `account` and `contact` (external id, or our number),
    `attributes.<name>`. None takes a value away.
    """

    source: str
    external_id: str
    must_exist: bool = False
    record_type: str = ""
    opened_at: int | None = None
    occurred_at: int | None = None
    sequence: int = 0
    event_id: str = ""
    event_source: str = ""
    actor: str = ""
    fields: dict[str, Any] = {}
    signals: tuple[str, ...] = ()
    commands: tuple[Command, ...] = ()
    comment: CommentText | None = None
    silent: bool = False


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a request. `problems` are (field, reason) pairs; where there are any, nothing was
    changed.

    `quarantined`: the event is kept, but the case is set aside for that reason and its clocks stand where
    they stood. `differs`: an event with this id was recorded before with other content; the first one stays.
    """

    status: Status
    case_id: int | None = None
    event_id: str = ""
    problems: tuple[tuple[str, str], ...] = ()
    quarantined: str = ""
    differs: bool = False
