"""Who holds how much: open cases and open clocks by person, and what of them needs a look."""

from collections import defaultdict
from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.db import connection

from entitlements.business_time.instants import to_instant
from milestones.models import Agent, Team
from milestones.models.open_case import COUNTING
from milestones.selectors.board.question import BoardQuestion
from milestones.selectors.board.scope import scope_of
from sla_admin.shared.api.instants import as_datetime

_CASES = """
    SELECT kept.owner_id, count(*), count(*) FILTER (WHERE standing = 'violated'),
        count(*) FILTER (WHERE standing = 'at_risk'), count(*) FILTER (WHERE standing = 'paused'),
        count(*) FILTER (WHERE rank = %s AND due_at <= coalesce(days.closes_at, %s)),
        min(due_at) FILTER (WHERE rank = %s)
    FROM milestones_opencase AS kept
    LEFT JOIN unnest(%s::int[], %s::timestamptz[]) AS days (owner_id, closes_at)
        ON days.owner_id = kept.owner_id
    GROUP BY 1
"""
_CLOCKS = """
    SELECT kept.owner_id, count(*)
    FROM milestones_casemilestone AS clock JOIN milestones_opencase AS kept USING (case_id)
    WHERE clock.status IN ('running', 'paused')
    GROUP BY 1
"""


class Load(NamedTuple):
    """One person (None: nobody). `due` counts cases whose next target comes before their own team's day ends;
    `next_at` is the earliest target that has not passed, µs.
    """

    user_id: int | None
    username: str
    name: str
    cases: int = 0
    clocks: int = 0
    violated: int = 0
    at_risk: int = 0
    paused: int = 0
    due: int = 0
    next_at: int | None = None


class TeamLoad(NamedTuple):
    """A team and its people, those most in need of a look first. `team_id` None: people in no team."""

    team_id: int | None
    name: str
    people: list[Load]

    @property
    def heaviest(self) -> int:
        return max((each.clocks for each in self.people), default=0)


def workload(at: int, team_id: int | None = None) -> tuple[list[TeamLoad], Load]:
    """Every team with its people (or one team alone), and the open cases nobody holds.

    A handful of statements, however many people and cases there are. Who holds open cases is shown also
    without being an agent.
    """
    scope = scope_of(BoardQuestion(), at)
    closes = {head.key: as_datetime(head.days.closes_at) for head in scope.heads}
    team_of = dict(Agent.objects.values_list("user", "team"))
    told = [(user, closes[f"team-{team}"]) for user, team in team_of.items() if f"team-{team}" in closes]
    elsewhere = closes.get("none")
    with connection.cursor() as cursor:
        cursor.execute(
            _CASES,
            [COUNTING, elsewhere, COUNTING, [user for user, _ in told], [ends for _, ends in told]],
        )
        counted = {row[0]: row[1:] for row in cursor.fetchall()}
        cursor.execute(_CLOCKS)
        clocks = dict(cursor.fetchall())
    wanted = {user for user in {*team_of, *counted} if user is not None}
    people: defaultdict[int | None, list[Load]] = defaultdict(list)
    for user in get_user_model().objects.filter(pk__in=wanted, is_active=True):
        load = _load(user.pk, user.get_username(), user.get_full_name(), counted, clocks)
        people[team_of.get(user.pk)].append(load)
    for user in get_user_model().objects.filter(pk__in=counted.keys() - {None}, is_active=False):
        people[team_of.get(user.pk)].append(
            _load(user.pk, user.get_username(), user.get_full_name(), counted, clocks)
        )
    teams: list[tuple[int | None, str]] = [(team.pk, team.name) for team in Team.objects.all()]
    found = [
        TeamLoad(pk, name, sorted(people.get(pk, []), key=_need))
        for pk, name in [*teams, (None, "")]
        if (team_id is None or pk == team_id) and (pk is not None or people.get(None))
    ]
    return found, _load(None, "", "", counted, clocks)


def _load(
    user_id: int | None,
    username: str,
    name: str,
    counted: dict[int | None, tuple[object, ...]],
    clocks: dict[int | None, int],
) -> Load:
    row = counted.get(user_id)
    if row is None:
        return Load(user_id, username, name or username)
    cases, violated, at_risk, paused, due, next_at = row
    return Load(
        user_id,
        username,
        name or username,
        cases,  # type: ignore[arg-type]  # counts, as the statement says
        clocks.get(user_id, 0),
        violated,  # type: ignore[arg-type]  # as above
        at_risk,  # type: ignore[arg-type]  # as above
        paused,  # type: ignore[arg-type]  # as above
        due,  # type: ignore[arg-type]  # as above
        None if next_at is None else to_instant(next_at),  # type: ignore[arg-type]  # a timestamp
    )


def _need(load: Load) -> tuple[int, int, int, str]:
    return -load.violated, -load.due, -load.clocks, load.name
