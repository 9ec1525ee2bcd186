"""What a board is asked for, as it stands in its address."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, get_args
from urllib.parse import urlencode

import msgspec

from milestones.models.open_case import STANDINGS

Group = Literal["team", "queue"]
GROUPS: tuple[Group, ...] = get_args(Group)
DUE = "due"
"""As a state: its next target comes before the lane's day ends."""
GAP = "gap"
"""As a state: without a clock, or ambiguous."""
STATES = (*STANDINGS, DUE, GAP)
NOBODY = "nobody"
"""As an owner: cases that have none."""

FILTERS = ("tier", "priority", "type", "account", "owner", "state")
_LONGEST = 200
_MOST = 50


class BoardQuestion(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Scope, grouping and filters. Several values of one filter mean any of them; several filters, all.

    `team` is a number, `queue` a key; without either all teams are shown. `tier` and `type` are keys,
    `account` numbers, `owner` user names or `nobody`. `type` is that of the clock a case is ranked by.
    `more` names lanes to show further.
    """

    team: int | None = None
    queue: str = ""
    by: Group = "team"
    tier: tuple[str, ...] = ()
    priority: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    account: tuple[int, ...] = ()
    owner: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    more: tuple[str, ...] = ()

    @property
    def is_filtered(self) -> bool:
        return any(getattr(self, name) for name in FILTERS)

    def parameters(self) -> list[tuple[str, str]]:
        """The question as an address says it, defaults left out, in a fixed order."""
        told: dict[str, Any] = msgspec.to_builtins(self)
        return [
            (name, str(each))
            for name, value in sorted(told.items())
            if value is not None
            for each in (value if isinstance(value, list | tuple) else [value])
        ]

    def address(self, path: str, **changed: object) -> str:
        """That path with this question, changed so."""
        query = urlencode(msgspec.structs.replace(self, **changed).parameters())
        return f"{path}?{query}" if query else path

    def without(self, name: str, value: object) -> "BoardQuestion":
        """The question without that value of a filter."""
        left = tuple(each for each in getattr(self, name) if each != value)
        return msgspec.structs.replace(self, **{name: left})


def read_question(given: Mapping[str, Iterable[str]]) -> BoardQuestion:
    """The question as far as it can be understood: addresses are edited by people and outlive what they name.

    Values that cannot be of their kind are left out; those that name nothing that exists find nothing.
    """
    told: dict[str, Any] = {}
    for name, raw in given.items():
        values = [text for text in dict.fromkeys(str(each).strip() for each in raw) if _is_said(text)][:_MOST]
        if not values:
            continue
        if name == "team":
            numbers = _numbers(values[:1])
            told |= {"team": numbers[0]} if numbers else {}
        elif name == "queue":
            told["queue"] = values[0]
        elif name == "by":
            told |= {"by": values[0]} if values[0] in GROUPS else {}
        elif name == "account":
            told["account"] = _numbers(values)
        elif name == "state":
            told["state"] = tuple(each for each in values if each in STATES)
        elif name in ("tier", "priority", "type", "owner", "more"):
            told[name] = tuple(values)
    return BoardQuestion(**told)


def _is_said(text: str) -> bool:
    return 0 < len(text) <= _LONGEST and "\x00" not in text


def _numbers(values: Iterable[str]) -> tuple[int, ...]:
    return tuple(int(each) for each in values if each.isascii() and each.isdigit() and 0 < int(each) < 2**63)
