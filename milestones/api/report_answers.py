"""How reports are answered. Durations are ISO 8601 beside their number of seconds; shares are 0 to 1."""

from datetime import date, datetime
from typing import Any

import msgspec

from milestones.reporting.outcome import Tally
from milestones.selectors.reports.accountability import HOLDERS, Split
from milestones.selectors.reports.case_outcomes import CaseTally
from milestones.selectors.reports.dimensions import NONE, Value
from milestones.selectors.reports.lateness import Lateness
from milestones.selectors.reports.not_counted import NotCounted
from milestones.selectors.reports.question import Basis, Question
from milestones.selectors.reports.response import Spread, Times
from sla_admin.shared.api.instants import as_datetime, in_seconds, iso_duration


class AskedAnswer(msgspec.Struct, frozen=True):
    """What was asked: whole days of `zone`, both included; everything that had happened by `as_of`, as it is
    known today. `by` says which instant puts a clock or case into the period.
    """

    first_day: date = msgspec.field(name="from")
    last_day: date = msgspec.field(name="to")
    zone: str
    by: Basis
    group: str
    as_of: datetime


class ReportSpread(msgspec.Struct, frozen=True):
    """Mean, median and 90th percentile, null where nothing was measured."""

    number: int
    mean: str | None
    mean_seconds: float | None
    median: str | None
    median_seconds: float | None
    p90: str | None
    p90_seconds: float | None


class ReportTimes(msgspec.Struct, frozen=True):
    """Open time, and time by the calendar."""

    business: ReportSpread
    calendar: ReportSpread


class ReportTally(msgspec.Struct, frozen=True):
    """Counted clocks by outcome; `compliance` is on time ÷ targets, null where there is none."""

    targets: int
    on_time: int
    late: int
    open_past_target: int
    compliance: float | None


class ReportNotCounted(msgspec.Struct, frozen=True):
    """What was left out."""

    open_in_time: int
    canceled: int
    cases_without_clock: int
    quarantined_cases: int


class ComplianceGroup(msgspec.Struct, frozen=True):
    """One value of the dimension; `value` is what filters take, `(none)` for cases without one."""

    value: str
    name: str
    tally: ReportTally
    time_to_resolve: ReportTimes | None


class CompliancePoint(msgspec.Struct, frozen=True):
    """One month, week or day of the trend."""

    first_day: date = msgspec.field(name="from")
    last_day: date = msgspec.field(name="to")
    tally: ReportTally


class ComplianceAnswer(msgspec.Struct, frozen=True):
    """Compliance: on time ÷ (completed or violated)."""

    asked: AskedAnswer
    total: ReportTally
    before: ReportTally
    groups: list[ComplianceGroup]
    trend: list[CompliancePoint]
    violations_lifted: int
    not_counted: ReportNotCounted
    process_versions: dict[str, int]
    business_hours: dict[str, int]


class ReportLateness(msgspec.Struct, frozen=True):
    """How late, by the calendar."""

    number: int
    median: str | None
    median_seconds: float | None
    p90: str | None
    p90_seconds: float | None
    longest: str | None
    longest_seconds: float | None


class LatenessGroup(msgspec.Struct, frozen=True):
    """One value of the dimension."""

    value: str
    name: str
    lateness: ReportLateness


class LatenessAnswer(msgspec.Struct, frozen=True):
    """Late completions, or clocks that are open past their target."""

    asked: AskedAnswer
    total: ReportLateness
    targets: int
    groups: list[LatenessGroup]
    not_counted: ReportNotCounted


class TimesGroupAnswer(msgspec.Struct, frozen=True):
    """One value of the dimension."""

    value: str
    name: str
    times: ReportTimes


class TimeToResolveAnswer(msgspec.Struct, frozen=True):
    """Of each closed case from its opening to its last closing."""

    asked: AskedAnswer
    total: ReportTimes
    before: ReportTimes
    groups: list[TimesGroupAnswer]
    business_hours: dict[str, int]


class FirstResponseAnswer(msgspec.Struct, frozen=True):
    """How long completed clocks of a milestone type took, and how many were on time."""

    asked: AskedAnswer
    type: str
    total: ReportTimes
    tally: ReportTally
    groups: list[TimesGroupAnswer]
    not_counted: ReportNotCounted


class CaseOutcomeTally(msgspec.Struct, frozen=True):
    """Cases by outcome."""

    cases: int
    all_met: int
    some_missed: int
    all_missed: int
    share_met: float | None


class CaseOutcomeGroup(msgspec.Struct, frozen=True):
    """One value of the dimension."""

    value: str
    name: str
    tally: CaseOutcomeTally


class CaseOutcomesAnswer(msgspec.Struct, frozen=True):
    """Cases whose targets were all met, some missed, all missed."""

    asked: AskedAnswer
    total: CaseOutcomeTally
    groups: list[CaseOutcomeGroup]
    not_counted: ReportNotCounted


class HeldAnswer(msgspec.Struct, frozen=True):
    """Elapsed seconds by who held the case; the parts sum to `elapsed_seconds`."""

    cases: int
    elapsed_seconds: float
    owner_seconds: float
    queue_seconds: float
    nobody_seconds: float
    customer_seconds: float
    night_seconds: float
    closed_seconds: float


class HeldGroupAnswer(msgspec.Struct, frozen=True):
    """One value of the dimension."""

    value: str
    name: str
    held: HeldAnswer


class HolderAnswer(msgspec.Struct, frozen=True):
    """Open seconds that an owner held cases, or that they waited in a queue."""

    value: str
    name: str
    seconds: float


class AccountabilityAnswer(msgspec.Struct, frozen=True):
    """Who held every elapsed minute."""

    asked: AskedAnswer
    total: HeldAnswer
    groups: list[HeldGroupAnswer]
    owners: list[HolderAnswer]
    queues: list[HolderAnswer]


def asked(question: Question) -> AskedAnswer:
    return AskedAnswer(
        first_day=question.period.first,
        last_day=question.period.last,
        zone=question.period.zone,
        by=question.by,
        group=question.group,
        as_of=as_datetime(question.as_of),
    )


def name_of(value: Value) -> str:
    return "" if value.written == NONE else value.word


def tally(counts: Tally) -> ReportTally:
    return ReportTally(
        counts.counted, counts.on_time, counts.late, counts.open_past_target, counts.compliance
    )


def spread(found: Spread) -> ReportSpread:
    return ReportSpread(found.number, *_pairs(found.mean, found.median, found.p90))


def times(found: Times) -> ReportTimes:
    return ReportTimes(spread(found.business), spread(found.calendar))


def lateness(found: Lateness) -> ReportLateness:
    return ReportLateness(found.number, *_pairs(found.median, found.p90, found.longest))


def left_out(found: NotCounted) -> ReportNotCounted:
    return ReportNotCounted(
        open_in_time=found.open_in_time,
        canceled=found.canceled,
        cases_without_clock=found.cases_without_clock,
        quarantined_cases=found.quarantined_cases,
    )


def outcomes(found: CaseTally) -> CaseOutcomeTally:
    return CaseOutcomeTally(
        found.counted, found.all_met, found.some_missed, found.all_missed, found.share_met
    )


def held(cases: int, elapsed: int, split: Split) -> HeldAnswer:
    parts = {f"{holder}_seconds": in_seconds(split.get(holder, 0)) for holder in HOLDERS}
    return HeldAnswer(cases=cases, elapsed_seconds=in_seconds(elapsed), **parts)


def _pairs(*spans: int | None) -> list[Any]:
    written: list[Any] = []
    for micros in spans:
        written += [None, None] if micros is None else [iso_duration(micros), in_seconds(micros)]
    return written
