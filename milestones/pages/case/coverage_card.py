"""The coverage card: which promise applies and why, or why none does and what to do about it."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entitlements.models import Entitlement
from milestones.pages.case.case_file import CaseFile
from milestones.pages.case.causes import actor_name
from milestones.pages.case.outcomes import outcome_sentence, outcome_step, outcome_word
from milestones.pages.case.telling import Telling
from sla_admin.shared.display import moments
from sla_admin.shared.display.status import StatusKey

SOON_DAYS = 60

VALID = frozenset({"chosen", "outranked", "tied"})
"""Results of candidates that cover the case, chosen or not."""


@dataclass(frozen=True, slots=True)
class NotChosen:
    """An entitlement that was looked at and does not apply."""

    name: str
    tier: str
    why: str


@dataclass(frozen=True, slots=True)
class CoverageCard:
    """`tone` colours the badge; `ends` says when the promise ends, where that is near."""

    outcome: str
    word: str
    status: StatusKey
    name: str
    tier: str
    tier_rank: int
    tier_colour: str
    why: str
    step: str
    term: str
    ends: str
    process: str
    hours: str
    hours_why: str
    covers: str
    incidents: str
    chosen_by: str
    not_chosen: tuple[NotChosen, ...]


def coverage_card(file: CaseFile, telling: Telling) -> CoverageCard:
    """What covers the case."""
    case = file.case
    entitlement = case.entitlement
    version = case.process_version
    hours, hours_why = _hours(file)
    return CoverageCard(
        outcome=case.coverage_outcome,
        word=outcome_word(case.coverage_outcome),
        status="met" if case.coverage_outcome == "covered" else "no_clock",
        name="" if entitlement is None else entitlement.name,
        tier="" if entitlement is None else entitlement.tier.name,
        tier_rank=3 if entitlement is None else entitlement.tier.rank,
        tier_colour="" if entitlement is None else entitlement.tier.own_color,
        why=_why(file),
        step=outcome_step(case.coverage_outcome),
        term="" if entitlement is None else _term(entitlement.first_day, entitlement.last_day, telling),
        ends="" if entitlement is None else _ends(entitlement.last_day, telling),
        process=""
        if version is None
        else _("%(process)s, version %(number)d")
        % {"process": version.process.name, "number": version.number},
        hours=hours,
        hours_why=hours_why,
        covers="" if entitlement is None else _covers(entitlement),
        incidents="" if entitlement is None else _incidents(entitlement),
        chosen_by=actor_name(case.coverage_by, file.names.users) if case.coverage_by else "",
        not_chosen=_not_chosen(file),
    )


def _covers(entitlement: Entitlement) -> str:
    """What the promise names beside the account; the whole account where it names nothing."""
    named = (entitlement.asset, entitlement.line_item, entitlement.product, entitlement.contract)
    return next((str(each) for each in named if each is not None), _("the whole account"))


def _incidents(entitlement: Entitlement) -> str:
    if entitlement.incident_allowance is None:
        return _("no limit")
    known = {"left": entitlement.incidents_left or 0, "allowed": entitlement.incident_allowance}
    return _("%(left)d of %(allowed)d left") % known


def _why(file: CaseFile) -> str:
    case = file.case
    if case.coverage_by and case.entitlement is not None:
        known = {"name": actor_name(case.coverage_by, file.names.users), "reason": case.coverage_reason}
        return _("Chosen by %(name)s: “%(reason)s”.") % known
    if case.entitlement is None:
        sentence = outcome_sentence(case.coverage_outcome)
        return sentence[:1].upper() + sentence[1:] + "."
    chosen = next(
        (each for each in case.coverage_candidates if each["entitlement"] == case.entitlement_id), None
    )
    others = len(case.coverage_candidates) - 1
    if chosen is not None and chosen["result"] == "chosen" and not others:
        return _("It is the one promise of this account that was looked at.")
    said = chosen["why"] if chosen is not None else ""
    if others > 0:
        said += " " + ngettext("Chosen over %(number)d other.", "Chosen over %(number)d others.", others) % {
            "number": others
        }
    return said.strip()


def _term(first: date, last: date, telling: Telling) -> str:
    months = telling.words.months
    begin = f"{first.day} {months[first.month - 1]}"
    if first.year != last.year:
        begin += f" {first.year}"
    return f"{begin} – {last.day} {months[last.month - 1]} {last.year}"


def _ends(last: date, telling: Telling) -> str:
    days = (last - moments.local(telling.at, telling.zone).date()).days
    if days < 0:
        return _("has ended")
    if days == 0:
        return _("ends today")
    if days > SOON_DAYS:
        return ""
    return ngettext("ends in %(number)d day", "ends in %(number)d days", days) % {"number": days}


def _hours(file: CaseFile) -> tuple[str, str]:
    """The hours most clocks of the promise count on, and who named them."""
    case = file.case
    if case.entitlement is None:
        return "", ""
    if case.entitlement.hours is not None:
        return case.entitlement.hours.name, _("the entitlement names them")
    version = case.process_version
    if version is not None and version.hours is not None:
        return version.hours.name, _("the process version names them")
    return _("24×7"), _("nothing names other hours")


def _not_chosen(file: CaseFile) -> tuple[NotChosen, ...]:
    names = file.names.entitlements
    found = []
    for each in file.case.coverage_candidates:
        number = each["entitlement"]
        if number == file.case.entitlement_id:
            continue
        named = names.get(number)
        found.append(
            NotChosen(
                named.name if named is not None else _("Entitlement %(number)d") % {"number": number},
                "" if named is None else named.tier,
                each["why"],
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entitlement that was looked at, for the explanation's table."""

    name: str
    tier: str
    is_chosen: bool
    why: str


def candidates_of(file: CaseFile) -> list[Candidate]:
    """Every entitlement that was looked at, the one chosen first."""
    case = file.case
    names = file.names.entitlements
    found = []
    for each in case.coverage_candidates:
        number = each["entitlement"]
        is_chosen = number == case.entitlement_id
        if is_chosen and case.entitlement is not None:
            found.append(Candidate(case.entitlement.name, case.entitlement.tier.name, True, each["why"]))
            continue
        named = names.get(number)
        name = named.name if named is not None else _("Entitlement %(number)d") % {"number": number}
        found.append(Candidate(name, "" if named is None else named.tier, False, each["why"]))
    return sorted(found, key=lambda each: not each.is_chosen)
