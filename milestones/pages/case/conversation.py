"""What was said on the case, and what the next message will meet."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from milestones.clock.signals import OF_COMMENTS
from milestones.models.comment import CUSTOMER, INTERNAL, PUBLIC
from milestones.pages.case.case_file import CaseFile, Standing, Told
from milestones.pages.case.causes import actor_name
from milestones.pages.case.fact_words import clock_words
from sla_admin.shared.api.instants import SECOND, as_instant

SHOWN = 50
"""Messages that stand on the page at once; the earlier ones are a press away."""

LATE = 60 * SECOND


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `told_at` (µs) where we learned of it late; `kind` public, internal, customer."""

    id: int
    kind: str
    author: str
    at: int
    told_at: int | None
    body: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """The last messages, oldest first; `earlier` were left out."""

    messages: tuple[Message, ...]
    total: int
    earlier: int


def conversation_of(file: CaseFile, *, whole: bool = False) -> Conversation:
    """What was said, in the order in which it was said."""
    told = [each for each in file.told if each.comment is not None]
    told.sort(key=lambda each: each.event.order)
    shown = told if whole or len(told) <= SHOWN else told[-SHOWN:]
    messages = tuple(_message(each, file) for each in shown)
    return Conversation(messages, len(told), len(told) - len(shown))


def met_by(file: CaseFile, kind: str) -> list[Standing]:
    """The open clocks that a message of that kind completes by itself."""
    if file.state is None:
        return []
    signals = {OF_COMMENTS[kind]}
    found = []
    for standing in file.open:
        process = file.plan.process(standing.row.process_version_id)
        completion = process.by_key[standing.row.definition].completion
        if completion is not None and completion.holds(file.state.fields, signals):
            found.append(standing)
    return found


def names_of_clocks(clocks: list[Standing]) -> str:
    """`Next Update 3 and First Response`."""
    names = [clock_words(each.clock.id, {each.row.definition: each.now.name}) for each in clocks]
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def consequences(file: CaseFile) -> dict[str, str]:
    """What sending does, by kind of message: "Sending also meets Next Update 3"."""
    sentences = {}
    for kind, meets in ((PUBLIC, True), (INTERNAL, True), (CUSTOMER, False)):
        names = names_of_clocks(met_by(file, kind))
        if names:
            pattern = (
                _("Sending also meets %(clocks)s.") if meets else _("Recording it also meets %(clocks)s.")
            )
            sentences[kind] = pattern % {"clocks": names}
    held = [
        each
        for each in file.open
        if any(pause.until_reply and pause.end is None for pause in each.clock.pauses)
    ]
    if held:
        resumed = _("%(clocks)s goes on.") % {"clocks": names_of_clocks(held)}
        sentences[CUSTOMER] = " ".join(filter(None, [sentences.get(CUSTOMER, ""), resumed]))
    return sentences


def _message(told: Told, file: CaseFile) -> Message:
    comment = told.comment
    if comment is None:  # pragma: no cover - only events with a comment are asked for
        raise LookupError("An event without a comment is no message.")
    author = comment.author or _default_author(told, file, comment.kind)
    late = told.event.recorded_at - told.event.occurred_at > LATE
    imported = as_instant(file.case.recorded_at) + 5 * LATE
    return Message(
        id=comment.pk,
        kind=comment.kind,
        author=author,
        at=told.event.occurred_at,
        told_at=told.event.recorded_at if late and told.event.recorded_at > imported else None,
        body=comment.body,
    )


def _default_author(told: Told, file: CaseFile, kind: str) -> str:
    if kind == CUSTOMER:
        return str(file.case.contact) if file.case.contact is not None else _("Customer")
    return actor_name(told.event.actor, file.names.users) or _("Somebody in %(source)s") % {
        "source": told.event.source
    }
