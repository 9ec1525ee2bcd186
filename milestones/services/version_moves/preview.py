"""What a move would mean, folded in and not written."""

from collections.abc import Iterator
from typing import Any

import msgspec
from django.db.models import QuerySet

from milestones.clock.effect import Summary
from milestones.clock.event import Event
from milestones.engine.cursor import raw_cursor
from milestones.engine.deciding import ASIDE
from milestones.engine.foresee import foresee
from milestones.engine.load import histories
from milestones.engine.plan import PinnedPlan
from milestones.models import Case
from milestones.services.version_moves.event import move_event
from milestones.services.version_moves.order import MoveOrder, cases_to_move, check_order


class MovePreview(msgspec.Struct, frozen=True):
    """What a move would do at the instant `at`. `looked_at` cases of `cases` were folded."""

    at: int
    cases: int
    looked_at: int
    summary: Summary
    failures: list[tuple[int, str]]

    @property
    def is_whole(self) -> bool:
        return self.looked_at == self.cases


def preview_move(order: MoveOrder, *, at: int, most: int | None = None) -> MovePreview:
    """Fold the move into each case at `at`, read-only, and count what becomes of its clocks.

    `most` bounds the cases that are folded; the number there are is counted all the same. Raises as
    `check_order`.
    """
    target = check_order(order)
    rows = cases_to_move(order, target)
    summary = Summary()
    failures: list[tuple[int, str]] = []
    event = move_event(order, "preview", actor="", at=at)
    plan = PinnedPlan()
    for case_id, state, quarantined in _states(rows if most is None else rows[:most]):
        if quarantined is not None:
            failures.append((case_id, ASIDE))
            summary.cases += 1
            continue
        try:
            seen = foresee(plan, state, event, at, lambda case_id=case_id: _history(case_id))  # type: ignore[misc]  # bound per case
        except Exception as error:  # noqa: BLE001 - one case that cannot be folded hides no other
            failures.append((case_id, f"{type(error).__name__}: {error}"))
            summary.cases += 1
            continue
        summary.add(case_id, seen.effects, 0 if order.silent else seen.alerts)
    count = summary.cases if most is None or summary.cases < most else rows.count()
    return MovePreview(at=at, cases=count, looked_at=summary.cases, summary=summary, failures=failures)


def _states(rows: QuerySet[Case]) -> Iterator[tuple[int, bytes, Any]]:
    for case_id, state, quarantined in rows.values_list(
        "pk", "engine_state__state", "engine_state__quarantined_at"
    ).iterator(chunk_size=1000):
        yield case_id, bytes(state), quarantined


def _history(case_id: int) -> list[Event]:
    with raw_cursor() as cursor:
        return histories(cursor, [case_id])[case_id]
