"""Entitlements as lists show them, here and on the pages of what they hang on."""

from collections.abc import Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from entitlements.models import Entitlement
from entitlements.pages.kinds import Listed
from entitlements.pages.shown import Cell, Column, channels, day, link, status_of
from entitlements.selectors.by_status import RELATED
from entitlements.selectors.promises import entitlement_statuses
from sla_admin.shared.templatetags.parts.actions import Action


def columns(rows: Sequence[Entitlement], at: int, *, with_account: bool = True) -> list[Column]:
    """The columns of a list of these entitlements at that instant (µs)."""
    statuses = entitlement_statuses(rows, at)

    def status(row: Entitlement) -> Cell:
        return Cell(status=status_of(row, statuses[row.pk]))

    found = [
        Column(gettext_lazy("Entitlement"), lambda row: link(row, "setup-entitlement", row.name)),
        Column(gettext_lazy("Account"), lambda row: link(row.account, "account")),
        Column(gettext_lazy("Status"), status),
        Column(gettext_lazy("Tier"), lambda row: Cell(tier=row.tier)),
        Column(gettext_lazy("For"), covered),
        Column(gettext_lazy("Last day"), lambda row: day(row.last_day)),
        Column(gettext_lazy("Incidents left"), incidents, is_number=True),
    ]
    return found if with_account else [found[0], *found[2:]]


def covered(row: Entitlement) -> Cell:
    """What it names, most particular first; the whole account where it names nothing."""
    if row.asset is not None:
        said = str(row.asset)
    elif row.line_item is not None:
        said = row.line_item.name or _("Line item of %(contract)s") % {
            "contract": row.line_item.contract.number
        }
    elif row.product is not None:
        said = str(row.product)
    else:
        return Cell(_("The whole account"))
    return Cell(Truncator(said).chars(40))


def incidents(row: Entitlement) -> Cell:
    """How many are left of how many; nothing where none are counted."""
    if row.incident_allowance is None:
        return Cell("–", is_right=True)
    return Cell(f"{row.incidents_left} / {row.incident_allowance}", is_number=True, is_right=True)


def entitlements_of(rows: Any, at: int, empty: str, action: Action | None = None) -> Listed:
    """The entitlements that hang on something, for its page."""
    listed = list(rows.select_related(*RELATED).order_by("-last_day", "pk")[:50])
    return Listed(_("Entitlements"), columns(listed, at, with_account=False), listed, empty, action)


def in_words(row: Entitlement, hours_zone: str) -> str:
    """From when to when, in which zone, by which channels: one sentence."""
    said = {
        "first": date_format(row.first_day, "j M Y"),
        "last": date_format(row.last_day, "j M Y"),
        "zone": hours_zone,
        "channels": channels(row.channels),
    }
    return _("From %(first)s to %(last)s, both included (%(zone)s). Channels: %(channels)s.") % said
