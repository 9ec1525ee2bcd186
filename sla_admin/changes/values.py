"""Stored values in words: what a column held before and after, as people read it."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from entitlements.business_time.durations import parse_budget
from entitlements.business_time.errors import InvalidBudget
from entitlements.process.criteria_sentence import describe_criteria
from sla_admin.shared.changes.kinds import kinds_by_table, models_by_kind
from sla_admin.shared.display import durations
from sla_admin.shared.models import ConfigurationChange

NOTHING = "–"
_LONGEST = 300
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

Names = Mapping[tuple[str, int], str]
"""What objects are called, by kind and number."""


def columns_of(kind: str) -> dict[str, Any]:
    """The fields of a kind by the column they stand in."""
    model = models_by_kind().get(kind)
    return {} if model is None else {str(field.column): field for field in model._meta.concrete_fields}  # noqa: SLF001


def word_of_column(kind: str, column: str) -> str:
    """What people call a column."""
    field = columns_of(kind).get(column)
    return str(field.verbose_name) if field is not None else column.replace("_", " ")


def names_in(changes: Iterable[ConfigurationChange]) -> Names:
    """What every object that these changes refer to was called last; of those never recorded, what they are
    called now. Two queries and one for each kind of the latter."""
    wanted: dict[str, set[int]] = {}
    for change in changes:
        if change.part_of_kind and change.part_of_id is not None:
            wanted.setdefault(change.part_of_kind, set()).add(change.part_of_id)
        for column, value in [*(change.before or {}).items(), *(change.after or {}).items()]:
            kind = _refers_to(change.kind, column)
            if kind and isinstance(value, int):
                wanted.setdefault(kind, set()).add(value)
    found: dict[tuple[str, int], str] = {}
    for kind, numbers in wanted.items():
        rows = ConfigurationChange.objects.filter(kind=kind, object_id__in=numbers)
        latest = (
            rows.order_by("object_id", "-id").distinct("object_id").values_list("object_id", "object_name")
        )
        found |= {(kind, number): name for number, name in latest if number is not None}
        missing = numbers - {number for of_kind, number in found if of_kind == kind}
        if missing:
            there = models_by_kind()[kind]._default_manager.in_bulk(missing)  # noqa: SLF001 (Django's public name)
            found |= {(kind, number): str(row) for number, row in there.items()}
    return found


def in_words(kind: str, column: str, value: Any, names: Names) -> str:
    """A value as people read it."""
    if value is None or value in ("", [], {}):
        return NOTHING
    of_kind = _refers_to(kind, column)
    if of_kind and isinstance(value, int):
        return names.get((of_kind, value), f"{of_kind.replace('_', ' ')} {value}")
    if column in _BY_COLUMN:
        return _BY_COLUMN[column](value)
    return _of_field(columns_of(kind).get(column), value)


def _refers_to(kind: str, column: str) -> str:
    if (kind, column) == ("process_version", "matrix_version"):
        return "matrix_version"  # by number alone: matrices live a layer above
    field = columns_of(kind).get(column)
    if isinstance(field, models.ForeignKey) and isinstance(field.related_model, type):
        return kinds_by_table().get(field.related_model._meta.db_table, "")  # noqa: SLF001 (documented)
    return ""


def _of_field(field: Any, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, ArrayField) and isinstance(value, list):
        return ", ".join(_of_field(field.base_field, each) for each in value)
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateTimeField):
        return _moment(value)
    if isinstance(field, models.DateField):
        return _day(value)
    if isinstance(value, dict | list):
        return _short(json.dumps(value, ensure_ascii=False, sort_keys=True))
    return _short(str(value))


def _moment(value: Any) -> str:
    at = parse_datetime(str(value))
    if not isinstance(at, datetime):
        return str(value)
    return date_format(localtime(at), "j M Y, H:i T") if at.tzinfo else str(value)


def _day(value: Any) -> str:
    day = parse_date(str(value))
    return date_format(day, "j M Y") if isinstance(day, date) else str(value)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _budget(value: Any) -> str:
    try:
        read = parse_budget(str(value))
    except InvalidBudget:
        return str(value)
    return durations.budget(read.micros, read.days, time_of_day=read.at)


def _criteria(value: Any) -> str:
    try:
        return describe_criteria(value)
    except (KeyError, TypeError):
        return _short(json.dumps(value, ensure_ascii=False))


def _week(value: Any) -> str:
    """`Mon–Fri 09:00–17:00`: days that are alike stand together."""
    days = [", ".join("–".join(shift) for shift in shifts) for shifts in value]
    runs: list[list[int]] = []
    for day, open_ in enumerate(days):
        if runs and days[runs[-1][-1]] == open_:
            runs[-1].append(day)
        else:
            runs.append([day])
    said = []
    for run in runs:
        first, last = _WEEKDAYS[run[0]], _WEEKDAYS[run[-1]]
        said.append(f"{first if first == last else f'{first}–{last}'} {days[run[0]] or _('closed')}")
    return "; ".join(said)


def _open_time(value: Any) -> str:
    return durations.budget(int(value))


_BY_COLUMN: dict[str, Callable[[Any], str]] = {
    "budget": _budget,
    "pause_budget": _budget,
    "entry_criteria": _criteria,
    "exit_criteria": _criteria,
    "completion_criteria": _criteria,
    "pause_criteria": _criteria,
    "weekly": _week,
    "repeat_every": _open_time,
}
