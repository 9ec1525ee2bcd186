"""What lists and pages of promises show: cells, facts, statuses."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from entitlements.models import Channel, SupportTier
from entitlements.selectors.promises import EntitlementStatus
from sla_admin.shared.viewing.addresses import address

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Status:
    """A derived status as word, shape and tone; `why` says what makes it so where the word does not."""

    word: Text
    icon: str
    tone: str
    why: Text = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One fact: its text, where it leads, or a status or tier instead of the text."""

    text: Text = ""
    url: str = ""
    status: Status | None = None
    tier: SupportTier | None = None
    is_number: bool = False
    is_right: bool = False
    note: Text = ""


@dataclass(frozen=True, slots=True)
class Column:
    word: Text
    cell: Callable[[Any], Cell]
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of a card: what it is called, and its values one below the other."""

    word: Text
    values: Sequence[Cell]


NOTHING = Cell("–")


def status_of(row: Any, word: EntitlementStatus) -> Status:
    """A derived status, with the reason why what has begun is not in force."""
    if word == "active":
        return Status(_("Active"), "check", "met")
    if word == "expired":
        return Status(_("Expired"), "history", "plain")
    contract = getattr(row, "contract", None)
    if row.is_suspended:
        return Status(_("Suspended"), "pause", "pause", row.suspended_reason)
    if not row.is_enabled:
        return Status(_("Switched off"), "ban", "plain")
    if contract is not None and contract.is_suspended:
        return Status(_("Suspended"), "pause", "pause", _("Its contract is suspended."))
    if contract is not None and not contract.is_enabled:
        return Status(_("Switched off"), "ban", "plain", _("Its contract is switched off."))
    return Status(_("Not begun"), "clock", "plain")


def text(value: Text) -> Cell:
    """A text, or that there is none."""
    return Cell(value) if value else NOTHING


def day(value: date | None) -> Cell:
    """A day in words; nothing where there is none."""
    return NOTHING if value is None else Cell(date_format(value, "j M Y"), is_number=True)


def days(first: date | None, last: date | None) -> Cell:
    """From when to when, both included."""
    begin = date_format(first, "j M Y") if first else "…"
    end = date_format(last, "j M Y") if last else "…"
    return Cell(f"{begin} – {end}", is_number=True)


def link(row: Any, name: str, text: Text = "") -> Cell:
    """A row of another page, as a link where this installation has that page."""
    return NOTHING if row is None else Cell(text or str(row), address(name, row.pk))


def channels(values: Sequence[str]) -> Text:
    """Channels in words; none: all."""
    known = dict(Channel.choices)
    return ", ".join(str(known[each]) for each in values) if values else _("all")
