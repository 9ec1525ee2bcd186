"""Which cases a list shows: a question as it stands in an address, a form or a saved view, and its answer in
SQL.

The names of the parameters are those of the API's list of cases, so that a link, a saved view and a call of
the API say the same.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Literal, get_args
from zoneinfo import ZoneInfo

import msgspec
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.datastructures import MultiValueDict

from milestones.clock.standing import NO_CLOCK, STANDINGS
from milestones.models import Case, CaseMilestone, OpenCase
from milestones.models.case import CHANNELS, COVERAGE_OUTCOMES, RECORD_TYPES
from milestones.models.case_milestone import OPEN
from milestones.models.open_case import PAST
from milestones.selectors.asker import Asker
from milestones.selectors.search import searched
from milestones.selectors.standing import cases_standing
from sla_admin.shared.api.instants import as_datetime
from sla_admin.shared.errors import InvalidInput

Scope = Literal["mine", "team", "unassigned", "all"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
State = Literal["open", "closed", "any"]
STATES: tuple[State, ...] = get_args(State)
Due = Literal["past", "before_close"]
DUES: tuple[Due, ...] = get_args(Due)

NOBODY = "nobody"
"""As an owner: cases that have none."""
NONE = "none"
"""As a queue: cases that wait in none."""

_LONGEST = 200
_MOST = 50
_WORDS: dict[str, tuple[str, ...]] = {
    "scope": SCOPES,
    "state": STATES,
    "due": DUES,
    "channel": CHANNELS,
    "record_type": RECORD_TYPES,
    "standing": (*STANDINGS, NO_CLOCK),
    "coverage_outcome": COVERAGE_OUTCOMES,
}
_ONE = ("scope", "state", "due", "opened_from", "opened_to", "text")
_NUMBERS = ("account", "contact", "entitlement")


class CaseFilter(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A question to the list of cases. Several values of one field mean any of them; several fields, all.

    `scope` is as seen by one person (`Asker`). `owner` are user names or `nobody`, `queue` keys or `none`,
    `tier` keys; `account`, `contact`, `entitlement` our numbers. `opened_from` and `opened_to` are local
    days, both included. `due` speaks of running clocks: `past` their target, or `before_close`: with a target
    before the team's day ends. `text` is looked for as in the search.
    """

    scope: Scope = "all"
    state: State = "open"
    text: str = ""
    account: tuple[int, ...] = ()
    contact: tuple[int, ...] = ()
    entitlement: tuple[int, ...] = ()
    tier: tuple[str, ...] = ()
    priority: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    queue: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    record_type: tuple[str, ...] = ()
    standing: tuple[str, ...] = ()
    coverage_outcome: tuple[str, ...] = ()
    due: Due | None = None
    opened_from: date | None = None
    opened_to: date | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether it asks for more than a scope."""
        return self != CaseFilter(scope=self.scope, state=self.state)

    def as_parameters(self) -> dict[str, list[str]]:
        """The question as parameters of an address, defaults left out, in a fixed order."""
        told = msgspec.to_builtins(self)
        return {
            name: [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]
            for name, value in told.items()
            if value not in (None, "", ())
        }


PARAMETERS = CaseFilter.__struct_fields__
"""Every parameter a question can have."""


def parse_filter(given: Mapping[str, Iterable[str]]) -> CaseFilter:
    """The question that these parameters ask; other parameters are somebody else's. Blank values ask nothing.

    Raises InvalidInput naming each parameter that is wrong.
    """
    found, problems = _read(given)
    if problems:
        raise InvalidInput(problems)
    return found


def read_filter(given: Mapping[str, Iterable[str]]) -> tuple[CaseFilter, list[tuple[str, str]]]:
    """The question as far as it can be understood, and what could not: for addresses that people edited, and
    saved views that outlived a word.
    """
    return _read(given)


def parameters_of(query: MultiValueDict[str, str]) -> dict[str, list[str]]:
    """The lists of values in an address or a form."""
    return {name: query.getlist(name) for name in query if name in PARAMETERS}


def _read(given: Mapping[str, Iterable[str]]) -> tuple[CaseFilter, list[tuple[str, str]]]:
    told: dict[str, object] = {}
    problems: list[tuple[str, str]] = []
    for name, raw in given.items():
        if name not in PARAMETERS:
            continue
        texts = [raw] if isinstance(raw, str) else list(raw)
        values = list(dict.fromkeys(str(text).strip() for text in texts if str(text).strip()))
        good = []
        for value in values[:_MOST]:
            read = _value(name, value)
            if isinstance(read, InvalidInput):
                problems.extend(read.problems)
            else:
                good.append(read)
        if len(values) > _MOST:
            problems.append((name, f"takes {_MOST} values at most."))
        if name in _ONE and len(good) > 1:
            problems.append((name, "takes one value."))
        if good:
            told[name] = good[0] if name in _ONE else tuple(good)
    found = CaseFilter(**told)  # type: ignore[arg-type]  # each value was read for its name
    if found.opened_from and found.opened_to and found.opened_to < found.opened_from:
        problems.append(("opened_to", "lies before the first day."))
    return found, problems


def _value(name: str, value: str) -> object:
    """One value of a parameter as what it means, or the problem it is."""
    if len(value) > _LONGEST:
        return InvalidInput.of(name, f"must not be longer than {_LONGEST} characters.")
    if "\x00" in value:
        return InvalidInput.of(name, "must not contain the character NUL.")
    if name in _WORDS and value not in _WORDS[name]:
        return InvalidInput.of(name, f"{value!r} is none of: {', '.join(_WORDS[name])}.")
    if name in _NUMBERS:
        if not value.isascii() or not value.isdigit() or not 0 < int(value) < 2**63:
            return InvalidInput.of(name, f"{value!r} is no number of one.")
        return int(value)
    if name in ("opened_from", "opened_to"):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return InvalidInput.of(name, f"{value!r} is no date like 2026-11-20.")
    return value


def filtered(question: CaseFilter, asker: Asker) -> QuerySet[Case]:
    """The cases that answer it, in no order."""
    cases = Case.objects.order_by()
    if question.state != "any":
        cases = cases.filter(closed_at__isnull=question.state == "open")
    cases = cases.filter(*_conditions(question, asker, _OF_CASES))
    if question.text:
        cases = searched(cases, question.text)
    if question.due:
        cases = cases.filter(Exists(_due_clocks(question.due, asker.days.closes_at)))
    if question.standing:
        standing_so = [cases_standing(Case.objects.order_by(), word) for word in question.standing]  # type: ignore[arg-type]  # checked when read
        cases = cases.filter(_any_of(Q(pk__in=each.values("pk")) for each in standing_so))
    return cases


def filtered_open(question: CaseFilter, asker: Asker) -> QuerySet[OpenCase]:
    """The open cases that answer it, in no order, as the rows by which they are ranked. Whatever else the
    question says of open and closed.
    """
    cases = OpenCase.objects.order_by().filter(*_conditions(question, asker, _OF_OPEN_CASES))
    if question.text:
        cases = cases.filter(case__in=searched(Case.objects.order_by(), question.text))
    if question.due == "past":
        cases = cases.filter(rank=PAST)
    elif question.due:
        cases = cases.filter(Exists(_due_clocks(question.due, asker.days.closes_at)))
    if question.standing:
        cases = cases.filter(standing__in=question.standing)
    return cases


_OF_CASES = {
    "account": "account",
    "contact": "contact",
    "entitlement": "entitlement",
    "channel": "channel",
    "record_type": "record_type",
    "coverage_outcome": "coverage_outcome",
    "tier": "entitlement__tier__key",
    "priority": "priority",
    "status": "status",
    "owner": "owner",
    "queue": "queue",
    "opened_at": "opened_at",
}
"""Where a case has what is asked for."""

_IN_ROW = ("account", "coverage_outcome", "priority", "owner", "queue", "opened_at")
_OF_OPEN_CASES = {
    field: "tier__key" if field == "tier" else path if field in _IN_ROW else f"case__{path}"
    for field, path in _OF_CASES.items()
}
"""Where the row of an open case has it: in itself if it can."""


def _conditions(question: CaseFilter, asker: Asker, paths: Mapping[str, str]) -> Iterator[Q]:
    """What the question asks of fields, scope included."""
    yield from _scope(question.scope, asker, paths)
    for field in ("account", "contact", "entitlement", "channel", "record_type", "coverage_outcome", "tier"):
        if chosen := getattr(question, field):
            yield Q(**{f"{paths[field]}__in": chosen})
    for field in ("priority", "status"):
        if chosen := getattr(question, field):
            yield _any_of(Q(**{f"{paths[field]}__iexact": each}) for each in chosen)
    for field, name, nothing in (("owner", "username", NOBODY), ("queue", "key", NONE)):
        if chosen := getattr(question, field):
            named = Q(**{f"{paths[field]}__{name}__in": chosen})
            yield named | Q(**{paths[field]: None}) if nothing in chosen else named
    opened = paths["opened_at"]
    if question.opened_from:
        yield Q(**{f"{opened}__gte": _midnight(question.opened_from, asker.zone)})
    if question.opened_to:
        yield Q(**{f"{opened}__lt": _midnight(question.opened_to + timedelta(days=1), asker.zone)})


def _scope(scope: Scope, asker: Asker, paths: Mapping[str, str]) -> Iterator[Q]:
    """The cases of a person: their own; those of their teams, by queue or by owner; and those without an
    owner that wait in queues of their teams, of no team, or in none. Who is in no team sees all without an
    owner.
    """
    owner, queue = paths["owner"], paths["queue"]
    if scope == "mine":
        yield Q(**{owner: asker.user_id})
    elif scope == "team":
        desk = asker.desk
        yield Q(**{f"{queue}__in": desk.queues}) | Q(**{f"{owner}__in": desk.people})
    elif scope == "unassigned":
        yield Q(**{owner: None})
        if asker.has_team:
            near = (*asker.desk.queues, *asker.desk.loose_queues)
            yield Q(**{f"{queue}__in": near}) | Q(**{queue: None})


def _due_clocks(due: Due, closes_at: int) -> QuerySet[CaseMilestone]:
    clocks = CaseMilestone.objects.filter(case=OuterRef("pk"))
    if due == "past":
        return clocks.filter(status__in=OPEN, is_violated=True)
    return clocks.filter(status="running", is_violated=False, target_at__lte=as_datetime(closes_at))


def _any_of(conditions: Iterable[Q]) -> Q:
    """One of them at least; there is one at least."""
    return reduce(or_, conditions)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)
