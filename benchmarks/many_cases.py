"""Loads a large desk into a database: 100,000 open cases, and with `--closed` a past of closed ones.

    python -m benchmarks.many_cases                       # 100,000 open cases, about 250,000 clocks
    python -m benchmarks.many_cases --closed 300000       # with a past: about a million clocks
    python -m benchmarks.many_cases --remove              # purges them again

The database is that of `DATABASE_URL`, migrated. One case in twenty is told through the service the API uses,
with a history drawn by chance relative to now; the others are set-based copies of those, their ledgers
chained anew. So every page, the tick, repair and `verify_ledger` work on them as on any other.
Nobody is told of what lies in the past; what falls due later is, as everywhere: mail goes to `@load.example`.

It refuses a database that holds cases of another source than this and the sample's, unless told otherwise.
"""

import argparse
import os
import random
import sys
from time import perf_counter

SOURCE = "load-test"
COPIES = 20
BATCH = 250
"""Templates copied in one transaction."""

SEED = 20_261_120
PURGED_AT_ONCE = 2_000


def main(arguments: list[str] | None = None) -> int:
    """Run the command; exit status 2 where the database is refused."""
    told = _parser().parse_args(arguments)
    os.environ.setdefault("SECRET_KEY", "for benchmarks alone")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sla_admin.settings")
    os.environ.setdefault("CELERY_BROKER_URL", "memory://")
    import django

    django.setup()
    if told.remove:
        print(f"{remove():,} cases purged; people, accounts and promises of the load test stay.")
        return 0
    foreign = foreign_cases()
    if foreign and not told.among_real_cases:
        print(
            f"This database holds {foreign:,} cases of other sources. Name another one in "
            "DATABASE_URL, or say --among-real-cases.",
            file=sys.stderr,
        )
        return 2
    began = perf_counter()
    open_cases, closed_cases, clocks = load(told.cases, told.closed)
    print(
        f"{open_cases:,} open and {closed_cases:,} closed cases of the load test, {clocks:,} clocks, "
        f"in {perf_counter() - began:.0f} s"
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.many_cases", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--cases", type=int, default=100_000, help="open cases to add (100,000)")
    parser.add_argument("--closed", type=int, default=0, help="closed cases of the last three months to add")
    parser.add_argument("--among-real-cases", action="store_true", help="also where other cases are")
    parser.add_argument(
        "--remove", action="store_true", help="purge the load test's cases, leaving tombstones"
    )
    return parser


def foreign_cases() -> int:
    """How many cases the database holds that neither this command nor the sample brought."""
    from milestones.models import Case
    from sla_admin.sample.story import SOURCE as SAMPLE

    return Case.objects.exclude(source__in=(SOURCE, SAMPLE)).count()


def load(open_cases: int, closed_cases: int) -> tuple[int, int, int]:
    """Add that many; answers how many open and closed cases of the load test there are, and their clocks."""
    from django.db import connection

    from benchmarks.large_desk.copies import analyze
    from benchmarks.large_desk.desk import desk
    from milestones.models import Case, CaseMilestone
    from sla_admin.shared.system_clock import database_time

    with connection.cursor() as cursor:
        # What triggers do was planned for the few rows this connection has met so far.
        cursor.execute("SET plan_cache_mode = force_custom_plan")
    at = database_time()
    made = desk(at)
    chance = random.Random(SEED + at)
    _add(open_cases, chance, made, at, is_closed=False)
    _add(closed_cases, chance, made, at, is_closed=True)
    analyze()
    mine = Case.objects.filter(source=SOURCE)
    return (
        mine.filter(closed_at=None).count(),
        mine.exclude(closed_at=None).count(),
        CaseMilestone.objects.filter(case__source=SOURCE).count(),
    )


def _add(count: int, chance: random.Random, made: object, at: int, *, is_closed: bool) -> None:
    from benchmarks.large_desk.copies import analyze, copy_cases
    from benchmarks.large_desk.desk import Desk
    from benchmarks.large_desk.stories import story
    from milestones.engine.evaluate import evaluate_due
    from milestones.services.record import record

    assert isinstance(made, Desk)
    templates, rest = divmod(count, COPIES)
    for first in range(0, templates + bool(rest), BATCH):
        last = min(templates + bool(rest), first + BATCH)
        told = [
            request
            for number in range(first, last)
            for request in story(
                chance,
                made,
                source=SOURCE,
                external_id=f"LT-{'C' if is_closed else 'O'}{at // 1_000_000 % 1_000_000}{number:05}",
                at=at,
                is_closed=is_closed,
            )
        ]
        answers = record(told, at=at)
        wrong = next((each for each in answers if each.problems or each.quarantined), None)
        if wrong is not None:
            raise RuntimeError(f"The load test was refused: {wrong}")
        evaluate_due(at)
        if not first:
            analyze()  # copies are planned by what tables held when they were last looked at: maybe nothing
        ids = list(dict.fromkeys(each.case_id for each in answers if each.case_id is not None))
        whole = ids[: templates - first] if last > templates else ids
        copy_cases(whole, COPIES - 1, "LT-")
        if last > templates:
            copy_cases(ids[len(whole) :], rest - 1, "LT-")
        print(f"\r{min(count, last * COPIES):>9,} {'closed' if is_closed else 'open'}", end="", flush=True)
    if count:
        print()


def remove() -> int:
    """Purge what was loaded; answers how many cases that were."""
    from milestones.models import Case
    from milestones.services.purge import purge_cases

    purged = 0
    while ids := list(
        Case.objects.filter(source=SOURCE).order_by("pk").values_list("pk", flat=True)[:PURGED_AT_ONCE]
    ):
        purged += purge_cases(ids, reason="Load test removed", actor="load test")
        print(f"\r{purged:>9,} purged", end="", flush=True)
    if purged:
        print()
    return purged


if __name__ == "__main__":
    sys.exit(main())
