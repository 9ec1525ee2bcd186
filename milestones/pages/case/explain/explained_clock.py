"""The eight steps of an explanation, as the page tells them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from entitlements.business_time.budget import Budget
from entitlements.process.criteria import describe_criteria
from entitlements.process.definition import MilestoneDefinition
from milestones.clock.explanation import Explanation
from milestones.clock.fact import ClockId
from milestones.clock.fold import fold
from milestones.models import CaseMilestone
from milestones.pages.case.case_file import CaseFile, Standing
from milestones.pages.case.clock_cards import Causes
from milestones.pages.case.explain.arithmetic import SumLine, business_days, moves_of, sum_of
from milestones.pages.case.explain.segments import SegmentRow, StripPart, if_resumed, rows_of, strip_of
from milestones.pages.case.explain.week import week_words
from milestones.pages.case.faces import face_of
from milestones.pages.case.fact_words import clock_words
from milestones.pages.case.telling import Telling
from milestones.pages.case.triggers import trigger_name
from milestones.selectors.hours_of_clock import HoursRevisionNow
from sla_admin.shared.api.instants import as_instant
from sla_admin.shared.display.clock_face import ClockFace
from sla_admin.shared.display.sentence import Sentence, Strong
from sla_admin.shared.viewing.zones import zone_of

_PLACES = ("milestone", "entitlement", "process", "case", "default")


@dataclass(frozen=True, slots=True)
class HoursStep:
    """One place where hours can be named. `state`: `silent` (asked, names none), `chosen`, `unasked`."""

    name: str
    state: str
    said: str


@dataclass(frozen=True, slots=True)
class Fired:
    """A trigger that lies ahead."""

    name: str
    severity: str
    at: int


@dataclass(frozen=True, slots=True)
class Proof:
    """The whole history folded again. `agrees`: it gives the same target and the same standing."""

    events: int
    agrees: bool
    entry: int | None
    hash: str


@dataclass(frozen=True, slots=True)
class ExplainedClock:
    """One clock, explained."""

    row: CaseMilestone
    face: ClockFace
    title: str
    lead: Sentence
    rule: Sentence
    criteria: tuple[tuple[str, str], ...]
    hours: Sentence
    hours_steps: tuple[HoursStep, ...]
    start: Sentence
    strip: list[StripPart]
    rows: list[SegmentRow]
    sum: list[SumLine]
    moves: Sentence
    ahead: tuple[Fired, ...]
    ahead_words: Sentence
    zone: str


def explained_clock(
    standing: Standing,
    file: CaseFile,
    telling: Telling,
    revisions: Mapping[tuple[int, int], HoursRevisionNow],
) -> ExplainedClock:
    """Tell one clock of a case that is not set aside."""
    found = file.explained(standing)
    process = file.plan.process(found.version)
    definition = process.by_key[found.clock.milestone].definition
    calendar = file.plan.calendar(found.hours, found.timeline)
    more = if_resumed(found, calendar)
    revision = revisions.get((found.hours or 0, found.timeline))
    zone = zone_of(calendar.zone)
    return ExplainedClock(
        row=standing.row,
        face=face_of(standing, file),
        title=_title(found, standing, telling, more[-1].end if more else None),
        lead=_lead(found, telling, more[-1].end if more else None),
        rule=_rule(found, definition, standing, telling),
        criteria=_criteria(definition),
        hours=_hours(standing, revision, telling),
        hours_steps=_hours_steps(found, standing),
        start=_start(found, standing, file, telling, calendar.is_open(found.started_at)),
        strip=strip_of(found, more, telling),
        rows=rows_of(found, more, telling, zone),
        sum=sum_of(found, more, telling),
        moves=moves_of(found, calendar, telling),
        ahead=tuple(
            Fired(trigger_name(each.trigger, telling.words), each.severity, each.at)
            for each in found.upcoming
        ),
        ahead_words=_ahead(found, telling),
        zone=telling.zone_name,
    )


def _name(found: Explanation) -> str:
    return clock_words(found.clock, {found.clock.milestone: found.name})


def _title(found: Explanation, standing: Standing, telling: Telling, resumed: int | None) -> str:
    known = {"name": _name(found), "target": telling.full(found.target_at)}
    if found.closed_at is not None:
        known["closed"] = telling.full(found.closed_at)
        pattern = {
            "met": _("Why %(name)s was met %(closed)s"),
            "met_late": _("Why %(name)s was met late, %(closed)s"),
        }.get(standing.now.standing, _("Why %(name)s was canceled %(closed)s"))
        return pattern % known
    if _is_past(found):
        return _("Why %(name)s was due %(target)s") % known
    if resumed is not None:
        return _("Why %(name)s would be due %(target)s") % {**known, "target": telling.full(resumed)}
    return _("Why %(name)s is due %(target)s") % known


def _is_past(found: Explanation) -> bool:
    """Whether the target lies behind, be it that no worker has come by yet to record that."""
    return found.is_violated or found.left < 0


def _lead(found: Explanation, telling: Telling, resumed: int | None) -> Sentence:
    budget = telling.budget(found.level, found.budget.days or None, found.budget.at)
    known = {"budget": budget, "consumed": telling.amount(found.consumed)}
    if found.closed_at is not None:
        return (_("It took "), Strong(_("%(consumed)s of %(budget)s") % known), _(" of open time."))
    if _is_past(found):
        late = Strong(_("%(time)s past its target") % {"time": telling.amount(max(0, -found.left))}, "bad")
        return (_("It is "), late, _(", counted in open time."))
    left = Strong(_("%(left)s of %(budget)s") % {"left": telling.amount(found.left), "budget": budget})
    if resumed is not None:
        known = {"moment": telling.moment(resumed)}
        rest = (
            _(" left. Resumed now, it is due %(moment)s; every open minute moves that by a minute.") % known
        )
        return (_("It stands still with "), left, rest)
    return (_("It has "), left, _(" left."))


def _rule(
    found: Explanation, definition: MilestoneDefinition, standing: Standing, telling: Telling
) -> Sentence:
    version = standing.row.process_version
    process = _("%(process)s, version %(number)d") % {
        "process": version.process.name,
        "number": version.number,
    }
    promised = _promised(found.budget, telling)
    start = {
        "process_entry": _("counted from process entry"),
        "criteria_met": _("counted from when its criteria hold"),
        "previous_target": _("counted from the target of the one before"),
    }[found.start_rule]
    priority = (
        _("priority %(priority)s is ") % {"priority": found.priority} if found.priority else _("it is ")
    )
    parts: list[str | Strong] = [
        Strong(process),
        _(", milestone %(name)s: ") % {"name": definition.name},
        priority,
        Strong(promised),
        f", {start}.",
    ]
    if found.level != found.budget.micros and not found.budget.by_days:
        parts.append(_(" After a move it is %(level)s.") % {"level": telling.budget(found.level)})
    parts.append(
        _(" It may pause.") if definition.pausable else _(" It may not be paused: every open hour counts.")
    )
    return tuple(parts)


def _promised(budget: Budget, telling: Telling) -> str:
    if not budget.by_days:
        return _("%(budget)s of open time") % {"budget": telling.promise(budget)}
    return business_days(budget)


def _criteria(definition: MilestoneDefinition) -> tuple[tuple[str, str], ...]:
    found = []
    for word, tree in (
        (_("Begins when"), definition.entry),
        (_("Completes when"), definition.completion),
        (_("Pauses while"), definition.pause if definition.pausable else None),
    ):
        if tree:
            found.append((word, describe_criteria(tree)))
    return tuple(found)


def _hours(standing: Standing, revision: HoursRevisionNow | None, telling: Telling) -> Sentence:
    row = standing.row
    if row.hours is None or revision is None:
        return (Strong(_("24×7")), _(": no hours were named, so every hour counts."))
    facts = [week_words(revision.weekly, telling.words), revision.zone]
    if revision.holidays:
        facts.append(_("%(number)d holidays") % {"number": revision.holidays})
    facts.append(_("revision %(number)d") % {"number": row.timeline})
    return (Strong(row.hours.name), f": {', '.join(facts)}.")


def _hours_steps(found: Explanation, standing: Standing) -> tuple[HoursStep, ...]:
    names = {
        "milestone": _("Milestone"),
        "entitlement": _("Entitlement"),
        "process": _("Process version"),
        "case": _("Case"),
        "default": _("24×7"),
    }
    chosen = _PLACES.index(found.hours_reason)
    steps = []
    for place, key in enumerate(_PLACES):
        if place < chosen:
            steps.append(HoursStep(names[key], "silent", _("none set")))
        elif place == chosen:
            said = standing.row.hours.name if standing.row.hours is not None else _("the last resort")
            steps.append(HoursStep(names[key], "chosen", said))
        else:
            steps.append(HoursStep(names[key], "unasked", _("not asked")))
    return tuple(steps)


def _start(
    found: Explanation, standing: Standing, file: CaseFile, telling: Telling, is_open: bool
) -> Sentence:
    began = telling.full(found.started_at, seconds=True)
    inside = (
        _(", inside open hours, so it counts from that second.")
        if is_open
        else _(", outside open hours, so it counts from the next opening.")
    )
    parts: list[str | Strong] = [_("The clock starts at "), Strong(began), inside]
    fact = next(
        (each for each in file.facts if each.fact.kind == "started" and each.fact.clock == found.clock), None
    )
    if fact is not None:
        cause = Causes(file).get(fact.fact.cause)
        if cause:
            parts.append(_(" What brought it about: %(cause)s.") % {"cause": cause})
        if fact.recorded_at - fact.fact.occurred_at >= 1_000_000:
            learned = telling.full(fact.recorded_at, seconds=True)
            parts.append(_(" We learned of it %(moment)s.") % {"moment": learned})
    if found.began_at > found.started_at:
        moment = telling.full(found.began_at, seconds=True)
        parts.append(
            _(" Its criteria held from %(moment)s on; it counts from process entry all the same.")
            % {"moment": moment}
        )
    return tuple(parts)


def _ahead(found: Explanation, telling: Telling) -> Sentence:
    if found.closed_at is not None:
        return (_("Nothing: it is closed."),)
    if found.status == "paused":
        if found.resumes_at is not None:
            moment = telling.full(found.resumes_at)
            return (
                _("Nothing while it stands still. It goes on by itself "),
                Strong(moment),
                _(" at the latest: a pause ends then, or its pauses are used up."),
            )
        return (_("Nothing while it stands still."),)
    if not found.upcoming:
        return (_("Nothing more: every trigger lies behind it."),)
    return (_("If nothing happens until then:"),)


def proof_of(file: CaseFile) -> Proof:
    """Fold the whole history again, here and now, and compare every clock with what is stored."""
    folded = fold(file.plan, [told.event for told in file.told], as_instant(file.case.engine_state.folded_at))
    agrees = all(_same(each, folded.clocks.get(each.clock.id)) for each in file.clocks) and len(
        folded.clocks
    ) == len(file.clocks)
    state = file.case.engine_state
    digest = bytes(state.ledger_hash).hex()
    return Proof(
        events=len(file.told),
        agrees=agrees,
        entry=state.ledger_seq or None,
        hash=f"{digest[:4]}…{digest[-4:]}" if digest else "",
    )


def _same(standing: Standing, other: object) -> bool:
    from milestones.clock.state import Clock

    mine = standing.clock
    return isinstance(other, Clock) and (mine.target_at, mine.status, mine.closed_at, mine.is_violated) == (
        other.target_at,
        other.status,
        other.closed_at,
        other.is_violated,
    )


def clock_id(row: CaseMilestone) -> ClockId:
    """How the fold calls the clock of that row."""
    return ClockId(row.definition, row.cycle, row.occurrence)
