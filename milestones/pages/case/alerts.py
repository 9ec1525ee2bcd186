"""The cards "What fires next" and "Already told"."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entitlements.process.definition import VIOLATION
from milestones.clock.explanation import resumes_at, upcoming
from milestones.pages.case.case_file import CaseFile, Standing
from milestones.pages.case.fact_words import clock_words
from milestones.pages.case.telling import Telling
from milestones.pages.case.triggers import trigger_name
from milestones.selectors.alerts import Deliveries, Moment, Person, Told, WouldHappen, installed

SHOWN = 5
TOLD_SHOWN = 3
MOST = 500


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that happens at `at` (µs) if nothing changes, and who would be told."""

    at: int
    what: str
    who: str
    note: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class ToldLine:
    """One delivery in words. `tone` colours the outcome of one that failed."""

    at: int
    who: str
    what: str
    outcome: str
    tone: str
    error: str


@dataclass(frozen=True, slots=True)
class AlertsCards:
    """Both cards. `more` is how many deliveries are left out; `silent` says why nothing is ahead."""

    coming: tuple[Coming, ...]
    more_coming: int
    silent: str
    told: tuple[ToldLine, ...]
    total_told: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of escalation, before names are known."""

    ahead: list[tuple[int, Standing | None, str, str]]
    would: list[tuple[WouldHappen, ...]]
    told: Deliveries

    @property
    def users(self) -> set[int]:
        people = [person for entries in self.would for entry in entries for person in entry.people]
        people += [person for told in self.told.lines for person in told.people]
        return {person.user for person in people if person.user is not None}


def ask_alerts(file: CaseFile, *, whole: bool = False) -> Asked:
    """Ask escalation about the case; the file learns which users will be named."""
    ahead = _ahead(file)
    moments = [_moment(standing, trigger, file) for _at, standing, trigger, _kind in ahead[:SHOWN]]
    would = installed().would_happen(file.case, moments)
    told = installed().told(file.case, MOST if whole else TOLD_SHOWN)
    asked = Asked(ahead, would, told)
    file.more_users |= asked.users
    return asked


def alerts_cards(file: CaseFile, asked: Asked, telling: Telling) -> AlertsCards:
    """Both cards in words."""
    names = file.names.users
    coming = tuple(
        _coming(item, entries, file, telling, names)
        for item, entries in zip(asked.ahead[:SHOWN], asked.would, strict=True)
    )
    milestones = {each.row.definition: each.now.name for each in file.clocks}
    return AlertsCards(
        coming=coming,
        more_coming=max(0, len(asked.ahead) - SHOWN),
        silent=_silent(file),
        told=tuple(_told_line(each, milestones, telling, names) for each in asked.told.lines),
        total_told=asked.told.total,
    )


def _ahead(file: CaseFile) -> list[tuple[int, Standing | None, str, str]]:
    """Everything that comes by itself: (instant, clock, trigger or "", kind), soonest first."""
    if file.state is None:
        return []
    found: list[tuple[int, Standing | None, str, str]] = []
    for standing in file.open:
        if standing.clock.status == "paused":
            ends = resumes_at(standing.clock)
            if ends is not None:
                spent = ends == standing.clock.next_at
                found.append((ends, standing, "", "resume" if spent else "until"))
            continue
        coming = upcoming(file.plan, standing.clock)
        found += [(each.at, standing, each.trigger, each.severity) for each in coming]
    found += [(at, None, key, "start") for key, at in file.state.pending.items()]
    if file.state.entry_due_at is not None:
        found.append((file.state.entry_due_at, None, "", "entry"))
    return sorted(found, key=lambda item: (item[0], item[2]))


def _moment(standing: Standing | None, trigger: str, file: CaseFile) -> Moment:
    state = file.state
    if standing is None or not trigger or state is None:
        return Moment(None, "", "", "", "")
    process = file.plan.process(standing.clock.version).process
    return Moment(
        process.matrix_version,
        "" if state.promise is None else state.promise.tier,
        str(state.fields.get("priority") or ""),
        standing.clock.type,
        trigger,
    )


def _coming(
    item: tuple[int, Standing | None, str, str],
    entries: Sequence[WouldHappen],
    file: CaseFile,
    telling: Telling,
    names: Mapping[int, str],
) -> Coming:
    at, standing, trigger, kind = item
    if standing is None:
        if kind == "entry":
            return Coming(at, _("The process is entered"), "", "")
        name = _definition_name(trigger, file)
        return Coming(
            at, _("%(milestone)s begins") % {"milestone": name}, "", _("at the target of the one before")
        )
    clock = clock_words(standing.clock.id, {standing.row.definition: standing.now.name})
    if kind == "resume":
        return Coming(at, _("%(clock)s goes on") % {"clock": clock}, "", _("its pauses are used up"))
    if kind == "until":
        return Coming(at, _("%(clock)s goes on") % {"clock": clock}, "", _("its pause ends then"))
    if trigger == VIOLATION:
        what = _("%(clock)s violated") % {"clock": clock}
    else:
        what = f"{clock} {trigger_name(trigger, telling.words)}"
    said = [_entry_words(entry, names) for entry in entries]
    notes = [note for entry in entries for note in _instead_of(entry.people)]
    tone = {"violation": "bad", "warning": "risk"}.get(kind, "")
    if not said:
        return Coming(at, what, "", _("nobody is told"), tone)
    return Coming(at, what, "; ".join(said), "; ".join(dict.fromkeys(notes)), tone)


def _entry_words(entry: WouldHappen, names: Mapping[int, str]) -> str:
    if entry.detail:
        return entry.detail
    if not entry.people:
        return _("%(action)s, but nobody can be reached") % {"action": entry.action}
    return _("%(action)s to %(who)s") % {"action": entry.action, "who": people_words(entry.people, names)}


def _instead_of(people: Iterable[Person]) -> Iterable[str]:
    for person in people:
        if person.instead_of:
            yield _("as %(place)s, since nobody is %(meant)s") % {
                "place": person.place,
                "meant": person.instead_of,
            }


def people_words(people: Sequence[Person], names: Mapping[int, str]) -> str:
    """`Hanna Virtanen (manager)`, `duty@example.org`; many people of one place are counted."""
    shown = [_person(person, names) for person in people[:2]]
    rest = len(people) - len(shown)
    if rest > 0:
        shown.append(ngettext("%(number)d other", "%(number)d others", rest) % {"number": rest})
    return ", ".join(shown)


def _person(person: Person, names: Mapping[int, str]) -> str:
    if person.user is not None:
        name = names.get(person.user, person.address)
        return _("%(name)s, %(place)s") % {"name": name, "place": person.place}
    return person.address or person.place


def _told_line(
    told: Told, milestones: Mapping[str, str], telling: Telling, names: Mapping[int, str]
) -> ToldLine:
    name = milestones.get(told.milestone, told.milestone.replace("_", " "))
    if told.occurrence > 1:
        name = f"{name} {told.occurrence}"
    what = f"{name} {_trigger_words(told, telling)}"
    if told.is_correction:
        what = _("correction: %(what)s does not hold") % {"what": what}
    outcome, tone = _outcome(told, telling)
    return ToldLine(
        told.at, people_words(told.people, names), what, outcome, tone, told.error if tone else ""
    )


def _trigger_words(told: Told, telling: Telling) -> str:
    words = {VIOLATION: _("violated"), "met": _("met"), "met_late": _("met late")}
    said = words.get(told.trigger) or trigger_name(told.trigger, telling.words)
    if told.repeat:
        said += _(", repetition %(number)d") % {"number": told.repeat}
    return said


def _outcome(told: Told, telling: Telling) -> tuple[str, str]:
    known = {"action": told.action, "number": told.attempts}
    if told.outcome == "sent":
        return _("%(action)s delivered") % known, ""
    if told.outcome == "withdrawn":
        known["moment"] = telling.moment(told.withdrawn_at or told.at)
        return _("%(action)s delivered, taken back %(moment)s") % known, ""
    if told.outcome == "waiting":
        return _("%(action)s is waiting to be sent") % known, ""
    if told.outcome == "sending":
        return _("%(action)s is being sent") % known, ""
    if told.outcome == "canceled":
        return _("%(action)s canceled: it no longer holds") % known, ""
    if told.outcome == "failing":
        known["moment"] = telling.moment(told.next_at or told.at)
        times = ngettext("failed %(number)d time", "failed %(number)d times", told.attempts) % known
        return _("%(times)s, tries again %(moment)s") % {"times": times, "moment": known["moment"]}, "risk"
    return _("%(action)s failed for good") % known, "bad"


def _silent(file: CaseFile) -> str:
    if file.aside:
        return _("Nothing: the case is set aside.")
    if file.is_closed:
        return _("Nothing: the case is closed.")
    if not file.open:
        return _("Nothing: no clock is open.")
    return _("Nothing while its clocks stand still, and nothing more after their last trigger.")


def _definition_name(key: str, file: CaseFile) -> str:
    state = file.state
    if state is None or state.promise is None:
        return key
    found = file.plan.process(state.promise.version).by_key.get(key)
    return key if found is None else found.definition.name
