"""Takes the sample away again: exactly what it brought, unless something that people made stands on it.

Its cases go by the purge, each leaving a tombstone, and the history of what it brought goes with it, leaving
one line. Configuration that was in use is immutable, by guards of
the database; here, and only for rows that the sample brought, the owner of the tables lifts them for one
transaction (docs/decisions, removing the sample).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from graphlib import TopologicalSorter
from typing import Any, NamedTuple

from django.db import connection, models, transaction

from entitlements.models import BusinessHours, BusinessHoursRevision, ProcessVersion
from escalations.models import MatrixVersion
from milestones.models import Case
from milestones.services.purge import purge_cases
from sla_admin.models import SampleItem
from sla_admin.sample.items import brought_items
from sla_admin.sample.story import SOURCE
from sla_admin.shared.changes.kinds import kinds_by_table
from sla_admin.shared.changes.purge import purge_history

Model = type[models.Model]
Rows = dict[Model, set[int]]

_PINNED = ((ProcessVersion, "matrix_version", MatrixVersion),)
"""What names a row by its number alone."""

_STAYS_WITH = ((BusinessHoursRevision, "hours", BusinessHours),)
"""What the row that is named cannot be without, though it names nothing itself."""

_NAMES_ITS_OWN_KIND: dict[Model, str] = {BusinessHours: "first_side"}
"""Kinds of which some rows name others: those go first."""


class Kept(NamedTuple):
    """Something the sample brought that stays: what it is, and the thing that stands on it."""

    what: str
    because: str


class Removal(NamedTuple):
    """What goes, counted by the plural of its kind (cases first), and what stays."""

    going: dict[str, int]
    kept: tuple[Kept, ...]

    @property
    def cases(self) -> int:
        return self.going.get(str(Case._meta.verbose_name_plural), 0)  # noqa: SLF001 (Django documents `_meta`)


def plan_removal() -> Removal:
    """What `remove_sample` would do now. Changes nothing."""
    going, kept = _decide()
    return Removal(_counted(going), kept)


def remove_sample(actor: str) -> Removal:
    """Remove the sample, all or nothing; what people built upon it stays, with everything it stands on.

    Raises django.db.ProgrammingError where the database's user does not own the tables.
    """
    with transaction.atomic():
        with _guards_lifted():
            going, kept = _decide()
            removal = Removal(_counted(going), kept)
            parts = _with_parts(going)
            purge_cases(going.pop(Case), reason="Sample data removed", actor=actor)
            for model in _children_first(going):
                rows = model._default_manager.filter(pk__in=going[model])  # noqa: SLF001 (its public name)
                if model in _NAMES_ITS_OWN_KIND:
                    rows.exclude(**{_NAMES_ITS_OWN_KIND[model]: None}).delete()
                rows.delete()
        purge_history(_by_kind(parts), reason="Sample data removed", actor=actor)
        for model, ids in going.items():
            SampleItem.objects.filter(kind=model._meta.label_lower, object_id__in=ids).delete()  # noqa: SLF001
    return removal


def _by_kind(rows: Rows) -> dict[str, set[int]]:
    """The rows whose changes are recorded, by their kind."""
    kinds = kinds_by_table()
    return {
        kinds[model._meta.db_table]: ids  # noqa: SLF001
        for model, ids in rows.items()
        if model._meta.db_table in kinds  # noqa: SLF001
    }


def _decide() -> tuple[Rows, tuple[Kept, ...]]:
    """Rows that can go by model, and what has to stay because of something that is not the sample's."""
    going: Rows = {
        model: set(model._default_manager.filter(pk__in=ids).values_list("pk", flat=True))  # noqa: SLF001
        for model, ids in brought_items().items()
    }
    going[Case] = set(Case.objects.filter(source=SOURCE).values_list("pk", flat=True))
    kept: dict[tuple[Model, int], str] = {}
    while True:
        parts = _with_parts(going)
        standing = [
            (model, pk, reason)
            for model, pk, reason in _stood_upon(parts)
            for model, pk in _owners(model, pk, going, parts)
        ]
        standing += list(_staying_along(going))
        if not standing:
            break
        for model, pk, reason in standing:
            going[model].discard(pk)
            kept.setdefault((model, pk), reason)
    return going, tuple(_named(kept))


def _staying_along(going: Rows) -> Iterator[tuple[Model, int, str]]:
    for child, name, parent in _STAYS_WITH:
        rows = child._default_manager.filter(pk__in=going.get(child, set()))  # noqa: SLF001
        for row in rows.exclude(**{f"{name}__in": going.get(parent, set())}).select_related(name):
            yield child, row.pk, f"{parent._meta.verbose_name} {getattr(row, name)}"  # noqa: SLF001


def _named(kept: dict[tuple[Model, int], str]) -> Iterator[Kept]:
    by_model: defaultdict[Model, list[int]] = defaultdict(list)
    for model, pk in kept:
        by_model[model].append(pk)
    for model, pks in by_model.items():
        for pk, row in sorted(model._default_manager.in_bulk(pks).items()):  # noqa: SLF001
            yield Kept(f"{model._meta.verbose_name} {row}", kept[model, pk])  # noqa: SLF001


def _with_parts(going: Rows) -> Rows:
    """With everything that goes along: rows that cascade and are no kind of their own.

    What belongs to a case is not listed: the purge takes all of it (`_of_others`).
    """
    every: Rows = {model: set(ids) for model, ids in going.items()}
    looking = [model for model in going if model is not Case]
    while looking:
        model = looking.pop()
        for child, field, cascades in _references_to(model):
            if not cascades or child in going or not every[model]:
                continue
            found = set(_rows(child, field, every[model]).values_list("pk", flat=True))
            if not found <= every.get(child, set()):
                every.setdefault(child, set()).update(found)
                looking.append(child)
    return every


def _with_part_models(kinds: Iterable[Model]) -> set[Model]:
    """These kinds and whatever can be a part of their rows."""
    every = set(kinds)
    looking = list(every)
    while looking:
        parts = {child for child, _, cascades in _references_to(looking.pop()) if cascades} - every
        every |= parts
        looking += parts
    return every


def _stood_upon(every: Rows) -> Iterator[tuple[Model, int, str]]:
    """Rows on which something stands that does not go, with that thing's name."""
    for model, ids in every.items():
        if model is Case or not ids:
            continue
        for child, field, _ in _references_to(model):
            for row in _of_others(child, _rows(child, field, ids), every)[:1000]:
                yield model, getattr(row, field.attname), f"{child._meta.verbose_name} {row}"  # noqa: SLF001


def _of_others(child: Model, rows: models.QuerySet[Any], every: Rows) -> models.QuerySet[Any]:
    """Those of the rows that do not go: not by themselves, and not with a case."""
    staying = rows.exclude(pk__in=every.get(child, set()))
    for field in child._meta.concrete_fields:  # noqa: SLF001
        if isinstance(field, models.ForeignKey) and field.related_model is Case:
            staying = staying.exclude(**{f"{field.attname}__in": every[Case]})
    return staying


def _owners(model: Model, pk: int, going: Rows, parts: Rows) -> list[tuple[Model, int]]:
    """The row itself where it is of the sample's kinds, else those whose part it is."""
    if model in going:
        return [(model, pk)] if pk in going[model] else []
    found = []
    row = model._default_manager.get(pk=pk)  # noqa: SLF001
    for field in model._meta.concrete_fields:  # noqa: SLF001
        parent = field.related_model
        if isinstance(field, models.ForeignKey) and isinstance(parent, type) and parent in parts:
            value = getattr(row, field.attname)
            if value is not None and field.remote_field.on_delete is models.CASCADE:
                found += _owners(parent, value, going, parts)
    return found


def _references_to(model: Model) -> list[tuple[Model, Any, bool]]:
    """Every (model, field) that names rows of this one, and whether its rows go with them."""
    found: list[tuple[Model, Any, bool]] = []
    for relation in model._meta.get_fields(include_hidden=True):  # noqa: SLF001
        if isinstance(relation, models.ForeignObjectRel) and not relation.many_to_many:
            child: Any = relation.related_model
            found.append((child, relation.field, relation.on_delete is models.CASCADE))
    for pinning, name, parent in _PINNED:
        if parent is model:
            found.append((pinning, pinning._meta.get_field(name), False))  # noqa: SLF001
    return found


def _rows(child: Model, field: Any, ids: Iterable[int]) -> models.QuerySet[Any]:
    return child._default_manager.filter(**{f"{field.attname}__in": ids})  # noqa: SLF001


def _children_first(going: Rows) -> list[Model]:
    """The models in an order in which nothing is deleted before what names it, itself or by its parts."""
    sorter: TopologicalSorter[Model] = TopologicalSorter({model: set() for model in going})
    for model in going:
        for child, field, _ in _references_to(model):
            if getattr(field.remote_field, "on_delete", None) is not models.PROTECT:
                continue
            for kind in _holders(child, going) - {model}:
                sorter.add(model, kind)
    return list(sorter.static_order())


def _holders(child: Model, kinds: Rows) -> set[Model]:
    """The kinds with whose rows a row of this model goes."""
    if child in kinds:
        return {child}
    found: set[Model] = set()
    for field in child._meta.concrete_fields:  # noqa: SLF001
        parent = field.related_model
        if not isinstance(field, models.ForeignKey) or field.remote_field.on_delete is not models.CASCADE:
            continue
        if isinstance(parent, type) and parent is not child:
            found |= _holders(parent, kinds)
    return found


@contextmanager
def _guards_lifted() -> Iterator[None]:
    """Switch off the guards of configuration in use, until the block ends."""
    tables = [
        model._meta.db_table  # noqa: SLF001
        for model in _with_part_models(brought_items())
        if getattr(model._meta, "triggers", None)  # noqa: SLF001
    ]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '10s'")
        for table in sorted(tables):
            cursor.execute(f"ALTER TABLE {connection.ops.quote_name(table)} DISABLE TRIGGER USER")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in sorted(tables):
            cursor.execute(f"ALTER TABLE {connection.ops.quote_name(table)} ENABLE TRIGGER USER")


def _counted(going: Rows) -> dict[str, int]:
    ordered = sorted(going.items(), key=lambda each: (each[0] is not Case, -len(each[1])))
    return {str(model._meta.verbose_name_plural): len(ids) for model, ids in ordered if ids}  # noqa: SLF001
