"""Runs the policy tests of a version with the very fold that runs cases. Writes nothing."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection, transaction

from entitlements.process.definition import Process
from entitlements.process.finding import Finding
from entitlements.process.policy_test import Expected, Given, PolicyTest
from entitlements.selectors.calendars import current_timelines
from entitlements.services.policy_tests import policy_tests_of
from escalations.models import CellEntry
from escalations.services.simulate import DraftPlan
from milestones.clock.event import Command, Coverage
from milestones.clock.fact import COMPLETED, OF_TRIGGERS, ClockId, Fact
from milestones.clock.fold import advance_in_place
from milestones.clock.standing import standing
from milestones.clock.state import Clock
from milestones.services.case_request import CaseRequest
from milestones.services.imagine import Imagined, imagine
from sla_admin.shared.api.instants import as_datetime, parse_instant
from sla_admin.shared.errors import InvalidInput


class Result(NamedTuple):
    """What became of one test: sentences about everything that is not as expected; none: it is green."""

    test: PolicyTest
    failures: tuple[str, ...]

    @property
    def is_green(self) -> bool:
        return not self.failures


def run_policy_tests(version_id: int, at: int) -> list[Result]:
    """Run every test of that version, draft or not; `at` is now (µs)."""
    tests = policy_tests_of(version_id)
    if not tests:
        return []
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        results = [_run(version_id, test, at) for test in tests]
        transaction.set_rollback(True)
    return results


def run_one(version_id: int, test: PolicyTest, at: int) -> Result:
    """Run a test that need not be stored."""
    with transaction.atomic():
        result = _run(version_id, test, at)
        transaction.set_rollback(True)
    return result


def red_policy_tests(process: Process, at: int) -> Iterator[Finding]:
    """A red test keeps the version from being activated: it does not promise what its author meant."""
    for result in run_policy_tests(process.version, at):
        if not result.is_green:
            yield Finding(
                code="policy_test_red",
                severity="error",
                object=process.name,
                field="policy_tests",
                why=f"“{result.test.name}” is red: {result.failures[0]}",
                fix="Correct the version, or the test if something else is meant now.",
            )


def _run(version_id: int, test: PolicyTest, at: int) -> Result:
    failures: list[str] = []
    try:
        for expected in test.then:
            failures += _compare(version_id, test.given, expected, at)
    except InvalidInput as refused:
        failures = [f"{field}: {reason}" if field else reason for field, reason in refused.problems]
    except ValueError as error:
        failures = [str(error)]
    return Result(test, tuple(dict.fromkeys(failures)))


def _compare(version_id: int, given: Given, expected: Expected, at: int) -> Iterator[str]:
    plan = DraftPlan()
    until = None if expected.at is None else parse_instant(expected.at)
    played = imagine(_told(given), at=at, until=until, promise=_promise(given, version_id, plan), plan=plan)
    if until is not None:
        changed = advance_in_place(plan, played.state, until).changed
        played.clocks.update({each.id: each for each in changed})
    named = f"{expected.milestone} {expected.occurrence}" if expected.occurrence > 1 else expected.milestone
    clock = _clock(played, expected)
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
        yield from _alerts(played, plan, clock.id, expected, named)


def _alerts(
    played: Imagined, plan: DraftPlan, clock: ClockId, expected: Expected, named: str
) -> Iterator[str]:
    until = None if expected.at is None else parse_instant(expected.at)
    found: list[str] = []
    for moment in played.moments:
        fact = moment.fact
        if fact.clock == clock and (until is None or fact.occurred_at < until):
            found += [f"{fact.trigger} {target}" for target in _targets(plan, fact)]
    wanted = sorted(expected.alerts or ())
    if sorted(found) != wanted:
        yield f"{named} alerts {', '.join(sorted(found)) or 'nobody'}, not {', '.join(wanted) or 'nobody'}."


def _targets(plan: DraftPlan, fact: Fact) -> list[str]:
    if fact.kind not in OF_TRIGGERS and fact.kind != COMPLETED:
        return []
    data = fact.data
    answer = plan.matrices.answer(
        plan.matrix_version(data.get("version")),
        data.get("tier", ""),
        data.get("priority", ""),
        fact.type,
        fact.trigger,
    )
    entries = CellEntry.objects.select_related("user", "queue").in_bulk(
        [sending.entry for sending in answer.sendings]
    )
    return [_target(entries[sending.entry]) for sending in answer.sendings]


def _target(entry: CellEntry) -> str:
    """How a test names a target: `owner`, `address duty@example.org`, `user ines`, `queue emea`."""
    named = entry.address or (entry.user.get_username() if entry.user else "") or ""
    if entry.queue is not None:
        named = entry.queue.key
    return f"{entry.target} {named}".strip()


def _clock(played: Imagined, expected: Expected) -> Clock | None:
    found = [
        clock
        for clock in played.clocks.values()
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
