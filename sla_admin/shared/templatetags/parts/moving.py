"""Moving between views of one thing: choices and pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.functional import Promise

register = template.Library()


@dataclass(frozen=True, slots=True)
class Choice:
    word: str | Promise
    url: str
    is_current: bool = False
    count: int | None = None


@register.inclusion_tag("components/segmented.html")
def segmented(choices: Sequence[Choice], label: str) -> dict[str, Any]:
    """A row of choices of which one holds: links, so each has an address."""
    return {"choices": choices, "label": label}


@register.inclusion_tag("components/pagination.html")
def pagination(
    first: int, last: int, total: int | None, previous_url: str = "", next_url: str = ""
) -> dict[str, Any]:
    """ "1 – 6 of 143" with what comes before and next."""
    return {"first": first, "last": last, "total": total, "previous_url": previous_url, "next_url": next_url}
