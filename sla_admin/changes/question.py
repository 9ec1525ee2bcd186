"""Which changes somebody wants to see."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.http import QueryDict

from sla_admin.shared.changes.kinds import models_by_kind
from sla_admin.shared.models import ConfigurationChange

_OBJECT = re.compile(r"([a-z_]{1,40}):([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class Question:
    """Blank and None ask for nothing. Days are local, both included; `of` is an object with all its parts."""

    kind: str = ""
    of: tuple[str, int] | None = None
    actor: str = ""
    first: date | None = None
    last: date | None = None
    word: str = ""
    transaction: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether it asks for everything."""
        return self == Question()

    def without(self, name: str) -> "Question":
        """The same, not narrowed by that."""
        blank = Question()
        return replace(self, **{name: getattr(blank, name)})

    def written(self, **more: str) -> str:
        """As an address has it, `?…`; "?" alone where nothing is asked."""
        pairs = {
            "kind": self.kind,
            "of": f"{self.of[0]}:{self.of[1]}" if self.of else "",
            "actor": self.actor,
            "first": self.first.isoformat() if self.first else "",
            "last": self.last.isoformat() if self.last else "",
            "word": self.word,
            "transaction": str(self.transaction or ""),
            **more,
        }
        return "?" + urlencode({name: value for name, value in pairs.items() if value})


def read_question(given: QueryDict) -> Question:
    """What an address asks; what can not be understood asks nothing."""
    kind = given.get("kind", "")
    of = _OBJECT.fullmatch(given.get("of", ""))
    number = given.get("transaction", "")
    return Question(
        kind=kind if kind in models_by_kind() else "",
        of=(of[1], int(of[2])) if of is not None else None,
        actor=_text(given, "actor"),
        first=_day(given.get("first", "")),
        last=_day(given.get("last", "")),
        word=_text(given, "word"),
        transaction=int(number) if number.isascii() and number.isdigit() and len(number) < 19 else None,
    )


def changes_for(asked: Question, zone: ZoneInfo) -> QuerySet[ConfigurationChange]:
    """Every change that answers; days are those of `zone`."""
    rows = ConfigurationChange.objects.all()
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.of is not None:
        rows = rows.filter(_of_object(*asked.of))
    if asked.actor:
        rows = rows.filter(actor=asked.actor)
    if asked.transaction is not None:
        rows = rows.filter(transaction=asked.transaction)
    if asked.first is not None:
        rows = rows.filter(at__gte=_midnight(asked.first, zone))
    if asked.last is not None:
        rows = rows.filter(at__lt=_midnight(asked.last + timedelta(days=1), zone))
    if asked.word:
        word = asked.word
        found = Q(object_name__icontains=word) | Q(reason__icontains=word)
        rows = rows.filter(found | Q(before__icontains=word) | Q(after__icontains=word))
    return rows


def _of_object(kind: str, number: int) -> Q:
    """The object, its parts, and the parts of those: a process has versions, a version has milestones."""
    parts = ConfigurationChange.objects.filter(part_of_kind=kind, part_of_id=number).order_by()
    kinds = set(parts.values_list("kind", flat=True).distinct())
    found = Q(kind=kind, object_id=number) | Q(part_of_kind=kind, part_of_id=number)
    for inner in kinds:
        found |= Q(part_of_kind=inner, part_of_id__in=parts.filter(kind=inner).values("object_id"))
    return found


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)


def _text(given: QueryDict, name: str) -> str:
    return given.get(name, "").replace("\x00", "").strip()[:200]


def _day(written: str) -> date | None:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if 1970 <= day.year <= 9000 else None
