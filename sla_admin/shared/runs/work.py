"""Doing the steps of runs: by beat every second, by any number of workers at once.

A worker that takes a step holds an advisory lock on the run, or on one lane of it, until its transaction
ends: that is the lease. When the worker is killed, the server ends the transaction, what the step did is gone
with its progress, and the next call goes on from the cursor. The run's row itself is free meanwhile, so that
*Stop here* never waits.
"""

import logging
import os
import socket
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q
from psycopg import InterfaceError as DriverInterfaceError
from psycopg import OperationalError as DriverOperationalError

from sla_admin.shared.api.instants import as_datetime
from sla_admin.shared.changes.responsible import acting
from sla_admin.shared.errors import InvalidInput, Refusal
from sla_admin.shared.models.background_run import ACTIVE, BackgroundRun, RunItem, RunState
from sla_admin.shared.runs.kind import Step, in_hand, installed_kinds, kind_of
from sla_admin.shared.runs.lanes import gone_on, has_ended, lanes_left

_log = logging.getLogger(__name__)

_LOCKS = 0x52554E
"""The class of our advisory locks ("RUN"), plus the lane; the second key is the run's id."""

TROUBLES = 30
"""So many steps in a row without the database answering fail a run: somebody has to look."""

UNREACHABLE = (OperationalError, InterfaceError, DriverOperationalError, DriverInterfaceError)

Now = Callable[[], int]


def continue_runs(now: Now, seconds: float) -> int:
    """Take steps of whatever runs are open, those that waited longest first, for about so many seconds.

    `now` asks the database's time; every step asks it once. Returns how many steps were taken.
    """
    began = time.monotonic()
    steps = 0
    while time.monotonic() - began < seconds:
        taken = 0
        for run_id in _open_runs(now()):
            taken += take_step(run_id, now)
            if time.monotonic() - began >= seconds:
                break
        if not taken:
            break
        steps += taken
    return steps


def lanes_open(at: int) -> int:
    """How many workers could take a step at this moment."""
    rows = BackgroundRun.objects.filter(pk__in=_open_runs(at)).values_list("kind", "cursor")
    kinds = installed_kinds()
    return sum(lanes_left(cursor, kinds[kind].lanes) for kind, cursor in rows if kind in kinds)


def finish(run_id: int, now: Now) -> BackgroundRun:
    """Take steps of one run until it ends, waits for its instant, or somebody else works on it.

    For commands, and for tests that want to see the end.
    """
    while take_step(run_id, now):
        pass
    return BackgroundRun.objects.get(pk=run_id)


def take_step(run_id: int, now: Now) -> bool:
    """Take one step of a run. False where there was nothing to do or other workers have it in hand."""
    _begin(run_id, now)
    try:
        with transaction.atomic():
            claimed = _claim(run_id)
            if claimed is None:
                return False
            _step(*claimed, now())
            return True
    except UNREACHABLE as error:
        _log.warning("A step of run %s is tried again.", run_id, exc_info=True)
        _note_trouble(run_id, now, error)
        return False
    except Exception as error:  # noqa: BLE001 - whatever it is, it is kept with the run and shown
        if not isinstance(error, Refusal):
            _log.exception("Run %s failed.", run_id)
        _fail(run_id, now(), _said(error))
        return True


def _open_runs(at: int) -> list[int]:
    rows = BackgroundRun.objects.filter(state__in=ACTIVE).exclude(not_before__gt=as_datetime(at))
    return list(rows.order_by(F("worked_at").asc(nulls_first=True), "id").values_list("pk", flat=True)[:20])


def _begin(run_id: int, now: Now) -> None:
    """Make it known that a worker has taken it up, before the first step ends."""
    at = as_datetime(now())
    BackgroundRun.objects.filter(pk=run_id, state=RunState.WAITING).exclude(not_before__gt=at).update(
        state=RunState.RUNNING, started_at=at
    )


def _claim(run_id: int) -> tuple[BackgroundRun, int] | None:
    """The run, and a lane of it that this transaction holds from now on; None where nothing is left to claim.

    The run is read once the lane is held: whoever had it before has committed where it goes on.
    """
    open_runs = BackgroundRun.objects.filter(pk=run_id, state__in=(RunState.RUNNING, RunState.STOPPING))
    name = open_runs.values_list("kind", flat=True).first()
    if name is None:
        return None
    lanes = kind_of(name).lanes
    for lane in range(lanes):
        if _locked(run_id, lane):
            run = open_runs.first()
            if run is None:
                return None
            if not has_ended(run.cursor, lane, lanes):
                return run, lane
    return None


def _locked(run_id: int, lane: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_LOCKS + lane, run_id % 2**31])
        (locked,) = cursor.fetchone()
    return bool(locked)


def _step(run: BackgroundRun, lane: int, at: int) -> None:
    if run.state == RunState.STOPPING:
        _end(run.pk, RunState.STOPPED, at)
        return
    kind = kind_of(run.kind)
    with acting(run.actor, source="run", reason=run.reason):
        step = kind.step(in_hand(run, lane), at)
    # Other lanes may have gone on meanwhile: what they did is added to, in this short stretch one at a time.
    kept = BackgroundRun.objects.select_for_update().filter(pk=run.pk).first()
    if kept is not None:
        _note_progress(kept, step, gone_on(kept.cursor, lane, kind.lanes, step.cursor), at)


def _note_progress(run: BackgroundRun, step: Step, cursor: Any, at: int) -> None:
    """Keep what a step did; `cursor` None: nothing is left."""
    instant = as_datetime(at)
    is_last = cursor is None
    tally = Counter(run.tally)
    tally.update(step.tally if step.tally is not None else Counter(each.outcome for each in step.items))
    result = run.result if step.result is None else dict(step.result)
    for name, number in (step.adds or {}).items():
        result[name] = int(result.get(name, 0)) + number
    done = run.done + step.done
    total = max(done, run.total if step.total is None else step.total)
    BackgroundRun.objects.filter(pk=run.pk).update(
        done=done,
        total=done if is_last else total,
        cursor=cursor,
        tally=dict(tally),
        failures=run.failures + sum(each.is_failure for each in step.items),
        result=result,
        worker=_worker(),
        worked_at=instant,
        troubles=0,
        **({"state": RunState.DONE, "ended_at": instant} if is_last else {}),
    )
    _write_items(run.pk, step, at)


def _write_items(run_id: int, step: Step, at: int) -> None:
    instant = as_datetime(at)
    RunItem.objects.bulk_create(
        [
            RunItem(
                run_id=run_id,
                item=each.item[:300],
                reference=each.reference,
                outcome=each.outcome[:60],
                is_failure=each.is_failure,
                sentence=each.sentence,
                at=instant,
            )
            for each in step.items
        ],
        batch_size=1000,
    )


def _end(run_id: int, state: RunState, at: int, reason: str = "") -> None:
    BackgroundRun.objects.filter(Q(pk=run_id), state__in=ACTIVE).update(
        state=state, ended_at=as_datetime(at), failure_reason=reason
    )


def _fail(run_id: int, at: int, reason: str) -> None:
    _end(run_id, RunState.FAILED, at, reason)


def _note_trouble(run_id: int, now: Now, error: Exception) -> None:
    """Count in a transaction of its own; where the database is away altogether, the next call will tell."""
    try:
        BackgroundRun.objects.filter(pk=run_id).update(troubles=F("troubles") + 1)
        if BackgroundRun.objects.filter(pk=run_id, troubles__gte=TROUBLES).exists():
            _fail(run_id, now(), f"The database did not answer {TROUBLES} times in a row: {_said(error)}")
    except UNREACHABLE:
        _log.warning("The database cannot be reached.")


def _said(error: Exception) -> str:
    if isinstance(error, InvalidInput):
        return "\n".join(reason for _, reason in error.problems)
    if isinstance(error, Refusal):
        return str(error)
    return f"{type(error).__name__}: {error}"[:2000]


def _worker() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"[:100]
