"""Some cases of a what-if: read, folded twice, compared, and written down as its lines.

Reading and folding happen where the database refuses every write; only the lines are written afterwards.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import Error as DatabaseError
from django.db.models import QuerySet
from psycopg import Error as DriverError

from entitlements.business_time.instants import MINUTE, SECOND, to_instant
from escalations.models import WhatIfAlert, WhatIfCase, WhatIfClock
from escalations.services.what_if.lines import ALERTS, CASES, CLOCKS, Line, clock_line, write_lines
from escalations.services.what_if.plan import TriedPlan
from escalations.services.what_if.recipients import Asked, Recipients
from escalations.services.what_if.tried import Question, known_then, moved_now, try_case
from milestones.clock.comparison import paired
from milestones.clock.event import Event
from milestones.clock.fold import decode_state
from milestones.clock.lived import Lived
from milestones.clock.state import State
from milestones.engine.cursor import raw_cursor
from milestones.engine.deciding import ASIDE
from milestones.engine.garbage import no_collections
from milestones.engine.load import histories
from milestones.engine.process import reason_of
from milestones.models import Case
from sla_admin.shared.read_only import reading_only


class Stored(NamedTuple):
    """A case and where the engine stands with it. Instants are µs, UTC."""

    case_id: int
    name: str
    state: bytes
    folded_at: int
    next_due_at: int | None
    is_aside: bool


@dataclass(slots=True)
class Looked:
    """What was found out about some cases. `compared` counts those whose recorded state could be held against
    the fold of their events; `failures` are cases with the reason why they could not be looked at.
    """

    cases: list[int] = field(default_factory=list)
    compared: int = 0
    failures: list[tuple[Stored, str]] = field(default_factory=list)
    clock_lines: list[Line] = field(default_factory=list)
    alert_lines: list[Line] = field(default_factory=list)
    case_lines: list[Line] = field(default_factory=list)


def look_at(rows: QuerySet[Case], what_if: int, question: Question, zone: ZoneInfo) -> Looked:
    """Look at these cases. Writes nothing: the lines are the caller's to keep."""
    with reading_only(), no_collections():
        return _Look(what_if, question, zone).at(list(_stored(rows)))


def keep(found: Looked) -> None:
    """Write the lines, in the caller's transaction."""
    with raw_cursor() as cursor:
        write_lines(cursor, WhatIfClock, CLOCKS, found.clock_lines)
        write_lines(cursor, WhatIfAlert, ALERTS, found.alert_lines)
        write_lines(cursor, WhatIfCase, CASES, found.case_lines)


def _stored(rows: QuerySet[Case]) -> Iterator[Stored]:
    of_engine = ("state", "folded_at", "next_due_at", "quarantined_at")
    for pk, external_id, subject, state, folded_at, due_at, aside in rows.values_list(
        "pk", "external_id", "subject", *(f"engine_state__{name}" for name in of_engine)
    ):
        yield Stored(
            pk,
            f"{external_id} {subject}".strip(),
            bytes(state),
            to_instant(folded_at),
            None if due_at is None else to_instant(due_at),
            aside is not None,
        )


class _Look:
    def __init__(self, what_if: int, question: Question, zone: ZoneInfo) -> None:
        self._what_if = what_if
        self._question = question
        self._plan = TriedPlan(question.process)
        self._hours = _HoursOfDay(zone)
        self._found = Looked()
        self._asked: list[tuple[int, int, Asked, bool]] = []

    def at(self, rows: Sequence[Stored]) -> Looked:
        with raw_cursor() as cursor:
            past = histories(cursor, [row.case_id for row in rows])
        for row in rows:
            self._found.cases.append(row.case_id)
            if row.is_aside:
                self._fail(row, ASIDE)
                continue
            try:
                self._case(row, past[row.case_id])
            except (DatabaseError, DriverError):
                raise
            except Exception as error:  # noqa: BLE001 - one case that cannot be folded hides no other
                self._fail(row, reason_of(error))
        self._tell()
        return self._found

    def _fail(self, row: Stored, reason: str) -> None:
        self._found.failures.append((row, reason))
        self._found.case_lines.append((self._what_if, row.case_id, [], [], reason, False))

    def _case(self, row: Stored, events: Sequence[Event]) -> None:
        plan, question = self._plan, self._question
        known = known_then(events, question.as_of)
        before, after = try_case(plan, question, known)
        tier, priority = _standing(before.state)
        differs = self._differs(row, before.state, is_all=len(known) == len(events))
        lines = [
            clock_line(
                self._what_if, row.case_id, plan, pair, tier=tier, priority=priority, as_of=question.as_of
            )
            for pair in paired(before.clocks, after.clocks)
        ]
        asked = [
            *self._alerts(row.case_id, before, is_after=False),
            *self._alerts(row.case_id, after, is_after=True),
        ]
        # Last: it changes the state that the clocks above are part of.
        moved = moved_now(plan, question, before.state)
        violated = sorted({each.milestone for each in moved if each.is_newly_violated})
        relieved = sorted({each.milestone for each in moved if each.is_relieved})
        self._found.clock_lines += lines
        self._asked += asked
        if violated or relieved or differs:
            self._found.case_lines.append((self._what_if, row.case_id, violated, relieved, "", differs))

    def _differs(self, row: Stored, state: State, *, is_all: bool) -> bool:
        """Whether the fold disagrees with what was recorded; not asked where time has passed in between."""
        as_of = self._question.as_of
        is_due = row.next_due_at is not None and row.next_due_at < as_of
        if not is_all or is_due or row.folded_at > as_of:
            return False
        self._found.compared += 1
        return decode_state(row.state) != state

    def _alerts(self, case: int, life: Lived, *, is_after: bool) -> Iterator[tuple[int, int, Asked, bool]]:
        for moment in life.moments:
            for sending in self._plan.sendings(moment.fact):
                hour = self._hours.of(moment.fact.occurred_at)
                yield case, hour, Asked(sending.entry, moment.owner, moment.queue), is_after

    def _tell(self) -> None:
        """Make lines of the alerts: one for each recipient, case and hour of the day."""
        recipients = Recipients()
        recipients.learn({asked for _, _, asked, _ in self._asked})
        counts: Counter[tuple[int, str, int, bool]] = Counter()
        for case, hour, asked, is_after in self._asked:
            for recipient in recipients.of(asked):
                counts[case, recipient, hour, is_after] += 1
        for case, recipient, hour in sorted({key[:3] for key in counts}):
            before, after = (counts[case, recipient, hour, is_after] for is_after in (False, True))
            self._found.alert_lines.append((self._what_if, case, recipient, hour, before, after))


def _standing(state: State) -> tuple[str, str]:
    tier = "" if state.promise is None else state.promise.tier
    return tier, str(state.fields.get("priority") or "")


class _HoursOfDay:
    """The hour on the wall of a zone. Zones lie quarters of an hour apart: a quarter has one answer."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._known: dict[int, int] = {}

    def of(self, instant: int) -> int:
        quarter = instant // (15 * MINUTE)
        known = self._known.get(quarter)
        if known is None:
            begin = datetime.fromtimestamp(quarter * 15 * MINUTE // SECOND, UTC)
            known = self._known[quarter] = begin.astimezone(self._zone).hour
        return known
