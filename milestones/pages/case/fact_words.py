"""A fact in words, for the timeline's table: "Workaround violated", "Resolution resumed, target moved Mon
12:20 → 13:50". Pure.
"""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from milestones.clock import fact as facts
from milestones.clock.fact import ClockId, Fact
from milestones.pages.case.outcomes import outcome_word
from milestones.pages.case.telling import Telling
from milestones.pages.case.triggers import trigger_name


def fact_words(
    fact: Fact,
    names: Mapping[str, str],
    telling: Telling,
    target_before: int | None = None,
    recurring: frozenset[str] = frozenset(),
) -> str:
    """What happened. `names` are milestones' names by definition key; `target_before` the clock's target
    before this fact; `recurring` the definitions whose occurrences are numbered."""
    known = {
        "clock": "" if fact.clock is None else clock_words(fact.clock, names, recurring),
        "trigger": trigger_name(fact.trigger, telling.words)
        if fact.trigger not in {"met", "met_late"}
        else "",
    }
    said = _OF_CLOCKS.get(fact.kind)
    if said is not None:
        return said(fact, known, telling, target_before)
    return _of_case(fact, known, names)


def clock_words(clock: ClockId, names: Mapping[str, str], recurring: frozenset[str] = frozenset()) -> str:
    """The clock's name, numbered where there may be several."""
    name = names.get(clock.milestone, clock.milestone.replace("_", " "))
    if clock.occurrence > 1 or clock.milestone in recurring:
        return f"{name} {clock.occurrence}"
    return name


def _moved(fact: Fact, telling: Telling, before: int | None) -> str:
    after = fact.data.get("target")
    if after is None or before is None or after == before:
        return ""
    return _(", target moved %(before)s → %(after)s") % {
        "before": telling.moment(before),
        "after": telling.moment(after),
    }


def _started(fact: Fact, known: dict[str, str], telling: Telling, _before: int | None) -> str:
    target = fact.data.get("target")
    if target is None:
        return _("%(clock)s started") % known
    return _("%(clock)s started, due %(due)s") % {**known, "due": telling.moment(target)}


def _paused(_fact: Fact, known: dict[str, str], _telling: Telling, _before: int | None) -> str:
    return _("%(clock)s paused") % known


def _resumed(fact: Fact, known: dict[str, str], telling: Telling, before: int | None) -> str:
    return _("%(clock)s resumed") % known + _moved(fact, telling, before)


def _retimed(fact: Fact, known: dict[str, str], telling: Telling, before: int | None) -> str:
    moved = _moved(fact, telling, fact.data.get("target_before", before))
    return _("%(clock)s re-timed") % known + moved


def _reached(fact: Fact, known: dict[str, str], _telling: Telling, _before: int | None) -> str:
    said = _("%(clock)s reached %(trigger)s") % known
    if fact.severity == "warning":
        said += _(", a warning")
    if fact.repeat:
        said += _(", repetition %(number)d") % {"number": fact.repeat}
    return said


def _violated(_fact: Fact, known: dict[str, str], _telling: Telling, _before: int | None) -> str:
    return _("%(clock)s violated") % known


def _lifted(_fact: Fact, known: dict[str, str], _telling: Telling, _before: int | None) -> str:
    return _("Violation of %(clock)s lifted") % known


def _completed(fact: Fact, known: dict[str, str], _telling: Telling, _before: int | None) -> str:
    return (_("%(clock)s met late") if fact.trigger == "met_late" else _("%(clock)s met")) % known


def _canceled(fact: Fact, known: dict[str, str], _telling: Telling, _before: int | None) -> str:
    return _("%(clock)s canceled") % known


_OF_CLOCKS = {
    facts.STARTED: _started,
    facts.PAUSED: _paused,
    facts.RESUMED: _resumed,
    facts.RETIMED: _retimed,
    facts.TRIGGER_REACHED: _reached,
    facts.VIOLATED: _violated,
    facts.LIFTED: _lifted,
    facts.COMPLETED: _completed,
    facts.CANCELED: _canceled,
}


def _of_case(fact: Fact, known: dict[str, str], names: Mapping[str, str]) -> str:
    data = fact.data
    if fact.kind == facts.VOID:
        return _void(str(data.get("command", "")), str(data.get("milestone", "")), names)
    if fact.kind == facts.COVERED:
        return _("Cover decided: %(outcome)s") % {"outcome": outcome_word(data.get("outcome", "")).lower()}
    if fact.kind == facts.FIELD_UPDATED:
        field = str(data.get("field", "")).removeprefix("attributes.").replace("_", " ")
        return _("%(field)s set to “%(value)s” by escalation") % {"field": field, "value": data.get("value")}
    if fact.kind == facts.ENTERED and data.get("cycle", 1) > 1:
        return _("Entered the process, cycle %(cycle)d") % {"cycle": data["cycle"]}
    if fact.kind == facts.REOPENED and data.get("new_cycle"):
        return _("Opened again in a new cycle")
    if fact.kind == facts.HOURS_ADOPTED and data.get("mode") == "count":
        return _("New hours count from here")
    words = {
        facts.ENTERED: _("Entered the process"),
        facts.EXITED: _("Left the process"),
        facts.REOPENED: _("Opened again, clocks go on"),
        facts.VERSION_MOVED: _("Moved to another version of the process"),
        facts.HOURS_ADOPTED: _("New hours hold for later clocks"),
        facts.LOOP_CUT: _("A loop of escalations was cut at %(clock)s") % known,
    }
    return words.get(fact.kind, fact.kind.capitalize())


def _void(command: str, milestone: str, names: Mapping[str, str]) -> str:
    name = names.get(milestone, milestone.replace("_", " ")) if milestone else _("the case")
    return {
        "complete": _("Void: completing %(name)s had no effect, no such clock was open then"),
        "pause": _("Void: pausing %(name)s had no effect, nothing could be paused then"),
        "resume": _("Void: resuming %(name)s had no effect, nothing was paused by hand then"),
    }.get(command, _("Void: a deed on %(name)s had no effect")) % {"name": name}
