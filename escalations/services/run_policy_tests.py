"""Runs the policy tests of a version with the very fold that runs cases. Writes nothing.

A test says every instant itself, so it has the same answer whenever it is run.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from entitlements.process.policy_test import Expected, Given, PolicyTest
from entitlements.selectors.calendars import current_timelines
from entitlements.services.policy_tests import policy_tests_of
from escalations.models import CellEntry
from escalations.services.simulate import DraftPlan, entries_answering
from milestones.clock.event import Command, Coverage
from milestones.clock.fact import ClockId
from milestones.clock.standing import standing
from milestones.clock.state import Clock
from milestones.services.case_request import CaseRequest
from milestones.services.imagine import Imagined, imagine
from sla_admin.shared.api.instants import as_datetime, parse_instant
from sla_admin.shared.errors import InvalidInput
from sla_admin.shared.read_only import reading_only


class Result(NamedTuple):
    """What became of one test: sentences about everything that is not as expected; none: it is green."""

    test: PolicyTest
    failures: tuple[str, ...]

    @property
    def is_green(self) -> bool:
        return not self.failures


class _Told(NamedTuple):
    """An alert that a test's matrix gives out: of which clock, when (µs), and to whom ("100 owner")."""

    clock: ClockId | None
    at: int
    named: str


def run_policy_tests(version_id: int) -> list[Result]:
    """Run every test of that version, draft or not."""
    tests = policy_tests_of(version_id)
    if not tests:
        return []
    with reading_only():
        plan = DraftPlan()
        return [_run(plan, version_id, test) for test in tests]


def _run(plan: DraftPlan, version_id: int, test: PolicyTest) -> Result:
    try:
        failures = list(_judge(plan, version_id, test))
    except InvalidInput as refused:
        failures = [f"{field}: {reason}" if field else reason for field, reason in refused.problems]
    except ValueError as error:
        failures = [str(error)]
    return Result(test, tuple(dict.fromkeys(failures)))


def _judge(plan: DraftPlan, version_id: int, test: PolicyTest) -> Iterator[str]:
    """Play the case once, and look at it whenever an expectation says."""
    given = test.given
    marks = [None if each.at is None else parse_instant(each.at) for each in test.then]
    played = imagine(
        _told(given),
        at=parse_instant(given.opened_at),
        promise=_promise(given, version_id, plan),
        plan=plan,
        marks=[mark for mark in marks if mark is not None],
    )
    wants_alerts = any(each.alerts is not None for each in test.then)
    alerts = _alerts(plan, played) if wants_alerts else []
    for expected, mark in zip(test.then, marks, strict=True):
        clocks = played.clocks if mark is None else played.marks[mark]
        yield from _compare(clocks, expected, [each for each in alerts if mark is None or each.at < mark])


def _compare(clocks: dict[ClockId, Clock], expected: Expected, alerts: Sequence[_Told]) -> Iterator[str]:
    named = f"{expected.milestone} {expected.occurrence}" if expected.occurrence > 1 else expected.milestone
    clock = _clock(clocks, expected)
    if clock is None:
        if expected.standing != "not_started":
            yield f"{named} did not start."
        return
    if expected.standing == "not_started":
        yield f"{named} started."
        return
    if expected.target_at is not None and clock.target_at != parse_instant(expected.target_at):
        found = as_datetime(clock.target_at).isoformat()
        yield f"{named} is due {found}, not {expected.target_at}."
    word = standing(clock.status, is_violated=clock.is_violated, at_risk=clock.at_risk)
    if expected.standing is not None and word != expected.standing:
        yield f"{named} stands {_said(word)}, not {_said(expected.standing)}."
    if expected.violated is not None and clock.is_violated != expected.violated:
        yield f"{named} was {'' if clock.is_violated else 'not '}violated."
    if expected.alerts is not None:
        told = sorted(each.named for each in alerts if each.clock == clock.id)
        wanted = sorted(expected.alerts)
        if told != wanted:
            yield f"{named} alerts {', '.join(told) or 'nobody'}, not {', '.join(wanted) or 'nobody'}."


def _alerts(plan: DraftPlan, played: Imagined) -> list[_Told]:
    """Everything the matrix answers, in the order in which it happens."""
    facts = [moment.fact for moment in played.moments]
    answers, entries = entries_answering(plan, facts)
    return [
        _Told(fact.clock, fact.occurred_at, f"{fact.trigger} {_target(entries[number])}")
        for fact, answer in zip(facts, answers, strict=True)
        for number in answer
    ]


def _target(entry: CellEntry) -> str:
    """How a test names a target: `owner`, `address duty@example.org`, `user ines`, `queue emea`,
    `endpoint Pager`."""
    named = entry.address or (entry.user.get_username() if entry.user else "") or ""
    if entry.queue is not None:
        named = entry.queue.key
    if entry.endpoint is not None:
        named = entry.endpoint.name
    return f"{entry.target} {named}".strip()


def _clock(clocks: dict[ClockId, Clock], expected: Expected) -> Clock | None:
    found = [
        clock
        for clock in clocks.values()
        if (clock.milestone, clock.occurrence) == (expected.milestone, expected.occurrence)
    ]
    return max(found, key=lambda clock: clock.cycle, default=None)


def _told(given: Given) -> list[CaseRequest]:
    opening = CaseRequest(
        source="policy test",
        external_id="case",
        opened_at=parse_instant(given.opened_at),
        fields=dict(given.fields),
    )
    return [
        opening,
        *(
            CaseRequest(
                source="policy test",
                external_id="case",
                must_exist=True,
                occurred_at=parse_instant(event.at),
                fields=dict(event.fields),
                signals=event.signals,
                commands=tuple(
                    Command(each.kind, each.milestone, reason=each.reason) for each in event.commands
                ),
            )
            for event in given.events
        ),
    ]


def _promise(given: Given, version_id: int, plan: DraftPlan) -> Coverage:
    process = plan.process(version_id).process
    named = {process.hours, given.hours, *(each.hours for each in process.milestones)}
    wanted = {hours for hours in named if hours is not None}
    calendars = current_timelines(wanted)
    for hours in sorted(wanted - calendars.keys()):
        raise InvalidInput.of("hours", f"Business hours {hours} have no published revision yet.")
    return Coverage(
        outcome="covered",
        version=version_id,
        tier=given.tier,
        hours=given.hours,
        calendars=calendars,
    )


def _said(word: str) -> str:
    return word.replace("_", " ")
