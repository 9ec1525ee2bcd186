"""The numbers of the frame: what waits for a person, their saved views, the hours of their team.

Every page asks for them, so each is one query, and none is asked again within `REMEMBERED_S`: a number in
the side bar may be that old.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse

from escalations.selectors.deliveries import DeliveryFilter, filtered
from escalations.selectors.notices import unread_count
from milestones.models import OpenCase
from milestones.pages.lists.faces import short_name
from milestones.selectors.asker import Asker, asker
from milestones.selectors.case_filter import CaseFilter, filtered_open
from milestones.selectors.open_gaps import GAP
from milestones.selectors.saved_views import count_views, saved_views
from milestones.selectors.tasks import tasks_to_do
from sla_admin.pages.frame import SavedItem
from sla_admin.shared.viewing.hours_state import HoursState
from sla_admin.shared.viewing.page import Page
from sla_admin.shared.viewing.roles import Role

REMEMBERED_S = 5

WHO: dict[str, frozenset[Role]] = {
    "queue": frozenset({"agent"}),
    "team-queue": frozenset({"agent"}),
    "unassigned": frozenset({"agent"}),
    "tasks": frozenset({"agent"}),
    "coverage-gaps": frozenset({"manager"}),
    "setup-deliveries": frozenset({"administrator"}),
}
"""Whose side bar has the entry, so that nobody waits for a number they do not see."""


class Facts:
    """What the frame tells of the day (`sla_admin.pages.frame.FrameFacts`)."""

    def counts(self, page: Page) -> Mapping[str, int]:
        """Numbers beside entries of the side bar, by URL name."""
        viewer = page.viewer
        wanted = [name for name, roles in WHO.items() if roles & viewer.roles]
        if viewer.user_id is None or not wanted:
            return {}
        key = f"frame:counts:{viewer.user_id}:{'.'.join(wanted)}"
        known: Mapping[str, int] | None = cache.get(key)
        if known is None:
            known = _count(wanted, asker(viewer.user_id, viewer.zone, page.at))
            cache.set(key, known, REMEMBERED_S)
        return known

    def views(self, page: Page) -> Sequence[SavedItem]:
        """The viewer's saved views and those of their team, with their cases, up to a thousand."""
        viewer = page.viewer
        if viewer.user_id is None or not viewer.roles:
            return ()
        views = saved_views(viewer.user_id)
        if not views:
            return ()
        asked = repr([(each.pk, each.question) for each in views])
        key = f"frame:views:{viewer.user_id}:{sha256(asked.encode()).hexdigest()}"
        counts: list[int] | None = cache.get(key)
        if counts is None:
            counts = count_views(views, asker(viewer.user_id, viewer.zone, page.at))
            cache.set(key, counts, REMEMBERED_S)
        return [
            SavedItem(view.name, reverse("view", args=[view.pk]), count)
            for view, count in zip(views, counts, strict=True)
        ]

    def notices(self, page: Page) -> int:
        """Unread notices."""
        return unread_count(page.viewer.user_id)

    def hours(self, page: Page) -> HoursState | None:
        """The hours of the viewer's team; None where they are in none, or it has none."""
        viewer = page.viewer
        if viewer.user_id is None:
            return None
        who = asker(viewer.user_id, viewer.zone, page.at)
        if who.desk.hours is None:
            return None
        return HoursState(short_name(who.desk.hours_name), who.days.is_open, who.days.changes_at)


def _count(wanted: Sequence[str], who: Asker) -> dict[str, int]:
    """All of these numbers in one query. Somebody without a team has nothing in its queue."""
    parts: list[str] = []
    parameters: list[Any] = []
    for name in wanted:
        try:
            sql, given = _rows(name, who).order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:  # somebody without a team has no team queue: nothing to ask the database
            parts.append("0")
            continue
        parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # noqa: S608 (compiled by Django)
        parameters += given
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", parameters)
        return dict(zip(wanted, cursor.fetchone(), strict=True))


def _rows(name: str, who: Asker) -> QuerySet[Any]:
    match name:
        case "queue":
            return filtered_open(CaseFilter(scope="mine"), who)
        case "team-queue":
            return filtered_open(CaseFilter(scope="team"), who)
        case "unassigned":
            return filtered_open(CaseFilter(scope="unassigned"), who)
        case "setup-deliveries":
            return filtered(DeliveryFilter(state="failed"))
        case "tasks":
            return tasks_to_do(who.user_id or 0)
        case _:
            return OpenCase.objects.filter(GAP)
