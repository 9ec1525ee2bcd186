"""python -m benchmarks.retargeting [CLOCKS]: a holiday is added, and open clocks get new targets.

Works on copies of the tables of clocks and of the ledger, with their columns, constraints and indexes. Each
clock's target and next trigger move to where the same open time ends on the new timeline, and one fact per
clock is written, chained by hash, in one statement. The yardstick in the same run: an UPDATE of one unindexed
column of the same rows, and an INSERT of as many facts of the same size. A sample is compared with the
calendar in Python.
"""

import sys
from collections.abc import Callable
from datetime import date, datetime
from time import perf_counter
from typing import TYPE_CHECKING, Any

from benchmarks.scratch import scratch_database
from entitlements.business_time.holidays import FixedDate, Holiday
from entitlements.business_time.instants import parse_instant, to_datetime, to_instant

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

CLOCKS = 1_000_000
SAMPLE = 500
NOW = parse_instant("2026-06-01T12:00:00Z")
HOLIDAY = date(2026, 6, 19)
DAY_SHIFT = [[["09:00", "17:00"]]] * 5 + [[], []]
SPLIT_SHIFT = [[["08:00", "12:00"], ["13:00", "18:00"]]] * 5 + [[["09:00", "12:00"]], []]
NIGHT_SHIFT = [[["22:00", "06:00"]]] * 5 + [[], []]
LONG_DAYS = [[["07:00", "21:00"]]] * 7
HOURS = (
    ("Europe/Berlin", DAY_SHIFT),
    ("America/New_York", SPLIT_SHIFT),
    ("Asia/Kolkata", NIGHT_SHIFT),
    ("Australia/Sydney", LONG_DAYS),
)

TABLES = """
    CREATE TABLE retargeted_clock (LIKE milestones_casemilestone INCLUDING ALL);
    CREATE TABLE retargeted_ledger (LIKE milestones_ledgerentry INCLUDING ALL);
    CREATE TABLE plain_ledger (LIKE milestones_ledgerentry INCLUDING ALL);
"""

FILL = """
    INSERT INTO retargeted_clock (
        case_id, definition, cycle, occurrence, process_version_id, type, status,
        is_violated, is_completed, at_risk, started_at, began_at,
        target_at, original_target_at, next_trigger_at, budget, level, consumed,
        paused_business, paused_calendar, hours_id, timeline, hours_reason,
        segments, pauses, reached
    )
    SELECT n / 4, 'milestone_' || n %% 4, 1, 1, 1, 'resolution', 'running',
        false, false, false, started, started,
        target.moment, target.moment, trigger.moment, budget, budget, 0,
        0, 0, hours, 1, 'process',
        jsonb_build_array(jsonb_build_array(business_micros_between('epoch', started), NULL, 1)), '[]', '[]'
    FROM (
        SELECT n, (%(hours)s::bigint[])[1 + n %% 4] AS hours,
               %(now)s::timestamptz
                   - abs(hashint4(n)::bigint) %% 2000000 * interval '1 second' AS started,
               (1 + abs(hashint4(n + 1)::bigint) %% 200) * 3600000000 AS budget
        FROM generate_series(0, %(clocks)s - 1) AS n
    ) AS drawn
    CROSS JOIN LATERAL business_positions(hours, 1, started) AS of_start
    CROSS JOIN LATERAL business_instants(hours, 1, of_start.w + budget, false) AS target
    CROSS JOIN LATERAL business_instants(hours, 1, of_start.w + budget * 3 / 4, false) AS trigger
"""

PLAIN_UPDATE = "UPDATE retargeted_clock SET consumed = consumed + 1"

PLAIN_INSERT = """
    INSERT INTO plain_ledger (
        case_id, seq, kind, occurred_at, recorded_at, actor, cause, clock, generation, body, hash
    )
    SELECT case_id, id, 're-timed', %(now)s, %(now)s, '', 'timer', definition, 1,
           decode(repeat('61', 160), 'hex'), decode(repeat('62', 32), 'hex')
    FROM retargeted_clock
"""

RETARGET = """
    WITH changed AS (
        UPDATE retargeted_clock AS clock
        SET timeline = 2,
            target_at = (
                SELECT moved.moment
                FROM business_positions(clock.hours_id, 1, clock.target_at) AS old
                CROSS JOIN LATERAL business_instants(clock.hours_id, 2, old.w, old.on_opening) AS moved
            ),
            next_trigger_at = (
                SELECT moved.moment
                FROM business_positions(clock.hours_id, 1, clock.next_trigger_at) AS old
                CROSS JOIN LATERAL business_instants(clock.hours_id, 2, old.w, old.on_opening) AS moved
            )
        WHERE clock.status IN ('running', 'paused')
          AND clock.hours_id = ANY (%(hours)s) AND clock.timeline = 1
        RETURNING clock.id, clock.case_id, clock.definition, clock.level, clock.target_at, clock.hours_id
    )
    INSERT INTO retargeted_ledger (
        case_id, seq, kind, occurred_at, recorded_at, actor, cause, clock, generation, body, hash
    )
    SELECT case_id, id, 're-timed', %(now)s, %(now)s, '', 'event:/hours-2', definition, 1, body,
           sha256(previous || body)
    FROM (
        SELECT *, decode(repeat('62', 32), 'hex') AS previous, convert_to(format(
            '{"kind":"re-timed","occurred_at":%%s,"clock":["%%s",1,1],"hours":%%s,"level":%%s,"target_at":%%s}',
            %(now_micros)s::bigint, definition, hours_id, level, business_micros_between('epoch', target_at)
        ), 'UTF8') AS body
        FROM changed
    ) AS written
"""


def enter_hours() -> list[int]:
    """Four sets of hours, published twice: without and with the holiday."""
    from entitlements.services.business_hours import (
        add_holidays,
        create_business_hours,
        draft_revision,
        publish_revision,
    )

    found = []
    for zone, weekly in HOURS:
        first = create_business_hours(name=zone, zone=zone, weekly=weekly)
        publish_revision(first.pk, at=NOW, actor="benchmark", reason="As agreed")
        second = draft_revision(first.hours_id, effective=datetime.fromisoformat("2026-06-02"))
        add_holidays(second, [Holiday("Added", FixedDate(HOLIDAY))])
        publish_revision(second.pk, at=NOW, actor="benchmark", reason="As agreed")
        found.append(first.hours_id)
    return found


def seconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def differing(cursor: "CursorWrapper") -> int:
    """How many of a sample have another target than the calendar in Python gives."""
    from entitlements.selectors.calendars import calendar_for

    cursor.execute(
        "SELECT hours_id, started_at, level, target_at, next_trigger_at FROM retargeted_clock"
        " ORDER BY id %% 9973, id LIMIT %s",
        [SAMPLE],
    )
    wrong = 0
    for hours, started, level, target, next_trigger in cursor.fetchall():
        calendar, start = calendar_for(hours, 2), to_instant(started)
        due, trigger = calendar.due(start, level), calendar.due(start, level * 3 // 4)
        wrong += (due, trigger) != (to_instant(target), to_instant(next_trigger))
    return wrong


def measure(clocks: int) -> None:
    from django.db import connection

    asked: dict[str, Any] = {
        "hours": enter_hours(),
        "now": to_datetime(NOW),
        "now_micros": NOW,
        "clocks": clocks,
    }
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        filled = seconds(lambda: cursor.execute(FILL, asked))
        print(f"{clocks:,} clocks on {len(HOURS)} sets of hours, filled in {filled:.1f} s", flush=True)
        cursor.execute("VACUUM ANALYZE retargeted_clock")
        cursor.execute("VACUUM ANALYZE entitlements_openwindow")
        update = seconds(lambda: cursor.execute(PLAIN_UPDATE))
        insert = seconds(lambda: cursor.execute(PLAIN_INSERT, asked))
        cursor.execute("VACUUM retargeted_clock")
        cursor.execute("TRUNCATE plain_ledger")
        moved = seconds(lambda: cursor.execute(RETARGET, asked))
        cursor.execute("SELECT count(*) FROM retargeted_ledger")
        (facts,) = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM retargeted_clock WHERE target_at > original_target_at")
        (later,) = cursor.fetchone()
        wrong = differing(cursor)
    print(f"yardstick: plain UPDATE {update:.1f} s, plain INSERT of facts {insert:.1f} s")
    print(f"re-targeting with facts {moved:.1f} s: {facts:,} facts, {later:,} targets later")
    print(f"targets that differ from the calendar in Python: {wrong} of {min(SAMPLE, clocks)}")
    print(f"re-targeting takes {moved / (update + insert):.2f} times the yardstick (asked: at most 3)")
    if wrong or facts != clocks:
        raise SystemExit(1)


def main() -> None:
    clocks = int(sys.argv[1]) if len(sys.argv) > 1 else CLOCKS
    with scratch_database():
        measure(clocks)


if __name__ == "__main__":
    main()
