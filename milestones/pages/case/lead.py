"""The sentence under a case's title: how it stands, and what to do next."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milestones.pages.case.case_file import CaseFile, Standing
from milestones.pages.case.clock_cards import Clocks
from milestones.pages.case.outcomes import outcome_sentence
from milestones.pages.case.telling import Telling
from milestones.pages.case.why import completes
from sla_admin.shared.api.instants import as_instant
from sla_admin.shared.display.clock_face import ClockFace
from sla_admin.shared.display.sentence import Sentence, Strong


@dataclass(frozen=True, slots=True)
class Lead:
    """`name` and the ticking `face` come first ("Workaround is 3 h 37 m past its target"), then `then`."""

    then: Sentence
    name: str = ""
    face: ClockFace | None = None
    hours: str = ""


def lead_of(file: CaseFile, clocks: Clocks, telling: Telling) -> Lead:
    """What an agent should know and do first."""
    if file.aside:
        return Lead((_("This case is set aside: its clocks stand where they stood. Its history is kept."),))
    if not file.open:
        return Lead(_without_open_clock(file, telling))
    card, first = clocks.open[0], file.open[0]
    if first.row.is_violated:
        return Lead(_after_violation(file, telling), card.face.milestone, card.face, card.hours)
    if first.row.status == "paused":
        return Lead(_all_paused(file))
    return Lead(_next(first, file, telling), card.face.milestone, card.face, card.hours)


def _after_violation(file: CaseFile, telling: Telling) -> Sentence:
    """After the most urgent clock is past its target: what can still be met, else how to end it."""
    ahead = [each for each in file.open if not each.row.is_violated and each.row.status == "running"]
    rest = _paused_beside(file)
    if ahead:
        due = _(", due %(moment)s. ") % {"moment": telling.moment(as_instant(ahead[0].row.target_at))}
        return (_("Act next on "), Strong(ahead[0].now.name), due, _ends(ahead[0], file), *rest)
    return (_ends(file.open[0], file), *rest)


def _next(first: Standing, file: CaseFile, telling: Telling) -> Sentence:
    target = telling.moment(as_instant(first.row.target_at))
    return (_("due "), Strong(target), ". ", _ends(first, file), *_paused_beside(file))


def _ends(each: Standing, file: CaseFile) -> str:
    criteria = _criteria(each, file)
    if not criteria:
        return _("It is completed by hand.")
    return _("It completes %(when_criteria_hold)s.") % {"when_criteria_hold": criteria}


def _criteria(each: Standing, file: CaseFile) -> str:
    process = file.plan.process(each.row.process_version_id)
    return completes(process.by_key[each.row.definition].definition)


def _paused_beside(file: CaseFile) -> Sentence:
    held = [each.now.name for each in file.open if each.row.status == "paused"]
    if not held:
        return ()
    if len(held) == 1:
        return (_(" %(name)s stands still.") % {"name": held[0]},)
    return (_(" %(names)s stand still.") % {"names": _and(held)},)


def _all_paused(file: CaseFile) -> Sentence:
    names = [each.now.name for each in file.open]
    if len(names) == 1:
        return (Strong(_("%(name)s stands still") % {"name": names[0]}), _(" and nothing else is running."))
    return (Strong(_("All clocks stand still")), _(": %(names)s.") % {"names": _and(names)})


def _without_open_clock(file: CaseFile, telling: Telling) -> Sentence:
    case = file.case
    if case.closed_at is not None:
        closed = telling.moment(as_instant(case.closed_at))
        return (Strong(_("Closed %(moment)s.") % {"moment": closed}), " ", _tally(file))
    if file.state is None or file.state.promise is None:
        return (
            Strong(_("No clock runs: %(outcome)s.") % {"outcome": outcome_sentence(case.coverage_outcome)}),
        )
    if file.state.entered_at is None:
        return (_("Covered, but the process has not been entered yet: no clock runs."),)
    if file.state.pending:
        name, begins = min(file.state.pending.items(), key=lambda item: item[1])
        known = {"name": _name_of(name, file), "moment": telling.moment(begins)}
        return (_("No clock runs now. %(name)s begins %(moment)s.") % known,)
    return (_("No clock runs now. "), _tally(file))


def _name_of(key: str, file: CaseFile) -> str:
    promise = file.state.promise if file.state is not None else None
    if promise is None:
        return key
    found = file.plan.process(promise.version).by_key.get(key)
    return key if found is None else found.definition.name


def _tally(file: CaseFile) -> str:
    met = sum(each.now.standing == "met" for each in file.closed)
    late = sum(each.now.standing == "met_late" for each in file.closed)
    canceled = sum(each.now.standing == "canceled" for each in file.closed)
    parts = []
    if met:
        parts.append(ngettext("%(number)d milestone met", "%(number)d milestones met", met) % {"number": met})
    if late:
        parts.append(ngettext("%(number)d met late", "%(number)d met late", late) % {"number": late})
    if canceled:
        parts.append(ngettext("%(number)d canceled", "%(number)d canceled", canceled) % {"number": canceled})
    return f"{', '.join(parts)}." if parts else _("No milestone was promised.")


def _and(names: list[str]) -> str:
    return (
        names[0]
        if len(names) == 1
        else _("%(first)s and %(last)s")
        % {
            "first": ", ".join(names[:-1]),
            "last": names[-1],
        }
    )
