"""A week of hours in one line: `Mon–Fri 09:00–18:00`. Pure."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from sla_admin.shared.display.words import Words


def week_words(weekly: Sequence[Sequence[Sequence[Any]]], words: Words) -> str:
    """From seven lists of intervals, Monday first. Days alike stand together; closed ones are left out."""
    days = [
        ", ".join(_interval(str(opens), str(closes)) for opens, closes in intervals) for intervals in weekly
    ]
    parts = []
    place = 0
    for said, group in groupby(days):
        length = len(list(group))
        if said:
            names = words.weekdays[place]
            if length > 1:
                names += f"–{words.weekdays[place + length - 1]}"
            parts.append(f"{names} {said}")
        place += length
    return "; ".join(parts) or _("never open")


def _interval(opens: str, closes: str) -> str:
    return _("all day") if opens == closes else f"{opens}–{closes}"
