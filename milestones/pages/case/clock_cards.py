"""The clocks of the case page: open ones as cards by urgency, closed ones a line each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from milestones.clock.explanation import resumes_at
from milestones.clock.fact import PAUSED, ClockId, Fact
from milestones.pages.case.case_file import CaseFile, Standing
from milestones.pages.case.causes import actor_name, cause_of
from milestones.pages.case.faces import Coming, face_of, hours_of, short_hours
from milestones.pages.case.telling import Telling
from milestones.pages.case.why import Reasons, how_it_closed, why
from sla_admin.shared.display import open_windows
from sla_admin.shared.display.clock_face import ClockFace
from sla_admin.shared.display.sentence import Sentence
from sla_admin.shared.templatetags.sla_parts import Action


@dataclass(frozen=True, slots=True)
class ClockCard:
    """One open clock as it is drawn. `hours` is the id under which its windows stand on the page."""

    id: str
    face: ClockFace
    hours: str
    why: Sentence
    explain_url: str
    action: Action | None
    others: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class ClosedLine:
    """One clock that is history, and what closed it."""

    face: ClockFace
    url: str
    how: str
    cycle: int


@dataclass(frozen=True, slots=True)
class Clocks:
    """All clocks of a case. `hours` are the coming windows they share; `cycles`: how many there were."""

    hours: tuple[Coming, ...]
    open: tuple[ClockCard, ...]
    closed: tuple[ClosedLine, ...]
    cycles: int


def clocks_of_case(file: CaseFile, telling: Telling, *, may_act: bool) -> Clocks:
    """The clocks as the viewer sees them; `may_act`: with the deeds at each."""
    coming = hours_of(file)
    causes = Causes(file)
    facts = _facts_by_clock(file)
    around = _Around(file, telling, coming, facts, causes)
    return Clocks(
        hours=tuple(coming.values()),
        open=tuple(_card(each, around, may_act=may_act) for each in file.open),
        closed=tuple(
            ClosedLine(
                face=face_of(each, file),
                url=reverse("clock-explain", args=[each.row.pk]),
                how=how_it_closed(facts.get(each.clock.id, []), causes),
                cycle=each.row.cycle,
            )
            for each in file.closed
        ),
        cycles=max((each.row.cycle for each in file.clocks), default=1),
    )


class Causes(Mapping[str, str]):
    """Each event of a case in a few words, by what facts call it; put into words when first asked for."""

    def __init__(self, file: CaseFile) -> None:
        self._file = file
        self._milestones = {each.row.definition: each.now.name for each in file.clocks}
        self._said: dict[str, str] = {}

    def __getitem__(self, cause: str) -> str:
        said = self._said.get(cause)
        if said is None:
            told = self._file.by_cause[cause]
            said = self._said[cause] = cause_of(
                told.event,
                self._file.changes.get(cause),
                self._file.names.users,
                told.comment.author if told.comment is not None else "",
                self._milestones,
            )
        return said

    def __iter__(self) -> Iterator[str]:
        return iter(self._file.by_cause)

    def __len__(self) -> int:
        return len(self._file.by_cause)


def _facts_by_clock(file: CaseFile) -> dict[ClockId, list[Fact]]:
    found: dict[ClockId, list[Fact]] = {}
    for each in file.facts:
        if each.fact.clock is not None:
            found.setdefault(each.fact.clock, []).append(each.fact)
    return found


@dataclass(frozen=True, slots=True)
class _Around:
    """What every card of a page is drawn from."""

    file: CaseFile
    telling: Telling
    coming: Mapping[tuple[int | None, int], Coming]
    facts: Mapping[ClockId, list[Fact]]
    causes: Mapping[str, str]


def _card(standing: Standing, around: _Around, *, may_act: bool) -> ClockCard:
    file, telling = around.file, around.telling
    row = standing.row
    hours = around.coming.get((row.hours_id, row.timeline))
    face = face_of(standing, file, hours)
    own = around.facts.get(standing.clock.id, [])
    action, others = _deeds(standing, file) if may_act and not file.aside else (None, ())
    return ClockCard(
        id=f"clock-{row.pk}",
        face=face,
        hours="" if hours is None else hours.id,
        why=() if file.aside else why(_reasons(standing, file, hours, own, around.causes), telling),
        explain_url="" if file.aside else reverse("clock-explain", args=[row.pk]),
        action=action,
        others=others,
    )


def _reasons(
    standing: Standing, file: CaseFile, hours: Coming | None, facts: list[Fact], causes: Mapping[str, str]
) -> Reasons:
    definition = file.plan.process(standing.row.process_version_id).by_key[standing.row.definition]
    return Reasons(
        standing=standing.now.standing,
        clock=standing.clock,
        definition=definition.definition,
        facts=facts,
        causes=causes,
        is_open_now=hours is None or open_windows.is_open(hours.windows, file.at),
        hours=short_hours(standing.row) if hours is None or hours.windows is not None else "",
        paused_by=_paused_by(file, facts),
        resumes_at=resumes_at(standing.clock),
    )


def _paused_by(file: CaseFile, facts: list[Fact]) -> str:
    last = next((each for each in reversed(facts) if each.kind == PAUSED), None)
    told = file.by_cause.get(last.cause) if last is not None else None
    return "" if told is None else actor_name(told.event.actor, file.names.users)


def _deeds(standing: Standing, file: CaseFile) -> tuple[Action, tuple[Action, ...]]:
    """What can be done to an open clock: the likeliest first."""
    pk = standing.row.pk
    definition = file.plan.process(standing.row.process_version_id).by_key[standing.row.definition]
    complete = Action(
        _("Complete"), "check", url=reverse("clock-complete", args=[pk]), key="c", in_dialog=True
    )
    held = [pause for pause in standing.clock.pauses if pause.end is None]
    if any(pause.kind == "milestone" for pause in held):
        url = reverse("clock-resume", args=[pk])
        return Action(_("Resume"), "play", url=url, key="p", in_dialog=True), (complete,)
    can_pause = definition.definition.pausable and not standing.clock.pause_spent and not held
    if can_pause:
        url = reverse("clock-pause", args=[pk])
        pause = Action(_("Pause"), "pause", url=url, key="p", kind="quiet", in_dialog=True)
        return complete, (pause,)
    return complete, ()
