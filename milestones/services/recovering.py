"""A better entitlement appeared: which open cases would it change, and deciding them afresh in a run.

New cases find it by themselves. For those that are open an administrator says so, having seen which case
would get which promise and which clocks would begin. What somebody chose by hand stays unless told otherwise.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from django.db import transaction
from django.db.models import QuerySet

from entitlements.models import Account, Entitlement
from milestones.clock.effect import ClockEffect
from milestones.engine.cursor import RawCursor, raw_cursor
from milestones.engine.foresee import foresee
from milestones.engine.load import histories, lock
from milestones.engine.plan import PinnedPlan
from milestones.engine.process import take_turn
from milestones.engine.work import CaseWork
from milestones.models import Case, CaseState
from milestones.services.coverage import (
    Covered,
    Standing,
    as_they_are,
    cover,
    coverage_event,
    write_coverage,
)
from sla_admin.shared.errors import InvalidInput
from sla_admin.shared.models import BackgroundRun
from sla_admin.shared.runs import ItemReport, RunInHand, RunKind, Step, start_run
from sla_admin.shared.viewing.addresses import address

A_STEP = 200
"""Cases decided in one transaction: short enough for their sources not to notice."""

LARGEST_LIST = 1_000
MOST_LOOKED_AT = 2_000
"""A preview folds so many cases in a second or two; it says how many there are in all."""


class RecoverOrder(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which open cases are decided afresh: those of an account, those named one by one, or, with `gaps`, only
    those without a promise. `chosen_too` includes what somebody chose by hand.
    """

    account: int | None = None
    cases: tuple[int, ...] = ()
    gaps: bool = False
    chosen_too: bool = False


class Change(NamedTuple):
    """A case whose promise would be another: entitlements by number, None: none. `effects` are those on its
    clocks, `trouble` why they cannot be told.
    """

    case_id: int
    before: int | None
    outcome_before: str
    after: int | None
    outcome_after: str
    effects: list[ClockEffect]
    trouble: str = ""


class RecoverPreview(NamedTuple):
    """`cases` are open and meant, `looked_at` of them were decided, `changes` would have another promise."""

    cases: int
    looked_at: int
    changes: list[Change]

    @property
    def started(self) -> int:
        """Clocks that would begin."""
        return sum(effect.fate == "started" for change in self.changes for effect in change.effects)

    @property
    def violated(self) -> int:
        """Clocks that would be violated as they begin."""
        return sum(effect.is_newly_violated for change in self.changes for effect in change.effects)


def check_recover(order: RecoverOrder) -> None:
    """Raises InvalidInput naming what is wrong."""
    if order.account is None and not order.cases and not order.gaps:
        raise InvalidInput.of("account", "Say which cases: an account, cases one by one, or the gaps.")
    if order.account is not None and not Account.objects.filter(pk=order.account).exists():
        raise InvalidInput.of("account", f"There is no account {order.account}.")
    if len(order.cases) > LARGEST_LIST:
        raise InvalidInput.of("cases", f"Name at most {LARGEST_LIST} cases; use a filter for more.")
    if order.cases:
        known = set(Case.objects.filter(pk__in=order.cases).values_list("pk", flat=True))
        problems = [
            (f"cases.{place}", f"There is no case {each}.")
            for place, each in enumerate(order.cases)
            if each not in known
        ]
        if problems:
            raise InvalidInput(problems[:20])


def cases_to_recover(order: RecoverOrder) -> QuerySet[Case]:
    """The open cases the order means, by their id; those set aside are left alone."""
    rows = Case.objects.filter(closed_at=None, engine_state__quarantined_at=None)
    if order.account is not None:
        rows = rows.filter(account=order.account)
    if order.cases:
        rows = rows.filter(pk__in=order.cases)
    if order.gaps:
        rows = rows.filter(entitlement=None)
    if not order.chosen_too:
        rows = rows.filter(coverage_by="")
    return rows.order_by("pk")


def preview_recover(order: RecoverOrder, *, at: int, most: int = MOST_LOOKED_AT) -> RecoverPreview:
    """Which promise each case would have, and what would become of its clocks. Writes nothing."""
    check_recover(order)
    rows = cases_to_recover(order)
    chosen = list(rows.values_list("pk", flat=True)[:most])
    count = len(chosen) if len(chosen) < most else rows.count()
    with raw_cursor() as cursor:
        standing = as_they_are(cursor, chosen)
    present = _present(chosen)
    decided = cover([each.case for each in standing], at, take=False)
    changing = [
        (each, made)
        for each, made in zip(standing, decided, strict=True)
        if _differs(present[made.case_id], each, made)
    ]
    changes = _foreseen(changing, present, at)
    return RecoverPreview(count, len(chosen), changes)


def start_recover(order: RecoverOrder, *, actor: str, at: int, reason: str) -> BackgroundRun:
    """Decide the cases afresh in the background. Raises InvalidInput, also without a reason."""
    if not reason.strip():
        raise InvalidInput.of("reason", "Say why: the reason is kept with the run.")
    return start_run(RecoverCases.name, msgspec.to_builtins(order), actor=actor, at=at, reason=reason)


class RecoverCases(RunKind):
    """Decides the promise of open cases afresh, a few hundred at a time; what stays the same is left."""

    name = "cover cases again"
    word = "Covering again"

    def validate(self, parameters: dict[str, Any]) -> dict[str, Any]:
        order = _read(parameters)
        check_recover(order)
        kept: dict[str, Any] = msgspec.to_builtins(order)
        return kept

    def title(self, parameters: dict[str, Any]) -> str:
        order = _read(parameters)
        what = "Cover cases without a promise again" if order.gaps else "Cover open cases again"
        if order.account is None:
            return what
        return f"{what}: {Account.objects.values_list('name', flat=True).get(pk=order.account)}"

    def subject(self, parameters: dict[str, Any]) -> str:
        order = _read(parameters)
        return f"account:{order.account}" if order.account is not None and not order.cases else ""

    def count(self, parameters: dict[str, Any], at: int) -> int:
        return cases_to_recover(_read(parameters)).count()

    def step(self, run: RunInHand, at: int) -> Step:
        rows = cases_to_recover(_read(run.parameters)).filter(pk__gt=run.cursor or 0)
        chosen = list(rows.values_list("pk", flat=True)[:A_STEP])
        changed = recover(chosen, actor=run.actor, at=at)
        names = dict(Case.objects.filter(pk__in=changed).values_list("pk", "external_id"))
        items = [
            ItemReport(names[case_id], outcome.replace("_", " "), sentence, case_id)
            for case_id, (outcome, sentence) in changed.items()
        ]
        tally = Counter(each.outcome for each in items)
        if len(chosen) > len(changed):
            tally["unchanged"] = len(chosen) - len(changed)
        return Step(
            done=len(chosen),
            cursor=None if len(chosen) < A_STEP else chosen[-1],
            items=items,
            tally=dict(tally),
        )

    def address(self, run: RunInHand) -> str:
        return address("coverage-gaps")

    def address_of_item(self, reference: int) -> str:
        return address("case", reference)


def recover(case_ids: Sequence[int], *, actor: str, at: int) -> dict[int, tuple[str, str]]:
    """Decide these cases afresh in one transaction; only those whose promise is another get an event.

    Answers them with the new outcome and a sentence.
    """
    changed: dict[int, tuple[str, str]] = {}

    def gather(cursor: RawCursor) -> Sequence[CaseWork]:
        works = [work for work in lock(cursor, case_ids) if not work.row.is_quarantined]
        ids = [work.case_id for work in works]
        standing = as_they_are(cursor, ids)
        present = _present(ids)
        decided = cover([each.case for each in standing], at)
        differing = [
            (each, made)
            for each, made in zip(standing, decided, strict=True)
            if _differs(present[made.case_id], each, made)
        ]
        write_coverage(cursor, [made for _, made in differing])
        names = _names_of(made.decision.entitlement for _, made in differing)
        events = {}
        for each, made in differing:
            events[made.case_id] = coverage_event(each, made, at, actor)
            covering = names.get(made.decision.entitlement or 0)
            changed[made.case_id] = (
                made.decision.outcome,
                f"Now under {covering}." if covering else "Nothing covers it.",
            )
        for work in works:
            work.events = [events[work.case_id]] if work.case_id in events else []
        return [work for work in works if work.events]

    with transaction.atomic():
        take_turn(gather, at)
    return changed


class _Present(NamedTuple):
    entitlement: int | None
    outcome: str
    version: int | None


def _present(case_ids: Sequence[int]) -> dict[int, _Present]:
    rows = Case.objects.filter(pk__in=case_ids).values_list(
        "pk", "entitlement_id", "coverage_outcome", "process_version_id"
    )
    return {pk: _Present(entitlement, outcome, version) for pk, entitlement, outcome, version in rows}


def _differs(present: _Present, standing: Standing, made: Covered) -> bool:
    """Another entitlement, another reason for none, or an incident that is counted now and was not before.

    A newer version of the process is a move, not this.
    """
    holds = standing.case.holds is not None
    return (present.entitlement, present.outcome, holds) != (
        made.decision.entitlement,
        made.decision.outcome,
        made.decision.incident,
    )


def _foreseen(
    changing: Sequence[tuple[Standing, Covered]], present: dict[int, _Present], at: int
) -> list[Change]:
    plan = PinnedPlan()
    ids = [made.case_id for _, made in changing]
    states = dict(CaseState.objects.filter(pk__in=ids).values_list("pk", "state"))
    found = []
    for each, made in changing:
        case_id = made.case_id
        event = coverage_event(each, made, at, "")
        effects: list[ClockEffect] = []
        trouble = ""
        try:
            seen = foresee(plan, bytes(states[case_id]), event, at, lambda case_id=case_id: _history(case_id))  # type: ignore[misc]  # bound per case
            effects = seen.effects
        except Exception as error:  # noqa: BLE001 - one case that cannot be folded hides no other
            trouble = f"{type(error).__name__}: {error}"
        before = present[case_id]
        found.append(
            Change(
                case_id,
                before.entitlement,
                before.outcome,
                made.decision.entitlement,
                made.decision.outcome,
                effects,
                trouble,
            )
        )
    return found


def _history(case_id: int) -> Any:
    with raw_cursor() as cursor:
        return histories(cursor, [case_id])[case_id]


def _names_of(entitlements: Any) -> dict[int, str]:
    wanted = {each for each in entitlements if each is not None}
    return dict(Entitlement.objects.filter(pk__in=wanted).values_list("pk", "name"))


def _read(parameters: dict[str, Any]) -> RecoverOrder:
    try:
        return msgspec.convert(parameters, RecoverOrder)
    except msgspec.ValidationError as error:
        raise InvalidInput.of("", str(error)) from error
