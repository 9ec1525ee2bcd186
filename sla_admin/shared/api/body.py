"""Reading and writing JSON strictly."""

import json
from collections.abc import Mapping
from typing import IO, Any

import msgspec
from django.conf import settings
from django.utils.functional import Promise
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer

from sla_admin.shared.api.problem import BodyTooLarge

MAX_DEPTH = 32


class StrictJSONParser(BaseParser):
    """JSON in UTF-8, of bounded size and depth, without repeated names, NaN, or characters no database text
    can hold.

    What a later layer could only choke on is refused here, with a reason.
    """

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        limit: int = settings.API_MAX_BODY_BYTES
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise BodyTooLarge(f"A body has at most {limit} bytes.")
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError as error:
            raise ParseError("The body is not UTF-8.") from error
        try:
            value = json.loads(text, object_pairs_hook=_unrepeated, parse_constant=_refuse_constant)
        except RecursionError as error:
            raise ParseError("The body is nested too deeply.") from error
        except ValueError as error:
            raise ParseError(f"The body is not JSON: {error}") from error
        _check(value, 0)
        return value


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name appears twice in one object")
    return found


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON value")


def _check(value: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise ParseError("The body is nested too deeply.")
    match value:
        case str():
            if "\x00" in value:
                raise ParseError("Texts cannot contain the character U+0000.")
            if any("\ud800" <= character <= "\udfff" for character in value):
                raise ParseError("A text contains half of a surrogate pair.")
        case dict():
            for name, inner in value.items():
                _check(name, depth)
                _check(inner, depth + 1)
        case list():
            for inner in value:
                _check(inner, depth + 1)
        case float() if value in (float("inf"), float("-inf")):
            raise ParseError("A number is too large.")


class AnswerRenderer(BaseRenderer):
    """JSON of answer values (msgspec structs, dicts, lists) in UTF-8."""

    media_type = "application/json"
    format = "json"
    charset = None
    render_style = "text"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        if isinstance(data, bytes):
            return data
        return b"" if data is None else encode(data)


def encode(data: Any) -> bytes:
    """The bytes of an answer; the same value gives the same bytes."""
    return msgspec.json.encode(data, enc_hook=_foreign)


def _foreign(value: Any) -> Any:
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, dict):
        return dict(value)
    if isinstance(value, list):
        return list(value)
    raise TypeError(f"An answer cannot contain {type(value).__name__}.")
