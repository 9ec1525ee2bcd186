"""Keeps account of what the sample brings, so that exactly that can be taken away again."""

from collections import defaultdict
from typing import TypeVar

from django.apps import apps
from django.db import models

from sla_admin.models import SampleItem

Row = TypeVar("Row", bound=models.Model)


class Brought:
    """Call it with each row the sample makes; `write` keeps them all, in the transaction that made them."""

    def __init__(self) -> None:
        self._items: list[SampleItem] = []

    def __call__(self, row: Row) -> Row:
        self._items.append(SampleItem(kind=row._meta.label_lower, object_id=row.pk))  # noqa: SLF001 (Django documents `_meta`)
        return row

    def write(self) -> None:
        SampleItem.objects.bulk_create(self._items, ignore_conflicts=True)
        self._items = []


def brought_items() -> dict[type[models.Model], set[int]]:
    """Ids of what the sample brought, by model."""
    found: defaultdict[type[models.Model], set[int]] = defaultdict(set)
    for kind, object_id in SampleItem.objects.values_list("kind", "object_id"):
        found[apps.get_model(kind)].add(object_id)
    return dict(found)
