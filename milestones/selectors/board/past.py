"""What the last thirty days say: how many clocks completed on time, and how likely a clock is to miss."""

from collections import defaultdict
from collections.abc import Collection, Iterable

import msgspec
from django.db import connection

from entitlements.business_time.instants import DAY, HOUR
from sla_admin.shared.api.instants import as_datetime

LOOKED_BACK = 30 * DAY
HOURS_LEFT = 24
"""Beyond so many full hours of open time left, clocks are taken together."""

ENOUGH = 20
"""Fewer clocks of a type than this say nothing; all types together are asked instead."""

_COMPLETED = """
    SELECT type, is_violated, greatest(least((level - consumed) / %s, %s), 0)::int, count(*)
    FROM milestones_casemilestone
    WHERE status = 'completed' AND completed_at >= %s AND completed_at < %s
    GROUP BY 1, 2, 3
"""
"""Read from the index `case_milestone_completed` alone."""

_OPEN_PAST = "SELECT type, count(*) FROM milestones_opencase WHERE rank = 0 AND due_at >= %s GROUP BY 1"

_OF_QUEUES = """
    SELECT count(*) FILTER (WHERE NOT clock.is_violated), count(*)
    FROM milestones_casemilestone AS clock JOIN milestones_case AS stored ON stored.id = clock.case_id
    WHERE clock.status = 'completed' AND clock.completed_at >= %s AND clock.completed_at < %s
        AND stored.queue_id = ANY(%s::bigint[])
"""
_OF_QUEUES_OPEN_PAST = """
    SELECT count(*) FROM milestones_opencase
    WHERE rank = 0 AND due_at >= %s AND queue_id = ANY(%s::bigint[])
"""


class Ended(msgspec.Struct, frozen=True, array_like=True):
    """Clocks of one type with one outcome, and the full hours of open time that were left."""

    type: str
    missed: bool
    hours_left: int
    total: int


class OnTime(msgspec.Struct, frozen=True, array_like=True):
    """Clocks met, of those that completed or passed their target."""

    met: int
    total: int

    @property
    def share(self) -> float | None:
        return self.met / self.total if self.total else None


class Past(msgspec.Struct, frozen=True, array_like=True):
    """What a board says of the last thirty days: its own share, and the chances of the whole desk."""

    on_time: OnTime
    chances: dict[str, list[float]]


def ended(at: int) -> list[Ended]:
    """Clocks that completed in the thirty days before `at`, and those whose target passed in them and that
    are open still: their miss is certain, though they have no end yet.
    """
    since = as_datetime(at - LOOKED_BACK)
    with connection.cursor() as cursor:
        cursor.execute(_COMPLETED, [HOUR, HOURS_LEFT, since, as_datetime(at)])
        found = [Ended(*row) for row in cursor.fetchall()]
        cursor.execute(_OPEN_PAST, [since])
        found += [Ended(of_type, True, 0, total) for of_type, total in cursor.fetchall()]
    return found


def on_time(past: Iterable[Ended]) -> OnTime:
    """How many of all clocks were on time."""
    met = total = 0
    for each in past:
        total += each.total
        met += 0 if each.missed else each.total
    return OnTime(met, total)


def on_time_in(queues: Collection[int], at: int) -> OnTime:
    """How many of the clocks of cases in these queues were on time."""
    since, asked = as_datetime(at - LOOKED_BACK), list(queues)
    with connection.cursor() as cursor:
        cursor.execute(_OF_QUEUES, [since, as_datetime(at), asked])
        met, completed = cursor.fetchone()
        cursor.execute(_OF_QUEUES_OPEN_PAST, [since, asked])
        (open_past,) = cursor.fetchone()
    return OnTime(met, completed + open_past)


def chances_of_missing(past: Iterable[Ended]) -> dict[str, list[float]]:
    """For each milestone type (and `""` for all together): the share that missed among the clocks that were
    still open with as little time left, for 1, 2, 3 … full hours.

    A clock that completed with five hours left says nothing about one that has two left, so it does not
    count there; one that missed was open all the way.
    """
    missed: defaultdict[str, int] = defaultdict(int)
    met: defaultdict[str, list[int]] = defaultdict(lambda: [0] * (HOURS_LEFT + 1))
    for each in past:
        for kind in (each.type, ""):
            if each.missed:
                missed[kind] += each.total
            else:
                met[kind][min(each.hours_left, HOURS_LEFT)] += each.total
    found = {}
    for kind in {*missed, *met}:
        chances, still_open = [], missed[kind]
        if still_open + sum(met[kind]) < ENOUGH:
            continue
        for hour in range(HOURS_LEFT + 1):
            still_open += met[kind][hour]
            chances.append(round(missed[kind] / still_open, 4) if still_open else 0.0)
        found[kind] = chances
    return found
