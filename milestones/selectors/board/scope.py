"""Lanes of a board: teams or queues, whose hours end their day, and which queues belong to each."""

from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings

from entitlements.selectors.calendars import calendar_for, current_timelines
from milestones.models import Queue, Team
from milestones.selectors.board.question import BoardQuestion
from milestones.selectors.open_days import Days, days_of


class LaneHead(NamedTuple):
    """A lane to be: the queues whose cases it holds (None: cases in no queue), and its day."""

    key: str
    name: str
    lead: str
    queues: tuple[int | None, ...]
    hours: tuple[int, int] | None
    hours_name: str
    days: Days
    scope: dict[str, str]


class Scope(NamedTuple):
    """`heads` in the order of the board; `is_all`: nothing is left out."""

    title: str
    heads: list[LaneHead]
    is_all: bool

    @property
    def queues(self) -> set[int | None]:
        return {queue for head in self.heads for queue in head.queues}


def scope_of(question: BoardQuestion, at: int) -> Scope:
    """The lanes the question asks for. A team or queue that is not there has none."""
    teams = {team.pk: team for team in Team.objects.select_related("lead", "hours")}
    timelines = current_timelines({team.hours_id for team in teams.values() if team.hours_id is not None})
    queues = list(Queue.objects.all())
    if question.queue:
        chosen = [queue for queue in queues if queue.key == question.queue]
        heads = [_of_queue(queue, teams, timelines, at) for queue in chosen]
        return Scope(chosen[0].name if chosen else "", heads, is_all=False)
    if question.team is not None:
        team = teams.get(question.team)
        inside = [queue for queue in queues if queue.team_id == question.team]
        if team is None:
            return Scope("", [], is_all=False)
        heads = (
            [_of_queue(queue, teams, timelines, at) for queue in inside]
            if question.by == "queue"
            else [_of_team(team, inside, timelines, at)]
        )
        return Scope(team.name, heads, is_all=False)
    if question.by == "queue":
        heads = [_of_queue(queue, teams, timelines, at) for queue in queues]
        heads.append(_nowhere((None,), at))
    else:
        heads = [
            _of_team(team, [queue for queue in queues if queue.team_id == team.pk], timelines, at)
            for team in teams.values()
        ]
        loose = [queue.pk for queue in queues if queue.team_id is None]
        heads.append(_nowhere((*loose, None), at))
    return Scope("", heads, is_all=True)


def _of_team(team: Team, queues: list[Queue], timelines: dict[int, int], at: int) -> LaneHead:
    hours, name, days = _day_of(team, timelines, at)
    return LaneHead(
        key=f"team-{team.pk}",
        name=team.name,
        lead=_name_of(team),
        queues=tuple(queue.pk for queue in queues),
        hours=hours,
        hours_name=name,
        days=days,
        scope={"team": str(team.pk)},
    )


def _of_queue(queue: Queue, teams: dict[int, Team], timelines: dict[int, int], at: int) -> LaneHead:
    team = teams.get(queue.team_id) if queue.team_id is not None else None
    hours, name, days = _day_of(team, timelines, at)
    return LaneHead(
        key=f"queue-{queue.pk}",
        name=queue.name,
        lead="" if team is None else _name_of(team),
        queues=(queue.pk,),
        hours=hours,
        hours_name=name,
        days=days,
        scope={"queue": queue.key},
    )


def _nowhere(queues: tuple[int | None, ...], at: int) -> LaneHead:
    """Cases in no queue, or in queues of no team. The page gives this lane its name."""
    _, _, days = _day_of(None, {}, at)
    return LaneHead("none", "", "", queues, None, "", days, {})


def _day_of(
    team: Team | None, timelines: dict[int, int], at: int
) -> tuple[tuple[int, int] | None, str, Days]:
    zone = ZoneInfo(settings.TIME_ZONE)
    if team is None or team.hours is None or team.hours.pk not in timelines:
        return None, "", days_of(None, at, zone)
    key = (team.hours.pk, timelines[team.hours.pk])
    return key, team.hours.name, days_of(calendar_for(*key), at, zone)


def _name_of(team: Team) -> str:
    return "" if team.lead is None else team.lead.get_full_name() or team.lead.get_username()
