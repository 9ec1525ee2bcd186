"""Changes by the transaction that made them, newest first: who, when, why, and each line of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sla_admin.changes.sentences import Line, lines_of
from sla_admin.changes.values import Names, names_in
from sla_admin.shared.api.instants import as_instant
from sla_admin.shared.models import ConfigurationChange
from sla_admin.shared.viewing.actors import names_of

A_PAGE = 25
MOST_ROWS = 600
"""Of one transaction so many rows are read; the file has all of them."""
AT_ONCE = 8
"""So many lines are shown before somebody asks for the rest."""

SOURCES = {
    "page": gettext_lazy("page"),
    "api": gettext_lazy("API"),
    "admin": gettext_lazy("tool room"),
    "command": gettext_lazy("command"),
    "run": gettext_lazy("background run"),
    "program": gettext_lazy("program"),
    "database": gettext_lazy("past the application"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """What was done for one reason; blank: none was given."""

    reason: str
    lines: tuple[Line, ...]

    @property
    def first_lines(self) -> tuple[Line, ...]:
        return self.lines[:AT_ONCE]

    @property
    def other_lines(self) -> tuple[Line, ...]:
        return self.lines[AT_ONCE:]


@dataclass(frozen=True, slots=True)
class Group:
    """What one transaction changed. `at` is µs since 1970, UTC; `more` counts rows that were not read."""

    transaction: int
    at: int
    actor: str
    source: str
    is_past_us: bool
    parts: tuple[Part, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some groups, and before which transaction the earlier ones begin."""

    groups: tuple[Group, ...]
    earlier: int | None


def groups_of(rows: QuerySet[ConfigurationChange], *, before: int | None = None) -> Page:
    """The newest transactions among these changes, those before that one where it is given."""
    if before is not None:
        rows = rows.filter(transaction__lt=before)
    # Grouped in the order of the index, so that only as much of it is read as the page shows.
    counted = rows.order_by("-transaction").values("transaction").annotate(rows=Count("pk"))
    found = {each["transaction"]: each["rows"] for each in counted[: A_PAGE + 1]}
    shown = list(found)[:A_PAGE]
    place = Window(RowNumber(), partition_by=F("transaction"), order_by=F("id").asc())
    read = rows.filter(transaction__in=shown).annotate(place=place).filter(place__lte=MOST_ROWS)
    changes = list(read.order_by("-transaction", "id"))
    names = names_in(changes)
    actors = names_of({each.actor for each in changes})
    of: dict[int, list[ConfigurationChange]] = {}
    for each in changes:
        of.setdefault(each.transaction, []).append(each)
    groups = tuple(_group(of[number], names, found[number], actors) for number in shown if number in of)
    return Page(groups, shown[-1] if len(found) > A_PAGE else None)


def _group(changes: Sequence[ConfigurationChange], names: Names, rows: int, actors: dict[str, str]) -> Group:
    last = changes[-1]
    of: dict[str, list[ConfigurationChange]] = {}
    for each in changes:
        of.setdefault(each.reason, []).append(each)
    parts = [Part(reason, tuple(lines_of(of_reason, names))) for reason, of_reason in of.items()]
    again = Line("changed", _("nothing"), _("written again, the same as before"))
    return Group(
        transaction=last.transaction,
        at=as_instant(last.at),
        actor=", ".join(dict.fromkeys(actors[each.actor] for each in changes)),
        source=str(SOURCES.get(last.source, last.source)),
        is_past_us=any(each.source == "database" for each in changes),
        parts=tuple(each for each in parts if each.lines) or (Part(last.reason, (again,)),),
        more=rows - len(changes),
    )
