"""Changes as lines of text: `Budget of First Response, P1: 1 h → 30 m`."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

from sla_admin.changes.kinds import page_of_changed, word_of
from sla_admin.changes.values import NOTHING, Names, in_words, names_in, word_of_column
from sla_admin.shared.changes.kinds import hidden_columns
from sla_admin.shared.models import ConfigurationChange, Operation

Sign = Literal["added", "changed", "removed"]

_TOLD_ABOVE = ("_by", "_reason")
"""Who and why stand with the change itself."""
_BESIDE = ("id", "activated_at", "retired_at", "created_at", "zone_rules", "secret_since")
_SINCE = {"suspended_at": "suspended", "published_at": "published", "revoked_at": "revoked"}
"""Columns that say since when: that they hold something is what changed."""
_PARTS_OF_A_ROW = ("amount", "basis")
"""Columns that follow from another one of the same row."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that changed. `what` is the object, `field` what of it, `inside` what it is a part of;
    `url` shows what is shown of it now.

    A field without values is one that shows none.
    """

    sign: Sign
    kind: str
    what: str
    field: str = ""
    before: str = ""
    after: str = ""
    parts: str = ""
    inside: str = ""
    url: str = ""

    @property
    def text(self) -> str:
        """The line as one sentence."""
        where = f"{self.what} ({self.inside})" if self.inside else self.what
        if self.field and not self.before:
            return _("%(field)s of %(what)s changed") % {"field": _capital(self.field), "what": where}
        if self.field:
            return _("%(field)s of %(what)s: %(before)s → %(after)s") % {
                "field": _capital(self.field),
                "what": where,
                "before": self.before,
                "after": self.after,
            }
        done = {
            "added": _("%(kind)s %(what)s added"),
            "changed": _("%(kind)s %(what)s changed"),
            "removed": _("%(kind)s %(what)s removed"),
        }
        said = done[self.sign] % {"kind": _capital(self.kind), "what": where}
        return f"{said}: {self.parts}" if self.parts else said


@dataclass(frozen=True, slots=True)
class _Deed:
    """A change, or a removal and an addition that are one: rows that were written anew."""

    first: ConfigurationChange
    operation: str
    before: dict[str, Any]
    after: dict[str, Any]


def lines_of(changes: Sequence[ConfigurationChange], names: Names | None = None) -> list[Line]:
    """What these changes of one transaction, in their order, come to."""
    known = names_in(changes) if names is None else names
    deeds = _together(changes)
    whole = {
        (deed.first.kind, deed.first.object_id, deed.operation)
        for deed in deeds
        if deed.operation in (Operation.CREATED, Operation.DELETED)
    }
    parts: dict[tuple[str, int | None, str], Counter[str]] = {}
    alone = []
    for deed in deeds:
        of = (deed.first.part_of_kind, deed.first.part_of_id, deed.operation)
        if of in whole:
            parts.setdefault(_outermost(of, deeds, whole), Counter())[deed.first.kind] += 1
        else:
            alone.append(deed)
    lines: list[Line] = []
    for deed in alone:
        counted = parts.get((deed.first.kind, deed.first.object_id, deed.operation))
        lines += _lines(deed, known, _counted(counted))
    return lines


def sentence_of(change: ConfigurationChange, names: Names | None = None) -> str:
    """One change by itself."""
    return (
        "; ".join(line.text for line in lines_of([change], names))
        or Line("changed", word_of(change.kind), change.object_name).text
    )


def _outermost(
    of: tuple[str, int | None, str], deeds: Iterable[_Deed], whole: set[tuple[str, int | None, str]]
) -> tuple[str, int | None, str]:
    """What came or went as a whole around that part: the version around a milestone's budget."""
    owners = {
        (deed.first.kind, deed.first.object_id, deed.operation): (
            deed.first.part_of_kind,
            deed.first.part_of_id,
            deed.operation,
        )
        for deed in deeds
    }
    for _step in range(5):
        outer = owners.get(of)
        if outer is None or outer not in whole:
            break
        of = outer
    return of


def _together(changes: Sequence[ConfigurationChange]) -> list[_Deed]:
    """Join what was removed and added again under the same name, as services do that write a draft anew, and
    what was added and changed at once."""
    removed: dict[tuple[Any, ...], int] = {}
    added: dict[tuple[str, int | None], int] = {}
    deeds: list[_Deed | None] = []
    for change in changes:
        before, after = change.before or {}, change.after or {}
        named = (change.kind, change.part_of_kind, change.part_of_id, change.object_name)
        own = (change.kind, change.object_id)
        if change.operation == Operation.DELETED and own not in added:
            removed[named] = len(deeds)
        elif change.operation == Operation.CREATED:
            place = removed.pop(named, None)
            gone = deeds[place] if place is not None else None
            if place is not None and gone is not None:
                deeds[place] = _Deed(change, Operation.CHANGED, gone.before, after)
                continue
            added[own] = len(deeds)
        elif own in added:
            place = added[own]
            made = deeds[place]
            if made is not None:
                if change.operation == Operation.DELETED:
                    deeds[place] = None
                    del added[own]
                else:
                    deeds[place] = _Deed(change, Operation.CREATED, {}, {**made.after, **after})
            continue
        deeds.append(_Deed(change, change.operation, before, after))
    return [deed for deed in deeds if deed is not None]


def _lines(deed: _Deed, names: Names, parts: str) -> list[Line]:
    change = deed.first
    word, what = word_of(change.kind), change.object_name
    outer = (change.part_of_kind, change.part_of_id or 0)
    outer_name = names.get(outer, "")
    inside = "" if outer_name in what else outer_name
    url = page_of_changed(change.kind, change.object_id) or page_of_changed(*outer)
    if deed.operation == Operation.CREATED:
        return [Line("added", word, what, parts=parts, inside=inside, url=url)]
    if deed.operation == Operation.DELETED:
        return [Line("removed", word, what, parts=parts, inside=inside)]
    if deed.operation in (Operation.EMPTIED, Operation.PURGED):
        rows = str(deed.before.get("rows", ""))
        return [Line("removed", word, str(Operation(deed.operation).label), parts=_("%s rows") % rows)]
    found = []
    hidden = hidden_columns(change.kind)
    for column in [*deed.before, *(each for each in deed.after if each not in deed.before)]:
        if column in _BESIDE or column in _PARTS_OF_A_ROW or column.endswith(_TOLD_ABOVE):
            continue
        old, new = deed.before.get(column), deed.after.get(column)
        if column in hidden:
            found.append(
                Line("changed", word, what, word_of_column(change.kind, column), inside=inside, url=url)
            )
            continue
        if column in _SINCE:
            field, was, now = _SINCE[column], _yes_no(old), _yes_no(new)
        else:
            field = word_of_column(change.kind, column)
            was, now = (in_words(change.kind, column, each, names) for each in (old, new))
        if was != now:
            found.append(Line("changed", word, what, field, was, now, inside=inside, url=url))
    return found


def _yes_no(value: Any) -> str:
    return _("no") if value in (None, "", NOTHING) else _("yes")


def _counted(parts: Counter[str] | None) -> str:
    if not parts:
        return ""
    return ", ".join(f"{number} {word_of(kind, plural=number > 1)}" for kind, number in sorted(parts.items()))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
