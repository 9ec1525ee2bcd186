"""A queue as a page draws it: groups of rows, numbers, and the way to what comes before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import msgspec
from django.core.cache import cache
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entitlements.selectors.closed_hours import closed_hours
from milestones.engine.plan import PinnedPlan
from milestones.models import OpenCase
from milestones.pages.lists import groups
from milestones.pages.lists.faces import Coming, Hours
from milestones.pages.lists.rows import QueueRow, queue_row
from milestones.selectors.asker import Asker
from milestones.selectors.case_filter import CaseFilter, filtered_open
from milestones.selectors.case_rows import case_rows
from milestones.selectors.urgency import PAST, Place, Ranked, ranked, stretch, tallies, targets_until
from sla_admin.shared.display.sentence import Sentence, Strong
from sla_admin.shared.viewing.page import Page

PAGE_SIZE = 50
REMEMBERED_S = 10
"""So long the numbers of a long list are remembered: counting 100,000 cases takes a part of a second."""


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    title: str
    total: int
    rows: tuple[QueueRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Numbers:
    """A list in numbers; `sizes` by group."""

    total: int
    past: int
    at_risk: int
    targets: int
    sizes: dict[str, int]


@dataclass(frozen=True, slots=True)
class QueueList:
    """`first` and `last` count the rows shown within the whole list, from 1. `version` changes with every
    deed, and not by the mere passing of time.
    """

    groups: tuple[Group, ...]
    numbers: Numbers
    summary: Sentence
    hours: list[Coming]
    first: int
    last: int
    previous: str
    next: str
    version: str

    @property
    def is_empty(self) -> bool:
        return self.numbers.total == 0


class Cursor(msgspec.Struct, frozen=True):
    """Where a page of the list begins: after a place (or before it), with so many rows before it."""

    place: Place
    before: int
    backwards: bool = False

    def __str__(self) -> str:
        way = "b" if self.backwards else "a"
        return f"{way}.{self.place.rank}.{self.place.moment}.{self.place.case_id}.{self.before}"


def read_cursor(text: str) -> Cursor | None:
    """A cursor as an address holds it; None for one that is none: the list is shown from its beginning."""
    way, *rest = text.split(".")
    if way not in ("a", "b") or len(rest) != 4:
        return None
    try:
        rank, moment, case_id, before = (int(each) for each in rest)
    except ValueError:
        return None
    if not (0 <= rank <= 4 and abs(moment) < 2**62 and 0 < case_id < 2**63 and 0 <= before < 2**31):
        return None
    return Cursor(Place(rank, moment, case_id), before, way == "b")


def queue_list(
    question: CaseFilter, asker: Asker, page: Page, cursor: Cursor | None, *, may_act: bool
) -> QueueList:
    """The list at the page's instant. A dozen queries, however long it is."""
    cases = filtered_open(question, asker)
    closed = closed_hours(page.at)
    whole = ranked(cases, closed)
    if whole is None:
        numbers = _numbers_of_many(question, asker, cases, closed)
        shown, before = _stretch_of_many(cases, closed, cursor)
    else:
        numbers = _numbers(whole, asker)
        shown, before = _stretch_of_few(whole, cursor)
    plan = PinnedPlan()
    hours = Hours(plan, page.at)
    rows = {
        row.case.pk: queue_row(row, page, plan, hours, may_act=may_act)
        for row in case_rows([place.case_id for place in shown], page.at, plan)
    }
    found = tuple(_group(name, shown, rows, numbers, asker=asker, page=page) for name in groups.GROUPS)
    last = before + len(shown)
    return QueueList(
        groups=found,
        numbers=numbers,
        summary=summary(numbers, asker, page),
        hours=hours.said,
        first=before + 1 if shown else 0,
        last=last,
        previous=str(Cursor(shown[0], before, backwards=True)) if shown and before else "",
        next=str(Cursor(shown[-1], last)) if shown and last < numbers.total else "",
        version=_version(found, numbers),
    )


def summary(numbers: Numbers, asker: Asker, page: Page) -> Sentence:
    """`12 open. 2 past target, 1 at risk. 3 targets fall before the 18:00 close.`"""
    told: list[str | Strong] = [
        ngettext("%(n)s open.", "%(n)s open.", numbers.total) % {"n": f"{numbers.total:,}"}
    ]
    words: list[Strong] = []
    if numbers.past:
        words.append(Strong(_("%(n)s past target") % {"n": f"{numbers.past:,}"}, "bad"))
    if numbers.at_risk:
        words.append(Strong(_("%(n)s at risk") % {"n": f"{numbers.at_risk:,}"}, "risk"))
    for place, word in enumerate(words):
        told += [" " if place == 0 else ", ", word]
    if words:
        told.append(".")
    close = groups.close_text(asker.days, page)
    if numbers.targets and close:
        falls = ngettext(
            "%(n)s target falls before %(close)s.", "%(n)s targets fall before %(close)s.", numbers.targets
        )
        told.append(" " + falls % {"n": f"{numbers.targets:,}", "close": close})
    return told


def _numbers(whole: Sequence[Ranked], asker: Asker) -> Numbers:
    return Numbers(
        total=len(whole),
        past=sum(each.place.rank == PAST for each in whole),
        at_risk=sum(each.is_at_risk for each in whole),
        targets=targets_until([each.place.case_id for each in whole], asker.days.closes_at),
        sizes=groups.sizes(whole, asker.days),
    )


def _numbers_of_many(
    question: CaseFilter, asker: Asker, cases: QuerySet[OpenCase], closed: Sequence[tuple[int, int]]
) -> Numbers:
    asked = msgspec.json.encode((question, asker.desk, asker.days, str(asker.zone), list(closed)))
    who = asker.user_id if question.scope == "mine" else None
    key = f"numbers:{who}:{sha256(asked).hexdigest()}"
    known: Numbers | None = cache.get(key)
    if known is not None:
        return known
    found = tallies(cases, closed, groups.bounds(asker.days))
    numbers = Numbers(
        total=sum(each.cases for each in found),
        past=sum(each.cases for each in found if each.rank == PAST),
        at_risk=sum(each.at_risk for each in found),
        targets=targets_until(cases, asker.days.closes_at),
        sizes=groups.sizes_of(found, asker.days),
    )
    cache.set(key, numbers, REMEMBERED_S)
    return numbers


def _stretch_of_few(whole: Sequence[Ranked], cursor: Cursor | None) -> tuple[list[Place], int]:
    places = [each.place for each in whole]
    if cursor is None:
        return places[:PAGE_SIZE], 0
    if cursor.backwards:
        end = sum(place < cursor.place for place in places)
        begin = max(0, end - PAGE_SIZE)
        return places[begin:end], begin
    begin = sum(place <= cursor.place for place in places)
    return places[begin : begin + PAGE_SIZE], begin


def _stretch_of_many(
    cases: QuerySet[OpenCase], closed: Sequence[tuple[int, int]], cursor: Cursor | None
) -> tuple[list[Place], int]:
    after = None if cursor is None else cursor.place
    backwards = cursor is not None and cursor.backwards
    found = stretch(cases, closed, after, PAGE_SIZE, backwards=backwards)
    if cursor is None:
        return found, 0
    if backwards:
        return found[::-1], max(0, cursor.before - len(found))
    return found, cursor.before


def _group(
    name: str,
    shown: Sequence[Place],
    rows: dict[int, QueueRow],
    numbers: Numbers,
    *,
    asker: Asker,
    page: Page,
) -> Group:
    members = [place.case_id for place in shown if groups.group_of(place, asker.days) == name]
    return Group(
        key=name,
        title=groups.title_of(name, asker.days, page),
        total=numbers.sizes[name],
        rows=tuple(rows[case_id] for case_id in members if case_id in rows),
    )


def _version(found: Sequence[Group], numbers: Numbers) -> str:
    content = [(each.key, each.title, each.total, [row.signature for row in each.rows]) for each in found]
    return '"' + sha256(repr((content, numbers)).encode()).hexdigest()[:32] + '"'


def with_cursor(query: QueryDict, cursor: str) -> str:
    """The same address at another page of the list."""
    changed = query.copy()
    changed["at"] = cursor
    return f"?{changed.urlencode()}"
