"""Tells the sample's events as if the product had been there: each when it happened, time passing between.

Most of it is imported in silence, each case in one go. Cases told by hand have been lived: every event was
recorded when it happened, their triggers were reached one by one, and somebody was to be told of each. All of
it is one transaction, so that no worker meets half of it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from itertools import groupby

from django.db import transaction
from django.db.models import Min
from msgspec.structs import replace

from entitlements.business_time.instants import DAY, MINUTE, SECOND, to_datetime, to_instant
from milestones.engine.process import process_cases
from milestones.models import CaseState
from milestones.services.case_request import CaseRequest
from milestones.services.record import record
from sla_admin.sample.alerts import settle_alerts
from sla_admin.sample.quiet import quiet
from sla_admin.sample.scenes import IMPOSSIBLE
from sla_admin.sample.story import SOURCE, Tale, Told
from sla_admin.shared.errors import Conflict

_IMPORT_EVERY = 4 * DAY
"""What was closed between two imports came with the later one."""

_UNDERWAY = 2 * SECOND
"""How long an event travels until it is recorded."""

Progress = Callable[[int, int], None]
"""Told how much of how many events is done."""


def replay(tales: Sequence[Tale], at: int, progress: Progress) -> None:
    """Record everything, the last of it at `at` (µs). All or nothing. Raises Conflict where it is refused."""
    total = sum(len(tale.told) for tale in tales)
    done = 0
    with transaction.atomic():
        for instant, batch in _imports([tale.told for tale in tales if not tale.is_lived], at):
            _record([replace(each, silent=True) for each in batch], instant)
            done += len(batch)
            progress(done, total)
        for instant, told in _moments([each for tale in tales if tale.is_lived for each in tale.told], at):
            _let_time_pass(told[0].at)
            with quiet("milestones.engine.process") if _is_impossible(told) else nullcontext():
                _record([each.request for each in told], instant)
            done += len(told)
            progress(done, total)
        _let_time_pass(at)
        settle_alerts(at)


def _imports(cases: Sequence[Sequence[Told]], at: int) -> Iterator[tuple[int, list[CaseRequest]]]:
    """Closed cases some days after they were closed, all others now; each with its whole history."""

    def imported_at(told: Sequence[Told]) -> int:
        return at - (at - told[-1].at) // _IMPORT_EVERY * _IMPORT_EVERY if _is_closed(told) else at

    for instant, group in groupby(sorted(cases, key=imported_at), key=imported_at):
        yield instant, [each.request for told in group for each in told]


def _is_closed(told: Sequence[Told]) -> bool:
    statuses = [each.request.fields["status"] for each in told if "status" in each.request.fields]
    return statuses[-1] in ("Resolved", "Closed", "Spam", "Duplicate")


def _moments(told: Sequence[Told], at: int) -> Iterator[tuple[int, list[Told]]]:
    """What we heard of within half a minute, and when we recorded it."""
    ordered = sorted(told, key=lambda each: each.at)
    for _, group in groupby(ordered, key=lambda each: each.at // (30 * SECOND)):
        heard = list(group)
        yield min(heard[-1].at + _UNDERWAY, at), heard


def _is_impossible(told: Sequence[Told]) -> bool:
    """Whether one of them sets its case aside, as it is meant to."""
    return any(IMPOSSIBLE in each.request.fields.values() for each in told)


def _record(batch: Sequence[CaseRequest], at: int) -> None:
    for answer in record(batch, at=at):
        if answer.problems:
            raise Conflict(f"The sample was refused: {answer.problems}")


def _let_time_pass(at: int) -> None:
    """Reach the sample's triggers before `at`, each at its own instant, and settle who was to hear of it."""
    waiting = CaseState.objects.filter(case__source=SOURCE, quarantined_at=None)
    while True:
        first = waiting.filter(next_due_at__lt=to_datetime(at)).aggregate(first=Min("next_due_at"))["first"]
        if first is None:
            return
        instant = min(to_instant(first) + MINUTE, at)
        due = waiting.filter(next_due_at__lt=to_datetime(instant)).values_list("case_id", flat=True)
        process_cases(dict.fromkeys(due, ()), instant)
        settle_alerts(instant)
