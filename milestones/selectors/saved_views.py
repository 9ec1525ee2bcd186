"""The saved views a person sees: their own and those shared with their teams."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from milestones.models import SavedView
from milestones.selectors.asker import Asker, desk_of
from milestones.selectors.case_filter import filtered, filtered_open, read_filter

MOST = 30
"""So many views are listed at most."""

MOST_COUNTED = 1000
"""Beside a view its cases are counted up to here: a side bar that counts for long helps nobody."""


def saved_views(user_id: int | None) -> list[SavedView]:
    """Theirs first, then shared ones, by name."""
    found = _visible(user_id).order_by("name", "pk")[:MOST]
    return sorted(found, key=lambda view: (view.owner_id != user_id, view.name.casefold(), view.pk))


def view_of(pk: int, user_id: int | None) -> SavedView | None:
    """That view, if the person may see it."""
    return _visible(user_id).filter(pk=pk).first()


def count_views(views: Sequence[SavedView], asker: Asker) -> list[int]:
    """How many cases each has, up to `MOST_COUNTED`. One query for all of them."""
    if not views:
        return []
    parts: list[str] = []
    parameters: list[Any] = []
    for view in views:
        question, _ = read_filter(view.question)
        rows: QuerySet[Any] = (filtered_open if question.state == "open" else filtered)(question, asker)
        sql, given = rows.values("pk")[:MOST_COUNTED].query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # noqa: S608 (compiled by Django)
        parameters += given
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", parameters)
        return [int(number) for number in cursor.fetchone()]


def _visible(user_id: int | None) -> QuerySet[SavedView]:
    return SavedView.objects.filter(Q(owner=user_id) | Q(shared_with__in=desk_of(user_id).teams))
