"""Ledger, state, clocks and fields of a case against what its events say when they are folded afresh."""

import json
from collections import Counter
from typing import Any

import msgspec

from milestones.clock.event import Event
from milestones.clock.fact import Fact
from milestones.clock.fold import Folded, decode_state, fold
from milestones.engine.decide import closing_of
from milestones.engine.ledger import Body, canonical, clock_name, read_fact
from milestones.engine.plan import PinnedPlan
from milestones.engine.verify.chains import Found, Read
from milestones.engine.verify.stored import Head, Row, StoredCase
from milestones.engine.write.cases import CASE_COLUMNS, case_row
from milestones.engine.write.clocks import MILESTONE_COLUMNS, milestone_row


def compare_with_replay(plan: PinnedPlan, case: StoredCase, read: Read) -> Found:
    """Fold the events afresh and compare with all that was stored."""
    head = case.head
    if not read.events:
        return
    try:
        folded = fold(plan, read.events, head.folded_at)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what this command reports
        yield "fold_failed", f"The events cannot be folded: {type(error).__name__}: {error}"
        return
    yield from _facts(head, read.bodies, folded)
    yield from _state(head, folded)
    yield from _clocks(head.case_id, folded, case.clocks)
    yield from _fields(plan, case, read.events, folded)


def _facts(head: Head, bodies: dict[int, Body], folded: Folded) -> Found:
    held: Counter[bytes] = Counter()
    recorded: Counter[bytes] = Counter()
    withdrawn = 0
    for seq, body in bodies.items():
        if body.withdraws is None:
            content = bytes(body.fact)
            recorded[content] += 1
            held[content] += 1
            if body.generation != recorded[content]:
                yield (
                    "generation_differs",
                    f"Entry {seq} is generation {recorded[content]}, not {body.generation}.",
                )
        else:
            withdrawn += 1
            earlier = bodies.get(body.withdraws)
            if earlier is None or earlier.withdraws is not None:
                yield (
                    "withdrawal_of_nothing",
                    f"Entry {seq} withdraws {body.withdraws}, which is no fact.",
                )
            else:
                held[bytes(earlier.fact)] -= 1
    if withdrawn != head.withdrawals:
        yield (
            "withdrawals_differ",
            f"{withdrawn} are recorded, the state counts {head.withdrawals}.",
        )
    wanted = Counter(canonical(fact) for fact in folded.facts)
    for content in (wanted - held).elements():
        yield "fact_missing", f"The ledger lacks: {_told(read_fact(content))}."
    for content in (held - wanted).elements():
        yield "fact_untrue", f"The ledger holds what its events do not say: {_told(read_fact(content))}."


def _state(head: Head, folded: Folded) -> Found:
    try:
        state = decode_state(head.state)
    except msgspec.DecodeError as error:
        yield "state_unreadable", f"The state cannot be read: {error}."
        return
    if state != folded.state:
        fields = [n for n in state.__struct_fields__ if getattr(state, n) != getattr(folded.state, n)]
        yield "state_differs", f"The state differs from the replay in {', '.join(fields)}."
    if head.next_due_at != folded.state.next_due_at:
        yield (
            "next_due_differs",
            f"next_due_at is {head.next_due_at}, the replay says {folded.state.next_due_at}.",
        )


def _clocks(case_id: int, folded: Folded, stored: dict[Row, Row]) -> Found:
    wanted = {
        (clock.milestone, clock.cycle, clock.occurrence): milestone_row(case_id, clock)
        for clock in folded.clocks.values()
    }
    for key in sorted(wanted.keys() - stored.keys()):
        yield "clock_missing", f"The clock {'/'.join(map(str, key))} is not stored."
    for key in sorted(stored.keys() - wanted.keys()):
        yield "clock_untrue", f"The clock {'/'.join(map(str, key))} is stored, and never was."
    for key in sorted(wanted.keys() & stored.keys()):
        for (name, _, _), is_, should in zip(MILESTONE_COLUMNS, stored[key], wanted[key], strict=True):
            if _differs(is_, should):
                yield (
                    "clock_differs",
                    f"{name} of {'/'.join(map(str, key))} is {is_!r}, the replay says {should!r}.",
                )


def _fields(plan: PinnedPlan, case: StoredCase, events: list[Event], folded: Folded) -> Found:
    head = case.head
    *wanted, _, closed_at = case_row(head.case_id, folded.state, closing_of(plan, folded, events))
    for name, stored, told in zip(CASE_COLUMNS, case.fields, wanted, strict=True):
        if _differs(stored, told):
            yield "case_field_differs", f"The case's {name} is {stored!r}, its events say {told!r}."
    if head.closed_at != closed_at:
        yield "case_field_differs", f"closed_at is {head.closed_at}, the events say {closed_at}."


def _differs(stored: Any, wanted: Any) -> bool:
    """JSON is compared by what it says: the database writes it in its own manner."""
    if stored == wanted:
        return False
    if isinstance(stored, str) and isinstance(wanted, str) and wanted[:1] in ("{", "["):
        try:
            return bool(json.loads(stored) != json.loads(wanted))
        except json.JSONDecodeError:
            return True
    return True


def _told(fact: Fact) -> str:
    clock = clock_name(fact.clock)
    return f"{fact.kind} {clock} {fact.trigger} at {fact.occurred_at}".replace("  ", " ")
