"""Who asks for a list of cases, and what "mine", "my team" and "today" mean to them."""

from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.core.cache import cache
from django.db.models import Q

from entitlements.selectors.calendars import calendar_for, current_timelines
from milestones.models import Agent, Queue, Team
from milestones.selectors.open_days import Days, days_of

REMEMBERED_S = 15
"""So long a person's teams are remembered: they change by the month, and every page asks for them."""


class Desk(msgspec.Struct, frozen=True):
    """Where a person works: the teams they belong to, lead or manage, with the queues and people of these.

    `name` is that of the first, `names` those of all; `loose_queues` are queues of no team. `hours` are those
    of the first team that has any, `timeline` their newest.
    """

    name: str = ""
    names: tuple[str, ...] = ()
    teams: tuple[int, ...] = ()
    queues: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    loose_queues: tuple[int, ...] = ()
    hours: int | None = None
    hours_name: str = ""
    hours_zone: str = ""
    timeline: int = 0


class Asker(msgspec.Struct, frozen=True):
    """Who asks, where they work, in which zone they read times, and where their days end."""

    user_id: int | None
    zone: ZoneInfo
    desk: Desk
    days: Days

    @property
    def has_team(self) -> bool:
        return bool(self.desk.teams)


def asker(user_id: int | None, zone: ZoneInfo, at: int) -> Asker:
    """Who asks at `at` (µs). Five small queries, remembered for some seconds."""
    desk = desk_of(user_id)
    calendar = None if desk.hours is None else calendar_for(desk.hours, desk.timeline)
    days = days_of(calendar, at, zone)
    return Asker(user_id, zone, desk, days)


def desk_of(user_id: int | None) -> Desk:
    """Where that person works."""
    if user_id is None:
        return Desk()
    key = f"desk:{user_id}"
    found: Desk | None = cache.get(key)
    if found is None:
        found = _read(user_id)
        cache.set(key, found, REMEMBERED_S)
    return found


def _read(user_id: int) -> Desk:
    belongs = Agent.objects.filter(user=user_id).values_list("team", flat=True).first()
    teams = list(
        Team.objects.filter(Q(pk=belongs) | Q(lead=user_id) | Q(manager=user_id)).select_related("hours")
    )
    teams.sort(key=lambda team: (team.pk != belongs, team.name))
    ids = [team.pk for team in teams]
    queues: dict[int | None, list[int]] = {}
    for queue, team in Queue.objects.order_by("pk").values_list("pk", "team"):
        queues.setdefault(team, []).append(queue)
    people = Agent.objects.filter(team__in=ids).order_by("user").values_list("user", flat=True)
    told: dict[str, Any] = {}
    with_hours = next((team for team in teams if team.hours is not None), None)
    if with_hours is not None and with_hours.hours is not None:
        timeline = current_timelines([with_hours.hours.pk]).get(with_hours.hours.pk)
        if timeline is not None:
            told = {
                "hours": with_hours.hours.pk,
                "hours_name": with_hours.hours.name,
                "hours_zone": with_hours.hours.zone,
                "timeline": timeline,
            }
    return Desk(
        name=teams[0].name if teams else "",
        names=tuple(team.name for team in teams),
        teams=tuple(ids),
        queues=tuple(queue for team in ids for queue in queues.get(team, ())),
        people=tuple(people),
        loose_queues=tuple(queues.get(None, ())),
        **told,
    )
