"""The one home of everything told about cases: API, pages, imports and commands all come through here.

Checks first, then one transaction for up to five hundred cases (milestones.engine). A request that is refused
changes nothing and hinders no other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from milestones.clock.event import CASE_OPENED, Command, Event
from milestones.clock.signals import OF_COMMENTS
from milestones.engine.cursor import RawCursor
from milestones.engine.ledger import canonical
from milestones.engine.load import lock
from milestones.engine.opening import CaseKey, KnownCase, Opening, find_cases, open_cases
from milestones.engine.plan import PinnedPlan
from milestones.engine.process import CHUNK, DIFFERS, Turn, in_halves, says_the_same, take_turn
from milestones.engine.work import CaseWork, Said
from milestones.selectors.known_milestones import known_milestones
from milestones.services.case_request import CaseRequest, Recorded
from milestones.services.coverage import Cover, cover, opening_event, write_coverage
from milestones.services.pause_reasons import KnownReasons
from milestones.services.references import ELSEWHERE, References
from milestones.services.request_checks import TOLERANCE, problems_of

DEFAULT_RECORD_TYPE = "case"


@dataclass(slots=True)
class _Item:
    """One request on its way: `answer` is set as soon as its fate is known."""

    place: int
    request: CaseRequest
    fields: dict[str, Any] = field(default_factory=dict)
    owners: dict[str, int] = field(default_factory=dict)
    event: Event | None = None
    answer: Recorded | None = None


@dataclass(slots=True)
class _Group:
    """All requests of one case, in the order in which they came."""

    key: CaseKey
    items: list[_Item]


def record(requests: Sequence[CaseRequest], *, at: int) -> list[Recorded]:
    """Record what was told, at `at` (the database's time, µs); one answer for each request, in their order.

    A case that is not there is opened, its coverage decided once and kept as an event. Where processing a
    case fails, what was told is kept and the case quarantined. Raises django.db.OperationalError when the
    database fails.
    """
    items = [_Item(place, request) for place, request in enumerate(requests)]
    for item in items:
        problems = problems_of(item.request, at)
        if problems:
            item.answer = _refused(problems)
    references = References(item.request for item in items if item.answer is None)
    groups: dict[CaseKey, _Group] = {}
    for item in items:
        if item.answer is None:
            item.fields, problems, item.owners = references.resolve(item.request)
            if problems:
                item.answer = _refused(problems)
                continue
            key = (item.request.source, item.request.external_id)
            groups.setdefault(key, _Group(key, [])).items.append(item)
    ordered = [groups[key] for key in sorted(groups)]
    for first in range(0, len(ordered), CHUNK):
        _record_groups(ordered[first : first + CHUNK], at)
    return [item.answer for item in items if item.answer is not None]


def _record_groups(groups: Sequence[_Group], at: int) -> None:
    in_halves(
        groups,
        lambda chosen: _attempt(chosen, at),
        lambda group, reason: _attempt([group], at, aside=reason),
    )


def _attempt(groups: Sequence[_Group], at: int, *, aside: str = "") -> Turn:
    batch = _Batch(groups, at, is_set_aside=bool(aside))
    turn = take_turn(batch.gather, at, aside=aside)
    batch.answer(turn)
    return turn


class _Batch:
    """One transaction's worth of requests. Made anew for every attempt, so that nothing of a failed one
    remains.
    """

    def __init__(self, groups: Sequence[_Group], at: int, *, is_set_aside: bool) -> None:
        self._groups = groups
        self._at = at
        self._is_set_aside = is_set_aside
        self._known: dict[CaseKey, KnownCase] = {}
        self._opened: dict[CaseKey, int] = {}
        self._milestones: dict[int, frozenset[str]] = {}
        self._reasons = KnownReasons(())
        self._answers: list[tuple[_Item, Recorded]] = []
        self._accepted: list[tuple[_Item, int, Event]] = []
        self._purged: set[int] = set()

    def gather(self, cursor: RawCursor) -> Sequence[CaseWork]:
        """Find or open the cases, refuse what does not fit them, lock them and hand out their events."""
        self._known = find_cases(cursor, [group.key for group in self._groups])
        openings = self._open(cursor)
        self._milestones = self._named_milestones()
        items = [item for group in self._groups for item in group.items]
        self._reasons = KnownReasons.for_commands(each for item in items for each in item.request.commands)
        arrivals: dict[int, tuple[list[Event], list[Said]]] = {}
        for group in self._groups:
            known = self._known.get(group.key)
            if known is None:
                self._refuse_all(group)
                continue
            events, said = self._events_of(group, known)
            if events or group.key in self._opened:
                arrivals[known.case_id] = (events, said)
        # The case first, then what it takes of an entitlement's allowance: one order for every writer.
        works = lock(cursor, sorted(arrivals))
        self._cover(cursor, openings, arrivals)
        self._purged = arrivals.keys() - {work.case_id for work in works}
        for work in works:
            events, work.comments = arrivals[work.case_id]
            work.events = sorted(events, key=lambda event: event.order)
        return works

    def answer(self, turn: Turn) -> None:
        """Set the answers, now that the transaction holds."""
        for item, answer in self._answers:
            item.answer = answer
        first: dict[tuple[int, str, str], Event] = {}
        opened = set(self._opened.values())
        for item, case_id, event in self._accepted:
            if case_id in self._purged:
                item.answer = _unknown(item.request)
                continue
            key = (case_id, event.source, event.id)
            before = turn.duplicates.get(key)
            same = first.setdefault(key, event)
            is_duplicate = before is not None or same is not event
            item.answer = Recorded(
                status="duplicate" if is_duplicate else "created" if case_id in opened else "updated",
                case_id=case_id,
                event_id=event.id,
                quarantined=turn.quarantined.get(case_id, ""),
                differs=before == DIFFERS or (before is None and not says_the_same(same, event)),
            )
            opened.discard(case_id)

    def _open(self, cursor: RawCursor) -> dict[CaseKey, Opening]:
        """Open the cases that are not there; answers those that this transaction opened."""
        wanted = {
            group.key: opening
            for group in self._groups
            if group.key not in self._known and (opening := _opening_of(group, self._at)) is not None
        }
        self._opened = open_cases(cursor, list(wanted.values()), self._at)
        for key, case_id in self._opened.items():
            opening = wanted[key]
            self._known[key] = KnownCase(case_id, opening.record_type, opening.opened_at, self._at, None)
        elsewhere = wanted.keys() - self._opened.keys()
        self._known.update(find_cases(cursor, elsewhere))
        return {key: wanted[key] for key in self._opened}

    def _named_milestones(self) -> dict[int, frozenset[str]]:
        asking = [
            (known.case_id, known.version)
            for group in self._groups
            if group.key not in self._opened
            and (known := self._known.get(group.key)) is not None
            and any(command.milestone for item in group.items for command in item.request.commands)
        ]
        return known_milestones(PinnedPlan(), asking) if asking else {}

    def _refuse_all(self, group: _Group) -> None:
        self._answers += [(item, _unknown(item.request)) for item in group.items]

    def _events_of(self, group: _Group, known: KnownCase) -> tuple[list[Event], list[Said]]:
        events: list[Event] = []
        said: list[Said] = []
        is_new = group.key in self._opened
        account = next((item.fields["account"] for item in group.items if "account" in item.fields), None)
        for item in group.items:
            problems = self._misfits(item.request, known, is_new=is_new)
            owner = item.fields.get("account", account if is_new else known.account)
            problems += [
                (f"fields.{name}", ELSEWHERE)
                for name, of in item.owners.items()
                if owner is not None and of != owner
            ]
            commands, unclear = self._resolved(item.request, known.record_type)
            problems += unclear
            if problems:
                self._answers.append((item, _refused(problems, known.case_id)))
                continue
            event = _event_of(item, known.opened_at if is_new else self._at, self._at, commands)
            self._accepted.append((item, known.case_id, event))
            events.append(event)
            comment = item.request.comment
            if comment is not None:
                said.append(
                    Said(
                        event.source, event.id, comment.kind, comment.author, comment.body, event.occurred_at
                    )
                )
        return events, said

    def _resolved(
        self, request: CaseRequest, record_type: str
    ) -> tuple[tuple[Command, ...], list[tuple[str, str]]]:
        """The commands with what their reason codes mean now, and what is wrong with these."""
        commands: list[Command] = []
        problems: list[tuple[str, str]] = []
        for place, command in enumerate(request.commands):
            resolved, wrong = self._reasons.resolve(command, record_type)
            commands.append(resolved)
            problems += [(f"commands.{place}.{field}", reason) for field, reason in wrong]
        return tuple(commands), problems

    def _misfits(self, request: CaseRequest, known: KnownCase, *, is_new: bool) -> list[tuple[str, str]]:
        """What is wrong with a request in view of its case."""
        problems = []
        if request.record_type and request.record_type != known.record_type:
            problems.append(("record_type", f"is {known.record_type} and never changes."))
        if request.opened_at is not None and not _is_opening(request.opened_at, known):
            problems.append(("opened_at", "was told otherwise when the case was opened, and never changes."))
        if request.occurred_at is not None and request.occurred_at < known.opened_at:
            problems.append(("occurred_at", "lies before the case was opened."))
        if CASE_OPENED in request.signals and not is_new:
            problems.append(("signals", "The case was opened before."))
        if not is_new:
            names = self._milestones.get(known.case_id, frozenset())
            problems += [
                (f"commands.{place}.milestone", f"The case has no milestone {command.milestone}.")
                for place, command in enumerate(request.commands)
                if command.milestone is not None and command.milestone not in names
            ]
        return problems

    def _cover(
        self,
        cursor: RawCursor,
        openings: dict[CaseKey, Opening],
        arrivals: dict[int, tuple[list[Event], list[Said]]],
    ) -> None:
        """Decide once which promise each new case finds, and open it with that."""
        if not openings or self._is_set_aside:
            return
        covers = [
            Cover.of_opening(
                self._opened[key], opening.record_type, opening.opened_at, arrivals[self._opened[key]][0]
            )
            for key, opening in openings.items()
        ]
        decided = cover(covers, self._at)
        write_coverage(cursor, decided)
        for each in decided:
            events = arrivals[each.case_id][0]
            silent = bool(events) and all(event.silent for event in events)
            events.append(opening_event(each, self._at, silent=silent))


def _is_opening(opened_at: int, known: KnownCase) -> bool:
    """Whether that is when the case was opened. A source's fast clock was set right when it was recorded."""
    if known.opened_at == known.recorded_at:
        return known.opened_at <= opened_at <= known.opened_at + TOLERANCE
    return opened_at == known.opened_at


def _opening_of(group: _Group, at: int) -> Opening | None:
    """How the requests of a case that is not there open it; None when none of them may."""
    openers = [item.request for item in group.items if not item.request.must_exist]
    if not openers:
        return None
    told = next((each.opened_at for each in openers if each.opened_at is not None), None)
    if told is None:
        told = min((each.occurred_at for each in openers if each.occurred_at is not None), default=at)
    record_type = next((each.record_type for each in openers if each.record_type), DEFAULT_RECORD_TYPE)
    return Opening(*group.key, record_type, min(told, at))


def _event_of(item: _Item, default: int, at: int, commands: tuple[Command, ...]) -> Event:
    """The event a request becomes. What a fast clock says happened in a moment happens now."""
    request = item.request
    occurred_at = default if request.occurred_at is None else request.occurred_at
    signals = tuple(signal for signal in dict.fromkeys(request.signals) if signal != CASE_OPENED)
    if request.comment is not None:
        signals = tuple(dict.fromkeys((*signals, OF_COMMENTS[request.comment.kind])))
    source = request.event_source or request.source
    return Event(
        id=request.event_id or _derived_id(request, source, occurred_at),
        source=source,
        occurred_at=min(occurred_at, at),
        recorded_at=at,
        sequence=request.sequence,
        actor=request.actor,
        fields=item.fields,
        signals=signals,
        commands=commands,
        silent=request.silent,
    )


def _derived_id(request: CaseRequest, source: str, occurred_at: int) -> str:
    """The same content gives the same id, so that a request repeated by a careful source is one event."""
    content = (
        source,
        occurred_at,
        request.sequence,
        request.actor,
        request.fields,
        request.signals,
        request.commands,
        request.comment,
    )
    return sha256(canonical(content)).hexdigest()[:32]


def _refused(problems: Sequence[tuple[str, str]], case_id: int | None = None) -> Recorded:
    return Recorded(status="refused", case_id=case_id, problems=tuple(problems))


def _unknown(request: CaseRequest) -> Recorded:
    sentence = f"There is no case {request.external_id} of the source {request.source}."
    return _refused([("external_id", sentence)])
