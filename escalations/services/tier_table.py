"""A tier table in, configuration out: hours, types, tiers, processes with their milestones, and a matrix.

Everything is drafted, nothing is activated or published. What is there already is used; an active version is
never touched: a process whose newest version is a draft has that draft changed, any other gets a new draft.
The plan is computed from what was read and writes nothing.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import msgspec
from django.db import transaction
from django.db.models import Max

from entitlements.business_time.durations import format_budget
from entitlements.business_time.instants import to_datetime
from entitlements.business_time.weekly_hours import format_week
from entitlements.models import (
    BusinessHours,
    EntitlementProcess,
    MilestoneType,
    ProcessVersion,
    SupportTier,
    VersionStatus,
)
from entitlements.process.comparison import compare_versions
from entitlements.process.definition import Process, Trigger
from entitlements.process.triggers import parse_trigger, trigger_key
from entitlements.selectors.process_versions import read_process
from entitlements.services.business_hours import add_holidays, create_business_hours
from entitlements.services.create_draft import create_draft
from entitlements.services.holiday_import import public_holidays
from entitlements.services.milestone_types import create_milestone_type
from entitlements.services.processes import create_process
from entitlements.services.tiers import create_tier
from entitlements.services.update_draft import update_draft
from entitlements.tier_table.clocks import Clock, name_of, week_of
from entitlements.tier_table.milestones import milestones_of, usual_clock
from entitlements.tier_table.table import Target, TierTable, read_table
from escalations.models import MatrixVersion
from escalations.services.draft_matrix import DraftEntry, DraftRow, create_matrix, draft_version
from sla_admin.shared.errors import InvalidInput

Deed = Literal["create", "new draft", "change draft", "use"]
Kind = Literal["hours", "milestone type", "tier", "matrix", "process"]
WARN_FROM = 7500
"""From 75 % of the budget on, a threshold is a warning; earlier ones are information."""

MATRIX = "Escalation of the tier table"
USUAL_TARGETS = {"50": ("owner",), "75": ("owner", "team_lead"), "90": ("team_lead", "manager")}
AT_VIOLATION = ("owner", "manager")


class Step(msgspec.Struct, frozen=True):
    """One thing the plan does; `details` in words."""

    deed: Deed
    kind: Kind
    name: str
    details: tuple[str, ...] = ()


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How a table is read. `zone`: of hours that name none. `business_hours`: name of hours that are there,
    for rows that say "business hours" and no times. `prefix` stands before the names of processes.
    `thresholds` as in the matrix, percent of the budget.
    """

    zone: str
    business_hours: str = ""
    prefix: str = ""
    record_type: Literal["case", "work_order"] = "case"
    thresholds: tuple[str, ...] = ("50", "75", "90")
    matrix: str = MATRIX


class Drafted(msgspec.Struct, frozen=True):
    """What the table promises and what the plan does, in order. `versions`: ids of the drafts by tier, once
    they are written."""

    table: TierTable
    steps: tuple[Step, ...]
    versions: dict[str, int] = {}

    @property
    def remarks(self) -> list[tuple[Target, str]]:
        """Every choice made in reading, with the promise it concerns."""
        return [(target, remark) for target in self.table.targets for remark in target.remarks]


def plan_tier_table(rows: Sequence[Mapping[str, str]], options: Options, *, year: int) -> Drafted:
    """What `draft_tier_table` would do now. Writes nothing. Raises InvalidInput naming every wrong cell."""
    planned = _plan(rows, options, year)
    return Drafted(planned.table, planned.steps())


@transaction.atomic
def draft_tier_table(rows: Sequence[Mapping[str, str]], options: Options, *, actor: str, at: int) -> Drafted:
    """Draft everything the table needs; `at` in µs (UTC). All or nothing.

    Raises InvalidInput naming every wrong cell or option.
    """
    planned = _plan(rows, options, to_datetime(at).year)
    return Drafted(planned.table, planned.steps(), planned.write(actor, at))


@dataclass
class _Hours:
    """Hours of a clock: there already, or to be made. `id` is negative until they are."""

    name: str
    clock: Clock
    id: int


@dataclass
class _Draft:
    tier: str
    name: str
    process: int | None
    draft: int | None
    content: Process
    changes: tuple[str, ...] = ()

    @property
    def deed(self) -> Deed:
        if self.process is None:
            return "create"
        if self.draft is None:
            return "new draft" if self.changes else "use"
        return "change draft" if self.changes else "use"


@dataclass
class _Plan:
    table: TierTable
    options: Options
    year: int
    hours: dict[Clock, _Hours] = field(default_factory=dict)
    types: dict[str, Target] = field(default_factory=dict)
    tiers: list[str] = field(default_factory=list)
    matrix: int | None = None
    drafts: list[_Draft] = field(default_factory=list)

    def steps(self) -> tuple[Step, ...]:
        found = [
            Step("create" if each.id < 0 else "use", "hours", each.name, _hours_in_words(each))
            for each in {each.name: each for each in self.hours.values()}.values()
        ]
        found += [Step("create", "milestone type", target.column.name) for target in self.types.values()]
        found += [Step("create", "tier", name) for name in self.tiers]
        found.append(
            Step(
                "create" if self.matrix is None else "use",
                "matrix",
                self.options.matrix,
                () if self.matrix is not None else tuple(f"{column} %" for column in self.columns()),
            )
        )
        found += [Step(each.deed, "process", each.name, each.changes) for each in self.drafts]
        return tuple(found)

    def columns(self) -> tuple[str, ...]:
        return (*self.options.thresholds, "100")

    def write(self, actor: str, at: int) -> dict[str, int]:
        missing = {each.id: each for each in self.hours.values() if each.id < 0}
        made = {placeholder: self._make_hours(each) for placeholder, each in missing.items()}
        for target in self.types.values():
            create_milestone_type(
                key=target.column.type, name=target.column.name, recurrence=target.column.recurrence
            )
        rank = SupportTier.objects.aggregate(last=Max("rank"))["last"] or 0
        for place, name in enumerate(self.tiers, 1):
            create_tier(key=_key(name), name=name, rank=rank + place)
        matrix = self.matrix if self.matrix is not None else self._make_matrix()
        return {each.tier: _write_draft(each, made, matrix, actor, at) for each in self.drafts}

    def _make_hours(self, hours: _Hours) -> int:
        zone = hours.clock.zone or self.options.zone
        draft = create_business_hours(
            name=hours.name,
            zone=zone,
            weekly=format_week(week_of(hours.clock)),
            notes="Drafted from a tier table.",
        )
        if hours.clock.country:
            found = public_holidays(hours.clock.country, self.year, self.year + 2)
            add_holidays(draft, found.holidays, source=f"public holidays, {hours.clock.country}")
        return draft.hours_id

    def _make_matrix(self) -> int:
        cells = {
            column: tuple(
                DraftEntry(action="email", target=target)
                for target in (
                    AT_VIOLATION if column == "100" else USUAL_TARGETS.get(column, USUAL_TARGETS["75"])
                )
            )
            for column in self.columns()
        }
        matrix = create_matrix(self.options.matrix)
        return draft_version(matrix, [DraftRow(cells=cells)], note="Drafted from a tier table.").pk


def _plan(rows: Sequence[Mapping[str, str]], options: Options, year: int) -> _Plan:
    triggers = _triggers(options)
    table, problems = read_table(rows)
    given = _given_hours(options)
    for name in table.tiers:
        if len(name) > 100:
            problems.append(("tier", f"The name {name[:40]!r}… has more than 100 characters."))
    if problems:
        raise InvalidInput(problems)
    plan = _Plan(table, options, year)
    plan.hours = _hours(table, options, given)
    known_types = set(MilestoneType.objects.values_list("key", flat=True))
    for target in table.targets:
        if target.column.type not in known_types:
            plan.types.setdefault(target.column.type, target)
    known_tiers = set(SupportTier.objects.values_list("key", flat=True))
    plan.tiers = [name for name in table.tiers if _key(name) not in known_tiers]
    plan.matrix = _matrix(options.matrix)
    plan.drafts = [_draft(plan, tier, triggers) for tier in table.tiers]
    return plan


def _triggers(options: Options) -> tuple[Trigger, ...]:
    found = {}
    for text in options.thresholds:
        try:
            basis, amount = parse_trigger(text)
        except ValueError as error:
            raise InvalidInput.of("thresholds", str(error)) from error
        if basis != "percent" or amount >= 10_000:
            raise InvalidInput.of("thresholds", f"{text!r} is no percentage of the budget below 100.")
        key = trigger_key(basis, amount)
        found[key] = Trigger(
            key=key, basis=basis, amount=amount, severity="warning" if amount >= WARN_FROM else "info"
        )
    return tuple(sorted(found.values(), key=lambda trigger: trigger.amount))


def _given_hours(options: Options) -> BusinessHours | None:
    if not options.business_hours:
        return None
    given = BusinessHours.objects.filter(name__iexact=options.business_hours.strip()).first()
    if given is None:
        raise InvalidInput.of("business_hours", f"There are no business hours {options.business_hours!r}.")
    return given


def _hours(table: TierTable, options: Options, given: BusinessHours | None) -> dict[Clock, _Hours]:
    """The hours of every clock the table counts on; two clocks of one name share them."""
    clocks = list(dict.fromkeys(target.clock for target in table.targets))
    names = {clock: name_of(clock, options.zone) for clock in clocks}
    if given is not None:
        names |= {clock: given.name for clock in clocks if clock.kind == "business" and not clock.day}
    there = {
        each.name.casefold(): each.pk for each in BusinessHours.objects.filter(name__in=set(names.values()))
    }
    fresh = {name: -place for place, name in enumerate(dict.fromkeys(names.values()), 1)}
    return {
        clock: _Hours(name, clock, there.get(name.casefold(), fresh[name])) for clock, name in names.items()
    }


def _matrix(name: str) -> int | None:
    """The version to pin: the newest of that matrix which is not retired."""
    versions = MatrixVersion.objects.filter(matrix__name=name).exclude(status="retired")
    return versions.order_by("-number").values_list("pk", flat=True).first()


def _draft(plan: _Plan, tier: str, triggers: tuple[Trigger, ...]) -> _Draft:
    targets = [target for target in plan.table.targets if target.tier == tier]
    usual = plan.hours[usual_clock(targets)].id
    name = f"{plan.options.prefix.strip()} {tier}".strip()
    content = Process(
        version=0,
        name=name,
        record_type=plan.options.record_type,
        hours=usual,
        matrix_version=plan.matrix if plan.matrix is not None else 0,
        milestones=milestones_of(
            targets,
            lambda clock: None if plan.hours[clock].id == usual else plan.hours[clock].id,
            triggers,
        ),
    )
    process = EntitlementProcess.objects.filter(name=name).first()
    if process is None:
        return _Draft(tier, name, None, None, content, _promises_in_words(targets))
    if process.record_type != plan.options.record_type:
        reason = f"The process {name} is for {process.get_record_type_display()}s already."
        raise InvalidInput.of("record_type", reason)
    newest = ProcessVersion.objects.filter(process=process).order_by("-number").first()
    if newest is None:
        return _Draft(tier, name, process.pk, None, content, _promises_in_words(targets))
    changes = tuple(str(each) for each in compare_versions(read_process(newest.pk), content))
    is_draft = newest.status == VersionStatus.DRAFT
    return _Draft(tier, name, process.pk, newest.pk if is_draft else None, content, changes)


def _write_draft(draft: _Draft, made: Mapping[int, int], matrix: int, actor: str, at: int) -> int:
    content = msgspec.structs.replace(
        draft.content,
        hours=_real(draft.content.hours, made),
        matrix_version=matrix,
        milestones=tuple(
            msgspec.structs.replace(each, hours=_real(each.hours, made)) for each in draft.content.milestones
        ),
    )
    if draft.draft is not None:
        return update_draft(version_id=draft.draft, content=content).pk if draft.changes else draft.draft
    process = draft.process
    if process is None:
        process = create_process(name=draft.name, record_type=content.record_type).pk
    elif not draft.changes:
        return (
            ProcessVersion.objects.filter(process=process).order_by("-number").values_list("pk", flat=True)[0]
        )
    notes = "Drafted from a tier table."
    return create_draft(process_id=process, content=content, actor=actor, at=at, notes=notes).pk


def _real(hours: int | None, made: Mapping[int, int]) -> int | None:
    return hours if hours is None else made.get(hours, hours)


def _key(name: str) -> str:
    """A tier's key from its name: small letters, digits and underscores, beginning with a letter."""
    key = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")
    return (key if key[:1].isalpha() else f"tier_{key}")[:60]


def _hours_in_words(hours: _Hours) -> tuple[str, ...]:
    return (f"with the public holidays of {hours.clock.country}",) if hours.clock.country else ()


def _promises_in_words(targets: Sequence[Target]) -> tuple[str, ...]:
    return tuple(
        f"{target.column.name} {target.priority or 'any priority'}: {format_budget(target.budget)}"
        for target in targets
    )
