"""What brought a fact about, in a few words: "status became “Known issue”", "public reply by Jonas Weber".

Pure: from the event as it was told, what it changed, and names.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milestones.clock.event import (
    CASE_OPENED,
    Coverage,
    Event,
    HoursAdopted,
    Retraction,
    VersionMoved,
)
from milestones.pages.case.changes import Change

LABELS = {
    "status": gettext_lazy("status"),
    "priority": gettext_lazy("priority"),
    "owner": gettext_lazy("owner"),
    "queue": gettext_lazy("queue"),
    "account": gettext_lazy("account"),
    "contact": gettext_lazy("contact"),
    "channel": gettext_lazy("channel"),
    "subject": gettext_lazy("subject"),
}


def actor_name(actor: str, users: Mapping[int, str]) -> str:
    """Who did it: a person's name, an API key, or what a source calls its people. Empty for the product."""
    kind, _colon, number = actor.partition(":")
    if kind == "user" and number.isdigit():
        return users.get(int(number)) or _("user %(number)s, who is gone") % {"number": number}
    if kind == "key" and number:
        return _("API key %(prefix)s") % {"prefix": number}
    return actor


def cause_of(
    event: Event,
    change: Change | None,
    users: Mapping[int, str],
    author: str = "",
    milestones: Mapping[str, str] | None = None,
) -> str:
    """The event in a few words. `author` is who wrote its comment, `milestones` definitions' names by key."""
    by = author or actor_name(event.actor, users)
    said = _decision(event)
    if said:
        return said
    parts = [_signal(signal, by) for signal in event.signals]
    parts += [_command(command.kind, command.milestone, by, milestones or {}) for command in event.commands]
    if CASE_OPENED not in event.signals and change is not None:
        parts += [_changed(name, after, users) for name, (_before, after) in change.fields.items()]
    told = [part for part in parts if part]
    return "; ".join(told) or _("told by %(source)s") % {"source": event.source or _("the product")}


def _decision(event: Event) -> str:
    decision = event.decision
    if isinstance(decision, Coverage):
        return _("case opened") if CASE_OPENED in event.signals else _("cover was decided again")
    if isinstance(decision, HoursAdopted):
        return _("new business hours reached the case")
    if isinstance(decision, VersionMoved):
        return _("moved to another version")
    if isinstance(decision, Retraction):
        return _("an earlier entry was taken back")
    return ""


def _signal(signal: str, by: str) -> str:
    if signal == CASE_OPENED:
        return _("case opened")
    if signal == "public_reply_sent":
        return _("public reply by %(name)s") % {"name": by} if by else _("public reply")
    if signal == "customer_replied":
        return _("customer replied")
    if signal == "internal_note_added":
        return _("internal note by %(name)s") % {"name": by} if by else _("internal note")
    if signal in {"status_changed", "priority_changed", "owner_changed"}:
        return ""
    return signal.replace("_", " ").replace(":", " ")


def _command(kind: str, milestone: str | None, by: str, milestones: Mapping[str, str]) -> str:
    name = _("the case") if milestone is None else milestones.get(milestone, milestone.replace("_", " "))
    known = {"milestone": name, "name": by}
    if kind == "complete":
        return (
            _("%(milestone)s completed by %(name)s") % known
            if by
            else _("%(milestone)s completed by hand") % known
        )
    if kind == "pause":
        return (
            _("%(milestone)s paused by %(name)s") % known if by else _("%(milestone)s paused by hand") % known
        )
    return (
        _("%(milestone)s resumed by %(name)s") % known if by else _("%(milestone)s resumed by hand") % known
    )


def _changed(name: str, after: Any, users: Mapping[int, str]) -> str:
    label = LABELS.get(name, name.removeprefix("attributes.").replace("_", " "))
    if after in (None, ""):
        return _("%(field)s emptied") % {"field": label}
    if name == "owner" and isinstance(after, int):
        return _("owner became %(name)s") % {"name": users.get(after, str(after))}
    if name in {"account", "contact", "subject"}:
        return _("%(field)s changed") % {"field": label}
    return _("%(field)s became “%(value)s”") % {"field": label, "value": after}
