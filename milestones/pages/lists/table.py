"""The list of all cases as a table: sorted, in pages, each begun after the last row of the one before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from entitlements.selectors.closed_hours import closed_hours
from milestones.engine.plan import PinnedPlan
from milestones.models import Case, OpenCase
from milestones.pages.lists.asking import Asked
from milestones.pages.lists.faces import Coming, Hours
from milestones.pages.lists.queue_list import PAGE_SIZE, Cursor, read_cursor
from milestones.pages.lists.rows import QueueRow, queue_row
from milestones.selectors.case_filter import filtered, filtered_open
from milestones.selectors.case_rows import case_rows
from milestones.selectors.urgency import stretch
from sla_admin.shared.api.instants import as_datetime, as_instant

MOST_COUNTED = 10_000
"""Up to here a list says how many cases it has; beyond, that there are more."""

URGENCY = "urgency"


class Sort(NamedTuple):
    """`field` is that of the case, `descends` its first direction; ties are broken by the case's number."""

    word: str | Promise
    field: str
    descends: bool


SORTS: dict[str, Sort] = {
    "newest": Sort(gettext_lazy("Newest first"), "opened_at", True),
    "oldest": Sort(gettext_lazy("Oldest first"), "opened_at", False),
    "changed": Sort(gettext_lazy("Changed last"), "changed_at", True),
    "priority": Sort(gettext_lazy("Priority"), "priority", False),
    "subject": Sort(gettext_lazy("Subject"), "subject", False),
}
SORT_WORDS: dict[str, str | Promise] = {
    URGENCY: pgettext_lazy("order of a list", "Urgency"),
    **{key: sort.word for key, sort in SORTS.items()},
}


@dataclass(frozen=True, slots=True)
class Table:
    """`total` is None beyond `MOST_COUNTED`. `previous` and `next` are cursors."""

    rows: tuple[QueueRow, ...]
    hours: list[Coming]
    first: int
    last: int
    total: int | None
    previous: str
    next: str


def table(asked: Asked, sort: str, at: str) -> Table:
    """A page of the list that answers the question, sorted so, from the cursor `at` on. Only open cases have
    an order of urgency.
    """
    if sort == URGENCY:
        ranked = filtered_open(asked.question, asked.asker)
        total = ranked[: MOST_COUNTED + 1].count()
        ids, before, previous, following = _by_urgency(asked, ranked, at)
    else:
        found = filtered(asked.question, asked.asker)
        total = found[: MOST_COUNTED + 1].count()
        ids, before, previous, following = _by_field(SORTS[sort], found, at)
    plan = PinnedPlan()
    hours = Hours(plan, asked.page.at)
    rows = tuple(
        queue_row(row, asked.page, plan, hours, may_act=False) for row in case_rows(ids, asked.page.at, plan)
    )
    return Table(
        rows=rows,
        hours=hours.said,
        first=before + 1 if rows else 0,
        last=before + len(rows),
        total=total if total <= MOST_COUNTED else None,
        previous=previous,
        next=following,
    )


def _by_urgency(asked: Asked, cases: QuerySet[OpenCase], at: str) -> tuple[list[int], int, str, str]:
    cursor = read_cursor(at)
    closed = closed_hours(asked.page.at)
    after = cursor.place if cursor is not None else None
    backwards = cursor is not None and cursor.backwards
    found = stretch(cases, closed, after, PAGE_SIZE + 1, backwards=backwards)
    has_more = len(found) > PAGE_SIZE
    found = found[:PAGE_SIZE]
    before = _before(cursor.before if cursor else 0, len(found), backwards=backwards)
    if backwards:
        found = found[::-1]
    previous = (
        str(Cursor(found[0], before, backwards=True)) if found and (has_more if backwards else cursor) else ""
    )
    following = str(Cursor(found[-1], before + len(found))) if found and (backwards or has_more) else ""
    return [place.case_id for place in found], before, previous, following


class _FieldCursor(NamedTuple):
    """As text `a.<before>.<case>.<value>`; `b` reads backwards."""

    backwards: bool
    before: int
    case_id: int
    value: Any


def _by_field(sort: Sort, cases: QuerySet[Case], at: str) -> tuple[list[int], int, str, str]:
    cursor = _read(sort, at)
    backwards = cursor is not None and cursor.backwards
    descends = sort.descends != backwards
    if cursor is not None:
        way = "lt" if descends else "gt"
        beyond = Q(**{f"{sort.field}__{way}": cursor.value})
        tied = Q(**{sort.field: cursor.value, f"pk__{way}": cursor.case_id})
        cases = cases.filter(beyond | tied)
    sign = "-" if descends else ""
    rows: Sequence[tuple[int, Any]] = list(
        cases.order_by(f"{sign}{sort.field}", f"{sign}pk").values_list("pk", sort.field)[: PAGE_SIZE + 1]
    )
    has_more = len(rows) > PAGE_SIZE
    rows = rows[:PAGE_SIZE]
    before = _before(cursor.before if cursor else 0, len(rows), backwards=backwards)
    if backwards:
        rows = rows[::-1]
    previous = _written("b", before, rows[0]) if rows and (has_more if backwards else cursor) else ""
    following = _written("a", before + len(rows), rows[-1]) if rows and (backwards or has_more) else ""
    return [pk for pk, _ in rows], before, previous, following


def _before(told: int, length: int, *, backwards: bool) -> int:
    return max(0, told - length) if backwards else told


def _written(way: str, before: int, row: tuple[int, Any]) -> str:
    pk, value = row
    return f"{way}.{before}.{pk}.{as_instant(value) if isinstance(value, datetime) else value}"


def _read(sort: Sort, text: str) -> _FieldCursor | None:
    """A cursor as an address holds it; None for one that is none."""
    parts = text.split(".", 3)
    if len(parts) != 4 or parts[0] not in ("a", "b") or "\x00" in text:
        return None
    way, before, case_id, value = parts
    if not (before.isascii() and before.isdigit() and case_id.isascii() and case_id.isdigit()):
        return None
    read: Any = value
    if sort.field.endswith("_at"):
        try:
            read = as_datetime(int(value))
        except (ValueError, OverflowError):
            return None
    if int(case_id) >= 2**63 or int(before) >= 2**31:
        return None
    return _FieldCursor(way == "b", int(before), int(case_id), read)
