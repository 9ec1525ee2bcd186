"""The why-sentence of a clock: what put it where it stands, then what ends that (design language, words).

Pure: from the clock and its definition as pinned, the facts that hold, and words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from entitlements.process.criteria import describe_criteria
from entitlements.process.definition import MilestoneDefinition
from milestones.clock.fact import COMPLETED, STARTED, TRIGGER_REACHED, Fact
from milestones.clock.standing import Standing
from milestones.clock.state import Clock, Pause
from milestones.pages.case.telling import Telling
from milestones.pages.case.triggers import trigger_name
from sla_admin.shared.display.sentence import Sentence, Strong


@dataclass(frozen=True)
class Reasons:
    """What the sentence is made of.

    `facts` are those of this clock that hold, in order; `causes` says each in words, by cause. `is_open_now`:
    whether its hours are open at the page's instant; `hours` their short name, empty around the clock.
    `paused_by` is who paused it by hand; `resumes_at` (µs) when it goes on by itself
    at the latest.
    """

    standing: Standing
    clock: Clock
    definition: MilestoneDefinition
    facts: Sequence[Fact]
    causes: Mapping[str, str]
    is_open_now: bool = True
    hours: str = ""
    paused_by: str = ""
    resumes_at: int | None = None


def why(reasons: Reasons, telling: Telling) -> Sentence:
    """The sentence for an open clock."""
    if reasons.clock.status == "paused":
        return _paused(reasons, telling)
    if reasons.standing == "at_risk":
        return (*_warned(reasons, telling), _completes(reasons))
    if reasons.standing == "on_track":
        return (*_running(reasons, telling), _completes(reasons))
    return (_started(reasons, telling), Strong(_completes(reasons)))


def completes(definition: MilestoneDefinition) -> str:
    """What meets the milestone, as the end of a sentence: "when a public reply is sent"; empty: by hand."""
    return (
        _("when %(criteria)s") % {"criteria": describe_criteria(definition.completion)}
        if (definition.completion)
        else ""
    )


def _completes(reasons: Reasons) -> str:
    criteria = completes(reasons.definition)
    if not criteria:
        return _("Somebody completes it by hand.")
    return _("Completes %(when_criteria_hold)s.") % {"when_criteria_hold": criteria}


def _started(reasons: Reasons, telling: Telling) -> str:
    fact = next((each for each in reasons.facts if each.kind == STARTED), None)
    began = telling.moment(reasons.clock.began_at)
    cause = "" if fact is None else reasons.causes.get(fact.cause, "")
    if reasons.clock.started_at < reasons.clock.began_at:
        since = telling.moment(reasons.clock.started_at)
        known = {"began": began, "cause": cause, "since": since}
        if cause:
            return _("Began %(began)s: %(cause)s; it counts from process entry, %(since)s. ") % known
        return _("Began %(began)s; it counts from process entry, %(since)s. ") % known
    if not cause:
        return _("Started %(began)s. ") % {"began": began}
    return _("Started %(began)s: %(cause)s. ") % {"began": began, "cause": cause}


def _warned(reasons: Reasons, telling: Telling) -> Sentence:
    warnings = [each for each in reasons.facts if each.kind == TRIGGER_REACHED and each.severity == "warning"]
    if not warnings:
        return (_started(reasons, telling),)
    last = warnings[-1]
    passed = _("%(trigger)s passed %(moment)s") % {
        "trigger": trigger_name(last.trigger, telling.words),
        "moment": telling.today(last.occurred_at),
    }
    return (Strong(passed), ". ", *_standing_still(reasons))


def _running(reasons: Reasons, telling: Telling) -> Sentence:
    if not reasons.definition.pausable:
        never = Strong(_("It never pauses"))
        return (
            never,
            _(" and counts every hour. ") if not reasons.hours else _(" while its hours are open. "),
        )
    still = _standing_still(reasons)
    return still or (_started(reasons, telling),)


def _standing_still(reasons: Reasons) -> Sentence:
    if reasons.is_open_now:
        return ()
    outside = _("Outside %(hours)s hours, so it ") % {"hours": reasons.hours}
    return (outside, Strong(_("stands still")), _(" until they open. "))


def _paused(reasons: Reasons, telling: Telling) -> Sentence:
    held = [pause for pause in reasons.clock.pauses if pause.end is None]
    pause = min(held, key=lambda each: (each.kind == "criteria", each.begin), default=None)
    latest = ""
    if reasons.resumes_at is not None:
        latest = _(", at the latest %(moment)s") % {"moment": telling.moment(reasons.resumes_at)}
    if pause is None:
        return (_("It stands still."),)
    if pause.kind == "criteria":
        criteria = describe_criteria(reasons.definition.pause) if reasons.definition.pause else ""
        because = _("Paused while %(criteria)s. ") % {"criteria": criteria}
        return (because, Strong(_("Goes on by itself as soon as that ends")), f"{latest}.")
    if pause.until is not None and pause.until == reasons.resumes_at and not pause.until_reply:
        ends = _("Resumes by itself %(moment)s") % {"moment": telling.today(pause.until)}
        return (_by_hand(pause, reasons), Strong(ends), ".")
    return (_by_hand(pause, reasons), Strong(_resumes(pause)), f"{latest}.")


def _by_hand(pause: Pause, reasons: Reasons) -> str:
    whole = pause.kind == "case"
    known = {"name": reasons.paused_by, "reason": pause.reason}
    if whole:
        if reasons.paused_by:
            return _("%(name)s paused the case: “%(reason)s”. ") % known
        return _("The case was paused by hand: “%(reason)s”. ") % known
    if reasons.paused_by:
        return _("%(name)s paused it: “%(reason)s”. ") % known
    return _("Paused by hand: “%(reason)s”. ") % known


def _resumes(pause: Pause) -> str:
    if pause.until_reply:
        return _("Resumes by itself when the customer replies")
    if pause.until is not None:
        return _("Resumes by itself")
    return _("Stands still until somebody resumes it")


def how_it_closed(facts: Sequence[Fact], causes: Mapping[str, str]) -> str:
    """What closed a clock that is history; empty where that is not known."""
    last = next((each for each in reversed(facts) if each.kind in {COMPLETED, "canceled"}), None)
    if last is None:
        return ""
    if last.kind == "canceled":
        reason = last.data.get("reason")
        if reason == "exit":
            return _("canceled, as the case left its process")
        if reason == "criteria lost":
            return _("canceled, as its criteria stopped holding")
        return _("canceled, as the case moved to a version without it")
    return causes.get(last.cause, "")
