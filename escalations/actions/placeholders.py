"""The placeholders that texts of alerts may use: a fixed list, filled in by plain substitution.

Templates are no programs: `{{case.subject}}` stands for a text, and nothing else can be said. Values are put
in once and never read again, so a subject that itself contains `{{…}}` stays as it is. Comments of a case are
not on the list, so no internal comment can leave through a template.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import NamedTuple

from escalations.actions.context import Situation
from escalations.actions.phrases import because, correction, headline, moment, remaining
from escalations.selectors.targets import Recipient

_PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


class View(NamedTuple):
    """Whom a text is written for, about what, when:

    `zone` is where instants are read, `at` when it is sent.
    """

    situation: Situation
    recipient: Recipient
    zone: str
    at: int


class Placeholder(NamedTuple):
    """What it stands for, and how it is filled in."""

    meaning: str
    value: Callable[[View], str]


def _target(view: View) -> str:
    target = view.situation.target_at
    return "" if target is None else moment(target, view.zone, view.at)


PLACEHOLDERS: Mapping[str, Placeholder] = {
    "headline": Placeholder(
        "What happened, in one line", lambda view: headline(view.situation, view.zone, view.at)
    ),
    "case.number": Placeholder("The case's number in its source", lambda view: view.situation.case_number),
    "case.subject": Placeholder("The case's subject", lambda view: view.situation.case_subject),
    "case.priority": Placeholder("The case's priority now", lambda view: view.situation.case_priority),
    "case.status": Placeholder("The case's status now", lambda view: view.situation.case_status),
    "case.account": Placeholder("The customer", lambda view: view.situation.case_account),
    "case.owner": Placeholder("Who owns the case now", lambda view: view.situation.case_owner),
    "case.queue": Placeholder("The queue the case is in now", lambda view: view.situation.case_queue),
    "case.link": Placeholder("The case's page", lambda view: view.situation.case_link),
    "milestone.name": Placeholder("The milestone", lambda view: view.situation.milestone),
    "milestone.type": Placeholder("The milestone's type", lambda view: view.situation.milestone_type),
    "milestone.target": Placeholder("When it is or was due", _target),
    "milestone.remaining": Placeholder(
        "Time left or past, in business hours and by the clock",
        lambda view: remaining(view.situation, view.at),
    ),
    "tier": Placeholder("The support tier", lambda view: view.situation.tier),
    "severity": Placeholder("info, warning or violation", lambda view: view.situation.severity),
    "occurred_at": Placeholder(
        "When it happened", lambda view: moment(view.situation.occurred_at, view.zone, view.at)
    ),
    "correction": Placeholder(
        "In a correction, what is taken back and why; else empty",
        lambda view: correction(view.situation, view.zone, view.at),
    ),
    "because": Placeholder("Why the recipient gets this", lambda view: because(view.recipient)),
}


def unknown_placeholders(text: str) -> list[str]:
    """What stands in double braces and is not on the list; a lone pair of braces is reported as it stands."""
    unknown = [name for name in _PLACEHOLDER.findall(text) if name not in PLACEHOLDERS]
    rest = _PLACEHOLDER.sub("", text)
    unknown.extend(brace for brace in ("{{", "}}") if brace in rest)
    return unknown


def names(text: str, placeholder: str) -> bool:
    """Whether the text uses that placeholder."""
    return placeholder in _PLACEHOLDER.findall(text)


def problems(content: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """(field, reason) for every placeholder of subject, text and HTML that is not on the list."""
    for field in ("subject", "text", "html"):
        for name in unknown_placeholders(content.get(field, "")):
            yield (field, f"{name or '{{}}'} is no placeholder; known are {', '.join(PLACEHOLDERS)}.")
    if "\n" in content.get("subject", "").strip():
        yield ("subject", "A subject is one line.")


def fill_in(text: str, view: View, *, html: bool = False) -> str:
    """The text with its placeholders replaced; in HTML, values are escaped.

    Unknown ones stay as they stand.
    """

    def replaced(match: re.Match[str]) -> str:
        known = PLACEHOLDERS.get(match[1])
        if known is None:
            return match[0]
        value = known.value(view)
        return escape(value) if html else value

    return _PLACEHOLDER.sub(replaced, text)
