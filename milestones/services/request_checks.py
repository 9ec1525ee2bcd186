"""What is wrong with a request in itself, before anything is looked up."""

import math
import re
from collections.abc import Iterator
from typing import Any

from entitlements.business_time.instants import DAY
from milestones.clock.event import CASE_OPENED, Command
from milestones.clock.signals import OF_COMMENTS, SIGNALS
from milestones.models.case import CHANNELS, RECORD_TYPES
from milestones.services.case_request import CaseRequest, CommentText

TOLERANCE = 60_000_000
"""How far (µs) a source's clock may run ahead. What it says happened in that time counts as happening now."""

LONGEST_PAUSE = 366 * DAY
"""How far ahead (µs) a pause may end by itself; later is a typing error."""

Problem = tuple[str, str]

_TEXT_FIELDS = {"priority": 64, "status": 64, "subject": 500, "queue": 64}
_REFERENCES = ("owner", "account", "contact", "asset", "product", "contract", "line_item")
_ATTRIBUTE = re.compile(r"attributes\.[A-Za-z0-9_][A-Za-z0-9_ .:-]{0,99}")
_LONGEST_ATTRIBUTE = 2000
_LONGEST_COMMENT = 100_000
_LARGEST = 2**63 - 1
_EARLIEST = -2_208_988_800_000_000
"""1900-01-01: the horizon of business time."""


def problems_of(request: CaseRequest, at: int) -> list[Problem]:
    """Every (field, reason) that can be told from the request alone. Empty when it is well-formed."""
    since = at if request.occurred_at is None else request.occurred_at
    found = [
        *_identity(request),
        *_instants(request, at),
        *(problem for name, value in request.fields.items() for problem in _field(name, value)),
        *_signals(request),
        *(
            problem
            for place, command in enumerate(request.commands)
            for problem in _command(f"commands.{place}", command, since)
        ),
    ]
    if request.comment is not None:
        found += _comment(request.comment)
    if request.must_exist and not (request.fields or request.signals or request.commands or request.comment):
        found.append(("", "An event asserts fields, names signals, gives commands or brings a comment."))
    return found


def text_problem(value: Any, longest: int, *, may_be_empty: bool = False) -> str:
    """Why this is no text that can be kept, or nothing."""
    if not isinstance(value, str):
        return "must be a text."
    if not value.strip() and not may_be_empty:
        return "must not be empty."
    if len(value) > longest:
        return f"must not be longer than {longest} characters."
    if "\x00" in value:
        return "must not contain the character NUL."
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        return "must not contain half a character (a lone surrogate)."
    return ""


def _identity(request: CaseRequest) -> Iterator[Problem]:
    texts: tuple[tuple[str, str, int, bool], ...] = (
        ("source", request.source, 64, False),
        ("external_id", request.external_id, 200, False),
        ("event_source", request.event_source, 64, True),
        ("event_id", request.event_id, 200, True),
        ("actor", request.actor, 200, True),
    )
    for name, value, longest, may_be_empty in texts:
        reason = text_problem(value, longest, may_be_empty=may_be_empty)
        if reason:
            yield name, reason
    if request.record_type and request.record_type not in RECORD_TYPES:
        yield "record_type", f"must be one of: {', '.join(RECORD_TYPES)}."
    if abs(request.sequence) > _LARGEST:
        yield "sequence", "must fit into 64 bits."


def _instants(request: CaseRequest, at: int) -> Iterator[Problem]:
    for name, instant in (("opened_at", request.opened_at), ("occurred_at", request.occurred_at)):
        if instant is None:
            continue
        if instant > at + TOLERANCE:
            yield name, "lies in the future; the source's clock may run ahead by one minute at most."
        elif instant < _EARLIEST:
            yield name, "lies before 1900."
    if (
        request.opened_at is not None
        and request.occurred_at is not None
        and request.occurred_at < request.opened_at
    ):
        yield "occurred_at", "lies before the case was opened."


def _field(name: str, value: Any) -> Iterator[Problem]:
    path = f"fields.{name}"
    if name.startswith("attributes."):
        if not _ATTRIBUTE.fullmatch(name):
            yield path, "An attribute's name has letters, digits and _ . : - or blanks, 100 at most."
        elif reason := _attribute_problem(value):
            yield path, reason
    elif name == "channel":
        if value is not None and value not in CHANNELS:
            yield path, f"must be one of: {', '.join(CHANNELS)}."
    elif name in _TEXT_FIELDS:
        if value is not None and (reason := text_problem(value, _TEXT_FIELDS[name], may_be_empty=True)):
            yield path, reason
    elif name in _REFERENCES:
        is_number = isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _LARGEST
        if value is not None and not is_number and (reason := text_problem(value, 200)):
            yield path, reason
    else:
        known = ", ".join(sorted([*_TEXT_FIELDS, *_REFERENCES, "channel"]))
        yield path, f"is an unknown field. Known are {known} and attributes.<name>."


def _attribute_problem(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, int):
        return "" if abs(value) <= _LARGEST else "must fit into 64 bits."
    if isinstance(value, float):
        return "" if math.isfinite(value) else "must be a finite number."
    if isinstance(value, str):
        return text_problem(value, _LONGEST_ATTRIBUTE, may_be_empty=True)
    return "must be a text, a number, true, false or null."


def _signals(request: CaseRequest) -> Iterator[Problem]:
    for place, signal in enumerate(request.signals):
        if signal not in SIGNALS:
            yield f"signals.{place}", f"is unknown. Known are {', '.join(sorted(SIGNALS))}."
        elif signal == CASE_OPENED and request.must_exist:
            yield f"signals.{place}", "A case is opened once, by the request that brings it."


def _command(path: str, command: Command, since: int) -> Iterator[Problem]:
    if command.kind == "complete" and command.milestone is None:
        yield f"{path}.milestone", "is required: a milestone is completed, not a case."
    needs_reason = command.kind == "complete" or (command.kind == "pause" and not command.reason_code)
    if needs_reason and (reason := text_problem(command.reason, 500)):
        yield f"{path}.reason", "is required by hand." if not command.reason.strip() else reason
    if command.until is not None and not since < command.until <= since + LONGEST_PAUSE:
        yield f"{path}.until", "must lie after the pause begins, by a year at most."
    for name, value, longest in (
        ("milestone", command.milestone or "", 64),
        ("pause_id", command.pause_id, 100),
        ("reason", command.reason, 500),
        ("reason_code", command.reason_code, 63),
    ):
        problem = text_problem(value, longest, may_be_empty=True)
        if problem and (name != "reason" or not needs_reason):
            yield f"{path}.{name}", problem


def _comment(comment: CommentText) -> Iterator[Problem]:
    if comment.kind not in OF_COMMENTS:
        yield "comment.kind", f"must be one of: {', '.join(OF_COMMENTS)}."
    if reason := text_problem(comment.body, _LONGEST_COMMENT):
        yield "comment.body", reason
    if reason := text_problem(comment.author, 200, may_be_empty=True):
        yield "comment.author", reason
