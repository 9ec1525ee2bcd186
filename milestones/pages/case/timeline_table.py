"""The timeline in words: a row for each thing that happened, what it did, and which condition caused it."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from milestones.clock.fact import RESUMED, UNTIL, ClockId
from milestones.pages.case.case_file import CaseFile, Recorded, Standing
from milestones.pages.case.causes import actor_name
from milestones.pages.case.clock_cards import Causes
from milestones.pages.case.fact_words import fact_words
from milestones.pages.case.telling import Telling
from milestones.pages.case.triggers import trigger_name
from sla_admin.shared.api.instants import SECOND, as_instant

LATE = 60 * SECOND
"""Knowledge that came later than this is told as late."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row. `what` and `was` (taken back) are sentences; `told_at` (µs) says when we learned of it, where
    that was late; `used` is what the case's main clock had counted by then."""

    at: int
    what: tuple[str, ...]
    was: tuple[str, ...]
    condition: str
    told_at: int | None
    by_itself: bool
    withdrawn_at: int | None
    withdrawn_by: str
    used: str


@dataclass(frozen=True, slots=True)
class History:
    """`main` names the clock whose counted time the last column shows; `earlier` is how many rows are left
    out. `imported_at` (µs): what lies before it was learned at once, with the case."""

    lines: tuple[Line, ...]
    main: str
    earlier: int
    imported_at: int | None


SHOWN = 40
"""Rows that stand on the page at once; the earlier ones are a press away."""


def history_of(file: CaseFile, telling: Telling, *, whole: bool = False) -> History:
    """What happened, oldest first; the last rows unless `whole`."""
    main = main_clock(file)
    imported = _imported_at(file)
    happened = [list(group) for _key, group in groupby(_in_order(file.ledger), key=_place)]
    earlier = 0 if whole or len(happened) <= SHOWN + 5 else len(happened) - SHOWN
    table = _Table(file, telling, main, imported)
    lines = tuple(table.line(entries) for entries in happened[earlier:])
    return History(lines, "" if main is None else main.now.name, earlier, imported)


def main_clock(file: CaseFile) -> Standing | None:
    """The clock that tells the case's age best: the longest promise among the open ones, else among all."""
    among = file.open or file.closed
    return max(among, key=lambda each: (each.row.level, -each.row.pk), default=None)


class _Table:
    """What every row is put into words with."""

    def __init__(
        self, file: CaseFile, telling: Telling, main: Standing | None, imported_at: int | None
    ) -> None:
        self._file, self._telling, self._main, self._imported_at = file, telling, main, imported_at
        self._causes = Causes(file)
        self._names = {each.row.definition: each.now.name for each in file.clocks}
        self._recurring = frozenset(each.row.definition for each in file.clocks if each.row.occurrence > 1)
        self._before = _targets_before(file.facts)

    def line(self, entries: list[Recorded]) -> Line:
        """One row: facts of one instant and cause."""
        what: list[str] = []
        was: list[str] = []
        for each in entries:
            before = self._before.get(each.seq)
            words = fact_words(each.fact, self._names, self._telling, before, self._recurring)
            (what if each.withdrawn_at is None else was).append(words)
        first = entries[0]
        withdrawn = next((each for each in entries if each.withdrawn_at is not None), None)
        return Line(
            at=first.fact.occurred_at,
            what=tuple(what),
            was=tuple(was),
            condition=_condition(first, self._file, self._causes, self._telling),
            told_at=first.recorded_at if _is_late(first, self._imported_at) else None,
            by_itself=first.fact.cause == "timer",
            withdrawn_at=None if withdrawn is None else withdrawn.withdrawn_at,
            withdrawn_by="" if withdrawn is None else self._causes.get(withdrawn.withdrawn_by, ""),
            used=_used(self._main, self._file, first.fact.occurred_at, self._telling),
        )


def _targets_before(facts: list[Recorded]) -> dict[int, int]:
    """The target (µs) that its clock had before each fact, by the fact's number in the ledger."""
    targets: dict[ClockId, int] = {}
    before: dict[int, int] = {}
    for each in facts:
        clock = each.fact.clock
        if clock is None:
            continue
        if clock in targets:
            before[each.seq] = targets[clock]
        if "target" in each.fact.data:
            targets[clock] = each.fact.data["target"]
    return before


def _in_order(ledger: list[Recorded]) -> list[Recorded]:
    return sorted(ledger, key=lambda each: (each.fact.occurred_at, each.seq))


def _place(each: Recorded) -> tuple[int, str, int]:
    """Facts of one instant and one cause stand in one row; those of a clock's own time each in its own."""
    apart = each.seq if each.fact.cause == "timer" else 0
    return (each.fact.occurred_at, each.fact.cause, apart)


def _is_late(each: Recorded, imported_at: int | None) -> bool:
    if imported_at is not None and each.recorded_at <= imported_at:
        return False
    return each.recorded_at - each.fact.occurred_at > LATE


def _imported_at(file: CaseFile) -> int | None:
    """When the case was first heard of, if that was long after it was opened."""
    recorded = as_instant(file.case.recorded_at)
    return recorded + 5 * LATE if recorded - as_instant(file.case.opened_at) > LATE else None


def _condition(each: Recorded, file: CaseFile, causes: Mapping[str, str], telling: Telling) -> str:
    fact = each.fact
    if fact.cause == "timer":
        if fact.trigger:
            budget = fact.data.get("level")
            name = trigger_name(fact.trigger, telling.words)
            if budget is not None and name.endswith("%"):
                return _("%(trigger)s of %(budget)s") % {"trigger": name, "budget": telling.budget(budget)}
            return name
        if fact.kind == RESUMED:
            ended = fact.data.get("reason") == UNTIL
            return _("the pause reached its end") if ended else _("its pause budget was used up")
        return _("its time came")
    if fact.cause.startswith("fact:"):
        kind = fact.cause.split(":", 2)[1]
        return _("set off by “%(fact)s”") % {"fact": kind}
    known = causes.get(fact.cause)
    if known is not None:
        return known
    return actor_name(each.actor, file.names.users)


def _used(main: Standing | None, file: CaseFile, instant: int, telling: Telling) -> str:
    """What the main clock had counted by that instant; nothing before it began or after it closed."""
    if main is None or file.aside or instant < main.clock.started_at:
        return ""
    closed = main.clock.closed_at
    if closed is not None and instant > closed:
        return ""
    total = 0
    for segment in main.clock.segments:
        end = instant if segment.end is None else min(segment.end, instant)
        if end > segment.begin:
            total += file.plan.calendar(main.clock.hours, segment.timeline).elapsed(segment.begin, end)
    return telling.amount(total)
