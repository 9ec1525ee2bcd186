"""Lists in pages, by cursor."""

import base64
import binascii
from collections.abc import Callable
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

import msgspec
from django.db.models import Model, QuerySet
from rest_framework.request import Request

from sla_admin.shared.errors import InvalidInput

Item = TypeVar("Item")
Row = TypeVar("Row", bound=Model)

DEFAULT_SIZE = 50
LARGEST_SIZE = 200
PARAMETERS = ("cursor", "page_size")


class Page(msgspec.Struct, Generic[Item], frozen=True):
    """One page of a list. `next` and `previous` are addresses to follow as they are, null at the ends."""

    next: str | None
    previous: str | None
    results: list[Item]


def page_size(request: Request) -> int:
    """How many items the caller wants on a page. Raises InvalidInput."""
    written = request.query_params.get("page_size")
    if written is None:
        return DEFAULT_SIZE
    if not (
        written.isascii() and written.isdigit() and len(written) <= 4 and 1 <= int(written) <= LARGEST_SIZE
    ):
        raise InvalidInput.of("page_size", f"A whole number from 1 to {LARGEST_SIZE}.")
    return int(written)


def page_of(
    rows: QuerySet[Row],
    request: Request,
    shape: Callable[[list[Row]], list[Item]],
    *,
    by: str = "pk",
    newest_first: bool = False,
) -> Page[Item]:
    """The page of `rows` that the request's cursor points at, ordered by the unique whole number `by`.

    A page is a range of keys, not a count of rows: it costs the same at any depth, and rows that come or go
    meanwhile neither repeat nor hide others. `shape` gets all rows of the page at once, so that it can load
    what belongs to them together. Raises InvalidInput for a cursor that is not ours.
    """
    size = page_size(request)
    backwards, position = _read_cursor(request.query_params.get("cursor"))
    descending = newest_first != backwards
    if position is not None:
        rows = rows.filter(**{f"{by}__{'lt' if descending else 'gt'}": position})
    found = list(rows.order_by(f"-{by}" if descending else by)[: size + 1])
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    before = position is not None if not backwards else more
    after = more if not backwards else True
    return Page(
        next=_address(request, "a", getattr(found[-1], by)) if after and found else None,
        previous=_address(request, "b", getattr(found[0], by)) if before and found else None,
        results=shape(found),
    )


def _read_cursor(written: str | None) -> tuple[bool, int | None]:
    if written is None:
        return False, None
    try:
        text = base64.urlsafe_b64decode(written.encode("ascii")).decode("ascii")
        direction, number = text[:1], text[1:]
        if direction in ("a", "b") and number.isdigit() and len(number) <= 18:
            return direction == "b", int(number)
    except (UnicodeError, binascii.Error, ValueError):
        pass  # Not ours in whatever way; the one reason below says all there is to say.
    raise InvalidInput.of("cursor", "Follow the addresses in `next` and `previous`; this is none of them.")


def _address(request: Request, direction: str, position: Any) -> str:
    cursor = base64.urlsafe_b64encode(f"{direction}{position}".encode()).decode()
    kept = [
        (name, value) for name, values in request.query_params.lists() for value in values if name != "cursor"
    ]
    return request.build_absolute_uri(f"{request.path}?{urlencode([*kept, ('cursor', cursor)])}")
