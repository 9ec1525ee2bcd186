"""Reports over a million clocks: `python -m benchmarks.reports [--here] [--clocks 1000000]`.

Cases and clocks are written set-based from one real case, in nine queues, four priorities and twelve months:
nine in ten completed on time, some late, some open past their target. `--here` measures what the database of
`DATABASE_URL` holds instead, and changes nothing. Each figure is the fastest and the median of three, in one
process, beside a yardstick of the same run: counting the clocks' rows by status, without any rule.
"""

import argparse
import os
import statistics
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from benchmarks.scratch import scratch_database

ROUNDS = 3
CLOCKS_A_CASE = 4
NOW = 1_795_000_000_000_000
"""18 November 2026."""
YARDSTICK = "SELECT status, is_violated, count(*) FROM milestones_casemilestone GROUP BY 1, 2"

CASES = """
    INSERT INTO milestones_case ({columns})
    SELECT {values}
    FROM milestones_case AS template
    CROSS JOIN (SELECT array_agg(id ORDER BY id) AS ids FROM milestones_queue) AS queues
    CROSS JOIN LATERAL (
        SELECT n, abs(hashint8(n)::bigint) AS drawn, %(base)s + n AS new_id
        FROM generate_series(1, %(count)s::bigint) AS n
    ) AS number
    CROSS JOIN LATERAL (
        SELECT %(now)s::timestamptz - (drawn %% 31000000) * interval '1 second' AS opened
    ) AS at
    WHERE template.id = %(template)s
"""

CLOCKS = """
    INSERT INTO milestones_casemilestone ({columns})
    SELECT {values}
    FROM milestones_casemilestone AS template
    CROSS JOIN LATERAL (
        SELECT c.id AS case_id, c.opened_at, place,
            abs(hashint8(c.id * 7 + place)::bigint) AS drawn
        FROM milestones_case AS c, generate_series(1, %(each)s) AS place
        WHERE c.id > %(base)s
    ) AS number
    CROSS JOIN LATERAL (
        SELECT opened_at + interval '8 hours' * place AS target,
            CASE
                WHEN drawn %% 100 < 2 THEN NULL
                WHEN drawn %% 100 < 8 THEN opened_at + interval '8 hours' * place + interval '3 hours'
                ELSE opened_at + interval '8 hours' * place * (drawn %% 97) / 97
            END AS completed
    ) AS at
    WHERE template.case_id = %(template)s
"""


def main(arguments: list[str] | None = None) -> int:
    told = _parser().parse_args(arguments)
    os.environ.setdefault("SECRET_KEY", "for benchmarks alone")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sla_admin.settings")
    os.environ.setdefault("CELERY_BROKER_URL", "memory://")
    with _database(here=told.here):
        if not told.here:
            fill(told.clocks // CLOCKS_A_CASE)
        measure()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reports", description=__doc__.split("\n")[0])
    parser.add_argument("--clocks", type=int, default=1_000_000, help="clocks to write (1,000,000)")
    parser.add_argument("--here", action="store_true", help="measure the database of DATABASE_URL as it is")
    return parser


@contextmanager
def _database(*, here: bool) -> Iterator[None]:
    if here:
        import django

        django.setup()
        yield
    else:
        with scratch_database():
            yield


def fill(cases: int) -> None:
    """One case through the service, the others as its copies; nothing of it is a ledger."""
    from django.db import connection

    from benchmarks.promise import enter_process, promise_to
    from entitlements.business_time.budget import Budget
    from entitlements.business_time.instants import to_datetime
    from entitlements.process.definition import MilestoneDefinition, Process
    from milestones.models import Queue
    from milestones.services.case_request import CaseRequest
    from milestones.services.record import record

    began = perf_counter()
    for number in range(9):
        Queue.objects.create(key=f"queue-{number}", name=f"Queue {number}")
    milestone = MilestoneDefinition(
        key="first_response",
        type="first_response",
        name="First response",
        completion={"event": "public_reply_sent"},
        budget=Budget(micros=8 * 3_600_000_000),
    )
    account = promise_to(
        "Benchmark", enter_process(Process(version=0, name="Benchmark", milestones=(milestone,)))
    )
    request = CaseRequest(
        source="benchmark",
        external_id="template",
        opened_at=NOW,
        fields={"account": account, "status": "new"},
    )
    (answer,) = record([request], at=NOW)
    if answer.case_id is None or answer.quarantined:
        raise RuntimeError(f"The template was not opened: {answer}")
    given = {
        "template": answer.case_id,
        "base": answer.case_id,
        "count": cases,
        "each": CLOCKS_A_CASE,
        "now": to_datetime(NOW),
    }
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET synchronous_commit = off")
        _copy(
            cursor,
            CASES,
            "milestones_case",
            {
                "id": "new_id",
                "external_id": "'copy-' || n",
                "queue_id": "queues.ids[1 + drawn %% 9]",
                "priority": "'P' || (1 + drawn %% 4)",
                "opened_at": "opened",
                "closed_at": "CASE WHEN drawn %% 10 > 0 THEN opened + interval '30 hours' END",
            },
            given,
        )
        _copy(
            cursor,
            CLOCKS,
            "milestones_casemilestone",
            {
                "case_id": "number.case_id",
                "definition": "'milestone_' || place",
                "status": "CASE WHEN completed IS NULL THEN 'running' ELSE 'completed' END",
                "is_violated": "coalesce(completed > target, target < %(now)s)",
                "is_completed": "completed IS NOT NULL",
                "started_at": "opened_at",
                "began_at": "opened_at",
                "target_at": "target",
                "original_target_at": "target",
                "completed_at": "completed",
                "closed_at": "completed",
                "next_trigger_at": "CASE WHEN completed IS NULL THEN target END",
            },
            given,
        )
        cursor.execute("SET session_replication_role = origin")
        for table in ("milestones_case", "milestones_casemilestone"):
            cursor.execute(f"VACUUM ANALYZE {table}")
    print(
        f"{cases:,} cases with {cases * CLOCKS_A_CASE:,} clocks written in {perf_counter() - began:.0f} s",
        flush=True,
    )


def _copy(cursor: Any, statement: str, table: str, changed: dict[str, str], given: dict[str, Any]) -> None:
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " AND attgenerated = '' AND attidentity = '' OR attrelid = %s::regclass AND attname = 'id'",
        [table, table],
    )
    columns = [name for (name,) in cursor.fetchall() if name != "id" or "id" in changed]
    values = [changed.get(name, f"template.{name}") for name in columns]
    text = statement.format(columns=", ".join(columns), values=", ".join(values))
    if "id" in changed:
        text = text.replace(") \n    SELECT", ") OVERRIDING SYSTEM VALUE\n    SELECT", 1)
        text = text.replace(")\n    SELECT", ") OVERRIDING SYSTEM VALUE\n    SELECT", 1)
    cursor.execute(text, given)


def measure() -> None:
    """Each report, counted afresh every time."""
    from django.core.cache import cache
    from django.db import connection

    from milestones.selectors.reports.compliance import compliance_by
    from milestones.selectors.reports.counting import Counting
    from milestones.selectors.reports.drill_down import clock_lines, count_clocks
    from milestones.selectors.reports.question import Question, read_question
    from milestones.selectors.reports.reading import reading
    from milestones.services import reports
    from sla_admin.shared.errors import Conflict
    from sla_admin.shared.system_clock import database_time

    at = database_time()

    def ask(first: str, **more: str) -> Question:
        given = {"from": [first], **{name.rstrip("_"): [value] for name, value in more.items()}}
        return read_question(given, at, bases=("decided", "target", "completed", "opened", "closed"))

    def table(question: Question) -> Any:
        with reading() as cursor:
            return compliance_by(Counting(cursor, question), question.group)

    def listing(question: Question) -> Any:
        with reading() as cursor:
            counting = Counting(cursor, question)
            return count_clocks(counting, ("late",)), list(clock_lines(counting, ("late",), limit=50))

    def file(question: Question) -> int:
        with reading() as cursor:
            return sum(1 for _ in clock_lines(Counting(cursor, question), ("late",)))

    def yardstick() -> Any:
        with connection.cursor() as cursor:
            cursor.execute(YARDSTICK)
            return cursor.fetchall()

    year, month = "2025-12-01", "2026-11-01"
    earlier = "2026-11-01T00:00:00Z"
    clocks = sum(row[2] for row in yardstick())
    print(f"{clocks:,} clocks; three rounds each")
    print(f"{'measure':<56} {'fastest':>9} {'median':>9} {'× yardstick':>12}")
    floor = show("yardstick: rows counted by status, no rule", yardstick, None)
    measures: list[tuple[str, Callable[[], Any]]] = [
        ("compliance table by queue, the year", lambda: table(ask(year))),
        ("compliance table by milestone type, the year", lambda: table(ask(year, group="type"))),
        ("compliance table by account, the year", lambda: table(ask(year, group="account"))),
        ("compliance table by queue, this month", lambda: table(ask(month))),
        ("compliance table as of an instant three weeks ago", lambda: table(ask(year, as_of=earlier))),
        ("compliance page with trend, times and all, the year", lambda: reports.compliance_report(ask(year))),
        ("the same, this month", lambda: reports.compliance_report(ask(month))),
        ("late completions, the year", lambda: reports.late_report(ask(year))),
        ("open past target, the year", lambda: reports.past_target_report(ask(year))),
        ("time to resolve, the year", lambda: reports.times_report(ask(year, by="closed"))),
        ("case outcomes, the year", lambda: reports.outcome_report(ask(year))),
        ("first page of the late ones behind a figure", lambda: listing(ask(year))),
        ("all of them, one by one, as a file", lambda: file(ask(year))),
        (
            "who held every minute, cases closed since Monday",
            lambda: reports.accountability_report(ask("2026-11-16", by="closed")),
        ),
    ]
    for name, work in measures:

        def fresh(work: Callable[[], Any] = work) -> Any:
            cache.clear()
            return work()

        try:
            show(name, fresh, floor)
        except Conflict as refusal:
            print(f"{name:<56} {refusal}")


def show(name: str, work: Callable[[], Any], floor: float | None) -> float:
    seconds = []
    for _ in range(ROUNDS):
        began = perf_counter()
        work()
        seconds.append(perf_counter() - began)
    fastest, median = min(seconds), statistics.median(seconds)
    ratio = f"{fastest / floor:.1f}" if floor else ""
    print(f"{name:<56} {fastest:>7.2f} s {median:>7.2f} s {ratio:>12}", flush=True)
    return fastest


if __name__ == "__main__":
    sys.exit(main())
